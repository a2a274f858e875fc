"""A row of a mapping, as text: a record under its keys, which is what everything after the check works with."""

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
"""Each side of a pair, as the columns and as people name it."""

ACCT_IDS = tuple(f"{side}_acct_id" for side in SIDES)
"""The keys that hold CloudHealth ids of a row's accounts."""

OWNER_IDS = tuple(f"{side}_owner_id" for side in SIDES)
"""The keys that hold AWS account numbers."""

CUSTOMER_NAME = "customer_name"
"""The row's name for its customer: compared with CloudHealth's name, and never used as an id."""

COLUMNS = (KEYS[0], CUSTOMER_NAME, *KEYS[1:])
"""The columns that govlink understands; every other column is the user's own and is carried through."""

RESERVED_PREFIX = "govlink_"
"""govlink writes columns with this prefix into `retry.csv` and `fix.csv`, and ignores them when it reads a mapping."""

TO_FIX = "To fix"
"""The sheet of `report.xlsx` that is a mapping, as `fix.csv` is; other sheets show the same rows."""


class Row(NamedTuple):
    """One linkage that the user asks for.

    The five keys are text exactly as found, "" if absent; defaults (of the group, the file, or the command line) are
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
    """Exactly as given, including whitespace, "" if absent."""
