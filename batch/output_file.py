"""The one rule for a file that the user names for writing: nothing is replaced but what is plainly ours.

A link is followed, and stays; a device or a pipe is written to, but not waited for without end; all else is refused.
"""

import errno
import os
import select
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from batch.archive.folder import make_folder, write_whole

_AT_MOST = 1024 * 1024
"""Bytes: more than that is no file of ours."""

_PATIENCE = 5.0
"""Seconds in which a pipe must take everything."""

_FOR_ALL_TO_READ = 0o644


class NotWrittenError(Exception):
    """The file was not written; the text says why."""


def update(path: Path, content: Callable[[bytes], bytes], is_ours: Callable[[bytes], bool]) -> None:
    """Put what `content` makes of the file's content until now (empty where there is none) in its place, whole.

    `is_ours` says whether what is there may be replaced. An existing file keeps its mode, and its owner where that can
    be; a new one can be read by all, whatever the umask. Raises `NotWrittenError`.
    """
    try:
        _update(path, content, is_ours)
    except OSError as error:
        why = "nobody reads from it" if error.errno == errno.ENXIO else (error.strerror or str(error)).lower()
        raise NotWrittenError(why) from error


def _update(path: Path, content: Callable[[bytes], bytes], is_ours: Callable[[bytes], bool]) -> None:
    try:
        # By its own name first: in a shared folder the kernel refuses to follow a link that another user has planted.
        found = path.stat()
    except FileNotFoundError:
        target = Path(os.path.realpath(path))
        make_folder(target.parent)
        write_whole(target, content(b""), finish=lambda file: os.fchmod(file, _FOR_ALL_TO_READ))
        return
    stream = next((number for number in (1, 2) if os.path.samestat(found, os.fstat(number))), None)
    if stream is not None:
        # /dev/stdout, say: opened by its name, what a shell has redirected it to would begin anew.
        _feed(os.dup(stream), content(b""))
    elif _takes_a_stream(found):
        file = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
        if not _takes_a_stream(os.fstat(file)):
            os.close(file)
            raise NotWrittenError("it was replaced meanwhile")
        _feed(file, content(b""))
    elif stat.S_ISREG(found.st_mode):
        with path.open("rb") as old:
            before = old.read(_AT_MOST + 1)
        if len(before) > _AT_MOST or (before.strip() and not is_ours(before)):
            raise NotWrittenError("it is a file with other content; name another one, or remove it")
        write_whole(Path(os.path.realpath(path)), content(before), finish=lambda file: _liken(file, found))
    else:
        raise NotWrittenError("it is no file, pipe or terminal")


def _takes_a_stream(found: os.stat_result) -> bool:
    return stat.S_ISFIFO(found.st_mode) or stat.S_ISCHR(found.st_mode)


def _feed(file: int, content: bytes) -> None:
    """Write to a pipe or device and close it, without waiting longer than a reader needs."""
    until = time.monotonic() + _PATIENCE
    poll = select.poll()
    poll.register(file, select.POLLOUT)
    try:
        while content:
            if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
                raise NotWrittenError(f"nobody has read from it for {_PATIENCE:g} s")
            # So much never blocks once there is room at all.
            content = content[os.write(file, content[: select.PIPE_BUF]) :]
    finally:
        os.close(file)


def _liken(file: int, old: os.stat_result) -> None:
    """Give the new file what its readers need of the old one."""
    for user, group in ((-1, old.st_gid), (old.st_uid, -1)):
        with suppress(PermissionError):
            os.fchown(file, user, group)
    os.fchmod(file, old.st_mode & 0o777)
