"""F: what can be wrong with a mapping file as a whole."""

from batch.diagnostics import Code, Severity

UNKNOWN_ENCODING = Code(
    "F101",
    "unknown-encoding",
    Severity.ERROR,
    "The file is not UTF-8, nor UTF-16 with a byte order mark. Other encodings are never guessed.",
    "Save the file as UTF-8 (in a spreadsheet: 'CSV UTF-8').",
)
NOT_TEXT = Code(
    "F102",
    "not-text",
    Severity.ERROR,
    "The file is a workbook, an archive or another binary file, whatever its ending says.",
    "Export the table as CSV and name that file.",
)
NUL_BYTE = Code(
    "F103",
    "nul-byte",
    Severity.ERROR,
    "The file has a NUL byte. It was damaged, or it is UTF-16 without a byte order mark.",
    "Export the file again as UTF-8.",
)
NO_ROWS = Code(
    "F104",
    "no-rows",
    Severity.ERROR,
    "The file has no rows. An empty mapping is more often a failed export than what was wanted.",
    "Check the export that made the file, or leave the file out.",
)
UNCLOSED_QUOTE = Code(
    "F105",
    "unclosed-quote",
    Severity.ERROR,
    "A quoted cell is opened and never closed, so everything after it would be one cell.",
    "Close the quote, or remove it.",
)
LINE_TOO_LONG = Code(
    "F106",
    "line-too-long",
    Severity.ERROR,
    "A line or a cell is longer than any mapping needs: the line ends were lost, or it is another kind of file.",
    "Export the file again, one row a line.",
)
CUT_OFF = Code(
    "F107",
    "cut-off",
    Severity.ERROR,
    "The file ends in the middle of a character, so its end is missing.",
    "Export or copy the file again.",
)
BROKEN_QUOTES = Code(
    "F108",
    "broken-quotes",
    Severity.ERROR,
    "Quotes are broken in so many records that reading on would take too long. The rest of the file was not read.",
    "Fix the quotes above, or export the file again; then check it again.",
)
YAML_SYNTAX = Code(
    "F111",
    "yaml-syntax",
    Severity.ERROR,
    "The file is not valid YAML from this place on.",
    "Fix the syntax here; if it looks right, look above for an open quote or bracket, or for wrong indentation.",
)
YAML_SHAPE = Code(
    "F112",
    "yaml-shape",
    Severity.ERROR,
    "The file is YAML, but something in it does not have the form of a mapping.",
    "Write a list of rows; or `client_api_id` with an id, `linkages` with a list of rows, `customers` with a list of "
    "groups.",
)
YAML_UNKNOWN_KEY = Code(
    "F113",
    "yaml-unknown-key",
    Severity.ERROR,
    "Above the rows only `client_api_id`, `linkages` and `customers` have a meaning; any other key there is a mistake.",
    "Correct the key, or move it into the rows.",
)
YAML_DUPLICATE_KEY = Code(
    "F114",
    "yaml-duplicate-key",
    Severity.ERROR,
    "A key above the rows is given twice, and only one of the values could be used.",
    "Remove one of the two, or join them.",
)
YAML_REFERENCE = Code(
    "F115",
    "yaml-reference",
    Severity.ERROR,
    "The file uses an anchor, alias, tag or merge key. A mapping is plain data: what is written is what is sent.",
    "Write the values out.",
)
TOO_DEEP = Code(
    "F116",
    "too-deep",
    Severity.ERROR,
    "The file is nested far deeper than a mapping can be.",
    "Look for unclosed brackets, or for another kind of file.",
)
TOO_LARGE = Code(
    "F117",
    "too-large",
    Severity.ERROR,
    "A YAML file, or something in it, is larger than any mapping needs, so reading stopped there.",
    "Look for an open quote or another kind of file; split a long mapping, or write it as CSV.",
)
BROKEN_YAML = Code(
    "F118",
    "broken-yaml",
    Severity.ERROR,
    "The YAML syntax is broken so often that reading on would take too long. The rest of the file was not read.",
    "Fix the syntax above, or export the file again; then check it again.",
)
NOT_READ = Code(
    "F119",
    "not-read",
    Severity.ERROR,
    "Lines below broken YAML syntax look like rows, but were not read: it is unclear what they belong to.",
    "Fix the syntax above, and check the file again: these rows may have problems of their own.",
)
NOT_A_TABLE = Code(
    "F120",
    "not-a-table",
    Severity.ERROR,
    "The file is HTML, XML or JSON, whatever its ending says.",
    "Export the table as CSV. A web page is often the sign-in page of the site that the file should have come from.",
)
SECOND_DOCUMENT = Code(
    "F121",
    "second-document",
    Severity.ERROR,
    "A line `---` begins a second YAML document. A mapping is one document, and only the first was read.",
    "Join the documents and remove that line, or give each a file of its own.",
)
LATE_CUSTOMER = Code(
    "F122",
    "late-customer",
    Severity.ERROR,
    "A customer stands below the linkages that it is meant for, so they were read without it.",
    "Move `client_api_id` above `linkages` and `customers`.",
)
MERGE_CONFLICT = Code(
    "F123",
    "merge-conflict",
    Severity.ERROR,
    "The file has the marks of a merge conflict that nobody resolved (<<<<<<<, =======, >>>>>>>), so it holds the rows "
    "of both versions.",
    "Decide which rows are meant, delete the others and the marks, and check the file again.",
)
UNUSUAL_SEPARATOR = Code(
    "F201",
    "unusual-separator",
    Severity.NOTE,
    "The columns are not separated as the file's ending says. The separator was worked out from the header.",
    "Nothing needs doing if the columns are read as you meant them.",
)
SLOW_YAML = Code(
    "F202",
    "slow-yaml",
    Severity.WARNING,
    "PyYAML was built without libyaml, so YAML is read about 25 times slower.",
    "Install a PyYAML wheel that carries libyaml, or use CSV for large mappings.",
)
