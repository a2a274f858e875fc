"""Standard streams that are closed, full, or broken give an error and the right exit code, never a traceback."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from program import PROJECT, Ran

EXAMPLE = str(PROJECT / "mappings" / "example.csv")
GOVLINK = f"{sys.executable} -m batch"
COMMANDS = {
    "check": f"check {EXAMPLE}",
    "plan": f"plan {EXAMPLE} --sandbox",
    "apply": f"apply {EXAMPLE} --sandbox --yes --verbose",
    "audit": f"audit {EXAMPLE} --sandbox --json",
    "export": "export --all-customers --sandbox --sandbox-scenario first-steps",
    "explain": "explain",
    "schedule": f"schedule cron apply {EXAMPLE} --sandbox --yes",
    "--help": "--help",
    "--version": "--version",
}
RUNS = {"plan", "apply", "audit"}
RULES = {"audit": 1}
"""What is not 0: nothing of the example is linked in a fresh sandbox."""


def _shell(folder: Path, words: str, timeout: float = 60) -> "subprocess.CompletedProcess[str]":
    script = ["bash", "-c", f"{GOVLINK} {words}"]
    return subprocess.run(script, cwd=folder, capture_output=True, text=True, check=False, timeout=timeout)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "explain", "export", *sorted(RUNS)])
def test_a_command_works_without_standard_input_and_error(tmp_path: Path, command: str) -> None:
    ran = _shell(tmp_path, f"{COMMANDS[command]} <&- 2>&-")
    assert ran.returncode == RULES.get(command, 0), ran.stderr
    assert ran.stdout
    assert "Traceback" not in ran.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("lost", [">&-", ">/dev/full"])
def test_a_lost_result_is_an_error(tmp_path: Path, command: str, lost: str) -> None:
    ran = _shell(tmp_path, f"{COMMANDS[command]} {lost}")
    assert "Traceback" not in ran.stderr
    assert "govlink: standard output " in ran.stderr
    assert ("closed" if "&" in lost else "no space left on device") in ran.stderr
    if command in RUNS:
        assert "the reports are in reports/" in ran.stderr
        assert ran.returncode == RULES.get(command, 0)
    else:
        assert ran.returncode == (2 if command == "export" and "&" in lost else 3)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "export", *sorted(RUNS)])
def test_a_run_leaves_the_same_files_if_nobody_reads_its_output(tmp_path: Path, command: str) -> None:
    ran = _shell(tmp_path, f"{COMMANDS[command]} <&- >&- 2>&-")
    assert (ran.stdout, ran.stderr) == ("", "")
    if command not in RUNS:
        assert ran.returncode in {2, 3}
        return
    assert ran.returncode == RULES.get(command, 0)
    folder = Ran(0, "", "", tmp_path / "reports").folder
    assert (folder / "summary.json").is_file()
    # None of the run's files got the number of a closed stream, and with it the printed text.
    journal = (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["event"] for line in journal][-1] == "run_finished"


@pytest.mark.slow
def test_errors_that_nobody_can_read_do_not_end_a_run(tmp_path: Path) -> None:
    ran = _shell(tmp_path, f"apply {EXAMPLE} --sandbox --yes --verbose 2>/dev/full")
    assert ran.returncode == 0
    assert Ran(0, "", "", tmp_path / "reports").statuses.count("created") == 16


@pytest.mark.slow
@pytest.mark.parametrize("words", ["check absent.csv", "apply x.csv --yes", "nonsense", "check"])
def test_an_error_keeps_its_exit_code_even_if_it_cannot_be_shown(tmp_path: Path, words: str) -> None:
    for lost in ("2>/dev/full", "2>&-"):
        assert _shell(tmp_path, f"{words} {lost}").returncode == 2


@pytest.mark.parametrize(
    "command", ["check - --input-format csv", "import-aws -", f"check {EXAMPLE} --verify-against -"]
)
@pytest.mark.parametrize(("broken", "why"), [("<&-", "it is closed"), ("0>/dev/null", "it is closed")])
def test_standard_input_that_is_needed_and_missing_is_an_error(
    tmp_path: Path, command: str, broken: str, why: str
) -> None:
    ran = _shell(tmp_path, f"{command} {broken}")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == f"govlink: standard input can't be read: {why}\n"


def test_an_export_to_a_closed_output_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    ran = _shell(tmp_path, "export --all-customers --base-url https://127.0.0.1:9 --api-key-file absent >&-")
    assert (ran.returncode, ran.stderr) == (
        2,
        "govlink: standard output is closed, so the mapping can't be written\n",
    )


@pytest.mark.parametrize(("rows", "code"), [("4001,2,1", 0), ("4001,x,1", 1)])
def test_a_reader_that_stops_early_does_not_change_the_result_of_a_check(tmp_path: Path, rows: str, code: int) -> None:
    (tmp_path / "m.csv").write_text(f"client_api_id,commercial_acct_id,govcloud_acct_id\n{rows}\n")
    ran = _shell(tmp_path, "check m.csv 3>&1 | true; exit ${PIPESTATUS[0]}")
    assert (ran.returncode, ran.stderr) == (code, "")


def test_an_export_that_nobody_reads_is_not_a_success(tmp_path: Path) -> None:
    ran = _shell(tmp_path, f"{COMMANDS['export']} --quiet | true; exit ${{PIPESTATUS[0]}}")
    assert (ran.returncode, ran.stderr) == (3, "")


def test_a_non_blocking_output_gets_everything(tmp_path: Path) -> None:
    """As from a shell whose terminal or pipe another program has made non-blocking."""
    program = """
        import os, select, subprocess, sys, time
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        run = subprocess.Popen([sys.executable, "-m", "batch", "explain", "--format", "json"], stdout=writing)
        while run.poll() is None and select.select([], [writing], [], 0)[1]:
            time.sleep(0.01)
        os.close(writing)
        told = b"".join(iter(lambda: os.read(reading, 1000), b""))
        print(run.wait(), len(told))
    """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    whole = _shell(tmp_path, "explain --format json").stdout.encode()
    assert (ran.stdout, ran.stderr) == (f"0 {len(whole)}\n", "")


@pytest.mark.slow
@pytest.mark.parametrize(("lost", "why"), [(">&-", "it is closed"), (">/dev/full", "no space left on device")])
def test_rebuilt_reports_are_in_place_even_if_that_cannot_be_shown(tmp_path: Path, lost: str, why: str) -> None:
    assert _shell(tmp_path, f"plan {EXAMPLE} --sandbox").returncode == 0
    folder = Ran(0, "", "", tmp_path / "reports").folder
    ran = _shell(tmp_path, f"report {folder} {lost}")
    assert ran.returncode == 0
    assert ran.stderr == f"govlink: standard output can't be written: {why}; the reports are in {folder}\n"


@pytest.mark.parametrize("command", ["explain F116", "guide results"])
def test_characters_that_the_output_encoding_lacks_are_escaped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    ran = _shell(tmp_path, command)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "\\u2" in ran.stdout


def test_a_full_disk_is_reported_with_the_file_it_concerns(tmp_path: Path) -> None:
    """A limit on the size of files looks like a full disk to the program."""
    # Coverage would write its own files.
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    assert _shell(tmp_path, f"plan {EXAMPLE} --sandbox").returncode == 0
    folder = Ran(0, "", "", tmp_path / "reports").folder
    ran = subprocess.run(
        ["bash", "-c", f"ulimit -f 8; {GOVLINK} report {folder}"],
        cwd=tmp_path,
        env=unmeasured | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 3
    assert ran.stderr == f"govlink: the reports can't be written to {folder}: File too large\n"


def test_an_interruption_while_the_program_starts_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    ran = subprocess.run(
        [sys.executable, "-m", "batch", "--version"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, b"", b"")


def test_an_error_of_the_program_is_not_reported_as_a_finished_run(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise ValueError('a fault')\n")
    ran = subprocess.run(
        [sys.executable, "-m", "batch", "--version"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 3
    assert "ValueError: a fault" in ran.stderr
