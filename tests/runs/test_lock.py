"""One run at a time per base URL and key, for all users of the machine."""

import errno
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from program import KEY as PROGRAM_KEY
from program import Govlink, Served

from batch.errors import Exit, LockedError, UsageError
from batch.rules import sending
from batch.runs.lock import by_file, by_socket, lock_name, one_run_at_a_time
from batch.runs.lock.by_socket import SocketLock
from batch.runs.lock.users import user_name
from batch.stopping import InterruptedWaitError, Stopping, StopReason

URL = "https://chapi.example"
KEY = secrets.token_hex(8)
"""A separate lock name, because other tests run on the machine at the same time."""

NOBODY = 65534
needs_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")


@pytest.fixture
def notes() -> list[str]:
    return []


@pytest.fixture
def without_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system without abstract sockets; returns the folder that its users share."""
    monkeypatch.setattr(by_socket, "_HAS_ABSTRACT_SOCKETS", False)
    monkeypatch.setattr(by_file, "_SHARED", tmp_path)
    return tmp_path


def held(
    url: str = URL,
    key: str = KEY,
    timeout: float = 0,
    wait: Callable[[float], None] = time.sleep,
    command: str = "govlink apply",
    notes: list[str] | None = None,
) -> AbstractContextManager[None]:
    told = [] if notes is None else notes
    return one_run_at_a_time(url, key, command=command, started_at="noon", timeout=timeout, wait=wait, note=told.append)


def refusal() -> str:
    with pytest.raises(LockedError) as refused, held():
        pass
    assert refused.value.exit_code == Exit.LOCKED
    return str(refused.value)


def test_a_second_run_names_the_holder_of_the_lock() -> None:
    with held():
        assert f": process {os.getpid()} of {user_name()}, `govlink apply`, since noon; wait for it" in refusal()


def test_the_lock_is_free_again_when_the_run_is_over() -> None:
    for _ in range(20):
        with held():
            pass


def test_many_can_ask_one_after_the_other_and_at_the_same_time() -> None:
    with held():
        for _ in range(300):
            assert "since noon" in SocketLock(_name(), "").holder()
        told: list[str] = []
        asking = [threading.Thread(target=lambda: told.append(SocketLock(_name(), "").holder())) for _ in range(20)]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
        assert len(told) == 20
        assert all("since noon" in words for words in told)


def test_other_keys_and_addresses_have_locks_of_their_own() -> None:
    with held(), held(key=KEY + "x"), held("https://other.example"), held(URL + ":444"), held(URL + "/Path"):
        pass


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (URL, "https://CHAPI.example"),
        (URL, "HTTPS://chapi.example:443"),
        (URL, f"{URL}/."),
        (URL, f"{URL}/a/../"),
        (URL, "https://chapi.example/"),
        (URL, "https://chapi.example."),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a//"),
        ("http://[::1]", "http://[0:0:0:0:0:0:0:1]:80"),
    ],
)
def test_an_address_is_the_same_however_it_is_written(one: str, other: str) -> None:
    with held(one), pytest.raises(LockedError), held(other):
        pass


def test_what_everybody_can_see_of_the_lock_holds_no_key() -> None:
    with held(key="a-very-secret-key"):
        names = Path("/proc/net/unix").read_text(encoding="utf-8", errors="replace")
    assert "@govlink-" in names
    assert "a-very-secret-key" not in names


def test_a_run_can_wait_for_its_turn() -> None:
    with other_process() as other:
        waits: list[float] = []

        def ends(seconds: float) -> None:
            waits.append(seconds)
            other.kill()
            other.wait()

        with held(timeout=20, wait=ends):
            assert waits


def test_a_wait_for_the_lock_ends_with_the_run() -> None:
    stopping = Stopping()
    stopping.stop(StopReason(sending.INTERRUPTED, "interrupted by SIGINT", Exit.INTERRUPTED))
    with held(), pytest.raises(InterruptedWaitError, match="SIGINT"), held(timeout=60, wait=stopping.wait):
        pass


def test_a_killed_holder_holds_nothing() -> None:
    with other_process() as other:
        assert f"process {other.pid} of" in refusal()
        other.kill()
        other.wait()
        with held():
            pass


def test_a_suspended_holder_is_named_by_the_kernel() -> None:
    with other_process() as other:
        other.send_signal(signal.SIGSTOP)
        os.waitpid(other.pid, os.WUNTRACED)
        assert f"process {other.pid} of {user_name()}; wait" in refusal()


def test_a_holder_without_a_thread_still_holds_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_thread(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", no_thread)
    with held():
        assert f"process {os.getpid()} of {user_name()}; wait" in refusal()
    with held():
        pass


def test_a_lock_whose_holder_does_not_answer_is_respected() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as squatter:
        squatter.bind(f"\0govlink-{_name()}")
        assert "a process that does not describe itself" in refusal()


def test_a_holders_description_cannot_control_the_terminal() -> None:
    with held(command="\x1b[2J\u202e\nroot, idle" + "x" * 10_000):
        told = refusal()
    assert r"\x1b[2J\u202e\nroot, idle" in told
    assert told.isprintable()
    assert len(told) < 500


@pytest.mark.parametrize("variable", ["TMPDIR", "HOME", "XDG_RUNTIME_DIR", "LOGNAME", "PWD"])
def test_the_lock_is_the_same_whatever_the_environment(tmp_path: Path, variable: str) -> None:
    with other_process(environment={variable: str(tmp_path)}) as other:
        assert f"process {other.pid} of {user_name()}" in refusal()


@needs_root
def test_users_keep_each_other_out_only_while_they_run() -> None:
    with other_process(user=NOBODY) as other:
        assert f"process {other.pid} of {user_name(NOBODY)}, `x`, since y" in refusal()
    with held(), other_process(user=NOBODY) as other:
        assert other.wait() == 1
    with other_process(user=NOBODY, hold=0) as other:
        assert other.wait() == 0


def test_a_run_leaves_no_file_next_to_its_folder(
    called: Govlink, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "tmp"
    shared.mkdir()
    monkeypatch.setenv("TMPDIR", str(shared))
    mapping = tmp_path / "m.csv"
    mapping.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n")
    assert called("plan", mapping, "--base-url", served().base_url, "--rate", "100/s", key=PROGRAM_KEY).code == 0
    assert not list(shared.iterdir())


def test_without_a_lock_for_all_users_the_lock_covers_one_user_and_that_is_reported(
    without_sockets: Path, notes: list[str]
) -> None:
    with held(notes=notes):
        (told,) = notes
        assert told.startswith(f"the lock covers only runs of {user_name()}, not those of other users: ")
        assert f"process {os.getpid()} of {user_name()}, `govlink apply`, since noon" in refusal()
        assert without_sockets.joinpath(f"govlink-{os.getuid()}").stat().st_mode & 0o777 == 0o700
    with held(key=KEY + "x"), held():
        pass


def test_a_process_that_may_make_no_sockets_has_a_lock_of_its_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notes: list[str]
) -> None:
    def denied(*_: object) -> None:
        raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")

    monkeypatch.setattr(by_file, "_SHARED", tmp_path)
    monkeypatch.setattr("socket.socket", denied)
    with held(notes=notes):
        assert notes[0].endswith("no Unix socket can be created here: Address family not supported by protocol")
        assert "since noon" in refusal()


def test_a_leftover_lock_file_locks_nothing(without_sockets: Path) -> None:
    with held():
        pass
    (file,) = without_sockets.glob("govlink-*/*.lock")
    file.write_text("process 1 of root, `govlink apply`")
    with held():
        assert f"process {os.getpid()}" in refusal()


@pytest.mark.parametrize("planted", ["a link", "a file", "open to all"])
def test_a_folder_for_the_lock_that_others_can_reach_is_refused(without_sockets: Path, planted: str) -> None:
    folder = without_sockets / f"govlink-{os.getuid()}"
    if planted == "a link":
        (without_sockets / "elsewhere").mkdir()
        folder.symlink_to("elsewhere")
    elif planted == "a file":
        folder.touch()
    else:
        folder.mkdir()
        folder.chmod(0o777)
    with pytest.raises(UsageError, match="remove it"), held():
        pass


def _name() -> str:
    """The name under which the kernel has the lock of these tests."""
    return lock_name(URL, KEY)


@contextmanager
def other_process(
    hold: float = 60, user: int | None = None, environment: dict[str, str] | None = None
) -> Iterator["subprocess.Popen[str]"]:
    """A process that holds the lock, or ends with 1; the block begins once it has reported that."""
    program = (
        "import os, time\n"
        "from batch.errors import LockedError\n"
        "from batch.runs.lock import lock_name, one_run_at_a_time\n"
        f"lock_name({URL!r}, '')\n"  # imports all that another user may not be able to read
        f"os.setuid({os.getuid() if user is None else user})\n"
        "try:\n"
        f"    with one_run_at_a_time({URL!r}, {KEY!r}, command='x', started_at='y', timeout=0, wait=time.sleep):\n"
        "        print('held', flush=True)\n"
        f"        time.sleep({hold})\n"
        "except LockedError:\n"
        "    raise SystemExit(1)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=os.environ | (environment or {})
    )
    with process:
        try:
            assert process.stdout
            process.stdout.readline()
            yield process
        finally:
            process.kill()
