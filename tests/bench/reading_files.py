"""Mapping files as people have them, one row in a hundred wrong, and the list of what is wrong at which line.

    python tests/bench/reading_files.py ROWS SEED MAPPING.csv|MAPPING.yaml|MAPPING.xlsx WRONG.json

The same rows are written as CSV (as spreadsheets do: CRLF, and LF within quotes), as YAML (groups of customers, with
comments, rows on one line and on several) and as a workbook (all cells are texts). Rows are named by number, by id or
by both, some names have commas or umlauts, and every hundredth row has a note of several lines.
"""

import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

COLUMNS = ["client_api_id", "commercial_acct_id", "commercial_owner_id", "govcloud_acct_id", "govcloud_owner_id"]
COLUMNS += ["name", "ticket", "notes"]
_CLIENT, _NAME, _TICKET, _NOTES = 0, 5, 6, 7
_COMMERCIAL, _GOVCLOUD, _PAIR = slice(1, 3), slice(3, 5), slice(1, 5)
_NUMBERS = (2, 4)
_WRONG_SHARE = 0.01
_VALUES: dict[str, Callable[[str], str]] = {
    "apostrophe": "'{}".format,
    "scientific notation": lambda number: f"{int(number):.5E}",
    "lost zeros": lambda number: number[2:],
    "spaces": " {}\xa0".format,
    "decimal": "{}.0".format,
}
_ROWS = ("missing side", "no customer", "too many cells", "stray quote")
_BETWEEN = ("duplicate", "two pairs", "both sides", "two customers")
_NAMES = ("acme-prod", "Müller Logistik", "Kärcher, Süd", "Globex, Inc.", "Ångström Data", "umbrella", "O'Neil & Co")


class Row(NamedTuple):
    """Cells in the order of `COLUMNS`, what is wrong with them, and in which column if it is one cell."""

    cells: list[str]
    wrong: str = ""
    column: str | None = None


def rows_of(count: int, seed: int) -> list[Row]:
    """Make rows: the same ones for the same seed."""
    chance = random.Random(seed)
    rows = [Row(_sound(number, chance)) for number in range(count)]
    kinds = [*_VALUES, *_ROWS, *_BETWEEN]
    rows_of_each = len(kinds) + len(_BETWEEN)  # those of the last family take two rows
    turns = max(1, int(count * _WRONG_SHARE / rows_of_each))
    spoiled = chance.sample([at for at in range(count) if at % 5], turns * rows_of_each)
    for kind in kinds * turns:
        _spoil(rows, kind, spoiled, chance)
    return rows


def _sound(number: int, chance: random.Random) -> list[str]:
    ids = [str(100_000 + 2 * number + side) for side in (0, 1)]
    # A product with an odd number is one to one modulo a power of two, so that no account comes twice.
    numbers = [f"{(2 * number + side) * 7_777_777_777 % 2**39:012}" for side in (0, 1)]
    if number % 5 == 0:
        numbers = ["", ""]
    elif number % 5 > 1:
        ids = ["", ""]
    client = str(4000 + int(40 * chance.random() ** 2))
    notes = f'moved from the "old" payer\nsee OPS-{number},\nand ask Grace' if number % 100 == 7 else ""
    name = f"{chance.choice(_NAMES)} {number}"
    return [client, ids[0], numbers[0], ids[1], numbers[1], name, f"OPS-{number % 977}", notes]


def _spoil(rows: list[Row], kind: str, spoiled: list[int], chance: random.Random) -> None:
    """Do one kind of harm to one of the rows, or to two."""
    at = spoiled.pop()
    cells = rows[at].cells
    column = None
    if kind in _VALUES:
        place = chance.choice(_NUMBERS)
        cells[place] = _VALUES[kind](cells[place])
        column = COLUMNS[place]
    elif kind == "missing side":
        cells[_GOVCLOUD] = ["", ""]
    elif kind == "no customer":
        cells[_CLIENT] = ""
        column = COLUMNS[_CLIENT]
    elif kind == "too many cells":
        cells[_NAME] = f"Globex, Inc. {at}"
        cells[_NOTES] = cells[_NOTES] or "checked by Ann"  # an empty cell beyond the header is no error
    elif kind == "stray quote":
        cells[_NAME], cells[_NOTES] = f'"Globex" {at}', ""
    else:
        first, at = sorted((at, spoiled.pop()))
        client, pair = rows[first].cells[_CLIENT], rows[first].cells[_PAIR]
        cells = rows[at].cells
        cells[_CLIENT] = "5000" if kind == "two customers" else client
        if kind == "two pairs":
            cells[_COMMERCIAL] = pair[:2]
        elif kind == "both sides":
            cells[_GOVCLOUD] = pair[:2]
        else:
            cells[_PAIR] = pair
        if kind != "duplicate":
            rows[first] = Row(rows[first].cells, kind)
    rows[at] = Row(cells, kind, column)


def csv_records(rows: list[Row]) -> Iterator[tuple[str, Row | None]]:
    """Give header and rows as text, each with its row; None for text that is none."""
    yield ",".join(COLUMNS), None
    for row in rows:
        cells, wrong, _ = row
        quoted = ['"{}"'.format(cell.replace('"', '""')) if set(cell) & set(',"\n') else cell for cell in cells]
        if wrong in {"too many cells", "stray quote"}:
            quoted[_NAME] = cells[_NAME]
        yield ",".join(quoted), row


def yaml_records(rows: list[Row]) -> Iterator[tuple[str, Row | None]]:
    """Do the same in YAML; rows without a customer come first, cells too many are a key given twice."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.cells[_CLIENT], []).append(row)
    yield "# Linkages of our tenants.\nlinkages:  # still without a customer", None
    yield from _yaml_rows(groups.pop(""), "  ")
    yield "customers:", None
    for client, group in groups.items():
        yield f"  # {len(group)} linkages\n  - client_api_id: {client}\n    linkages:", None
        yield from _yaml_rows(group, "      ")


def _yaml_rows(rows: list[Row], indent: str) -> Iterator[tuple[str, Row]]:
    for row in rows:
        cells, wrong, _ = row
        number = int(cells[_TICKET].removeprefix("OPS-"))
        quote = str if number % 4 == 0 else json.dumps
        keys = {
            key: quote(cell) if cell.isdecimal() else json.dumps(cell, ensure_ascii=False)
            for key, cell in zip(COLUMNS[1:], cells[1:], strict=True)
            if cell
        }
        if wrong == "stray quote":
            keys["govcloud_owner_id"] = f"[{keys['govcloud_owner_id']}]"
        pairs = [f"{key}: {value}" for key, value in keys.items()]
        if wrong == "too many cells":
            pairs.append(pairs[0])
        if number % 3:
            yield f"{indent}- {{{', '.join(pairs)}}}", row
        else:
            yield f"{indent}- " + f"\n{indent}  ".join(pairs) + "  # asked for by mail", row


def write(path: Path, rows: list[Row]) -> list[dict[str, object]]:
    """Write the rows in the form that the path's suffix names; gives places and kinds of what is wrong."""
    if path.suffix == ".xlsx":
        return list(_write_workbook(path, rows))
    records, end = (yaml_records(rows), "\n") if path.suffix == ".yaml" else (csv_records(rows), "\r\n")
    planted: list[dict[str, object]] = []
    line, record = 1, 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for text, row in records:
            if row is not None:
                record += 1
                if row.wrong:
                    planted.append({"line": line, "record": record, "wrong": row.wrong, "column": row.column})
            line += 1 + text.count("\n")
            file.write(text + end)
    return planted


def _write_workbook(path: Path, rows: list[Row]) -> Iterator[dict[str, object]]:
    """Do the same as a workbook, in which no quote is out of place."""
    import xlsxwriter  # noqa: PLC0415 - for workbooks alone

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Accounts")
        for line, (cells, wrong, _) in enumerate([Row(COLUMNS), *rows]):
            more = [*cells, "moved"] if wrong == "too many cells" else cells
            for column, text in enumerate(more):
                sheet.write_string(line, column, text)
            if wrong and wrong != "stray quote":
                yield {"line": line + 1, "wrong": wrong}


if __name__ == "__main__":
    mapping, found = map(Path, sys.argv[3:])
    found.write_text(json.dumps(write(mapping, rows_of(*map(int, sys.argv[1:3])))), encoding="utf-8")
