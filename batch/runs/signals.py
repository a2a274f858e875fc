"""What ends a run from outside: SIGINT, SIGTERM, SIGHUP, and its time limit.

The first signal ends the run in an orderly way; a second one ends it at once.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from types import FrameType

from batch.errors import Exit
from batch.rules import sending
from batch.stopping import Stopping, StopReason

_EXIT = {signal.SIGHUP: Exit.HUNG_UP, signal.SIGINT: Exit.INTERRUPTED, signal.SIGTERM: Exit.TERMINATED}

_FIRST = "stopping once the requests in flight are done; a second signal stops at once"
_SECOND = "stopped at once; after an apply, `govlink report` on its folder reports what is known about each row"

_Handler = Callable[[int, FrameType | None], None]


@contextmanager
def handled(stopping: Stopping) -> Iterator[None]:
    """Let signals stop the run while the block runs; only the main thread can use it.

    A hang-up never counts as a second signal: a closed terminal sends it twice, and the end of a session together with
    SIGTERM. Of signals that arrive together, Python handles the lowest number first, so the hang-up may come first.
    """
    asked = False

    def on_signal(number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked and number != signal.SIGHUP:
            _say(_SECOND)
            os._exit(_EXIT[signal.Signals(number)])
        asked = asked or number != signal.SIGHUP
        # A run that is ending for another reason still has its reports to write.
        if stopping.reason is None or not stopping.reason.is_signal:
            stopping.stop(_reason(number))
            _say(_FIRST)

    with _installed(on_signal):
        yield


@contextmanager
def time_limited(seconds: float | None, stopping: Stopping) -> Iterator[None]:
    """Stop the run once the block has lasted so many seconds; None for no limit."""
    if seconds is None:
        yield
        return
    reason = StopReason.of(sending.LIMIT_REACHED, limit=f"--max-duration of {seconds:g} seconds")
    timer = threading.Timer(seconds, partial(stopping.stop, reason))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _say(words: str) -> None:
    # Not through a stream: the signal may have interrupted a write to it.
    with suppress(OSError):
        os.write(2, f"\ngovlink: {words}\n".encode())


def answered(ask: Callable[[], bool], stopping: Stopping) -> bool:
    """Ask a person. A signal ends the question and the run; the end of the input counts as no."""

    def on_signal(number: int, _frame: FrameType | None) -> None:
        stopping.stop(_reason(number))
        # Without an exception, the interrupted wait would continue.
        raise KeyboardInterrupt

    with _installed(on_signal):
        try:
            return ask()
        except KeyboardInterrupt:
            return False


@contextmanager
def blocked() -> Iterator[Callable[[], object]]:
    """Block the signals while the block runs, also in threads that it starts; yields a function that waits for one.

    A handler that sets a flag could run just before the wait begins, which would then never end.
    """
    numbers = ending_signals()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield lambda: signal.sigwait(numbers)
    finally:
        while more := signal.sigpending().intersection(numbers):  # the command has ended anyway
            signal.sigwait(more)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def ending_signals() -> list[signal.Signals]:
    """Return the signals that end a command: all except a hang-up that it must outlive, as under `nohup`."""
    return [number for number in _EXIT if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN]


@contextmanager
def _installed(handler: _Handler) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in ending_signals()}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


def _reason(number: int) -> StopReason:
    caught = signal.Signals(number)
    return StopReason.of(sending.INTERRUPTED, _EXIT[caught], by=caught.name)
