"""How fast mappings are read and checked, as ratios to the bare parser in the same run, and whether all is found.

    python tests/bench/reading_bench.py            the figures of govlink (about two minutes)
    python tests/bench/reading_bench.py --others   the planted errors by frictionless, pandera and pointblank as well

Each figure is the median of several processes, with processor time inside the process and peak memory of the process.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_MEASURE = """
import sys, time
sys.argv = {argv!r}
{setup}
began = time.process_time()
{work}
used = time.process_time() - began
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(used, int(peak.split()[1]) / 1024)
"""
_BARE_CSV = (
    "import csv",
    "with open(sys.argv[1], newline='') as file:\n    for row in csv.reader(file, strict=True): pass",
)
_BARE_YAML = (
    "import yaml",
    "with open(sys.argv[1]) as file:\n    for event in yaml.parse(file, Loader=yaml.CBaseLoader): pass",
)
_WHOLE_YAML = ("import yaml", "with open(sys.argv[1]) as file: yaml.load(file, Loader=yaml.CSafeLoader)")
# As with the bare readers, imports don't count: numpy's, which many rows are worth, would be a tenth of a second.
_IMPORTS = """
import io, numpy
import batch.mapping.csv.reader
from batch.mapping import ReadOptions, find_sources
from batch.checking import check
if sys.argv[1].endswith("yaml"):
    import batch.mapping.yaml.reader
"""
_CHECK = (_IMPORTS, "check(find_sources([sys.argv[1]], ReadOptions(), io.BytesIO()), ReadOptions())")
_SLIPS = ("{0:.5E}", "{0}x", "'{0}", "{0}.0", " {0}", "n/a")


def mapping_of(rows: int, bad: float, seed: int = 1) -> tuple[list[tuple[str, str, str, str]], set[int]]:
    """Make rows with errors planted in about the share `bad` of them, and say in which."""
    random_ = random.Random(seed)
    table, planted = [], set()
    for number in range(rows):
        # A product with an odd number is one to one modulo a power of two, so no account comes twice.
        commercial = 100_000_000_000 + number * 7919 % (1 << 36)
        govcloud = f"{500_000_000_000 + number * 104_729 % (1 << 36):012}"
        client, text = str(4000 + number % 200), str(commercial)
        if random_.random() < bad:
            text = random_.choice(_SLIPS).format(commercial)
            planted.add(number)
        table.append((client, text, govcloud, f"account {number}"))
    return table, planted


def write_csv(path: Path, table: list[tuple[str, str, str, str]]) -> Path:
    """Write the table as a mapping, its rows from line 2 on."""
    lines = ["client_api_id,commercial_owner_id,govcloud_owner_id,name", *map(",".join, table)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_yaml(path: Path, table: list[tuple[str, str, str, str]]) -> Path:
    """Write the table as a list of rows, one a line."""
    shape = '- {{client_api_id: {}, commercial_owner_id: "{}", govcloud_owner_id: "{}", name: {}}}\n'
    path.write_text("".join(shape.format(*row) for row in table), encoding="utf-8")
    return path


def measure(work: tuple[str, str], path: Path, times: int = 5) -> tuple[float, float]:
    """Give the median of processor seconds and the peak memory in MiB."""
    program = _MEASURE.format(argv=["bench", str(path)], setup=work[0], work=work[1])
    figures = []
    for _ in range(times):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        figures.append(tuple(map(float, done.stdout.split())))
    return statistics.median(figure[0] for figure in figures), max(figure[1] for figure in figures)


def process_seconds(folder: Path, *commands: tuple[str, ...], times: int = 25) -> list[float]:
    """Give the median wall times of whole processes, run in turns, with compiled byte code as once installed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    figures: list[list[float]] = []
    for _ in range(times + 1):
        figures.append([])
        for command in commands:
            began = time.perf_counter()
            subprocess.run([sys.executable, *command], stdout=subprocess.DEVNULL, env=environment, check=False)
            figures[-1].append(time.perf_counter() - began)
    return [statistics.median(taken) for taken in zip(*figures[1:], strict=True)]  # the first run compiled


def found_by_govlink(path: Path) -> set[int]:
    """Give the rows in which `govlink check` finds an error."""
    done = subprocess.run(
        [sys.executable, "-m", "batch", "check", str(path), "--format", "jsonl"], capture_output=True, check=False
    )
    problems = map(json.loads, done.stdout.splitlines())
    return {problem["line"] - 2 for problem in problems if problem["severity"] == "error"}


def told(what: str, seconds: float, bare: float = 0.0, memory: float = 0.0, aim: str = "") -> None:
    """Print one line of figures."""
    ratio = f"{seconds / bare:6.2f}" if bare else " " * 6
    size = f"{memory:5.0f} MiB" if memory else ""
    print(f"{what:42} {seconds:7.3f} s {ratio}  {size:9}  {aim}".rstrip())


def speed(folder: Path) -> None:
    """Print seconds, the ratio to the bare parser, and memory; goal and limit of the ratio are the project's own."""
    big, _ = mapping_of(1_000_000, 0.01)
    million = write_csv(folder / "million.csv", big)
    bare, _ = measure(_BARE_CSV, million)
    told("CSV, 1,000,000 rows: bare csv.reader", bare)
    told("CSV, 1,000,000 rows: check", *_beside(bare, million), aim="goal 2.0 and 200 MiB, limit 3.5 and 300 MiB")
    for rows in (50_000, 100_000, 200_000):
        path = write_csv(folder / "bad.csv", mapping_of(rows, 1.0)[0])
        used, memory = measure(_CHECK, path, times=3)
        told(f"CSV, {rows:,} rows, all bad: check", used, memory=memory, aim=f"{used / rows * 1e6:.1f} µs a row")
    hundred = write_yaml(folder / "hundred.yaml", big[:100_000])
    bare, _ = measure(_BARE_YAML, hundred)
    told("YAML, 100,000 rows: bare events", bare)
    whole, most = measure(_WHOLE_YAML, hundred, times=1)
    told("YAML, 100,000 rows: CSafeLoader", whole, bare, most)
    told("YAML, 100,000 rows: check", *_beside(bare, hundred), aim=f"goal 1.2, limit 1.5, both {most / 2:.0f} MiB")
    ten = write_csv(folder / "ten.csv", big[:10_000])
    empty, framework, whole = process_seconds(
        folder, ("-c", ""), ("-c", "import click"), ("-m", "batch", "check", str(ten))
    )
    told("an empty interpreter, whole process", empty)
    told("the command-line library alone, the same", framework, empty)
    told("CSV, 10,000 rows: check, the same", whole, empty, aim="goal 5, limit 8")


def _beside(bare: float, path: Path) -> tuple[float, float, float]:
    used, memory = measure(_CHECK, path)
    return used, bare, memory


def planted(folder: Path, *, others: bool) -> None:
    """Print how many of the planted errors each finds, and how many it reports besides."""
    table, expected = mapping_of(20_000, 0.01, seed=2)
    path = write_csv(folder / "planted.csv", table)
    finders = {"govlink": found_by_govlink}
    if others:
        import reading_rivals as rivals  # noqa: PLC0415 - not everybody has these installed

        finders["frictionless"] = rivals.found_by_frictionless
        finders["pandera"] = rivals.found_by_pandera
        finders["pointblank"] = rivals.found_by_pointblank
    print(f"{len(expected)} errors planted in {len(table):,} rows")
    for name, find in finders.items():
        found = find(path)
        print(f"{name:14} found {len(found & expected)}, missed {len(expected - found)}, false {len(found - expected)}")
    print()


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--others", action="store_true", help="compare the planted errors with other checkers")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        planted(Path(name), others=asked.others)
        speed(Path(name))


if __name__ == "__main__":
    main()
