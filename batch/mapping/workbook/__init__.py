"""Read workbooks (.xlsx) as records: refuse harmful ones, open the others with openpyxl, and read row by row."""
