"""From what people have to linked, as a person does it: what is typed, what is opened and saved, and how often.

The worlds are known, so that every linkage can be held against the truth.
"""

import json
import random
import re
import shlex
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from office import typed_into
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from program import KEY, Govlink, Ran, Served

from batch.sandbox.server import RunningSandbox

pytestmark = pytest.mark.slow

CUSTOMERS = 12
PAIRS = 300
_FIRST_ROW = 4
"""The first row of the table in the workbook, below a title and the header."""


class Pair(NamedTuple):
    """Two accounts that belong together, and their customer."""

    customer: int
    customer_name: str
    commercial: str
    govcloud: str


def _pairs() -> list[Pair]:
    """300 pairs of 12 customers; every fifth number begins with a zero, as AWS numbers can."""
    chance = random.Random(13)
    numbers = chance.sample(range(10**11, 10**12), 2 * PAIRS)
    shortened = [f"0{number % 10**11:011}" if at % 5 == 0 else str(number) for at, number in enumerate(numbers)]
    return [
        Pair(4001 + at * CUSTOMERS // PAIRS, f"Customer {chr(ord('A') + at * CUSTOMERS // PAIRS)} Ltd.", *both)
        for at, both in enumerate(zip(shortened[::2], shortened[1::2], strict=True))
    ]


ALL_PAIRS = _pairs()


def _world() -> dict[str, Any]:
    customers: dict[int, dict[str, Any]] = {}
    for at, pair in enumerate(ALL_PAIRS, start=1):
        customer = customers.setdefault(
            pair.customer, {"id": pair.customer, "name": pair.customer_name, "accounts": [], "linkages": []}
        )
        customer["accounts"] += [
            {"id": 2 * at, "owner_id": pair.commercial, "name": f"app-{at}"},
            {"id": 2 * at + 1, "owner_id": pair.govcloud, "name": f"app-{at}-gov", "region": "govcloud"},
        ]
    return {"name": "a partner's customers", "keys": [KEY], "customers": list(customers.values())}


def _linked(sandbox: RunningSandbox) -> list[tuple[str, str, str]]:
    """What is really linked: the customer, and the numbers of both accounts."""
    numbers = {known.id: known.account.owner_id or "" for known in sandbox.accounts}
    return sorted(
        (str(linkage.customer_id), numbers[linkage.commercial], numbers[linkage.govcloud])
        for linkage in sandbox.linkages
    )


TRUTH = sorted((str(pair.customer), pair.commercial, pair.govcloud) for pair in ALL_PAIRS)


def _as_people_have_it(number: str, at: int) -> tuple[str | int, str]:
    """An account number as in somebody's cell, and the cell's number format; one in four is damaged."""
    written: list[tuple[str | int, str]] = [
        (f"{number[:4]}-{number[4:8]}-{number[8:]}", "General"),
        (f"{number[:4]} {number[4:8]} {number[8:]}", "@"),
        (f"{number}\u00a0", "@"),
        (f"'{number}", "@"),
        (f"{number}.0", "@"),
        (int(number), "General"),  # which loses the zeros
        (int(number), "000000000000"),
        (f"\u200b{number}", "@"),
    ]
    return written[at // 4 % len(written)] if at % 4 == 0 else (number, "@")


def _fill(sheet: Worksheet) -> None:
    """The table of somebody who has never heard of govlink: a title, and customers' names, merged over their rows."""
    sheet.append(["Accounts by customer"])
    sheet.append([])
    sheet.append(["Customer", "Linked account", "Gov account", "Owner", "Ticket"])
    for at, pair in enumerate(ALL_PAIRS, start=_FIRST_ROW):
        sheet.append([None, None, None, f"team-{at % 7}", f"OPS-{at}" if at % 3 else None])
        for column, number, shift in ((2, pair.commercial, 0), (3, pair.govcloud, 2)):
            cell = sheet.cell(at, column)
            cell.value, cell.number_format = _as_people_have_it(number, at + shift)
    rows = PAIRS // CUSTOMERS
    for first in range(_FIRST_ROW, PAIRS + _FIRST_ROW, rows):
        sheet.cell(first, 1).value = ALL_PAIRS[first - _FIRST_ROW].customer_name
        sheet.merge_cells(start_row=first, end_row=first + rows - 1, start_column=1, end_column=1)


def _workbook(folder: Path, maker: str) -> Path:
    file = folder / "accounts.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Accounts"
    _fill(sheet)
    notes = book.create_sheet("Notes")
    notes.append(["Accounts of our customers, as of last autumn"])
    book.save(file)
    if maker == "LibreOffice":
        typed_into(file, {}, folder / "saved.xlsx")
        (folder / "saved.xlsx").replace(file)
    return file


class Person:
    """Somebody at a terminal and a spreadsheet; counts the commands and the cells that they type."""

    def __init__(self, govlink: Govlink, folder: Path, sandbox: RunningSandbox) -> None:
        self.commands = 0
        self.cells_typed = 0
        self._govlink = govlink
        self._folder = folder
        self._connection = ["--base-url", sandbox.base_url, "--rate", "1000/s"]

    def runs(self, *args: object, is_offline: bool = False) -> Ran:
        self.commands += 1
        return self._govlink(*args, *([] if is_offline else self._connection), key=KEY)

    def pastes(self, command: str) -> Ran:
        """Run a command as it was printed, including its connection options."""
        self.commands += 1
        program, *args = shlex.split(command)
        assert program == "govlink"
        return self._govlink(*args, key=KEY)

    def saves_again(self, file: Path) -> None:
        """Open it in a spreadsheet, look at it, and save it."""
        self.types(file, {})

    def types(self, file: Path, cells: dict[tuple[str, str], str]) -> None:
        self.cells_typed += len(cells)
        edited = self._folder / f"edited{file.suffix}"
        typed_into(file, cells, edited)
        edited.replace(file)


@pytest.fixture
def sandbox(served: Served) -> RunningSandbox:
    return served(_world())


@pytest.fixture
def person(govlink: Govlink, tmp_path: Path, sandbox: RunningSandbox) -> Person:
    return Person(govlink, tmp_path, sandbox)


@pytest.mark.parametrize("maker", ["openpyxl", "LibreOffice"])
def test_a_workbook_without_customer_ids_is_linked_by_four_commands_and_no_typed_cell(
    person: Person, sandbox: RunningSandbox, tmp_path: Path, maker: str
) -> None:
    workbook = _workbook(tmp_path, maker)

    checked = person.runs("check", workbook.name, is_offline=True)
    assert checked.code == 2
    suggested = re.search("add (--column .+) to the command", checked.out)
    assert suggested

    mends = ["--fill-down", "--find-customers", "--from-cloudhealth", "--output", "mapping.xlsx"]
    fixed = person.runs("fix", workbook.name, *shlex.split(suggested[1]), *mends)
    assert fixed.code == 0, fixed.err

    person.saves_again(tmp_path / "mapping.xlsx")
    planned = person.runs("plan", "mapping.xlsx")
    assert planned.code == 0, planned.out + planned.err
    assert planned.statuses == ["planned"] * PAIRS
    applied = person.runs("apply", "--plan", planned.folder, "--yes")
    assert applied.code == 0, applied.out + applied.err

    assert _linked(sandbox) == TRUTH
    assert applied.statuses == ["created"] * PAIRS
    tickets = [f"OPS-{at}" if at % 3 else "" for at in range(_FIRST_ROW, PAIRS + _FIRST_ROW)]
    assert [row["Ticket"] for row in applied.rows] == tickets
    assert (person.commands, person.cells_typed) == (4, 0)


def _aws_list() -> str:
    statuses = [
        {
            "Id": f"car-{at:032x}",
            "AccountName": f"app-{at}",
            "State": "SUCCEEDED",
            "RequestedTimestamp": 1582040671.446 + at,
            "CompletedTimestamp": 1582040736.794 + at,
            "AccountId": pair.commercial,
            "GovCloudAccountId": pair.govcloud,
        }
        for at, pair in enumerate(ALL_PAIRS)
    ]
    return json.dumps({"CreateAccountStatuses": statuses})


def test_awss_own_list_is_linked_by_three_commands_and_no_typed_cell(
    person: Person, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    (tmp_path / "list.json").write_text(_aws_list(), encoding="utf-8")

    imported = person.runs("import-aws", "list.json", "--find-customers", "--output", "mapping.xlsx")
    assert imported.code == 0, imported.err
    person.saves_again(tmp_path / "mapping.xlsx")
    planned = person.runs("plan", "mapping.xlsx", "--verify-against", "list.json")
    assert planned.statuses == ["planned"] * PAIRS, planned.out
    applied = person.runs("apply", "--plan", planned.folder, "--yes")

    assert applied.statuses == ["created"] * PAIRS
    assert _linked(sandbox) == TRUTH
    assert (person.commands, person.cells_typed) == (3, 0)


def test_what_needs_a_person_is_edited_in_the_report_and_the_report_is_fed_back(
    person: Person, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    """Three rows that no program can fix: a number in scientific notation, a missing one, and a wrong account."""
    lines = [f"{pair.customer},{pair.commercial},{pair.govcloud},{at}" for at, pair in enumerate(ALL_PAIRS, start=2)]
    first, second, third, *_ = ALL_PAIRS
    lines[0] = f"{first.customer},{float(first.commercial):.5E},{first.govcloud},2"
    lines[1] = f"{second.customer},{second.commercial},,3"
    lines[2] = f"{third.customer},999999999998,{third.govcloud},4"
    header = "client_api_id,commercial_owner_id,govcloud_owner_id,row"
    (tmp_path / "mapping.csv").write_text("\n".join([header, *lines, ""]), encoding="utf-8")

    applied = person.runs("apply", "mapping.csv", "--yes")
    assert applied.code == 1
    report = applied.folder / "report.xlsx"
    sheet = openpyxl.load_workbook(report)["To fix"]
    names = {str(cell.value): get_column_letter(at) for at, cell in enumerate(sheet[1], start=1)}
    rows = {str(sheet[f"{names['row']}{line}"].value): line for line in range(2, sheet.max_row + 1)}
    assert set(rows) == {"2", "3", "4"}
    right = {
        ("To fix", f"{names['commercial_owner_id']}{rows['2']}"): first.commercial,
        ("To fix", f"{names['govcloud_owner_id']}{rows['3']}"): second.govcloud,
        ("To fix", f"{names['commercial_owner_id']}{rows['4']}"): third.commercial,
    }
    person.types(report, right)
    command = next(
        line.strip() for line in applied.out.splitlines() if "govlink apply" in line and "report.xlsx" in line
    )
    again = person.pastes(f"{command[command.index('govlink apply') :].rstrip('`.')} --yes")

    assert again.statuses == ["created"] * 3, again.out + again.err
    assert _linked(sandbox) == TRUTH
    assert (person.commands, person.cells_typed) == (2, 3)
