"""What it costs to read and check a mapping, beside the bare parser, a plain loop and other checkouts, in one run.

    python tests/bench/reading_bench.py [--beside NAME=CHECKOUT ...] [--rounds 3] [--seed 1] [csv/100000 yaml/10000 ...]

Prints a Markdown table. For each file (so many rows of CSV, YAML or a workbook) and each program it has the processor
time of the whole process (the least of the rounds and their median, and the least as a multiple of the bare parser's),
the least wall time, the most memory (not below that of the benchmark itself, some 20 MiB), how many of the wrong rows
are found at their exact lines, and how many other rows are reported. The programs take turns, so that a busy machine is
busy for all.

CHECKOUT is another working tree of this repository (`git worktree add --detach ../before COMMIT`); the same interpreter
runs its `batch`.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

_HERE = Path(__file__).resolve().parent
_FILES = ("csv/10000", "csv/100000", "csv/1000000", "yaml/10000", "yaml/100000", "xlsx/10000", "xlsx/100000")
_HEAD = ("file", "rows", "program", "CPU, times bare", "least s", "median s", "wall s", "MiB", "found", "besides")
_BARE = """
import sys
file = open(sys.argv[1], encoding="utf-8", newline="")
if file.name.endswith("csv"):
    import csv
    for row in csv.reader(file): pass
elif file.name.endswith("xlsx"):
    import openpyxl
    for row in openpyxl.load_workbook(file.name, read_only=True).active.iter_rows(values_only=True): pass
else:
    import yaml
    for event in yaml.parse(file, Loader=yaml.CBaseLoader): pass
"""


class Program(NamedTuple):
    """What is measured: its arguments to Python, to which the file is added, where it is run, and by which Python."""

    name: str
    arguments: tuple[str, ...]
    folder: Path = _HERE
    python: str = sys.executable


BARE = Program("bare parser", ("-c", _BARE))
LOOP = Program("plain loop", (str(_HERE / "reading_rivals.py"),))


def check_in(checkout: Path, name: str = "govlink") -> Program:
    """Make `govlink check` with the sources of a checkout: Python looks for modules first where it is run."""
    return Program(name, ("-m", "batch", "check", "--format", "jsonl"), checkout)


GOVLINK = check_in(_HERE.parents[1])


class Cost(NamedTuple):
    """What one process takes: seconds, and MiB."""

    processor: float
    wall: float
    memory: float


class Run(NamedTuple):
    """One process: what it takes, and the lines of the rows that it calls wrong or a duplicate."""

    processor: float
    wall: float
    memory: float
    found: frozenset[int]


def run(program: Program, path: Path, environment: dict[str, str]) -> Run:
    """Run a program to its end."""
    cost, output = run_to_end(program, path, environment)
    with output.open(encoding="utf-8") as file:
        return Run(*cost, frozenset(one["line"] for one in map(json.loads, file) if is_wrong(one)))


def is_wrong(problem: Mapping[str, Any]) -> bool:
    """Whether a line that a program prints calls a row wrong or a duplicate."""
    return bool(problem["severity"] == "error" or problem["code"] == "X201")


def run_to_end(program: Program, path: Path, environment: dict[str, str]) -> tuple[Cost, Path]:
    """Run a program to its end; returns what it takes, and the file of what it prints, lines of JSON."""
    output = path.with_suffix(".jsonl")
    command = [program.python, *program.arguments, str(path)]
    with output.open("wb") as file:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=file, cwd=program.folder, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024), output


def measured(
    path: Path, wrong: frozenset[int], programs: Sequence[Program], rounds: int, environment: dict[str, str]
) -> Iterator[tuple[str, ...]]:
    """Give for each program the name and the figures; the first program is what the others are multiples of."""
    turns = [[run(program, path, environment) for program in programs] for _ in range(rounds)]
    floor = min(turn[0].processor for turn in turns)
    for program, runs in zip(programs, zip(*turns, strict=True), strict=True):
        processor, wall, memory, found = zip(*runs, strict=True)
        seconds = min(processor), statistics.median(processor), min(wall)
        figures = f"{seconds[0] / floor:.2f}", *(f"{second:.2f}" for second in seconds), f"{max(memory):.0f}"
        yield program.name, *figures, f"{len(found[0] & wrong)} of {len(wrong)}", str(len(found[0] - wrong))


def made(file: str, seed: int, folder: Path) -> tuple[Path, frozenset[int]]:
    """Make a file such as `csv/ROWS`; gives its path, and the lines of the rows that are wrong."""
    kind, rows = file.split("/")
    path, wrong = folder / f"mapping.{kind}", folder / "wrong.json"
    # By another process: what this one ever held would count as the memory of those that it starts.
    subprocess.run([sys.executable, _HERE / "reading_files.py", rows, str(seed), path, wrong], check=True)
    return path, frozenset(planted["line"] for planted in json.loads(wrong.read_text(encoding="utf-8")))


def programs_for(kind: str, checkouts: Sequence[Program]) -> list[Program]:
    """Give those that read files of a kind."""
    return [BARE, *([] if kind == "xlsx" else [LOOP]), *checkouts, GOVLINK]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", default=_FILES, metavar="csv/ROWS|yaml/ROWS|xlsx/ROWS")
    parser.add_argument("--beside", action="append", default=[], metavar="NAME=CHECKOUT")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    checkouts = [check_in(Path(path).resolve(), name) for name, path in (one.split("=", 1) for one in asked.beside)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    print(f"| {' | '.join(_HEAD)} |\n|{'--|' * len(_HEAD)}")
    with tempfile.TemporaryDirectory() as name:
        environment["PYTHONPYCACHEPREFIX"] = str(Path(name, "bytecode"))
        for kind in {file.split("/")[0] for file in asked.files}:  # so that all is compiled
            programs = programs_for(kind, checkouts)
            list(measured(*made(f"{kind}/2000", asked.seed, Path(name)), programs, 1, environment))
        for file in asked.files:
            kind, rows = file.split("/")
            programs = programs_for(kind, checkouts)
            for cells in measured(*made(file, asked.seed, Path(name)), programs, asked.rounds, environment):
                print(f"| {' | '.join((kind.upper(), f'{int(rows):,}', *cells))} |", flush=True)


if __name__ == "__main__":
    main()
