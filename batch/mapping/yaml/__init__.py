"""YAML to blocks of rows: from the events of libyaml, so that every scalar keeps its text and its place."""
