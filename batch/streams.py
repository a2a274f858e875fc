"""The three standard streams in any state: closed, full, or with nobody at the other end.

`prepare` is called before anything else is opened. After that, standard input and output fail with a `GovlinkError`,
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
    """Standard output can't be written, so nobody gets the command's result."""

    def __init__(self, error: OSError) -> None:
        self.has_no_reader = error.errno == errno.EPIPE
        super().__init__(f"standard output can't be written: {_words(error)}")


def prepare() -> None:
    """Set up the streams, including those that were closed when the process began."""
    # The next file that is opened, such as the journal, would get the number of a closed stream, and printed text would
    # go into it. Opened in the wrong direction, input and output still fail like closed ones.
    for number, mode in ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)
    sys.stdin = io.TextIOWrapper(io.BufferedReader(_Input(0, "rb", closefd=False)), **_manner(sys.stdin))
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(_Output(1, "wb", closefd=False)), **_forgiving(sys.stdout))
    sys.stderr = io.TextIOWrapper(io.BufferedWriter(_Complaints(2, "wb", closefd=False)), **_manner(sys.stderr))


def is_output_closed() -> bool:
    """Whether nothing can be written to standard output; known before doing work whose result would go there."""
    return fcntl.fcntl(1, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY


def allows_color() -> bool:
    """Whether the environment leaves color on: the variable NO_COLOR is not set, or is empty (https://no-color.org)."""
    return not os.environ.get("NO_COLOR")


def silence() -> None:
    """Discard what is still buffered for standard output, so that the interpreter's end doesn't fail."""
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
            # None from a stream that another process has made non-blocking, and that has no room now.
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
    """What is wrong with a stream; the system's message for a closed one names a number that means nothing to users."""
    if error.errno == errno.EBADF:
        return "it is closed"
    return (error.strerror or str(error)).lower()


def _forgiving(stream: Any) -> dict[str, Any]:  # noqa: ANN401 - as below
    """The settings of a stream, so that characters its encoding lacks are escaped, as Python does on standard error."""
    manner = _manner(stream)
    return {**manner, "errors": "backslashreplace"} if manner.get("errors") == "strict" else manner


def _manner(stream: Any) -> dict[str, Any]:  # noqa: ANN401 - the types call it a text stream, and it can be None
    """The interpreter's settings of a stream, empty if it was closed."""
    if stream is None:
        return {}
    return {
        "encoding": stream.encoding,
        "errors": stream.errors,
        "line_buffering": stream.line_buffering,
        "write_through": stream.write_through,
    }
