"""The pacer that threads wait at: real threads and a real clock, at rates that take no time."""

import threading
import time

import pytest

from batch.cloudhealth.pacing import UNLIMITED, Pacer, PacerStopped, parse_rates


def test_requests_of_several_threads_keep_the_rate() -> None:
    pacer = Pacer(parse_rates("20/s"))
    sent: list[float] = []

    def work() -> None:
        for _ in range(5):
            with pacer.turn():
                sent.append(time.monotonic())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 20
    assert max(sent) - min(sent) >= 18 * 0.05


def test_stop_wakes_every_waiter_at_once() -> None:
    pacer = Pacer(parse_rates("1/h"))
    with pacer.turn():
        pass
    stopped: list[float] = []

    def wait() -> None:
        with pytest.raises(PacerStopped), pacer.turn():
            raise AssertionError
        stopped.append(time.monotonic())

    threads = [threading.Thread(target=wait) for _ in range(4)]
    for thread in threads:
        thread.start()
    pacer.stop()
    for thread in threads:
        thread.join(timeout=5)
    assert len(stopped) == 4


def test_a_throttle_is_counted_and_seen_in_the_snapshot() -> None:
    pacer = Pacer(UNLIMITED)
    with pacer.turn() as turn:
        turn.throttled(retry_after=12)
    snapshot = pacer.snapshot()
    assert snapshot.throttles == 1
    assert snapshot.wait is not None
    assert snapshot.wait.describe(snapshot.now) == "throttled, next try in 12 s"
