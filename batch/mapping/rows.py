"""A row of a mapping, as text: what the reader hands to everything after it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

KEYS = (
    "client_api_id",
    "commercial_acct_id",
    "commercial_owner_id",
    "govcloud_acct_id",
    "govcloud_owner_id",
)
"""The columns that govlink understands; every other one is the user's own and is carried through."""

OWNER_DIGITS = 12
"""An AWS account number is text of so many digits; leading zeros count."""

ACCOUNT_ID = "[1-9][0-9]{0,17}"
"""CloudHealth's ids of accounts and customers, as a pattern.

The API guide calls both integers, 13 digits occur; 18 is what a 64-bit integer surely holds.
"""

RESERVED_PREFIX = "govlink_"
"""Columns of this prefix are written by govlink into `retry.csv` and `fix.csv` and ignored when read."""


MARK_OF_DOUBT = "?"
"""Stands in `fix.csv` before the first id of a row that could not be read surely, so that it can't pass unedited."""


class Row(NamedTuple):
    """One linkage that the user asks for.

    The five keys are text exactly as found, "" where absent; defaults (of the group, the file, the command line) are
    already in `client_api_id`. `line` is the physical line (from 1) on which the record starts, `record` counts the
    file's rows from 1.
    """

    source: str
    line: int
    record: int
    client_api_id: str = ""
    commercial_acct_id: str = ""
    commercial_owner_id: str = ""
    govcloud_acct_id: str = ""
    govcloud_owner_id: str = ""
    extra: Mapping[str, str] = MappingProxyType({})
    """The user's own columns, in file order."""
