"""H: what can be wrong with the header of a CSV file; each of these refuses the file."""

from batch.diagnostics import Code, Severity

MISSING_COLUMN = Code(
    "H101",
    "missing-column",
    Severity.ERROR,
    "The header lacks a column that every row needs: each side needs its account id or its owner number.",
    "Add the column, or name the one that holds it with --column KEY=HEADER.",
)
MISSPELLED_COLUMN = Code(
    "H102",
    "misspelled-column",
    Severity.ERROR,
    "A column's name is so close to a key that it is probably meant to be one; as it is, it is a column of your own.",
    "Correct the name, map it with --column KEY=HEADER, or rename the column clearly.",
)
DUPLICATE_COLUMN = Code(
    "H103",
    "duplicate-column",
    Severity.ERROR,
    "Two columns have the same name, and only one of them could be used.",
    "Rename or remove one of them.",
)
BLANK_COLUMN = Code(
    "H104",
    "blank-column",
    Severity.ERROR,
    "A column has no name, so its values could not be carried through to the reports.",
    "Name the column, or delete it (in a spreadsheet: delete the empty columns to the right).",
)
TITLE_ROWS = Code(
    "H105",
    "title-rows",
    Severity.ERROR,
    "There are lines above the header, such as the title of a report.",
    "Delete the lines above the header, or begin each with #.",
)
NO_SUCH_COLUMN = Code(
    "H106",
    "no-such-column",
    Severity.ERROR,
    "--column names a header that the file does not have.",
    "Give the header exactly as it stands in the file.",
)
NO_HEADER = Code(
    "H107",
    "no-header",
    Severity.ERROR,
    "The first line holds values, not column names, so it is unknown what the columns mean.",
    "Put a header line above the rows, such as client_api_id,commercial_owner_id,govcloud_owner_id.",
)
BROKEN_HEADER = Code(
    "H108",
    "broken-header",
    Severity.ERROR,
    "The header has a quote too many or too few, so where the column names end is a guess.",
    "Remove the quotes from the header, or put each whole name in quotes.",
)
HEADER_BELOW_ROWS = Code(
    "H109",
    "header-below-rows",
    Severity.ERROR,
    "The header stands below rows of the table, as after sorting a sheet with its header.",
    "Move the header line above the rows.",
)
UNKNOWN_SEPARATOR = Code(
    "H110",
    "unknown-separator",
    Severity.ERROR,
    "The header is there, but its columns are not separated as the file says, or as a CSV file can be.",
    "Separate the columns by commas, semicolons or tabs, name the same separator in the sep= line if there is one, and "
    "don't put whole lines in quotes.",
)
