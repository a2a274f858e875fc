"""One run at a time per base URL and key."""

import subprocess
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from batch.codes import sending
from batch.errors import Exit, LockedError
from batch.runs.lock import one_run_at_a_time
from batch.stopping import InterruptedWaitError, Reason, Stopping

URL = "https://chapi.example"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def held(
    url: str = URL, key: str = "a-key", timeout: float = 0, stopping: Stopping | None = None
) -> AbstractContextManager[None]:
    wait = stopping.wait if stopping else time.sleep
    return one_run_at_a_time(url, key, command="govlink apply", started_at="noon", timeout=timeout, wait=wait)


def test_a_second_run_is_told_who_holds_the_lock() -> None:
    with (
        held(),
        pytest.raises(LockedError, match=r"process [0-9]+ of .*, `govlink apply`, since noon") as refused,
        held(),
    ):
        pass
    assert refused.value.exit_code == Exit.LOCKED


def test_the_lock_is_free_again_when_the_run_is_over(tmp_path: Path) -> None:
    for _ in range(3):
        with held():
            pass
    assert not list(tmp_path.glob("*.holder"))


def test_other_keys_and_addresses_have_locks_of_their_own() -> None:
    with held(), held(key="another"), held("https://other.example"), held(URL + ":444"):
        pass


@pytest.mark.parametrize("same", ["https://CHAPI.example", "https://chapi.example:443", "https://chapi.example/"])
def test_an_address_is_the_same_however_it_is_written(same: str) -> None:
    with held(), pytest.raises(LockedError), held(same):
        pass


def test_the_files_hold_no_key(tmp_path: Path) -> None:
    with held(key="a-very-secret-key"):
        told = [file.name + file.read_text() for file in tmp_path.iterdir()]
    assert told
    assert not any("secret" in text for text in told)


def test_a_run_can_wait_for_its_turn() -> None:
    other = _other_process(hold=0.5)
    began = time.monotonic()
    with held(timeout=20):
        assert time.monotonic() - began > 0.1
    other.wait()


def test_a_wait_for_the_lock_ends_with_the_run() -> None:
    stopping = Stopping()
    stopping.stop(Reason(sending.INTERRUPTED, "interrupted by SIGINT", Exit.INTERRUPTED))
    with held(), pytest.raises(InterruptedWaitError, match="SIGINT"), held(timeout=60, stopping=stopping):
        pass


def test_a_killed_holder_holds_nothing() -> None:
    other = _other_process(hold=60)
    with pytest.raises(LockedError), held():
        pass
    other.kill()
    other.wait()
    with held():
        pass


def test_a_holder_that_has_not_said_its_name_yet_is_still_respected(tmp_path: Path) -> None:
    with held():
        (note,) = tmp_path.glob("*.holder")
        note.write_text("{}")
        with pytest.raises(LockedError, match="a process that has just begun"), held():
            pass


def _other_process(hold: float) -> "subprocess.Popen[str]":
    import tempfile  # noqa: PLC0415 - its folder is set for this test

    program = (
        f"import tempfile, time; tempfile.tempdir = {tempfile.tempdir!r}\n"
        "from batch.runs.lock import one_run_at_a_time\n"
        f"with one_run_at_a_time({URL!r}, 'a-key', command='x', started_at='y', timeout=0, wait=time.sleep):\n"
        "    print('held', flush=True)\n"
        f"    time.sleep({hold})\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    process.stdout.close()
    return process
