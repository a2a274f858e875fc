"""A mapping with all mended that is certain: records in, rows and a list of changes out; pure."""
