"""What ids look like: CloudHealth ids of customers and accounts, and AWS account numbers."""

ACCOUNT_ID_DIGITS = 18
"""The most that an id can have."""

ACCOUNT_ID = f"[1-9][0-9]{{0,{ACCOUNT_ID_DIGITS - 1}}}"
"""A pattern for CloudHealth's ids of accounts and customers.

The API guide calls both integers, and ids of 13 digits exist; a 64-bit integer holds any 18 digits.
"""

OWNER_DIGITS = 12
"""The digits of an AWS account number, which is text: leading zeros count."""

OWNER_NUMBER = f"[0-9]{{{OWNER_DIGITS}}}"
"""A pattern for an AWS account number."""

EXAMPLE_NUMBERS = frozenset(
    ["123456789012", "111122223333", "444455556666", "777788889999", *(digit * OWNER_DIGITS for digit in "0123456789")]
)
"""Account numbers that AWS's documentation uses, and numbers of one repeated digit."""

MARK_OF_DOUBT = "?"
"""Written before the first id of a row that was not read reliably, so that it is invalid until someone edits it."""
