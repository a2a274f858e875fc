"""Waits for what must happen, however long a busy machine takes."""

import time
from collections.abc import Callable
from typing import IO

PATIENCE = 30.0
"""Seconds after which it will not happen any more."""


def until(true: Callable[[], object]) -> None:
    """Wait until this holds."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it has not come"
        time.sleep(0.002)


def until_said(words: str, stream: IO[str] | None) -> None:
    """Read until a line has these words."""
    assert stream
    while words not in (line := stream.readline()):
        assert line, "the stream ended without these words"
