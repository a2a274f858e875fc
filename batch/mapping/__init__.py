"""Mapping files, text to rows: CSV and YAML, with exact lines, everything wrong said at once."""
