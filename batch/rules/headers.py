"""H: what can be wrong with the header of a CSV file; each of these refuses the file."""

from batch.diagnostics import Example, Rule, Severity

_SOUND = Example("client_api_id,commercial_owner_id,govcloud_owner_id\n4001,210000000001,410000000001\n")

MISSING_COLUMN = Rule(
    id="H101",
    name="missing-column",
    severity=Severity.ERROR,
    meaning="The header lacks a column that every row needs: each side needs a CloudHealth id or an AWS account "
    "number.",
    remedy="Add the column, or name the column that holds the key with --column KEY=HEADER.",
    message="there is no column {owner} or {account}",
    wrong=Example("client_api_id,commercial_owner_id\n4001,210000000001\n"),
    right=_SOUND,
)
MISSPELLED_COLUMN = Rule(
    id="H102",
    name="misspelled-column",
    severity=Severity.ERROR,
    meaning="A column's name is so similar to a key that it is probably meant to be that key. As spelled, it is a "
    "column of your own.",
    remedy="Correct the name, or map it with --column KEY=HEADER. If the column is your own, give it another name.",
    message="unknown column {name}; {question}",
    wrong=Example("client_api_id,comercial_owner_id,govcloud_owner_id\n4001,210000000001,410000000001\n"),
    right=_SOUND,
)
DUPLICATE_COLUMN = Rule(
    id="H103",
    name="duplicate-column",
    severity=Severity.ERROR,
    meaning="Two columns have the same name, but only one of them could be used.",
    remedy="Rename or remove one of them.",
    message="columns {first} and {second} are both named {name}",
    wrong=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id,note,Note\n4001,210000000001,410000000001,a,b\n"
    ),
    right=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id,note,remark\n4001,210000000001,410000000001,a,b\n"
    ),
)
BLANK_COLUMN = Rule(
    id="H104",
    name="blank-column",
    severity=Severity.ERROR,
    meaning="A column has no name, so its values could not be carried through to the reports.",
    remedy="Name the column, or delete it.",
    message="column {number} has no name",
    wrong=Example("client_api_id,commercial_owner_id,govcloud_owner_id,\n4001,210000000001,410000000001,first\n"),
    right=Example("client_api_id,commercial_owner_id,govcloud_owner_id,note\n4001,210000000001,410000000001,first\n"),
)
TITLE_ROWS = Rule(
    id="H105",
    name="title-rows",
    severity=Severity.ERROR,
    meaning="There are lines above the header, such as the title of a report.",
    remedy="Delete the lines above the header, as `govlink fix` does. In CSV, you can begin each with # instead.",
    message="the header is on line {header}, below other lines",
    wrong=Example(
        "Accounts of March\nclient_api_id,commercial_owner_id,govcloud_owner_id\n4001,210000000001,410000000001\n"
    ),
    right=Example(
        "# Accounts of March\nclient_api_id,commercial_owner_id,govcloud_owner_id\n4001,210000000001,410000000001\n"
    ),
)
NO_SUCH_COLUMN = Rule(
    id="H106",
    name="no-such-column",
    severity=Severity.ERROR,
    meaning="--column names a header that the file does not have.",
    remedy="Give the header exactly as it is in the file.",
    message="there is no column {name}",
    wrong=Example(
        "Kunde,commercial_owner_id,govcloud_owner_id\n4001,210000000001,410000000001\n",
        "govlink check mapping.csv --column client_api_id=Kunden",
    ),
    right=Example(
        "Kunde,commercial_owner_id,govcloud_owner_id\n4001,210000000001,410000000001\n",
        "govlink check mapping.csv --column client_api_id=Kunde",
    ),
)
NO_HEADER = Rule(
    id="H107",
    name="no-header",
    severity=Severity.ERROR,
    meaning="The first line has values, not column names, so the meaning of the columns is unknown.",
    remedy="Put a header line above the rows, such as client_api_id,commercial_owner_id,govcloud_owner_id.",
    message="the first line has values, not column names",
    wrong=Example("4001,210000000001,410000000001\n4001,210000000002,410000000002\n"),
    right=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id\n"
        "4001,210000000001,410000000001\n"
        "4001,210000000002,410000000002\n"
    ),
)
BROKEN_HEADER = Rule(
    id="H108",
    name="broken-header",
    severity=Severity.ERROR,
    meaning="The header has an extra or missing quote, so it is unclear where the column names end.",
    remedy="Remove the quotes from the header, or put each whole name in quotes.",
    message="in the header, {what}",
    wrong=Example('client_api_id,"commercial"_owner_id,govcloud_owner_id\n4001,210000000001,410000000001\n'),
    right=_SOUND,
)
HEADER_BELOW_ROWS = Rule(
    id="H109",
    name="header-below-rows",
    severity=Severity.ERROR,
    meaning="The header is below rows of the table, as happens when a sheet is sorted together with its header.",
    remedy="Move the header line above the rows.",
    message="the header is on line {header}, below rows (the first is on line {first})",
    wrong=Example(
        "4001,210000000001,410000000001\n"
        "client_api_id,commercial_owner_id,govcloud_owner_id\n"
        "4001,210000000002,410000000002\n"
    ),
    right=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id\n"
        "4001,210000000001,410000000001\n"
        "4001,210000000002,410000000002\n"
    ),
)
UNKNOWN_SEPARATOR = Rule(
    id="H110",
    name="unknown-separator",
    severity=Severity.ERROR,
    meaning="The columns in the header are not separated by commas, semicolons, or tabs, or not by the separator in "
    "the sep= line.",
    remedy="Separate the columns with commas, semicolons, or tabs. If the file has a sep= line, name the same "
    "separator in it. Don't put whole lines in quotes.",
    message="the header can't be split into columns: {why}",
    wrong=Example("client_api_id|commercial_owner_id|govcloud_owner_id\n4001|210000000001|410000000001\n"),
    right=_SOUND,
)
