"""Fix everything in a mapping that is certain: records in, rows and a list of changes out; pure."""
