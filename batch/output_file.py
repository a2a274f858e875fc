"""The rule for all files that the user names for writing: only files that govlink clearly wrote are replaced.

A link is followed and kept; a device or a pipe is written to, with a limited wait; everything else is refused.
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
"""Bytes; a larger file is not ours."""

_PATIENCE = 5.0
"""Seconds in which a pipe must take the whole content."""

_FOR_ALL_TO_READ = 0o644


class NotWrittenError(Exception):
    """The file was not written; the text is the reason."""


def update(path: Path, content: Callable[[bytes], bytes], is_ours: Callable[[bytes], bool]) -> None:
    """Replace the whole file by what `content` returns for its previous content (empty for a new file).

    `is_ours` decides whether an existing file may be replaced. An existing file keeps its mode, and its owner if
    possible; a new one can be read by all, whatever the umask. Raises `NotWrittenError`.
    """
    try:
        _update(path, content, is_ours)
    except OSError as error:
        why = "nobody reads from it" if error.errno == errno.ENXIO else (error.strerror or str(error)).lower()
        raise NotWrittenError(why) from error


def _update(path: Path, content: Callable[[bytes], bytes], is_ours: Callable[[bytes], bool]) -> None:
    try:
        # By its own name first: in a shared folder, the kernel refuses to follow another user's link.
        found = path.stat()
    except FileNotFoundError:
        target = Path(os.path.realpath(path))
        make_folder(target.parent)
        write_whole(target, content(b""), finish=lambda file: os.fchmod(file, _FOR_ALL_TO_READ))
        return
    stream = next((number for number in (1, 2) if os.path.samestat(found, os.fstat(number))), None)
    if stream is not None:
        # Such as /dev/stdout: opening it by name would truncate the file that a shell redirected it to.
        _feed(os.dup(stream), content(b""))
    elif _takes_a_stream(found):
        file = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
        if not _takes_a_stream(os.fstat(file)):
            os.close(file)
            raise NotWrittenError("it was replaced in the meantime")
        _feed(file, content(b""))
    elif stat.S_ISREG(found.st_mode):
        with path.open("rb") as old:
            before = old.read(_AT_MOST + 1)
        if len(before) > _AT_MOST or (before.strip() and not is_ours(before)):
            raise NotWrittenError("the file exists and has other content; name another one, or remove it")
        write_whole(Path(os.path.realpath(path)), content(before), finish=lambda file: _copy_ownership(file, found))
    else:
        raise NotWrittenError("it is not a file, pipe, or terminal")


def _takes_a_stream(found: os.stat_result) -> bool:
    return stat.S_ISFIFO(found.st_mode) or stat.S_ISCHR(found.st_mode)


def _feed(file: int, content: bytes) -> None:
    """Write to a pipe or device and close it, waiting only a limited time for its reader."""
    until = time.monotonic() + _PATIENCE
    poll = select.poll()
    poll.register(file, select.POLLOUT)
    try:
        while content:
            if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
                raise NotWrittenError(f"nobody has read from it for {_PATIENCE:g} s")
            # A write of this size never blocks if there is any room.
            content = content[os.write(file, content[: select.PIPE_BUF]) :]
    finally:
        os.close(file)


def _copy_ownership(file: int, old: os.stat_result) -> None:
    """Give the new file the owner, group, and mode of the old one."""
    for user, group in ((-1, old.st_gid), (old.st_uid, -1)):
        with suppress(PermissionError):
            os.fchown(file, user, group)
    os.fchmod(file, old.st_mode & 0o777)
