"""A mapping as a frame of texts, and the rules that concern several cells, for the checkers that work on frames."""

import json
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

_ID, _NUMBER = "[1-9][0-9]{0,17}", "[0-9]{12}"
PATTERNS = {
    "client_api_id": f"^{_ID}$",
    "commercial_acct_id": f"^(?:{_ID})?$",
    "commercial_owner_id": f"^(?:{_NUMBER})?$",
    "govcloud_acct_id": f"^(?:{_ID})?$",
    "govcloud_owner_id": f"^(?:{_NUMBER})?$",
}
EXTRA = "beyond the header"
_SIDES = ("commercial", "govcloud")


def frame_of(path: Path) -> pd.DataFrame:
    """Read every cell as text, so that zeros stay. A column more than the header has catches rows with a cell more.

    Without that column, `read_csv` stops at the first such row, or skips each of them.
    """
    columns = [*pd.read_csv(path, nrows=0).columns, EXTRA]
    return pd.read_csv(path, dtype=str, keep_default_na=False, header=None, skiprows=1, names=columns)


def names_both_sides(frame: pd.DataFrame) -> "pd.Series[bool]":
    """Tell for each row whether it has an id or a number of either account."""
    named = [(frame[f"{side}_acct_id"] != "") | (frame[f"{side}_owner_id"] != "") for side in _SIDES]
    return named[0] & named[1]


def names_accounts_of_its_own(frame: pd.DataFrame) -> "pd.Series[bool]":
    """Tell for each row whether no other row has one of its accounts, on either side."""
    is_alone = pd.Series(data=True, index=frame.index)
    for kind in ("acct_id", "owner_id"):
        accounts = pd.concat([frame[f"{side}_{kind}"] for side in _SIDES])
        repeated = accounts[accounts != ""].duplicated(keep=False)
        is_alone[repeated[repeated].index] = False
    return is_alone


def print_found(found: Iterable[tuple[int, str | None]]) -> None:
    """Print the place of each error, rows by their index in the frame.

    A person who looks for such a row counts the header and starts at 1, so the line is the index plus 2.
    """
    for index, column in found:
        print(json.dumps({"record": index + 1, "line": index + 2, "field": column}))
