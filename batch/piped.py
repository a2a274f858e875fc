"""What a file holds that may be a pipe: one that nobody writes to ends in words, not in waiting for ever."""

import os
import stat
import time

_PATIENCE = 5.0
"""Seconds for somebody to open the other end of a pipe; whoever has opened it may take any time to write."""


def content_of(path: str) -> bytes:
    """The content of a file or a pipe, which gives it only once; raises `OSError`, for anything else too."""
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
        except BlockingIOError:  # somebody has it open, and has yet to write
            return b""
        time.sleep(0.02)
    raise OSError("it is a pipe, and nothing writes to it")
