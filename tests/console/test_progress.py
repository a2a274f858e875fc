"""Progress, driven by the test's own clock."""

import time

import pytest
from waiting import until

from batch.console.outlet import Outlet
from batch.console.progress import Lines
from batch.console.tally import Tally
from batch.events import Answered, CustomerRead, Event, Intent, Paused, Planned, Settled


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


def test_a_tally_shows_why_it_waits_and_counts_down() -> None:
    clock = FakeClock()
    tally = Tally(clock)
    tally.event(Paused("throttled", 12.0))
    clock.now += 2
    assert tally.words().endswith("throttled, next try in 10 s")
    clock.now += 11
    assert tally.words().endswith("throttled, trying again (13 s so far)")
    tally.event(_answered())
    assert "throttled" not in tally.words()


def _sending(clock: FakeClock, rows: int, done: int, each: float = 2.0) -> Tally:
    tally = Tally(clock)
    tally.event(Planned({"planned": rows}, rows, rows * each))
    for _ in range(done):
        clock.now += each
        tally.event(_answered())
        tally.event(_settled("created"))
    return tally


def test_a_wait_for_one_hanging_answer_is_shown_without_a_time_left() -> None:
    clock = FakeClock()
    tally = _sending(clock, rows=60, done=59)
    assert tally.remaining() == "about 2 s left"
    clock.now += 3
    assert tally.remaining() == ""
    clock.now += 42
    assert (tally.words(), tally.remaining()) == ("59 created, no answer for 45 s", "")


def test_an_outage_is_shown_with_its_duration_and_without_rate_or_time_left() -> None:
    clock = FakeClock()
    tally = _sending(clock, rows=60, done=30)
    for pause in (1.0, 2.0, 4.0, 60.0):
        tally.event(Paused("CloudHealth is unavailable: answered 503", pause))
        clock.now += pause
        tally.event(Answered("GET", "/", "", 0, 503, "NotApplied", "", 0.1))
    tally.event(Paused("CloudHealth is unavailable: answered 503", 60.0))
    words = "30 created, CloudHealth is unavailable: answered 503, next try in 60 s (1 min 7 s so far)"
    assert (tally.words(), tally.remaining()) == (words, "")


def test_an_outage_that_is_over_does_not_count_as_the_pace_of_the_rows() -> None:
    clock = FakeClock()
    tally = _sending(clock, rows=60, done=30)
    tally.event(Paused("CloudHealth is unavailable", 600.0))
    clock.now += 600
    tally.event(_answered())
    tally.event(_settled("created"))
    assert tally.remaining() == "about 56 s left"


def test_the_time_that_a_person_takes_to_agree_is_not_the_pace_of_the_rows() -> None:
    clock = FakeClock()
    tally = Tally(clock)
    tally.event(Planned({"planned": 3}, 3, 6.0))
    clock.now += 3600
    tally.event(Intent(1, 1, "POST", "4001", "2", "1"))
    clock.now += 5
    tally.event(_settled("created"))
    assert tally.remaining() == "about 10 s left"


def test_any_reason_to_wait_is_shown_in_its_own_words() -> None:
    tally = Tally(FakeClock())
    tally.event(Paused("3 rows may have been applied; CloudHealth is asked again", 60.0))
    assert "3 rows may have been applied; CloudHealth is asked again, next try in 60 s" in tally.words()


def test_a_log_gets_a_line_at_most_every_minute(capsys: pytest.CaptureFixture[str]) -> None:
    clock = FakeClock()
    lines = Lines(Outlet(to_stderr=True), clock)
    lines.event(Planned({"planned": 200}, 200, 400.0))
    for _ in range(130):
        clock.now += 1
        lines.event(_settled("created"))
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert told[-1] == "govlink: 120 of 200 rows: 120 created, 0 requests/min; about 80 s left"


def test_a_log_gets_one_line_for_a_long_pause_and_none_for_a_short_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = Lines(Outlet(to_stderr=True), FakeClock())
    lines.event(Paused("throttled", 1.0))
    assert capsys.readouterr().err == ""
    lines.event(Paused("throttled", 20.0))
    assert "throttled, next try in 20 s" in capsys.readouterr().err
    lines.event(Paused("throttled", 40.0))
    assert capsys.readouterr().err == ""
    lines.event(Paused("unavailable", 40.0))
    assert "unavailable, next try in 40 s" in capsys.readouterr().err


def test_a_log_gets_its_lines_also_while_nothing_happens_and_none_after_a_pause() -> None:
    told: list[str] = []

    class Told(Outlet):
        def line(self, text: str, *, end: str = "") -> None:
            told.append(text + end)

    lines = Lines(Told(), every=0.05)
    lines.event(Planned({"planned": 2}, 2, 4.0))
    until(lambda: len(told) >= 2)
    assert told[:2] == ["govlink: 0 of 2 rows: 0 requests"] * 2
    lines.pause()
    count = len(told)
    time.sleep(0.2)
    assert len(told) == count
