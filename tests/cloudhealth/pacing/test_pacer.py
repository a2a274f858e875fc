"""The pacer that threads wait for: real threads and a real clock, and the test's own clock where time matters."""

import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from waiting import PATIENCE, until

from batch.cloudhealth.pacing import Pacer, PacerStopped, parse_rates


class SteppingCondition(threading.Condition):
    """Nobody waits: each wait moves the clock forward by the requested time."""

    now = 1000.0

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        assert timeout > 0
        self.now += timeout
        return False


def stepping(rates: str, burst: int = 1) -> tuple[Pacer, SteppingCondition]:
    condition = SteppingCondition()
    pacer = Pacer(parse_rates(rates), burst=burst, clock=lambda: condition.now, random=lambda: 0.0, condition=condition)
    return pacer, condition


def test_a_request_waits_exactly_until_it_is_due() -> None:
    pacer, condition = stepping("30/min")
    for _ in range(4):
        pacer.answered(pacer.acquire())
    assert condition.now == pytest.approx(1006.0)


def test_a_throttled_request_makes_the_next_one_wait_and_probe() -> None:
    pacer, condition = stepping("30/min")
    pacer.throttled(pacer.acquire(), retry_after=30.0)
    assert pacer.acquire().probe
    assert condition.now == 1030.0


def test_a_probe_without_an_answer_does_not_open_the_gate() -> None:
    pacer, _ = stepping("30/min")
    pacer.throttled(pacer.acquire(), retry_after=1.0)
    pacer.lost(pacer.acquire())
    probe = pacer.acquire()
    assert probe.probe
    pacer.answered(probe)
    assert not pacer.acquire().probe


def test_a_pause_while_a_request_is_in_flight_delays_the_next_one() -> None:
    pacer, condition = stepping("30/min")
    grant = pacer.acquire()
    pacer.pause(45.0, "CloudHealth asked for a pause")
    pacer.answered(grant)
    pacer.acquire()
    assert condition.now == 1045.0


def test_a_pause_is_reported_with_its_reason_and_length_whenever_all_must_wait() -> None:
    told: list[tuple[str, float]] = []
    condition = SteppingCondition()
    pacer = Pacer(
        parse_rates("30/min"),
        clock=lambda: condition.now,
        condition=condition,
        on_pause=lambda reason, seconds: told.append((reason, seconds)),
    )
    pacer.answered(pacer.acquire())
    pacer.throttled(pacer.acquire(), retry_after=30.0)
    pacer.lost(pacer.acquire())
    pacer.answered(pacer.acquire())
    pacer.pause(45.0, "an outage")
    pacer.answered(pacer.acquire())
    assert told == [("throttled", 30.0), ("an outage", 45.0)]


def test_a_pause_is_reported_outside_the_lock() -> None:
    def on_pause(_reason: str, _seconds: float) -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(pacer.lost, grant).result(PATIENCE)

    pacer = Pacer((), on_pause=on_pause)
    grant = pacer.acquire()
    pacer.throttled(pacer.acquire(), retry_after=0.5)


def test_requests_of_several_threads_keep_the_rate() -> None:
    pacer = Pacer(parse_rates("100/5s"))

    def work() -> None:
        for _ in range(5):
            pacer.answered(pacer.acquire())

    began = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(work) for _ in range(4)]:
            future.result(PATIENCE)
    assert time.monotonic() - began >= 19 * 0.05


def test_waiters_go_in_order_of_arrival() -> None:
    pacer = Pacer(())
    pacer.throttled(pacer.acquire(), retry_after=0.0)
    probe = pacer.acquire()
    with ThreadPoolExecutor(5) as pool:
        waiters = []
        for number in range(5):
            waiters.append(pool.submit(pacer.acquire))
            until(lambda number=number: len(pacer._waiting) > number)  # type: ignore[misc]
        pacer.answered(probe)
        numbers = [waiter.result(PATIENCE).number for waiter in waiters]
    assert numbers == sorted(numbers)


def test_the_answer_of_the_probe_wakes_those_who_wait_for_it() -> None:
    pacer = Pacer(())
    pacer.throttled(pacer.acquire(), retry_after=0.0)
    probe = pacer.acquire()
    with ThreadPoolExecutor(4) as pool:
        waiters = [pool.submit(pacer.acquire) for _ in range(4)]
        until(lambda: len(pacer._waiting) == 4)
        assert not any(waiter.done() for waiter in waiters)
        pacer.answered(probe)
        for waiter in waiters:
            waiter.result(PATIENCE)


def test_stop_wakes_every_waiter_at_once_and_refuses_later_ones() -> None:
    pacer = Pacer(parse_rates("1/h"))
    pacer.answered(pacer.acquire())
    with ThreadPoolExecutor(4) as pool:
        waiters: list[Future[object]] = [pool.submit(pacer.acquire) for _ in range(4)]
        until(lambda: len(pacer._waiting) == 4)
        pacer.stop()
        for waiter in waiters:
            with pytest.raises(PacerStopped):
                waiter.result(PATIENCE)
    with pytest.raises(PacerStopped):
        pacer.acquire()


def test_a_waiter_that_is_interrupted_lets_the_next_one_go_on() -> None:
    class Interrupted(SteppingCondition):
        def wait(self, timeout: float | None = None) -> bool:
            super().wait(timeout)
            raise KeyboardInterrupt

    condition = Interrupted()
    pacer = Pacer(parse_rates("30/min"), clock=lambda: condition.now, condition=condition)
    pacer.answered(pacer.acquire())
    with pytest.raises(KeyboardInterrupt):
        pacer.acquire()
    assert pacer.acquire().number == 2


def test_no_wake_up_is_lost_when_threads_do_everything_at_once() -> None:
    pacer = Pacer(parse_rates("2000/s"), burst=5)

    def work(number: int) -> None:
        for step in range(40):
            grant = pacer.acquire()
            match (number * 40 + step) % 23:
                case 3:
                    pacer.throttled(grant, retry_after=0.002)
                case 7:
                    pacer.lost(grant)
                case 11:
                    pacer.pause(0.002, "outage")
                    pacer.answered(grant)
                case _:
                    pacer.answered(grant)

    with ThreadPoolExecutor(6) as pool:
        for future in [pool.submit(work, number) for number in range(6)]:
            future.result(60)
    assert pacer.acquire().number == 241


WAITS_FOR_A_SIGNAL = """
import signal, sys
from batch.cloudhealth.pacing import Pacer, PacerStopped, parse_rates
pacer = Pacer(parse_rates("1/h"))
signal.signal(signal.SIGTERM, lambda *_: pacer.stop())
pacer.answered(pacer.acquire())
print("waiting", flush=True)
try:
    pacer.acquire()
except PacerStopped:
    sys.exit(7)
"""


def test_a_signal_handler_stops_a_pacer_that_its_own_thread_waits_for() -> None:
    with subprocess.Popen([sys.executable, "-c", WAITS_FOR_A_SIGNAL], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        process.terminate()
        assert process.wait(PATIENCE) == 7
