"""CSV to blocks of rows: the layout off the header, then records, the quickest way that each piece allows."""
