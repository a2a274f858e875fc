"""A row of a mapping, as text: a record under its keys, which is what everything after the check goes by."""

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
"""The ids by which a row names its customer and accounts."""

SIDES = {"commercial": "commercial", "govcloud": "GovCloud"}
"""Each side of a pair as the columns name it, and as people do."""

ACCT_IDS = tuple(f"{side}_acct_id" for side in SIDES)
"""The keys of CloudHealth's ids of a row's accounts."""

OWNER_IDS = tuple(f"{side}_owner_id" for side in SIDES)
"""Those of AWS's numbers."""

CUSTOMER_NAME = "customer_name"
"""What a row calls its customer: compared with CloudHealth's name of it, and never an id."""

COLUMNS = (KEYS[0], CUSTOMER_NAME, *KEYS[1:])
"""The columns that govlink understands; every other one is the user's own and is carried through."""

RESERVED_PREFIX = "govlink_"
"""Columns of this prefix are written by govlink into `retry.csv` and `fix.csv` and ignored when read."""

TO_FIX = "To fix"
"""The sheet of `report.xlsx` that is a mapping, as `fix.csv` is; the others there show the same rows."""


class Row(NamedTuple):
    """One linkage that the user asks for.

    The five keys are text exactly as found, "" where absent; defaults (of the group, the file, the command line) are
    already in `client_api_id`. `line` is the physical line (from 1) on which the record starts.
    """

    source: str
    line: int
    client_api_id: str = ""
    commercial_acct_id: str = ""
    commercial_owner_id: str = ""
    govcloud_acct_id: str = ""
    govcloud_owner_id: str = ""
    extra: Mapping[str, str] = MappingProxyType({})
    """The user's own columns, in file order."""
    customer_name: str = ""
    """As it is given, white space and all, "" where absent."""
