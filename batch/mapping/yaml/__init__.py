"""YAML to records: from the events of libyaml, so that every scalar keeps its text and its place."""
