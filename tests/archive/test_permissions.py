"""What may not be read is told as that: not as altered, not as missing, not as no run."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from program import Govlink

NOBODY = 65534


@contextmanager
def held_to_modes(home: Path) -> Iterator[None]:
    """Be somebody who is held to the modes of files, as root isn't; `home` and what it is in can be entered."""
    if os.geteuid() != 0:
        yield
        return
    # They stay so: the tests of other processes are in the folders above, too.
    for folder in (home, *home.parents):
        folder.chmod(folder.stat().st_mode | 0o055)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def closed(path: Path, mode: int = 0) -> Iterator[None]:
    """Give the path a mode for a while."""
    before = path.stat().st_mode
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(before)


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "words", "code"),
    [
        (".", ("report", "--verify"), 1),
        ("manifest.json", ("report", "--verify"), 1),
        ("report.csv", ("report", "--verify"), 1),
        (".", ("report",), 2),
        ("plan.csv", ("report",), 2),
        ("journal.jsonl", ("report",), 2),
        (".", ("apply", "--sandbox", "--yes", "--plan"), 2),
        ("plan.csv", ("apply", "--sandbox", "--yes", "--plan"), 2),
        ("manifest.json", ("apply", "--sandbox", "--yes", "--plan"), 2),
        (".", ("plan", "pairs.csv", "--snapshot"), 2),
        ("snapshot.jsonl", ("plan", "pairs.csv", "--snapshot"), 2),
        ("journal.jsonl", ("plan", "pairs.csv", "--snapshot"), 2),
    ],
)
def test_what_may_not_be_read_is_told_as_that(
    called: Govlink, mapping: Path, tmp_path: Path, name: str, words: tuple[str, ...], code: int
) -> None:
    folder = called("plan", mapping, "--sandbox").folder
    called(*words, folder)  # all modules are loaded, wherever they may be read from
    with closed(folder / name), held_to_modes(tmp_path):
        ran = called(*words, folder)
    assert ran.code == code
    shown = ran.out + ran.err
    assert "can't be read: Permission denied" in shown
    assert not any(word in shown for word in ("altered", "missing", "not a run", "no run"))


def test_reports_that_may_not_be_written_are_told_as_that(called: Govlink, mapping: Path, tmp_path: Path) -> None:
    folder = called("plan", mapping, "--sandbox").folder
    called("report", folder)
    with closed(folder, 0o555), held_to_modes(tmp_path):
        ran = called("report", folder)
    assert ran.code == 3
    assert ran.err == f"govlink: the reports can't be written to {folder}: Permission denied\n"


def test_an_earlier_audit_that_may_not_be_read_is_told_and_stays(
    called: Govlink, mapping: Path, tmp_path: Path
) -> None:
    earlier, snapshot = (called("audit", mapping, "--sandbox").folder for _ in range(2))
    again = ("audit", mapping, "--snapshot", snapshot, "--keep")
    called(*again, 9)
    with closed(earlier / "journal.jsonl"), closed(tmp_path / "reports", 0o777), held_to_modes(tmp_path):
        ran = called(*again, 1)
    assert f"{Path('reports', earlier.name)} can't be read: Permission denied" in ran.err
    assert (earlier / "manifest.json").exists()
