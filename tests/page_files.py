"""Files that a page can't show, made from a world in which their pairs exist and none is linked."""

import json
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import yaml
from openpyxl import Workbook
from program import PROJECT
from workbooks import of_sheets

WORLDS = PROJECT / "tests/guide/worlds"


class Pair(NamedTuple):
    """The two accounts of `worlds/partner.yaml` that have one name, and their customer's name."""

    customer: str
    name: str
    commercial: str
    govcloud: str


def pairs() -> list[Pair]:
    """The pairs of `worlds/partner.yaml`, none of which is linked."""
    world = yaml.safe_load((WORLDS / "partner.yaml").read_text(encoding="utf-8"))
    return [
        Pair(customer["name"], commercial["name"], commercial["owner_id"], govcloud["owner_id"])
        for customer in world["customers"]
        for commercial, govcloud in zip(customer["accounts"][::2], customer["accounts"][1::2], strict=True)
    ]


def _accounts_workbook(path: Path) -> None:
    """A workbook as people have it: a customer's name in merged cells, and numbers that lost their form."""
    cells = {
        "310987000101": "3109-8700-0101",
        "031098700103": (31098700103, "General"),
        "220987000202": "'220987000202",
        "330987000303": "330987000303.0",
    }
    rows: list[list[object]] = [["Customer", "Linked account", "Gov account", "Ticket"]]
    firsts: dict[str, int] = {}
    for at, pair in enumerate(pairs(), start=2):
        customer = pair.customer if firsts.setdefault(pair.customer, at) == at else None
        numbers = (cells.get(number, (number, "@")) for number in (pair.commercial, pair.govcloud))
        rows.append([customer, *numbers, f"OPS-{at + 99}"])

    def merge(book: Workbook) -> None:
        for first, after in pairwise([*firsts.values(), len(rows) + 1]):
            book.worksheets[0].merge_cells(start_row=first, end_row=after - 1, start_column=1, end_column=1)

    of_sheets(path, {"Accounts": rows}, merge)


def _aws_list(path: Path) -> None:
    """The output of `aws organizations list-create-account-status`."""
    statuses = [
        {
            "Id": f"car-{at:032x}",
            "AccountName": pair.name,
            "State": "SUCCEEDED",
            "RequestedTimestamp": 1582040671.446 + at,
            "CompletedTimestamp": 1582040736.794 + at,
            "AccountId": pair.commercial,
            "GovCloudAccountId": pair.govcloud,
        }
        for at, pair in enumerate(pairs())
    ]
    path.write_text(json.dumps({"CreateAccountStatuses": statuses}, indent=2), encoding="utf-8")


FILES = {"accounts.xlsx": _accounts_workbook, "list.json": _aws_list}
"""What a page can't show, by name."""
