"""Checking the same files with govlink and with other checkers: what it takes, what is found, and where."""

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from comparison_tables import Table, share
from reading_bench import BARE, GOVLINK, LOOP, Cost, Program, is_wrong, made, run_to_end

_SCRIPTS = Path(__file__).with_name("peers")
PEERS = ("frictionless", "pandera", "pointblank")
_HEAD = ("rows", "program", "time", "MiB", "found", "false alarms", "right line", "right column")


class Checked(NamedTuple):
    """How what a program found compares with what was planted, in numbers of rows."""

    planted: Counter[str]
    """By kind."""
    found: Counter[str]
    false_alarms: int
    right_lines: int
    in_cells: int
    """Planted errors that are one cell's."""
    right_columns: int
    """Of these, those with the right column."""


def programs(peers: Path | None) -> list[Program]:
    """List the programs, the floor first; without the Python of the peers' environment, only what needs none."""
    scripts = () if peers is None else PEERS
    others = [Program(name, (f"check_{name}.py",), _SCRIPTS, str(peers)) for name in scripts]
    return [BARE, LOOP._replace(name="csv loop"), GOVLINK, *others]


def judged(planted: Sequence[dict[str, Any]], printed: Sequence[dict[str, Any]]) -> Checked:
    """Compare what a program printed with what was planted.

    A program that counts records finds a row by its record, also where it gives a wrong line; others by the line.
    """
    key = "record" if any("record" in one for one in printed) else "line"
    errors = {error[key]: error for error in planted}
    found = {one[key] for one in printed} & errors.keys()
    lines = {(error[key], error["line"]) for error in planted}
    columns = {(error[key], error["column"]) for error in planted if error["column"]}
    return Checked(
        Counter(error["wrong"] for error in planted),
        Counter(errors[row]["wrong"] for row in found),
        len({one[key] for one in printed} - errors.keys()),
        len(lines & {(one[key], one["line"]) for one in printed}),
        len(columns),
        len(columns & {(one[key], one.get("field")) for one in printed}),
    )


def tables(sizes: Sequence[int], seed: int, rounds: int, folder: Path, peers: Path | None) -> Iterator[Table]:
    """Check a file of each size: a table of all, and one of the kinds of errors in the largest file."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    competitors = programs(peers)
    rows: list[Sequence[str]] = []
    results: dict[str, Checked] = {}
    _turn(competitors, made("csv/200", seed, folder)[0], environment)  # so that all is compiled
    for size in sizes:
        path, _ = made(f"csv/{size}", seed, folder)
        turns = [_turn(competitors, path, environment) for _ in range(rounds)]
        planted = json.loads((folder / "wrong.json").read_text(encoding="utf-8"))
        floor = min(turn[0][0].processor for turn in turns)
        for program, runs in zip(competitors, zip(*turns, strict=True), strict=True):
            processor = min(cost.processor for cost, _ in runs)
            memory = max(cost.memory for cost, _ in runs)
            cells = [f"{size:,}", program.name, f"{processor / floor:.1f}", f"{memory:.0f}"]
            if program is BARE:
                rows.append([*cells, "", "", "", ""])
                continue
            checked = results[program.name] = judged(planted, runs[0][1])
            rows.append([*cells, *_figures(program, checked)])
    kinds = list(next(iter(results.values())).planted)
    yield Table("checking", _HEAD, rows)
    yield Table(
        "kinds",
        ("error", *results),
        [(kind, *(share(one.found[kind], one.planted[kind]) for one in results.values())) for kind in sorted(kinds)],
    )


def _figures(program: Program, checked: Checked) -> Iterator[str]:
    yield share(checked.found.total(), checked.planted.total())
    yield str(checked.false_alarms)
    yield share(checked.right_lines, checked.planted.total())
    yield "prints none" if program.name == "csv loop" else share(checked.right_columns, checked.in_cells)


def _turn(
    competitors: Sequence[Program], path: Path, environment: dict[str, str]
) -> list[tuple[Cost, list[dict[str, Any]]]]:
    """Run each program once: what it takes, and what it prints of wrong rows."""
    turn = []
    for program in competitors:
        cost, output = run_to_end(program, path, environment)
        with output.open(encoding="utf-8") as file:
            printed = [one for one in map(json.loads, file) if "severity" not in one or is_wrong(one)]
        turn.append(
            (cost, [{name: one.get(name) for name in ("record", "line", "field") if name in one} for one in printed])
        )
    return turn
