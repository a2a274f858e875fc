"""F: what can be wrong with a mapping file as a whole."""

from batch.diagnostics import Example, Rule, Severity

_TEXT = "client_api_id,commercial_owner_id,govcloud_owner_id\n4001,210000000001,410000000001\n"
_SOUND = Example(_TEXT)
_WORKBOOK = "govlink check mapping.xlsx"
_SOUND_WORKBOOK = Example(_TEXT, _WORKBOOK)

UNKNOWN_ENCODING = Rule(
    id="F101",
    name="unknown-encoding",
    severity=Severity.ERROR,
    meaning="The file is neither UTF-8 nor UTF-16 with a byte order mark. govlink never guesses an encoding.",
    remedy="Save the file as UTF-8 (in a spreadsheet program: 'CSV UTF-8').",
    message="{found} is not valid {encoding} ({why})",
    wrong=Example(
        b"# saved as Windows-1252\n"
        b"client_api_id,commercial_owner_id,govcloud_owner_id,note\n"
        b"4001,210000000001,410000000001,M\xfcller\n"
    ),
    right=Example(
        "# saved as UTF-8\n"
        "client_api_id,commercial_owner_id,govcloud_owner_id,note\n"
        "4001,210000000001,410000000001,Müller\n"
    ),
)
NOT_TEXT = Rule(
    id="F102",
    name="not-text",
    severity=Severity.ERROR,
    meaning="The file is a workbook, an archive, or another binary file, whatever its extension.",
    remedy="Export the table as CSV and use that file. A workbook is read only if its name ends in .xlsx.",
    message="the file is {kind}, not text",
    wrong=Example(b"PK\x03\x04\x14\x00\x06\x00"),
    right=_SOUND,
)
NUL_BYTE = Rule(
    id="F103",
    name="nul-byte",
    severity=Severity.ERROR,
    meaning="The file contains a NUL byte: it is damaged, or it is UTF-16 without a byte order mark.",
    remedy="Export the file again as UTF-8.",
    message="the file has a NUL byte here",
    wrong=Example(b"client_api_id,commercial_owner_id,govcloud_owner_id\n4001,210000000001,4100000\x0000001\n"),
    right=_SOUND,
)
NO_ROWS = Rule(
    id="F104",
    name="no-rows",
    severity=Severity.ERROR,
    meaning="The file has no rows. The cause is more often a failed export than an intentionally empty mapping.",
    remedy="Check the export that made the file, or leave the file out.",
    message="the file has no rows",
    wrong=Example("client_api_id,commercial_owner_id,govcloud_owner_id\n"),
    right=_SOUND,
)
UNCLOSED_QUOTE = Rule(
    id="F105",
    name="unclosed-quote",
    severity=Severity.ERROR,
    meaning="A quoted cell is never closed, so everything below would be part of it. The rest of the file is not read.",
    remedy="Close the quote, or remove it; then check the file again.",
    message="a quote opens in this record and is {closed}, so the rest of the file is not read",
    wrong=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id,note\n"
        '4001,210000000001,410000000001,"first\n'
        "4001,210000000002,410000000002,second\n"
    ),
    right=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id,note\n"
        '4001,210000000001,410000000001,"first"\n'
        "4001,210000000002,410000000002,second\n"
    ),
)
LINE_TOO_LONG = Rule(
    id="F106",
    name="line-too-long",
    severity=Severity.ERROR,
    meaning="A line or a cell is longer than any mapping needs. The line ends were lost, or the file is not a mapping.",
    remedy="Export the file again, with one row per line.",
    message="{what} has over {limit:,} characters{rest}",
    wrong=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id,note\n4001,210000000001,410000000001,x…\n",
        repeated=131_072,
    ),
    right=Example("client_api_id,commercial_owner_id,govcloud_owner_id,note\n4001,210000000001,410000000001,x\n"),
)
CUT_OFF = Rule(
    id="F107",
    name="cut-off",
    severity=Severity.ERROR,
    meaning="The file ends in the middle of a character, so its end is missing.",
    remedy="Export or copy the file again.",
    message="the file ends in the middle of a character ({encoding})",
    wrong=Example((_TEXT + "4").encode("utf-16")[:-1]),
    right=Example(_TEXT.encode("utf-16")),
)
BROKEN_QUOTES = Rule(
    id="F108",
    name="broken-quotes",
    severity=Severity.ERROR,
    meaning="A quoted cell continues past the end of its line and has text after its closing quote, so it is unclear "
    "where the record ends. The rest of the file is not read.",
    remedy="Look for an extra or missing quote between here and that line, correct it, and check the file again.",
    message="a quoted cell has text after its closing quote on line {last}, so the rest of the file is not read",
    wrong=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id,note\n"
        '4001,210000000001,410000000001,"rack 5\n'
        '4001,210000000002,410000000002,"second" one\n'
    ),
    right=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id,note\n"
        "4001,210000000001,410000000001,rack 5\n"
        "4001,210000000002,410000000002,second one\n"
    ),
)
YAML_SYNTAX = Rule(
    id="F111",
    name="yaml-syntax",
    severity=Severity.ERROR,
    meaning="The YAML syntax is broken here. The rows above are checked; the rest of the file is not read.",
    remedy="Correct the syntax here. If it looks right, look above for an unclosed quote or bracket, or for wrong "
    "indentation. Then check the file again: the rows below may have problems of their own.",
    message="not valid YAML: {what}",
    wrong=Example(
        "- {client_api_id: 4001, commercial_acct_id: 11 govcloud_acct_id: 12}\n", "govlink check mapping.yaml"
    ),
    right=Example(
        "- {client_api_id: 4001, commercial_acct_id: 11, govcloud_acct_id: 12}\n", "govlink check mapping.yaml"
    ),
)
YAML_SHAPE = Rule(
    id="F112",
    name="yaml-shape",
    severity=Severity.ERROR,
    meaning="The file is valid YAML but is not structured as a mapping.",
    remedy="Write a list of rows, or the keys `client_api_id` (an id), `linkages` (a list of rows), and `customers` (a "
    "list of groups).",
    message="unexpected structure: {what}",
    wrong=Example(
        "- client_api_id: 4001\n  linkages:\n    - {commercial_acct_id: 11, govcloud_acct_id: 12}\n",
        "govlink check mapping.yaml",
    ),
    right=Example(
        "customers:\n- client_api_id: 4001\n  linkages:\n    - {commercial_acct_id: 11, govcloud_acct_id: 12}\n",
        "govlink check mapping.yaml",
    ),
)
YAML_UNKNOWN_KEY = Rule(
    id="F113",
    name="yaml-unknown-key",
    severity=Severity.ERROR,
    meaning="The only keys outside rows are `client_api_id`, `linkages`, and `customers`; any other is probably a "
    "mistake.",
    remedy="Correct the key, or move it into the rows.",
    message="unknown key {name}; {guess}",
    wrong=Example(
        "client_id: 4001\nlinkages:\n- {commercial_acct_id: 11, govcloud_acct_id: 12}\n", "govlink check mapping.yaml"
    ),
    right=Example(
        "client_api_id: 4001\nlinkages:\n- {commercial_acct_id: 11, govcloud_acct_id: 12}\n",
        "govlink check mapping.yaml",
    ),
)
YAML_DUPLICATE_KEY = Rule(
    id="F114",
    name="yaml-duplicate-key",
    severity=Severity.ERROR,
    meaning="A key outside rows is given twice, but only one of the values could be used.",
    remedy="Remove one of the two, or merge their values.",
    message="the key {name} was already given on line {first}{at}",
    wrong=Example(
        "client_api_id: 4001\nlinkages:\n- {commercial_acct_id: 11, govcloud_acct_id: 12}\n"
        "linkages:\n- {commercial_acct_id: 21, govcloud_acct_id: 22}\n",
        "govlink check mapping.yaml",
    ),
    right=Example(
        "client_api_id: 4001\nlinkages:\n- {commercial_acct_id: 11, govcloud_acct_id: 12}\n"
        "- {commercial_acct_id: 21, govcloud_acct_id: 22}\n",
        "govlink check mapping.yaml",
    ),
)
YAML_REFERENCE = Rule(
    id="F115",
    name="yaml-reference",
    severity=Severity.ERROR,
    meaning="The file uses an anchor, alias, tag, or merge key. A mapping must be plain data: what is written is what "
    "is sent.",
    remedy="Write out each value.",
    message="{what}; a mapping must be plain data",
    wrong=Example(
        "- {client_api_id: &one 4001, commercial_acct_id: 11, govcloud_acct_id: 12}\n"
        "- {client_api_id: *one, commercial_acct_id: 21, govcloud_acct_id: 22}\n",
        "govlink check mapping.yaml",
    ),
    right=Example(
        "- {client_api_id: 4001, commercial_acct_id: 11, govcloud_acct_id: 12}\n"
        "- {client_api_id: 4001, commercial_acct_id: 21, govcloud_acct_id: 22}\n",
        "govlink check mapping.yaml",
    ),
)
TOO_DEEP = Rule(
    id="F116",
    name="too-deep",
    severity=Severity.ERROR,
    meaning="The file is nested far deeper than a mapping can be.",
    remedy="Look for unclosed brackets; if there are none, the file is not a mapping.",
    message="the file is nested more than {deepest} levels deep",
    wrong=Example(
        "- {client_api_id: 4001, commercial_acct_id: 11, govcloud_acct_id: 12, note: […\n",
        "govlink check mapping.yaml",
        repeated=60,
    ),
    right=Example(
        "- {client_api_id: 4001, commercial_acct_id: 11, govcloud_acct_id: 12, note: plain}\n",
        "govlink check mapping.yaml",
    ),
)
TOO_LARGE = Rule(
    id="F117",
    name="too-large",
    severity=Severity.ERROR,
    meaning="A YAML file, or something in it, is larger than any mapping needs, so the rest is not read.",
    remedy="Look for an unclosed quote. If the mapping is really that large, split it or write it as CSV.",
    message="{what}; the rest of the file is not read",
    wrong=Example(
        "- {client_api_id: 4001, commercial_acct_id: 11, govcloud_acct_id: 12, note: x…}\n",
        "govlink check mapping.yaml",
        repeated=5_000_000,
    ),
    right=Example(
        "- {client_api_id: 4001, commercial_acct_id: 11, govcloud_acct_id: 12, note: x}\n",
        "govlink check mapping.yaml",
    ),
)
NOT_A_TABLE = Rule(
    id="F120",
    name="not-a-table",
    severity=Severity.ERROR,
    meaning="The file is HTML, XML, or JSON, whatever its extension.",
    remedy="Export the table as CSV. A web page is often the sign-in page of the site that the file should have come "
    "from.",
    message="this is {language}, not a table",
    wrong=Example("<!DOCTYPE html>\n<title>Sign in</title>\n"),
    right=_SOUND,
)
SECOND_DOCUMENT = Rule(
    id="F121",
    name="second-document",
    severity=Severity.ERROR,
    meaning="A line `---` begins a second YAML document. A mapping is one document, so only the first is read.",
    remedy="Join the documents and remove that line, or put each document in its own file.",
    message="a second YAML document begins here; the rest of the file is not read",
    wrong=Example(
        "- {client_api_id: 4001, commercial_acct_id: 11, govcloud_acct_id: 12}\n"
        "---\n"
        "- {client_api_id: 4001, commercial_acct_id: 21, govcloud_acct_id: 22}\n",
        "govlink check mapping.yaml",
    ),
    right=Example(
        "- {client_api_id: 4001, commercial_acct_id: 11, govcloud_acct_id: 12}\n"
        "- {client_api_id: 4001, commercial_acct_id: 21, govcloud_acct_id: 22}\n",
        "govlink check mapping.yaml",
    ),
)
LATE_CUSTOMER = Rule(
    id="F122",
    name="late-customer",
    severity=Severity.ERROR,
    meaning="The customer is given after the linkages that it is meant for, so they were read without it.",
    remedy="Move `client_api_id` above `linkages` and `customers`.",
    message="client_api_id comes after the linkages that it is meant for",
    wrong=Example(
        "linkages:\n- {commercial_acct_id: 11, govcloud_acct_id: 12}\nclient_api_id: 4001\n",
        "govlink check mapping.yaml",
    ),
    right=Example(
        "client_api_id: 4001\nlinkages:\n- {commercial_acct_id: 11, govcloud_acct_id: 12}\n",
        "govlink check mapping.yaml",
    ),
)
MERGE_CONFLICT = Rule(
    id="F123",
    name="merge-conflict",
    severity=Severity.ERROR,
    meaning="The file has the markers of an unresolved merge conflict (<<<<<<<, =======, >>>>>>>), so it may have the "
    "rows of both versions.",
    remedy="Decide which rows are meant, delete the others and the markers, and check the file again.",
    message="this line is a merge conflict marker{rest}",
    wrong=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id\n"
        "<<<<<<< HEAD\n"
        "4001,210000000001,410000000001\n"
        "=======\n"
        "4001,210000000001,410000000002\n"
        ">>>>>>> topic\n"
    ),
    right=_SOUND,
)
NOT_A_WORKBOOK = Rule(
    id="F124",
    name="not-a-workbook",
    severity=Severity.ERROR,
    meaning="The file's name ends in .xlsx, but the file is not a workbook in that format.",
    remedy="Open it in a spreadsheet program and save it as .xlsx (Excel Workbook), or correct its extension.",
    message="the file is {kind}, not a workbook (.xlsx)",
    wrong=Example(_TEXT, _WORKBOOK, circumstance="it is CSV but is named .xlsx"),
    right=_SOUND_WORKBOOK,
)
LOCKED_WORKBOOK = Rule(
    id="F125",
    name="locked-workbook",
    severity=Severity.ERROR,
    meaning="The workbook is encrypted and opens only with a password.",
    remedy="Save it without the password (in Excel: File > Info > Protect Workbook), or export the table as CSV.",
    message="the workbook is protected by a password",
    wrong=Example(_TEXT, _WORKBOOK, circumstance="the workbook has a password"),
    right=_SOUND_WORKBOOK,
)
WORKBOOK_TOO_LARGE = Rule(
    id="F126",
    name="workbook-too-large",
    severity=Severity.ERROR,
    meaning="The workbook is larger than any mapping needs, so it is not read.",
    remedy="Copy only the table into a new workbook, split the table, or export it as CSV.",
    message="the workbook is too large: {what}",
    wrong=Example(_TEXT, _WORKBOOK, circumstance="the workbook contains a picture of 300 MiB"),
    right=_SOUND_WORKBOOK,
)
DAMAGED_WORKBOOK = Rule(
    id="F127",
    name="damaged-workbook",
    severity=Severity.ERROR,
    meaning="A part of the workbook is missing, or is not as spreadsheet programs write it.",
    remedy="Copy the file again. If that doesn't help, open it in a spreadsheet program and save it as a new workbook.",
    message="the workbook is damaged: {what}",
    wrong=Example(_TEXT, _WORKBOOK, circumstance="the end of the workbook is missing"),
    right=_SOUND_WORKBOOK,
)
NO_MAPPING_SHEET = Rule(
    id="F128",
    name="no-mapping-sheet",
    severity=Severity.ERROR,
    meaning="No sheet of the workbook has the columns of a mapping: a CloudHealth id or an AWS account number for each "
    "side.",
    remedy="Correct the column names, or name the sheet with --sheet NAME to see what is wrong with it.",
    message="no sheet has the columns of a mapping: {sheets}",
    wrong=Example(
        "client_api_id,commercial_owner_id\n4001,210000000001\n",
        _WORKBOOK,
        circumstance="a second sheet has client_api_id and govcloud_owner_id",
    ),
    right=_SOUND_WORKBOOK,
)
UNUSUAL_SEPARATOR = Rule(
    id="F201",
    name="unusual-separator",
    severity=Severity.NOTE,
    meaning="The columns are not separated as the file's extension suggests; the separator was taken from the header.",
    remedy="Nothing to do if the columns are read as you meant them.",
    message="the columns are separated by {separator}",
    wrong=Example("client_api_id;commercial_owner_id;govcloud_owner_id\n4001;210000000001;410000000001\n"),
    right=_SOUND,
)
SLOW_YAML = Rule(
    id="F202",
    name="slow-yaml",
    severity=Severity.WARNING,
    meaning="PyYAML was built without libyaml, so YAML is read about 25 times slower.",
    remedy="Install a PyYAML wheel that includes libyaml, or use CSV for large mappings.",
    message="PyYAML was built without libyaml, so reading is slow",
    wrong=Example(
        "- {client_api_id: 4001, commercial_acct_id: 11, govcloud_acct_id: 12}\n",
        "govlink check mapping.yaml",
        circumstance="PyYAML was built without libyaml",
    ),
    right=Example(
        "- {client_api_id: 4001, commercial_acct_id: 11, govcloud_acct_id: 12}\n", "govlink check mapping.yaml"
    ),
)
HIDDEN_CELLS = Rule(
    id="F203",
    name="hidden-cells",
    severity=Severity.NOTE,
    meaning="Rows or columns of the sheet are hidden, by hand or by a filter. They are read like the others.",
    remedy="Nothing to do if they belong to the mapping. To leave rows out, delete them, or copy the visible cells to "
    "a new sheet.",
    message="{what} of the sheet {are} hidden or filtered out, and {are} read like the others",
    wrong=Example(_TEXT, _WORKBOOK, circumstance="row 2 of the sheet is hidden"),
    right=_SOUND_WORKBOOK,
)
MERGED_CELLS = Rule(
    id="F204",
    name="merged-cells",
    severity=Severity.NOTE,
    meaning="Cells in key columns are merged. Only the first cell has the value; the others are empty.",
    remedy="Unmerge the cells and write the value into each row that it is meant for.",
    message="cells are merged ({ranges}): only the first one has the value, and the others are empty",
    wrong=Example(_TEXT, _WORKBOOK, circumstance="the cells B2:B3 of the sheet are merged"),
    right=_SOUND_WORKBOOK,
)
