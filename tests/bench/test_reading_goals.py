"""Of the benchmark's files all that is wrong must be found, and nothing else, in little memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from reading_bench import GOVLINK, LOOP, Program, made, run

MOST_MEMORY = 300
"""MiB."""


@pytest.mark.parametrize("program", [GOVLINK, LOOP], ids=lambda program: program.name)
@pytest.mark.parametrize("kind", ["csv", "yaml"])
def test_every_wrong_row_is_found_at_its_line_and_no_other_row(tmp_path: Path, kind: str, program: Program) -> None:
    path, wrong = made(f"{kind}/2000", seed=2, folder=tmp_path)
    assert run(program, path, dict(os.environ)).found == wrong


def test_every_wrong_row_of_a_workbook_is_found_at_its_row_and_no_other_row(tmp_path: Path) -> None:
    path, wrong = made("xlsx/2000", seed=2, folder=tmp_path)
    assert run(GOVLINK, path, dict(os.environ)).found == wrong


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_workbook_of_100_000_rows_is_checked_in_twice_the_time_that_openpyxl_reads_it_and_in_little_memory() -> None:
    bench = [sys.executable, str(Path(__file__).with_name("reading_bench.py")), "--rounds", "1", "xlsx/100000"]
    done = subprocess.run(bench, capture_output=True, text=True, check=True)
    *_, name, times, _least, _median, _wall, memory, found, besides = (
        done.stdout.splitlines()[-1].strip("| ").split(" | ")
    )
    wrong_found, wrong = found.split(" of ")
    assert (name, wrong_found, besides) == ("govlink", wrong, "0")
    assert float(times) <= 2.0
    assert int(memory) <= MOST_MEMORY


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_million_rows_are_checked_in_little_memory() -> None:
    bench = [sys.executable, str(Path(__file__).with_name("reading_bench.py")), "--rounds", "1", "csv/1000000"]
    done = subprocess.run(bench, capture_output=True, text=True, check=True)
    *_, name, _times, _least, _median, _wall, memory, found, besides = (
        done.stdout.splitlines()[-1].strip("| ").split(" | ")
    )
    wrong_found, wrong = found.split(" of ")
    assert (name, wrong_found, besides) == ("govlink", wrong, "0")
    assert int(memory) <= MOST_MEMORY
