"""The three standard streams as a process may meet them: closed, full, or with nobody at the other end.

`prepare` is called before anything else is opened. From then on standard input and output fail with a `GovlinkError`,
and standard error never fails: no run ends because an error can't be shown.
"""

import errno
import fcntl
import io
import os
import select
import sys
from contextlib import suppress
from typing import Any

from batch.errors import GovlinkError, UsageError


class InputError(UsageError):
    """Standard input can't be read."""


class OutputError(GovlinkError):
    """Standard output can't be written, so nobody has the command's result."""

    def __init__(self, error: OSError) -> None:
        self.has_no_reader = error.errno == errno.EPIPE
        super().__init__(f"standard output can't be written: {_words(error)}")


def prepare() -> None:
    """Put the streams in place, also those that were closed when the process began."""
    # The next file that is opened would take the number of a closed stream: the journal, say, and what is printed
    # would go into it. Opened the wrong way round, input and output still fail as closed ones do.
    for number, mode in ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)
    sys.stdin = io.TextIOWrapper(io.BufferedReader(_Input(0, "rb", closefd=False)), **_manner(sys.stdin))
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(_Output(1, "wb", closefd=False)), **_forgiving(sys.stdout))
    sys.stderr = io.TextIOWrapper(io.BufferedWriter(_Complaints(2, "wb", closefd=False)), **_manner(sys.stderr))


def is_output_closed() -> bool:
    """Whether nothing can ever be written to standard output: known before the work is done whose result goes there."""
    return fcntl.fcntl(1, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY


def allows_color() -> bool:
    """Whether the environment leaves color on: the variable NO_COLOR is not set, or is empty (https://no-color.org)."""
    return not os.environ.get("NO_COLOR")


def silence() -> None:
    """Send what is still buffered for standard output nowhere, so that the interpreter's end doesn't fail."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


class _Input(io.FileIO):
    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - the library's own signature
        try:
            return super().readinto(buffer)
        except OSError as error:
            raise _unreadable(error) from error

    def readall(self) -> bytes:
        try:
            return super().readall()
        except OSError as error:
            raise _unreadable(error) from error


class _Output(io.FileIO):
    def write(self, data: Any, /) -> int:  # noqa: ANN401 - the library's own signature
        try:
            # None from a stream that another process has set to take what it can at once, which is nothing now.
            while (written := super().write(data)) is None:
                select.select([], [self], [])
        except OSError as error:
            raise OutputError(error) from error
        return written


class _Complaints(io.FileIO):
    def write(self, data: Any, /) -> int:  # noqa: ANN401 - the library's own signature
        with suppress(OSError):
            return super().write(data) or len(data)
        return len(data)


def _unreadable(error: OSError) -> InputError:
    return InputError(f"standard input can't be read: {_words(error)}")


def _words(error: OSError) -> str:
    """What is wrong with a stream; the system's words for one that is closed speak of a number that nobody sees."""
    if error.errno == errno.EBADF:
        return "it is closed"
    return (error.strerror or str(error)).lower()


def _forgiving(stream: Any) -> dict[str, Any]:  # noqa: ANN401 - as below
    """The manner of a stream; what its encoding lacks is escaped, as Python does on standard error."""
    manner = _manner(stream)
    return {**manner, "errors": "backslashreplace"} if manner.get("errors") == "strict" else manner


def _manner(stream: Any) -> dict[str, Any]:  # noqa: ANN401 - the types call it a text stream, and it can be None
    """How the interpreter has set up a stream; nothing where it was closed."""
    if stream is None:
        return {}
    return {
        "encoding": stream.encoding,
        "errors": stream.errors,
        "line_buffering": stream.line_buffering,
        "write_through": stream.write_through,
    }
