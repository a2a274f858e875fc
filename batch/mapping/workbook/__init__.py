"""Workbooks (.xlsx) to rows: refused where they would harm, opened and read by openpyxl, row by row."""
