"""Turn the existing linkages into the rows of a mapping that asks for exactly these; pure."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from batch.frames import columns_of, with_account
from batch.ids import OWNER_DIGITS
from batch.mapping.rows import KEYS, RESERVED_PREFIX, SIDES
from batch.reconcile import Plan
from batch.report.tables import as_written

# The reader ignores a reserved column, so a row that is edited doesn't claim a linkage by an id that is no longer its
# own. In CSV it also shows that govlink wrote the file, so that defused names are restored.
_LINKAGE_ID = f"{RESERVED_PREFIX}linkage_id"

# A rehearsal names its accounts by these columns, which count as the user's own.
_COLUMNS = (*KEYS, *(f"{side}_name" for side in SIDES), _LINKAGE_ID)

_ORDER = ("client_api_id", "commercial_acct_id", "govcloud_acct_id", _LINKAGE_ID)


class Exported(NamedTuple):
    """A mapping of linkages.

    `rows` has one line per linkage, all `str`: the keys, then columns of the user's own. `numbers_left_out` are numbers
    from CloudHealth by which no row may name an account.
    """

    rows: pd.DataFrame
    numbers_left_out: Sequence[str]


def mapping_of(plan: Plan, *, names_customer: bool) -> Exported:
    """Return the linkages that were compared with, in numerical order of their ids: the same state gives the same rows.

    Each account is named by its id, and also by its number if there is one and no other linked account has it.
    """
    lines = plan.linkages
    for side in SIDES:
        lines = with_account(lines, plan.accounts, side)
    lines = lines.fillna("").rename(columns={"linkage_id": _LINKAGE_ID})
    unusable = _unusable_numbers(lines)
    for side in SIDES:
        number = lines[f"{side}_owner_id"]
        lines[f"{side}_owner_id"] = number.mask(number.isin(unusable), "")
    columns = _COLUMNS if names_customer else _COLUMNS[1:]
    return Exported(as_written(_sorted(lines)[list(columns)]), unusable)


def _unusable_numbers(lines: pd.DataFrame) -> list[str]:
    """Return invalid numbers, and those that several linked accounts share: their rows would contradict each other."""
    columns = ["acct_id", "owner_id"]
    sides = [lines[[f"{side}_{column}" for column in columns]].set_axis(columns, axis="columns") for side in SIDES]
    accounts = pd.concat(sides).drop_duplicates()
    given = accounts["owner_id"][accounts["owner_id"] != ""]
    return sorted(set(given[given.duplicated() | ~given.str.fullmatch(f"[0-9]{{{OWNER_DIGITS}}}")]))


def _sorted(lines: pd.DataFrame) -> pd.DataFrame:
    """Sort the lines by customer and accounts: ids have no leading zeros, so a longer one is larger."""
    keys = [[(len(cell), cell) for cell in cells] for cells in zip(*columns_of(lines, _ORDER), strict=True)]
    return lines.iloc[sorted(range(len(keys)), key=keys.__getitem__)]
