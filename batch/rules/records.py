"""R: what can be wrong with a row as a whole; each of these concerns that row alone."""

from batch.diagnostics import Code, Severity

RAGGED_ROW = Code(
    "R101",
    "ragged-row",
    Severity.ERROR,
    "The row has more or fewer cells than the header, so its values may stand in the wrong columns.",
    "Look for a missing or an unquoted separator in the row.",
)
STRAY_QUOTE = Code(
    "R102",
    "stray-quote",
    Severity.ERROR,
    "A quote stands inside a cell where CSV does not allow it, so the end of the cell is a guess.",
    "Put the whole cell in quotes and double each quote inside it, or remove the quote.",
)
TOTALS_ROW = Code(
    "R103",
    "totals-row",
    Severity.ERROR,
    "The row looks like the totals line of a spreadsheet, not like a linkage.",
    "Delete the row, or begin it with #.",
)
REPEATED_HEADER = Code(
    "R104",
    "repeated-header",
    Severity.ERROR,
    "The header appears again among the rows, as after joining two files.",
    "Delete the line; if its columns are in another order, the rows below it are wrong as well.",
)
DUPLICATE_KEY = Code(
    "R105",
    "duplicate-key",
    Severity.ERROR,
    "A key is given twice in the row, and only one of the values could be used.",
    "Remove one of the two.",
)
NOT_A_ROW = Code(
    "R106",
    "not-a-row",
    Severity.ERROR,
    "A list of linkages has an entry that is not a mapping of keys to values.",
    "Write each linkage as {commercial_owner_id: ..., govcloud_owner_id: ...}.",
)
NESTED_VALUE = Code(
    "R107",
    "nested-value",
    Severity.ERROR,
    "A value of the row is a list or a mapping; a row holds plain values.",
    "Write the value as text.",
)
MISSPELLED_KEY = Code(
    "R108",
    "misspelled-key",
    Severity.ERROR,
    "A key of the row is so close to a known one that it is probably meant to be it; as it stands, it is your own.",
    "Correct the key, or rename it clearly.",
)
SWALLOWED_ROWS = Code(
    "R109",
    "swallowed-rows",
    Severity.ERROR,
    "A quoted cell goes on over several lines, and some of them read as rows of their own. Probably a quote too many "
    "opened the cell, and the rows down to the next quote became its text; these would go missing silently.",
    "Remove the quote that opens the cell. If the cell is meant to hold these lines, join them into one.",
)
NO_CUSTOMER = Code(
    "R111",
    "no-customer",
    Severity.ERROR,
    "The row names no customer, and neither its group, the file nor --client-api-id does.",
    "Fill in client_api_id, or give --client-api-id ID, or --direct-customer where the key has no tenants.",
)
CUSTOMER_NOT_ALLOWED = Code(
    "R112",
    "customer-not-allowed",
    Severity.ERROR,
    "The row names a customer, but --direct-customer says that the key belongs to a customer without tenants.",
    "Leave out --direct-customer, or remove the client_api_id.",
)
NO_COMMERCIAL_ACCOUNT = Code(
    "R113",
    "no-commercial-account",
    Severity.ERROR,
    "The row names no commercial account.",
    "Fill in commercial_owner_id or commercial_acct_id.",
)
NO_GOVCLOUD_ACCOUNT = Code(
    "R114",
    "no-govcloud-account",
    Severity.ERROR,
    "The row names no GovCloud account.",
    "Fill in govcloud_owner_id or govcloud_acct_id.",
)
EMPTY_ROW = Code(
    "R201",
    "empty-row",
    Severity.WARNING,
    "A line has separators but no values, as spreadsheets leave below a table. It is skipped and is not a row.",
    "Delete the line.",
)
ROW_AS_COMMENT = Code(
    "R202",
    "row-as-comment",
    Severity.NOTE,
    "A line begins with #, so it is a comment and is skipped, but it reads as a row: a ticket #101, or a spreadsheet's "
    "#N/A, makes one of any row that begins with it.",
    "If it is a row, put its first cell in quotes, or move another column to the front; a comment can stay.",
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
    }
)
"""Ids of the errors that leave it open what the row says; what could be read of it may well look like a sound row."""
