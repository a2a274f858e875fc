"""Read CSV as records: find the separator and the header in the first lines, then run `csv.reader` over all."""
