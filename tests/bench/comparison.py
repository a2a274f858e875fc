"""Compare govlink with other ways to check a mapping and to send it, in one run.

    python tests/bench/comparison.py [--write]

Prints Markdown tables; with --write they replace those of `batch/guide/comparison.md`, with date and versions. Installs
what govlink is compared with (`peers.txt`) into an environment of its own, `.venv-peers`, unless it is there already.
Takes about twenty minutes, most of it waiting.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from comparison_tables import Table, put

_HERE = Path(__file__).resolve().parent
PROJECT = _HERE.parents[1]
PAGE = PROJECT / "batch/guide/comparison.md"
_ENVIRONMENT = PROJECT / ".venv-peers"
_PINS = _HERE / "peers.txt"
PARTS = ("checking", "sending", "steps")


def versions() -> dict[str, str]:
    """Read the versions of what govlink is compared with; what these need follows a blank line, and is left out."""
    named = _PINS.read_text(encoding="utf-8").partition("\n\n")[0].splitlines()
    return dict(line.split("==") for line in named if not line.startswith("#"))


def environment() -> Path:
    """Make the peers' environment as `peers.txt` has it, unless it is there; returns its Python."""
    installed = _ENVIRONMENT / _PINS.name
    python = _ENVIRONMENT / "bin/python"
    if not (installed.is_file() and installed.read_bytes() == _PINS.read_bytes()):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(_ENVIRONMENT)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*install, "-r", str(_PINS)], check=True)
        shutil.copy(_PINS, installed)
    return python


def _tables(asked: argparse.Namespace, folder: Path) -> Iterator[Table]:
    # Each part is imported when its turn comes: what this process holds counts as the memory of those that it starts.
    peers = None if asked.without_peers else environment()
    if "checking" in asked.parts:
        import comparison_checking  # noqa: PLC0415

        yield from comparison_checking.tables(asked.rows, 1, asked.rounds, folder, peers)
    sys.path.insert(1, str(PROJECT / "tests"))
    if "sending" in asked.parts:
        import comparison_sending  # noqa: PLC0415

        task = comparison_sending.Task(asked.send, asked.minute, asked.faulted)
        yield from comparison_sending.tables(task, range(1, asked.seeds + 1), peers)
    if "steps" in asked.parts:
        import comparison_steps  # noqa: PLC0415

        yield from comparison_steps.tables()


def _conditions(asked: argparse.Namespace, load_before: float) -> str:
    """List when, with which versions and on what it was measured."""
    from batch import __version__  # noqa: PLC0415 - only needed in the end

    peers = ", ".join(f"{name} {version}" for name, version in versions().items())
    load = f"load average {load_before:.1f} at the start, {os.getloadavg()[0]:.1f} at the end"
    limit = f"a minute is {asked.minute:g} seconds, so the limit is 30 requests in {asked.minute:g} seconds"
    faulted = f"{asked.faulted:.0%}"
    facts = (
        f"Date: {datetime.now(tz=UTC):%Y-%m-%d}.",
        f"govlink {__version__}; {peers}.",
        f"Python {platform.python_version()} on {os.cpu_count()} shared cores; {load}.",
        f"Checking: the least processor time and the most memory of {asked.rounds} rounds.",
        f"Sending: {asked.send} rows for each of {asked.seeds} seeds; {limit}; {faulted} of the POSTs are faulted.",
    )
    return "\n".join(f"- {fact}" for fact in facts)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=PARTS, metavar="|".join(PARTS))
    parser.add_argument("--write", action="store_true", help="replace the tables of the guide's page")
    parser.add_argument("--without-peers", action="store_true", help="only what needs no environment of its own")
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000], help="of the files that are checked")
    parser.add_argument("--rounds", type=int, default=3, help="of checking")
    parser.add_argument("--send", type=int, default=200, help="rows that are sent")
    parser.add_argument("--minute", type=float, default=6.0, help="seconds that stand for a minute when rows are sent")
    parser.add_argument("--faulted", type=float, default=0.25, help="share of the POSTs with a fault")
    parser.add_argument("--seeds", type=int, default=2, help="how often rows are sent in each way")
    asked = parser.parse_args()
    if asked.write and (asked.without_peers or set(asked.parts) != set(PARTS)):
        parser.error("--write needs all parts and the peers, so that all tables are of one run")
    return asked


def main() -> None:
    """Print the tables, and write them if asked."""
    asked = _arguments()
    load_before = os.getloadavg()[0]
    parts = []
    with tempfile.TemporaryDirectory() as folder:
        for table in _tables(asked, Path(folder)):
            print(f"\n{table.name}\n\n{table.markdown()}", flush=True)
            parts.append((table.name, table.markdown()))
    parts.append(("conditions", _conditions(asked, load_before)))
    print(f"\n{parts[-1][1]}")
    if asked.write:
        PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), parts), encoding="utf-8")


if __name__ == "__main__":
    main()
