"""Files that the user names for writing: nobody else's file is replaced, and every wait ends."""

import os
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import PROJECT, Govlink

from batch import output_file
from batch.output_file import NotWrittenError, update

OURS = b"ours 1\n"
NOBODY = 65534
needs_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can make devices and give files away")


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Files are open to all by default, as in some daemons."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def closed_umask() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


def write(path: Path) -> None:
    """Add a line to a file of lines that are `ours`."""
    update(path, lambda before: before + OURS, lambda content: content.lstrip().startswith(b"ours"))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_of_ours_is_replaced_whole_and_an_empty_one_filled(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for existing in (None, b"", b" \n"):
        if existing is not None:
            path.write_bytes(existing)
        write(path)
        assert path.read_bytes().strip() == OURS.strip()
    number = path.stat().st_ino
    write(path)
    assert path.read_bytes().count(OURS) == 2
    assert path.stat().st_ino != number
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("content", [b"client_api_id,govcloud_acct_id\n", b"\0", b"ours" * 1_000_000])
def test_a_file_with_other_content_stays(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(NotWrittenError, match="other content"):
        write(path)
    assert path.read_bytes() == content


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path, link = folder / "file", tmp_path / "link"
    link.symlink_to("second")
    (tmp_path / "second").symlink_to("folder/file")
    for count in (1, 2):
        write(link)
        assert link.is_symlink()
        assert not path.is_symlink()
        assert path.read_bytes() == OURS * count
    assert [entry.name for entry in folder.iterdir()] == ["file"]


def test_a_link_to_something_else_protects_it(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(b"precious")
    (tmp_path / "link").symlink_to(precious)
    with pytest.raises(NotWrittenError, match="other content"):
        write(tmp_path / "link")
    assert precious.read_bytes() == b"precious"


def test_a_cycle_of_links_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("link")
    with pytest.raises(NotWrittenError, match="symbolic links"):
        write(tmp_path / "link")


@pytest.mark.usefixtures("closed_umask")
def test_a_new_file_can_be_read_by_all(tmp_path: Path) -> None:
    write(tmp_path / "file")
    assert mode(tmp_path / "file") == 0o644


@pytest.mark.usefixtures("open_umask")
def test_files_and_folders_are_made_so_that_others_cannot_write_to_them(tmp_path: Path) -> None:
    path = tmp_path / "one" / "two" / "file"
    write(path)
    assert [mode(made) for made in (path, path.parent, path.parent.parent)] == [0o644, 0o755, 0o755]


@pytest.mark.parametrize("kept", [0o600, 0o640, 0o664, 0o444])
@pytest.mark.usefixtures("closed_umask")
def test_a_file_keeps_its_mode(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(OURS)
    path.chmod(kept)
    write(path)
    assert mode(path) == kept


@needs_root
def test_another_users_file_keeps_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(OURS)
    path.chmod(0o640)
    os.chown(path, NOBODY, NOBODY)
    write(path)
    found = path.stat()
    assert (found.st_uid, found.st_gid, mode(path)) == (NOBODY, NOBODY, 0o640)


def test_a_pipe_that_somebody_reads_gets_everything(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    told: list[bytes] = []
    reader = threading.Thread(target=lambda: told.append(path.read_bytes()))
    reader.start()
    content = b"x" * 300_000
    end = time.monotonic() + 10
    while reader.is_alive() and time.monotonic() < end:
        try:
            update(path, lambda _: content, lambda _: False)
            break
        except NotWrittenError:  # the reader has not begun yet
            time.sleep(0.01)
    reader.join()
    assert told == [content]
    assert stat.S_ISFIFO(path.stat().st_mode)


def test_a_pipe_that_nobody_reads_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(NotWrittenError, match="nobody reads from it"):
        write(path)
    monkeypatch.setattr(output_file, "_PATIENCE", 0.2)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(NotWrittenError, match=r"nobody has read from it for 0\.2 s"):
        update(path, lambda _: b"x" * 300_000, lambda _: False)
    os.close(reader)


def test_a_device_is_written_to_and_stays() -> None:
    write(Path("/dev/null"))
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    with pytest.raises(NotWrittenError, match="no space left on device"):
        write(Path("/dev/full"))


@needs_root
def test_a_disk_is_not_written_to(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    try:
        os.mknod(disk, 0o600 | stat.S_IFBLK, os.makedev(7, 250))
    except PermissionError:
        pytest.skip("no devices can be made here")
    with pytest.raises(NotWrittenError, match="it is not a file, pipe, or terminal"):
        write(disk)
    assert stat.S_ISBLK(disk.stat().st_mode)


def test_a_socket_is_not_written_to(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        with pytest.raises(NotWrittenError, match="it is not a file, pipe, or terminal"):
            write(tmp_path / "socket")


PRINTING = """
import sys
from pathlib import Path
from batch.output_file import update
print("before", flush=True)
update(Path(sys.argv[1]), lambda before: before + b"ours\\n", lambda content: True)
print("after", flush=True)
"""


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
@pytest.mark.parametrize("kind", ["file", "pipe"])
def test_standard_output_can_be_named_as_a_file(tmp_path: Path, name: str, kind: str) -> None:
    script = [sys.executable, "-c", PRINTING, name]
    if kind == "pipe":
        out = subprocess.run(script, capture_output=True, check=True, timeout=60).stdout
    else:
        with (tmp_path / "out").open("wb") as file:
            subprocess.run(script, stdout=file, check=True, timeout=60)
        out = (tmp_path / "out").read_bytes()
    assert out == b"before\nours\nafter\n"


@pytest.mark.parametrize("planted", ["a mapping", "a pipe", "a link", "another program's metrics"])
def test_a_file_that_is_not_a_metrics_file_is_kept_with_a_warning(
    called: Govlink, tmp_path: Path, planted: str
) -> None:
    mapping = PROJECT / "mappings" / "example.csv"
    path, precious = tmp_path / "file", tmp_path / "precious"
    precious.write_bytes(mapping.read_bytes())
    if planted == "a pipe":
        os.mkfifo(path)
    elif planted == "a link":
        path.symlink_to(precious)
    elif planted == "a mapping":
        path.write_bytes(mapping.read_bytes())
    else:
        path.write_text("# HELP backup_ok Whether.\n# TYPE backup_ok gauge\nbackup_ok 1\n")
    before = path.lstat()
    ran = called("plan", mapping, "--sandbox", "--metrics-file", path)
    assert ran.code == 0
    assert f"govlink: --metrics-file {path} can't be written: " in ran.err
    assert (path.lstat().st_ino, path.lstat().st_mtime) == (before.st_ino, before.st_mtime)
    assert precious.read_bytes() == mapping.read_bytes()


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_a_sandbox_state_that_is_not_a_file_is_refused(called: Govlink, tmp_path: Path, kind: str) -> None:
    state = Path("/dev/null") if kind == "device" else tmp_path / "state"
    if kind == "pipe":
        os.mkfifo(state)
    elif kind == "folder":
        state.mkdir()
    ran = called("plan", PROJECT / "mappings" / "example.csv", "--sandbox", "--sandbox-state", state)
    assert ran.code == 2
    assert str(state) in ran.err
    assert not state.is_file()


def test_a_link_to_a_missing_reports_folder_is_followed(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("folder/reports")
    ran = called("plan", PROJECT / "mappings" / "example.csv", "--sandbox", "--reports", tmp_path / "link")
    assert ran.code == 0
    assert (tmp_path / "link").is_symlink()
    assert len(list((tmp_path / "folder" / "reports").glob("*-plan-*/report.csv"))) == 1


@pytest.mark.parametrize("kind", ["pipe", "loop"])
def test_a_reports_folder_that_is_not_a_folder_is_refused_by_name(
    called: Govlink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    reports = tmp_path / "r"
    if kind == "pipe":
        os.mkfifo(reports)
    else:
        reports.symlink_to("r")
    monkeypatch.setenv("GOVLINK_REPORTS", str(reports))
    ran = called("plan", PROJECT / "mappings" / "example.csv", "--sandbox")
    assert ran.code == 2
    assert f"{reports} is not a folder" in ran.err
