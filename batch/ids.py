"""What an id looks like: CloudHealth's of customers and accounts, and AWS's account numbers."""

ACCOUNT_ID_DIGITS = 18
"""At most."""

ACCOUNT_ID = f"[1-9][0-9]{{0,{ACCOUNT_ID_DIGITS - 1}}}"
"""CloudHealth's ids of accounts and customers, as a pattern.

The API guide calls both integers, 13 digits occur; 18 is what a 64-bit integer surely holds.
"""

OWNER_DIGITS = 12
"""An AWS account number is text of so many digits; leading zeros count."""

OWNER_NUMBER = f"[0-9]{{{OWNER_DIGITS}}}"
"""The same as a pattern."""

EXAMPLE_NUMBERS = frozenset(
    ["123456789012", "111122223333", "444455556666", "777788889999", *(digit * OWNER_DIGITS for digit in "0123456789")]
)
"""Account numbers that AWS's documentation uses, and one digit twelve times."""

MARK_OF_DOUBT = "?"
"""What `fix.csv` has before the first id of a row that could not be read surely, so that it can't pass unedited."""
