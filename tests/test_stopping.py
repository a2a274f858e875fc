"""Why a run ends early: the first reason counts, and a signal sets the exit code."""

import threading

import pytest

from batch.clock import SystemClock
from batch.errors import Exit
from batch.rules import sending
from batch.stopping import InterruptedWaitError, Stopping, StopReason

DEADLINE = StopReason(sending.LIMIT_REACHED, "--max-duration was reached")
SIGTERM = StopReason(sending.INTERRUPTED, "interrupted by SIGTERM", Exit.TERMINATED)
SIGINT = StopReason(sending.INTERRUPTED, "interrupted by SIGINT", Exit.INTERRUPTED)


def test_the_first_reason_to_stop_counts() -> None:
    stopping = Stopping()
    assert stopping.reason is None
    stopping.stop(DEADLINE)
    stopping.stop(StopReason(sending.SERVICE_DOWN, "down"))
    assert stopping.reason == DEADLINE


def test_a_signal_sets_the_exit_code_of_a_run_that_is_already_ending() -> None:
    stopping = Stopping()
    stopping.stop(DEADLINE)
    stopping.stop(SIGTERM)
    stopping.stop(SIGINT)
    assert stopping.reason == StopReason(sending.LIMIT_REACHED, "--max-duration was reached", Exit.TERMINATED)


def test_a_callback_is_called_once_even_if_the_run_has_stopped_already() -> None:
    stopping = Stopping()
    woken: list[str] = []
    stopping.on_stop(lambda: woken.append("before"))
    stopping.stop(DEADLINE)
    stopping.on_stop(lambda: woken.append("after"))
    stopping.stop(SIGINT)
    assert woken == ["before", "after"]


def test_a_stop_ends_a_sleep() -> None:
    stopping = Stopping()
    clock = SystemClock(stopping)
    clock.sleep(0.001)
    threading.Timer(0.05, stopping.stop, [SIGINT]).start()
    with pytest.raises(InterruptedWaitError, match="SIGINT") as ended:
        clock.sleep(3600)
    assert ended.value.reason == SIGINT
