"""The only package that knows CloudHealth's API: its wire format, limits, and ways to fail."""
