"""Read YAML as records, from the parser's events, so that every scalar keeps its text and its place."""
