"""Files without read permission are reported as such: not as altered, missing, or not a run."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from program import Govlink

_OVERRIDES = 0b110
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, with which root ignores the modes of files."""


@contextmanager
def held_to_modes() -> Iterator[None]:
    """Respect the modes of files even as root, who still owns the program's own files and can read them."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "capset"):
        pytest.skip("root can't be held to modes here")
    version = (ctypes.c_uint32 * 2)(0x20080522, 0)
    before, without = (ctypes.c_uint32 * 6)(), (ctypes.c_uint32 * 6)()
    for sets in (before, without):
        assert libc.capget(version, sets) == 0
    without[0] &= ~_OVERRIDES
    assert libc.capset(version, without) == 0
    try:
        yield
    finally:
        assert libc.capset(version, before) == 0


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
def test_a_file_without_read_permission_is_reported_as_such(
    called: Govlink, mapping: Path, name: str, words: tuple[str, ...], code: int
) -> None:
    folder = called("plan", mapping, "--sandbox").folder
    with closed(folder / name), held_to_modes():
        ran = called(*words, folder)
    assert ran.code == code
    shown = ran.out + ran.err
    assert "can't be read: Permission denied" in shown
    assert not any(word in shown for word in ("altered", "missing", "not a run", "no run"))


def test_reports_without_write_permission_are_reported_as_such(called: Govlink, mapping: Path) -> None:
    folder = called("plan", mapping, "--sandbox").folder
    with closed(folder, 0o555), held_to_modes():
        ran = called("report", folder)
    assert ran.code == 3
    assert ran.err == f"govlink: the reports can't be written to {folder}: Permission denied\n"


def test_an_earlier_audit_without_read_permission_is_reported_and_kept(called: Govlink, mapping: Path) -> None:
    earlier, snapshot = (called("audit", mapping, "--sandbox").folder for _ in range(2))
    again = ("audit", mapping, "--snapshot", snapshot, "--keep")
    with closed(earlier / "journal.jsonl"), held_to_modes():
        ran = called(*again, 1)
    assert f"{Path('reports', earlier.name)} can't be read: Permission denied" in ran.err
    assert (earlier / "manifest.json").exists()
