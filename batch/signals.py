"""SIGINT and SIGTERM: the first ends the run in an orderly way, the second at once."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from batch.errors import Exit
from batch.stopping import Reason, Stopping

_EXIT = {signal.SIGINT: Exit.INTERRUPTED, signal.SIGTERM: Exit.TERMINATED}


@contextmanager
def handled(stopping: Stopping) -> Iterator[None]:
    """Let the two signals stop the run while the block runs; only the main thread can use it."""

    def on_signal(number: int, _frame: FrameType | None) -> None:
        name, code = signal.Signals(number).name, _EXIT[signal.Signals(number)]
        if stopping.reason is not None:
            os._exit(code)
        stopping.stop(Reason("S301", f"interrupted by {name}", code))

    before = {number: signal.signal(number, on_signal) for number in _EXIT}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
