"""Reads a file that may be a pipe; reading a pipe that nobody writes to fails instead of waiting forever."""

import os
import stat
import time

_PATIENCE = 5.0
"""Seconds for a writer to open the other end of a pipe; once it is open, writing may take any time."""


def content_of(path: str) -> bytes:
    """The content of a file or pipe (a pipe can be read only once); raises `OSError`, also for anything else."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as stream:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISFIFO(mode):
            start = _first_of_pipe(descriptor)
            os.set_blocking(descriptor, True)
            return start + stream.read()
        if not stat.S_ISREG(mode):
            raise OSError("it is neither a file nor a pipe")
        return stream.read()


def _first_of_pipe(descriptor: int) -> bytes:
    given_up = time.monotonic() + _PATIENCE
    while time.monotonic() < given_up:
        try:
            if start := os.read(descriptor, 1):
                return start
        except BlockingIOError:  # a writer has opened it, and has written nothing yet
            return b""
        time.sleep(0.02)
    raise OSError("it is a pipe, and nothing writes to it")
