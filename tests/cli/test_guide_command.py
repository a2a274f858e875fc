"""`govlink guide`: the topics, and their pages on a terminal and in a pipe."""

from pathlib import Path

import pytest
from program import Govlink, Terminal

from batch.guide import TOPICS, question


def test_without_a_topic_all_are_listed_with_their_questions(called: Govlink) -> None:
    listed = " ".join(called("guide").out.split())
    assert all(f"{topic} {question(topic)}" in listed for topic in TOPICS)


def test_a_pipe_gets_the_page_as_plain_text(called: Govlink) -> None:
    ran = called("guide", "sending")
    assert ran.code == 0
    assert ran.out.startswith("Sending\n\n")
    assert "\x1b" not in ran.out


def test_a_topic_is_found_whatever_its_case_and_by_its_file(called: Govlink) -> None:
    assert called("guide", "Sending.md").out == called("guide", "sending").out


def test_an_unknown_topic_is_refused_with_the_one_that_is_probably_meant(called: Govlink) -> None:
    ran = called("guide", "sandboxes")
    assert ran.code == 2
    assert "there is no topic sandboxes; did you mean sandbox? `govlink guide` lists them all" in ran.err


@pytest.mark.parametrize(("no_color", "is_colored"), [("", True), ("1", False)])
def test_a_terminal_gets_the_page_in_the_pager_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_color: str, *, is_colored: bool
) -> None:
    pager = tmp_path / "less"  # only with this name a pager gets color
    pager.write_text("#!/bin/sh\necho paged\ncat\n", encoding="utf-8")
    pager.chmod(0o755)
    monkeypatch.setenv("PAGER", str(pager))
    monkeypatch.setenv("NO_COLOR", no_color)
    terminal = Terminal(tmp_path, "guide", "sending")
    assert terminal.exit_code() == 0
    assert terminal.seen.startswith(b"paged\r\n")
    assert b"Sending" in terminal.seen
    assert (b"\x1b[36m" in terminal.seen) is is_colored
