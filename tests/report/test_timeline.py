from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from story import answered, event, finished, started, story

from batch.report.page.pictures import TALL, request_picture, shares
from batch.report.timeline import SPANS_AT_MOST, Timeline
from batch.statuses import Status


def _at(seconds: float) -> str:
    moment = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(seconds=seconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def timeline(lines: list[dict[str, Any]]) -> Timeline:
    return story(lines).traffic.timeline()


def _requests(*times: float, **fields: Any) -> list[dict[str, Any]]:
    return [started(), *(answered(_at(seconds), **fields) for seconds in times)]


def test_requests_are_counted_in_the_span_in_which_they_ended() -> None:
    told = timeline(_requests(0, 0.05, 0.15, 1))
    assert told.width == 0.1
    assert [span.total for span in told.spans] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert told.highest == 2


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "writes"),
        ({"method": "GET", "status": 200}, "reads"),
        ({"status": 429, "verdict": "Throttled"}, "throttled"),
        ({"status": None, "verdict": "Ambiguous"}, "troubled"),
        ({"method": "GET", "status": 503, "verdict": "Ambiguous"}, "troubled"),
    ],
)
def test_each_request_is_of_one_kind(fields: dict[str, Any], kind: str) -> None:
    [span] = timeline(_requests(0, **fields)).spans
    assert (getattr(span, kind), span.total) == (1, 1)


def test_a_clock_that_was_set_back_loses_no_request() -> None:
    told = timeline(_requests(10, 3, 20))
    assert sum(span.total for span in told.spans) == 3


def test_events_without_a_readable_time_are_skipped() -> None:
    assert timeline([started(), answered("yesterday")]).highest == 0
    assert timeline([]).seconds == 0


@settings(deadline=None)
@given(st.lists(st.floats(0, 40 * 86400), min_size=1, max_size=30))
def test_however_long_the_run_the_bars_are_few_and_hold_every_request(times: list[float]) -> None:
    told = timeline([started() | {"at": _at(0)}, *_requests(*times)[1:]])
    assert len(told.spans) <= SPANS_AT_MOST
    assert sum(span.total for span in told.spans) == len(times)


@settings(deadline=None)
@given(st.lists(st.floats(0, 90), min_size=1, max_size=30), st.floats(0, 1e9))
def test_every_block_stays_within_the_picture(times: list[float], pause: float) -> None:
    events = [*_requests(*sorted(times)), event("paused", reason="throttled", seconds=pause) | {"at": _at(max(times))}]
    picture = request_picture(timeline(events))
    for block in picture.blocks:
        assert -0.01 <= block.x <= block.x + block.width <= picture.across + 0.01
        assert -0.01 <= block.y <= block.y + block.height <= picture.tall + 0.01


def test_a_throttle_is_marked_below_the_bars_and_a_pause_behind_them() -> None:
    events = [
        *_requests(0, 1),
        answered(_at(2), status=429, verdict="Throttled"),
        event("paused", reason="throttled", seconds=2.0) | {"at": _at(2)},
        finished() | {"at": _at(5)},
    ]
    picture = request_picture(timeline(events))
    assert picture.kinds == ("pause", "write", "throttle")
    assert picture.blocks[0].words == "throttled: waited 2.0 s"
    assert picture.tall > TALL
    assert picture.words == "3 requests in 5.0 s, at most 1 in 0.1 s; 1 throttled; 1 pause."
    assert picture.labels == ("0.0 s", "1.3 s", "2.6 s", "3.8 s", "5.1 s")


@pytest.mark.parametrize(
    ("last", "label"), [(30, "30 s"), (600, "10:00"), (2 * 3600, "2:00 h"), (40 * 86400, "960:00 h")]
)
def test_the_axis_is_as_fine_as_it_is_long(last: float, label: str) -> None:
    assert request_picture(timeline(_requests(0, last - 1))).labels[-1].rpartition(":")[0] == label.rpartition(":")[0]


def test_without_requests_there_is_no_picture() -> None:
    assert request_picture(timeline([started()])).blocks == ()


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*Status]), st.integers(0, 200_000)))
def test_every_status_that_occurs_can_be_seen_and_the_bar_is_full(counts: dict[Status, int]) -> None:
    placed = shares({status.value: counts.get(status, 0) for status in Status})
    assert [share.count for share in placed] == [counts[status] for status in Status if counts.get(status)]
    assert all(share.width > 0.5 for share in placed)
    if placed:
        assert sum(share.width for share in placed) == pytest.approx(100, abs=0.1)
