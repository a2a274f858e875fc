"""What happens when nobody reads the output any more."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from program import PROJECT, Ran

from batch.console.outlet import Outlet, json_line

MESSY = PROJECT / "mappings" / "messy.csv"
APPLY = (sys.executable, "-m", "batch", "apply", str(MESSY), "--sandbox", "--yes")


@pytest.mark.slow
@pytest.mark.parametrize("more", [(), ("--json",), ("--verbose",)])
def test_a_run_whose_output_is_closed_still_writes_its_reports(tmp_path: Path, more: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody:
        ran = subprocess.run([*APPLY, *more], cwd=tmp_path, stdout=nobody, stderr=nobody, timeout=100, check=False)
    assert ran.returncode == 1
    assert Ran(1, "", "", tmp_path / "reports").statuses.count("created") == 6


def test_a_full_disk_for_standard_output_is_reported_and_loses_nothing(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(APPLY, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, timeout=100, check=False)
    assert ran.returncode == 1
    assert b"the reports are in" in ran.stderr
    assert b"Traceback" not in ran.stderr
    assert Ran(1, "", "", tmp_path / "reports").statuses.count("created") == 6


def test_check_reports_that_its_results_could_not_be_written(tmp_path: Path) -> None:
    check = [sys.executable, "-m", "batch", "check", str(MESSY)]
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(check, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, timeout=100, check=False)
    assert ran.returncode == 3
    assert ran.stderr.startswith(b"govlink: standard output can't be written")


def test_check_ends_quietly_when_its_reader_has_had_enough(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    check = [sys.executable, "-m", "batch", "check", str(MESSY)]
    with os.fdopen(writing, "wb") as nobody:
        ran = subprocess.run(check, cwd=tmp_path, stdout=nobody, stderr=subprocess.PIPE, timeout=100, check=False)
    assert ran.returncode == 1
    assert ran.stderr == b""


def test_events_are_json_even_with_hostile_names(tmp_path: Path) -> None:
    path = tmp_path / "hostile.csv"
    path.write_text(
        "client_api_id,commercial_owner_id,govcloud_owner_id,govcloud_name\n"
        '1,210000000001,410000000001,"\x1b[31mred\u202e ""</script>"\n',
        encoding="utf-8",
    )
    ran = subprocess.run(
        [sys.executable, "-m", "batch", "apply", str(path), "--sandbox", "--yes", "--json"],
        cwd=tmp_path,
        capture_output=True,
        timeout=100,
        check=True,
    )
    assert all(json.loads(line)["event"] for line in ran.stdout.splitlines())


def test_a_line_of_json_is_safe_for_a_terminal_and_has_the_same_value(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"name": "\x1b[2J\x9b31m\u202e\x00\x7f\ue000\U000e0041 é 真"}
    Outlet().line(json_line(value))
    line = capsys.readouterr().out
    assert line.removesuffix("\n").isprintable()
    assert json.loads(line) == value


def test_a_line_is_made_safe_for_a_terminal_at_the_door(capsys: pytest.CaptureFixture[str]) -> None:
    Outlet().line("\x1b[2J\x9b\u202e\r\n")
    assert capsys.readouterr().out == "\\x1b[2J\\x9b\\u202e\\r\\n\n"
