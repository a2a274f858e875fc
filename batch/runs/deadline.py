"""`--max-duration`: the time after which a run ends in an orderly way."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from batch.rules import sending
from batch.stopping import Stopping, StopReason


@contextmanager
def deadline(seconds: float | None, stopping: Stopping) -> Iterator[None]:
    """Stop the run once the block has lasted so many seconds; None for as long as it takes."""
    if seconds is None:
        yield
        return
    reason = StopReason(sending.LIMIT_REACHED, f"--max-duration of {seconds:g} seconds was reached")
    timer = threading.Timer(seconds, partial(stopping.stop, reason))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
