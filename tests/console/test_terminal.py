"""What a person at a terminal sees: the plan, the question, and the bar; and the ways to say no."""

import os
import signal
from pathlib import Path

import pytest
from program import PROJECT, Ran, Terminal

pytestmark = pytest.mark.slow

MAPPING = PROJECT / "mappings" / "example.csv"
QUESTION = b"Send these 16 rows? [y/N]:"


def _left(folder: Path) -> Ran:
    return Ran(0, "", "", folder / "reports")


def test_the_plan_is_shown_and_sent_when_the_answer_is_yes(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "apply", str(MAPPING), "--sandbox")
    terminal.wait_for(QUESTION)
    assert b"acme-research-gov" in terminal.seen
    terminal.type(b"y\n")
    assert terminal.exit_code() == 0
    assert _left(tmp_path).statuses.count("created") == 16


@pytest.mark.parametrize("answer", [b"n\n", b"\n", b"\x04"], ids=["no", "nothing", "end of input"])
def test_anything_but_yes_sends_nothing_and_ends_with_3(tmp_path: Path, answer: bytes) -> None:
    terminal = Terminal(tmp_path, "apply", str(MAPPING), "--sandbox", "--quiet")
    terminal.wait_for(QUESTION)
    terminal.type(answer)
    assert terminal.exit_code() == 3
    assert b"declined" in terminal.seen
    assert _left(tmp_path).statuses.count("not_attempted") == 16
    assert _left(tmp_path).summary["requests"]["writes"] == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_at_the_question_ends_the_run_with_its_reports(tmp_path: Path, number: int, code: int) -> None:
    terminal = Terminal(tmp_path, "apply", str(MAPPING), "--sandbox")
    terminal.wait_for(QUESTION)
    os.kill(terminal.pid, number)
    assert terminal.exit_code() == code
    assert _left(tmp_path).summary["exit_code"] == code
    assert _left(tmp_path).statuses.count("not_attempted") == 16


@pytest.mark.parametrize("words", [("--yes", "--rate", "5/s"), ()], ids=["while it sends", "at the question"])
def test_a_closed_terminal_ends_the_run_with_its_reports(tmp_path: Path, words: tuple[str, ...]) -> None:
    terminal = Terminal(tmp_path, "apply", str(MAPPING), "--sandbox", *words)
    terminal.wait_for(b"/16" if words else QUESTION)
    terminal.close()
    assert terminal.exit_code() == 129
    assert _left(tmp_path).summary["exit_code"] == 129
    assert "not_attempted" in _left(tmp_path).statuses


def test_a_bar_counts_the_rows_while_they_are_sent(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "apply", str(MAPPING), "--sandbox", "--yes", "--rate", "30/s")
    terminal.wait_for(b"/16")
    assert terminal.exit_code() == 0
    assert b"created" in terminal.seen


def test_the_bar_is_gone_when_an_exported_mapping_comes(tmp_path: Path) -> None:
    world = ("--sandbox", "--sandbox-scenario", "first-steps")
    terminal = Terminal(tmp_path, "export", "--all-customers", *world, "--rate", "20/s")
    assert terminal.exit_code() == 0
    progress, mapping = terminal.seen.rindex(b"customers read"), terminal.seen.index(b"client_api_id,")
    assert progress < mapping
    assert b"\x1b" not in terminal.seen[mapping:]
