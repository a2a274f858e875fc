"""What reading and checking is measured against: a plain loop that finds the same rows, and says nothing of them.

    python tests/bench/reading_rivals.py MAPPING.csv|MAPPING.yaml

csv.reader or libyaml's events, one regular expression a row, a dictionary of claimed accounts. Prints a line of JSON
for each wrong row, as `govlink check --format jsonl` does.
"""

import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

_KEYS = ("client_api_id", "commercial_acct_id", "commercial_owner_id", "govcloud_acct_id", "govcloud_owner_id")
_ID, _NUMBER = "[1-9][0-9]{0,17}", "[0-9]{12}"
_SIDE = f"(?:{_ID}\t(?:{_NUMBER})?|\t{_NUMBER})"
_SOUND = re.compile(f"{_ID}\t{_SIDE}\t{_SIDE}")

Found = tuple[int, tuple[str, ...]]
"""The line of a row and its cells in the order of `_KEYS`; no cells where the row is broken."""


def csv_rows(path: Path) -> Iterator[Found]:
    """Read the rows of a CSV file, also below one with a broken quote."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader)
        keyed = itemgetter(*map(header.index, _KEYS))
        line, broken = 2, True
        while broken:
            broken = False
            try:
                for cells in reader:
                    yield line, keyed(cells) if len(cells) == len(header) else ()
                    line = reader.line_num + 1
            except csv.Error:
                broken = True
                yield line, ()
                line = reader.line_num + 1


@dataclass(slots=True)
class _Mapping:
    line: int
    cells: dict[str, str] = field(default_factory=dict)
    key: str | None = None
    """The key whose value is awaited."""
    broken: bool = False


def yaml_rows(path: Path) -> Iterator[Found]:
    """Read the rows of a YAML file, as it is written here."""
    import yaml  # noqa: PLC0415 - the loop over CSV does without

    stack: list[_Mapping] = []
    with path.open(encoding="utf-8") as file:
        for event in yaml.parse(file, Loader=yaml.CBaseLoader):
            if isinstance(event, yaml.MappingStartEvent):
                stack.append(_Mapping(event.start_mark.line + 1 if event.start_mark else 0))
            elif isinstance(event, yaml.MappingEndEvent):
                ended = stack.pop()
                if stack and "linkages" not in ended.cells:
                    cells = stack[-1].cells | ended.cells
                    yield ended.line, () if ended.broken else tuple(cells.get(key, "") for key in _KEYS)
            elif stack:
                _take(stack[-1], event.value if isinstance(event, yaml.ScalarEvent) else None)


def _take(mapping: _Mapping, scalar: str | None) -> None:
    """Take a key or a value; None is the start or the end of a list."""
    if mapping.key is None and scalar is not None:
        mapping.broken = mapping.broken or scalar in mapping.cells
        mapping.key = scalar
    elif mapping.key is not None:
        mapping.broken = mapping.broken or (scalar is None and mapping.key not in {"linkages", "customers"})
        mapping.cells[mapping.key] = scalar or ""
        mapping.key = None


def wrong_lines(rows: Iterable[Found]) -> set[int]:
    """Give the lines of the rows that are wrong by themselves, contradict each other, or repeat an earlier one."""
    wrong: set[int] = set()
    first: dict[str, str] = {}
    again: dict[str, list[str]] = defaultdict(list)
    for line, keys in rows:
        text = "\t".join(keys)
        if not _SOUND.fullmatch(text):
            wrong.add(line)
            continue
        claim = f"{line}\t{text}"
        for account in keys[1:]:
            if account and first.setdefault(account, claim) is not claim:
                again[account].append(claim)
    for account, more in again.items():
        claims = [claim.split("\t", 1) for claim in (first[account], *more)]
        contradicted = len({text for _, text in claims}) > 1
        wrong.update(int(line) for line, _ in (claims if contradicted else claims[1:]))
    return wrong


if __name__ == "__main__":
    file = Path(sys.argv[1])
    for wrong in sorted(wrong_lines(yaml_rows(file) if file.suffix == ".yaml" else csv_rows(file))):
        print(json.dumps({"line": wrong, "severity": "error"}))
