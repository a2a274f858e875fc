"""Progress, driven by a clock of the test's own."""

import pytest

from batch.console.outlet import Outlet
from batch.console.progress import Lines
from batch.console.tally import Tally
from batch.events import Answered, CustomerRead, Event, Paused, Planned, Settled


class FakeClock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _settled(status: str) -> Event:
    return Settled(1, status, "", "", "", 201, 1, "", "")


def _answered() -> Event:
    return Answered("GET", "/", "", 0, 200, "Accepted", "", 0.1)


def test_a_tally_counts_rows_requests_and_the_time_that_is_left() -> None:
    clock = FakeClock()
    tally = Tally(clock)
    for _ in range(3):
        tally.event(_answered())
    tally.event(CustomerRead("1", "complete", 2, 0))
    assert tally.words() == "1 customer read, 3 requests"
    tally.event(Planned({"planned": 10}, 10, 20.0))
    clock.now += 60
    tally.event(_settled("created"))
    tally.event(_settled("rejected"))
    assert tally.words() == "1 created, 1 rejected, 3 requests/min"
    assert tally.remaining() == "about 4 min left"


def test_a_tally_says_why_it_waits_and_counts_down() -> None:
    clock = FakeClock()
    tally = Tally(clock)
    tally.event(Paused("throttled", 12.0))
    clock.now += 2
    assert tally.words().endswith("throttled, next try in 10 s")
    clock.now += 11
    assert "throttled" not in tally.words()


def test_a_log_gets_a_line_at_most_every_half_minute(capsys: pytest.CaptureFixture[str]) -> None:
    clock = FakeClock()
    lines = Lines(Outlet(to_stderr=True), clock)
    lines.event(Planned({"planned": 200}, 200, 400.0))
    for _ in range(100):
        clock.now += 1
        lines.event(_settled("created"))
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 3
    assert told[-1] == "govlink: 90 of 200 rows: 90 created, 0 requests/min; about 2 min left"


def test_a_log_is_told_of_a_long_pause_at_once_and_of_a_short_one_never(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines(Outlet(to_stderr=True), FakeClock())
    lines.event(Paused("throttled", 1.0))
    assert capsys.readouterr().err == ""
    lines.event(Paused("throttled", 20.0))
    assert "throttled, next try in 20 s" in capsys.readouterr().err
