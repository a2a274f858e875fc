"""R: what can be wrong with a row as a whole; each of these concerns that row alone."""

from batch.diagnostics import Example, Rule, Severity
from batch.rules import values

_SOUND = Example("client_api_id,commercial_owner_id,govcloud_owner_id\n4001,210000000001,410000000001\n")

RAGGED_ROW = Rule(
    id="R101",
    name="ragged-row",
    severity=Severity.ERROR,
    meaning="The row has more or fewer cells than the header, so its values may be in the wrong columns.",
    remedy="Look for a missing separator, or for a separator in a cell without quotes.",
    message="the row has {cells}, but the header has {width}",
    wrong=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id,note\n4001,210000000001,410000000001,Doe, John\n"
    ),
    right=Example(
        'client_api_id,commercial_owner_id,govcloud_owner_id,note\n4001,210000000001,410000000001,"Doe, John"\n'
    ),
)
STRAY_QUOTE = Rule(
    id="R102",
    name="stray-quote",
    severity=Severity.ERROR,
    meaning="A quoted cell has text after its closing quote, or a space before its opening quote, so it is unclear "
    "where the cells end.",
    remedy="Put the whole cell in quotes and double each quote inside it, or remove the quotes.",
    message="a quote is {where}",
    wrong=Example(
        'client_api_id,commercial_owner_id,govcloud_owner_id,note\n4001,210000000001,410000000001,"5" disk"\n'
    ),
    right=Example(
        'client_api_id,commercial_owner_id,govcloud_owner_id,note\n4001,210000000001,410000000001,"5"" disk"\n'
    ),
)
TOTALS_ROW = Rule(
    id="R103",
    name="totals-row",
    severity=Severity.ERROR,
    meaning="The row looks like the totals line of a spreadsheet, not like a linkage.",
    remedy="Delete the row. In CSV, you can begin it with # instead.",
    message="this looks like a totals row: {word}",
    wrong=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id,note\n4001,210000000001,410000000001,1\nTotal,,,1\n"
    ),
    right=Example("client_api_id,commercial_owner_id,govcloud_owner_id,note\n4001,210000000001,410000000001,1\n"),
)
REPEATED_HEADER = Rule(
    id="R104",
    name="repeated-header",
    severity=Severity.ERROR,
    meaning="The header appears again among the rows, as happens when two files are joined.",
    remedy="Delete the line. If its columns are in another order, correct the rows below it as well.",
    message="the header is repeated here",
    wrong=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id\n"
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
DUPLICATE_KEY = Rule(
    id="R105",
    name="duplicate-key",
    severity=Severity.ERROR,
    meaning="A key is given twice in the row, but only one of the values could be used.",
    remedy="Remove one of the two.",
    message="{name} is given twice{lines}; the second value is {second}",
    wrong=Example(
        "- client_api_id: 4001\n  commercial_acct_id: 11\n  govcloud_acct_id: 12\n  govcloud_acct_id: 13\n",
        "govlink check mapping.yaml",
    ),
    right=Example(
        "- client_api_id: 4001\n  commercial_acct_id: 11\n  govcloud_acct_id: 12\n", "govlink check mapping.yaml"
    ),
)
NOT_A_ROW = Rule(
    id="R106",
    name="not-a-row",
    severity=Severity.ERROR,
    meaning="An item in a list of linkages is not a row, which has keys and values.",
    remedy="Write each linkage as {commercial_owner_id: ..., govcloud_owner_id: ...}.",
    message="this item has no keys and values{found}",
    wrong=Example("client_api_id: 4001\nlinkages:\n- 11, 12\n", "govlink check mapping.yaml"),
    right=Example(
        "client_api_id: 4001\nlinkages:\n- {commercial_acct_id: 11, govcloud_acct_id: 12}\n",
        "govlink check mapping.yaml",
    ),
)
NESTED_VALUE = Rule(
    id="R107",
    name="nested-value",
    severity=Severity.ERROR,
    meaning="A value in the row is a list or has keys of its own. A row has only plain values.",
    remedy="Write the value as text.",
    message="the value of {name} is not a plain value{found}",
    wrong=Example(
        "- {client_api_id: 4001, commercial_acct_id: 11, govcloud_acct_id: [12, 13]}\n", "govlink check mapping.yaml"
    ),
    right=Example(
        "- {client_api_id: 4001, commercial_acct_id: 11, govcloud_acct_id: 12}\n", "govlink check mapping.yaml"
    ),
)
MISSPELLED_KEY = Rule(
    id="R108",
    name="misspelled-key",
    severity=Severity.ERROR,
    meaning="A key in the row is so similar to one of govlink's keys that it is probably meant to be that key. As "
    "spelled, it is a key of your own.",
    remedy="Correct the key in this row. If the key is your own, give it another name.",
    message="unknown key {name}; {guess}",
    wrong=Example(
        "- {client_api_id: 4001, comercial_acct_id: 11, govcloud_acct_id: 12}\n", "govlink check mapping.yaml"
    ),
    right=Example(
        "- {client_api_id: 4001, commercial_acct_id: 11, govcloud_acct_id: 12}\n", "govlink check mapping.yaml"
    ),
)
SWALLOWED_ROWS = Rule(
    id="R109",
    name="swallowed-rows",
    severity=Severity.ERROR,
    meaning="A quoted cell spans several lines, and some of them look like rows. An extra quote probably opened the "
    "cell, so the rows down to the next quote became part of it. They would be lost silently.",
    remedy="Remove the quote that opens the cell. If the lines do belong to the cell, join them into one.",
    message="a quoted cell spans several lines, and {lines}",
    wrong=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id,note\n"
        '4001,210000000001,410000000001,"5 inch\n'
        '4001,210000000002,410000000002,12"\n'
    ),
    right=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id,note\n"
        "4001,210000000001,410000000001,5 inch\n"
        "4001,210000000002,410000000002,12\n"
    ),
)
NO_CUSTOMER = Rule(
    id="R111",
    name="no-customer",
    severity=Severity.ERROR,
    meaning="The row names no customer, and neither does its group, its file, or --client-api-id.",
    remedy="Fill in client_api_id (`govlink fix --find-customers` finds it), or give --client-api-id ID. If the API "
    "key belongs to a customer without tenants, give --direct-customer.",
    message="the row names no customer (client_api_id)",
    wrong=Example("client_api_id,commercial_owner_id,govcloud_owner_id\n,310987000001,210987000002\n"),
    right=Example("client_api_id,commercial_owner_id,govcloud_owner_id\n4001,310987000001,210987000002\n"),
)
CUSTOMER_NOT_ALLOWED = Rule(
    id="R112",
    name="customer-not-allowed",
    severity=Severity.ERROR,
    meaning="A customer is named, but --direct-customer means that the API key belongs to a customer without tenants.",
    remedy="Leave out --direct-customer, or remove the client_api_id.",
    message="the customer {value} is named, but --direct-customer was given",
    wrong=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id\n4001,310987000001,210987000002\n",
        "govlink check mapping.csv --direct-customer",
    ),
    right=Example(
        "commercial_owner_id,govcloud_owner_id\n310987000001,210987000002\n",
        "govlink check mapping.csv --direct-customer",
    ),
)
NO_COMMERCIAL_ACCOUNT = Rule(
    id="R113",
    name="no-commercial-account",
    severity=Severity.ERROR,
    meaning="The row names no commercial account.",
    remedy="Fill in commercial_owner_id or commercial_acct_id.",
    message="the row names no commercial account (commercial_owner_id or commercial_acct_id)",
    wrong=Example("client_api_id,commercial_owner_id,govcloud_owner_id\n4001,,210987000002\n"),
    right=Example("client_api_id,commercial_owner_id,govcloud_owner_id\n4001,310987000001,210987000002\n"),
)
NO_GOVCLOUD_ACCOUNT = Rule(
    id="R114",
    name="no-govcloud-account",
    severity=Severity.ERROR,
    meaning="The row names no GovCloud account.",
    remedy="Fill in govcloud_owner_id or govcloud_acct_id.",
    message="the row names no GovCloud account (govcloud_owner_id or govcloud_acct_id)",
    wrong=Example("client_api_id,commercial_owner_id,govcloud_owner_id\n4001,310987000001,\n"),
    right=Example("client_api_id,commercial_owner_id,govcloud_owner_id\n4001,310987000001,210987000002\n"),
)
CUSTOMER_LEFT_EMPTY = Rule(
    id="R115",
    name="customer-left-empty",
    severity=Severity.ERROR,
    meaning="The row names no customer, but other rows of the file do, as happens with merged cells in a spreadsheet. "
    "A default (--client-api-id) applies only to files that name no customer at all.",
    remedy="Fill the column down in the mapping (`govlink fix --fill-down` does that), or name the customer in each "
    "row (`govlink fix --find-customers` finds it).",
    message="{named}, but this one does not{guess}",
    wrong=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id\n"
        "4001,310987000001,210987000002\n"
        ",310987000003,210987000004\n"
    ),
    right=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id\n"
        "4001,310987000001,210987000002\n"
        "4001,310987000003,210987000004\n"
    ),
)
EMPTY_ROW = Rule(
    id="R201",
    name="empty-row",
    severity=Severity.WARNING,
    meaning="A line has separators but no values. Spreadsheet programs leave such lines below a table. The line is "
    "skipped.",
    remedy="Delete the line.",
    message="the line has separators but no values; it is skipped",
    wrong=Example("client_api_id,commercial_owner_id,govcloud_owner_id\n4001,210000000001,410000000001\n,,\n"),
    right=_SOUND,
)
ROW_AS_COMMENT = Rule(
    id="R202",
    name="row-as-comment",
    severity=Severity.NOTE,
    meaning="A line begins with # and is skipped as a comment, but it looks like a row. This happens if the first cell "
    "of a row is a ticket such as #101, or a spreadsheet error such as #N/A.",
    remedy="If it is a row, put its first cell in quotes, or move another column to the front. If it is a comment, "
    "there is nothing to do.",
    message="this line is skipped as a comment, but it looks like a row: {text}",
    wrong=Example(
        "ticket,client_api_id,commercial_owner_id,govcloud_owner_id\n"
        "#101,4001,210000000001,410000000001\n"
        "OPS-7,4001,210000000002,410000000002\n"
    ),
    right=Example(
        "ticket,client_api_id,commercial_owner_id,govcloud_owner_id\n"
        '"#101",4001,210000000001,410000000001\n'
        "OPS-7,4001,210000000002,410000000002\n"
    ),
)
SHORT_ROW = Rule(
    id="R203",
    name="short-row",
    severity=Severity.NOTE,
    meaning="Rows have fewer cells than the header. The cells missing at their end are all in columns of your own, and "
    "are read as empty. Excel leaves out the separators after the last value of a row.",
    remedy="Nothing to do unless a separator is missing within the row.",
    message="{rows} fewer cells than the header; the missing ones, all in columns of your own, are read as empty",
    wrong=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id,note,ticket\n4001,210000000001,410000000001,first\n"
    ),
    right=Example(
        "client_api_id,commercial_owner_id,govcloud_owner_id,note,ticket\n4001,210000000001,410000000001,first,\n"
    ),
)
QUOTE_IN_CELL = Rule(
    id="R204",
    name="quote-in-cell",
    severity=Severity.NOTE,
    meaning="A cell that is not quoted has a quote inside. The quote is read as part of the value, as spreadsheet "
    "programs read it.",
    remedy="Nothing to do unless the quotes were meant to enclose the cell. If they were, remove the text or space "
    "before the first one.",
    message="{rows} a quote inside a cell that is not quoted; the quote is read as part of the value",
    wrong=Example('client_api_id,commercial_owner_id,govcloud_owner_id,note\n4001,210000000001,410000000001,5" disk\n'),
    right=Example(
        'client_api_id,commercial_owner_id,govcloud_owner_id,note\n4001,210000000001,410000000001,"5"" disk"\n'
    ),
)
NOT_READ_SURELY = frozenset(
    {
        RAGGED_ROW.id,
        STRAY_QUOTE.id,
        DUPLICATE_KEY.id,
        NOT_A_ROW.id,
        NESTED_VALUE.id,
        MISSPELLED_KEY.id,
        SWALLOWED_ROWS.id,
        values.LOST_DIGITS.id,
        values.SHOWN_OTHERWISE.id,
    }
)
"""Codes of errors that leave it unclear what the row contains. The part that was read may look like a valid row."""
