"""Workbooks (.xlsx) to rows: a zip archive of XML, read as a stream, with bounds to everything.

`openpyxl` has the number formats and the dates, and doesn't read the cells: where it streams, it has no hidden rows and
no merged cells, it takes a formula without a result for an empty cell, and it makes the rows that a sheet of a few
bytes only claims to have.
"""
