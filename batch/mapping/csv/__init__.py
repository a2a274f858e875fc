"""CSV to records: the separator and the header off the first lines, then `csv.reader` over all of them, once."""
