"""How long a server asks clients to wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch.cloudhealth.retry_after import seconds_to_reset, seconds_to_wait

NOW = {"date": "Mon, 23 Nov 2026 00:00:00 GMT"}
NOW_EPOCH = 1795392000


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        (" 1.5 ", 1.5),
        ("Mon, 23 Nov 2026 00:00:30 GMT", 30.0),
        ("Mon, 23 Nov 2026 00:00:30 -0000", 30.0),
        ("Mon, 23 Nov 2026 01:00:30 +0100", 30.0),
        ("Sun, 22 Nov 2026 23:59:00 GMT", 0.0),
        ("-5", None),
        ("soon", None),
        ("1e3", None),
        ("٣", None),
        ("", None),
        ("Mon, 99 Nov 2026 00:00:30 GMT", None),
        ("Mon, 23 Nov 99999 00:00:30 GMT", None),
    ],
)
def test_retry_after_comes_as_seconds_or_as_a_date_and_anything_else_is_ignored(
    said: str, seconds: float | None
) -> None:
    assert seconds_to_wait({"retry-after": said, **NOW}) == seconds


def test_a_date_is_ignored_if_the_answer_has_no_date_itself() -> None:
    assert seconds_to_wait({"retry-after": "Mon, 23 Nov 2026 00:00:30 GMT"}) is None
    assert seconds_to_wait({"retry-after": "Mon, 23 Nov 2026 00:00:30 GMT", "date": "today"}) is None


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("17", 17.0),
        ("0.5", 0.5),
        (str(NOW_EPOCH + 40), 40.0),
        (f"{NOW_EPOCH + 40}000", 40.0),
        (str(NOW_EPOCH - 40), 0.0),
        ("999999999999999", 999999999999.999 - NOW_EPOCH),
        ("never", None),
    ],
)
@pytest.mark.parametrize("name", ["x-ratelimit-reset", "ratelimit-reset"])
def test_a_reset_comes_as_seconds_from_now_or_as_an_epoch(name: str, said: str, seconds: float | None) -> None:
    found = seconds_to_reset({name: said, **NOW})
    assert found == (None if seconds is None else pytest.approx(seconds))


def test_an_epoch_is_ignored_if_the_answer_has_no_date_itself() -> None:
    assert seconds_to_reset({"x-ratelimit-reset": str(NOW_EPOCH)}) is None


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_header_breaks_the_reader(said: str, date: str) -> None:
    for found in (
        seconds_to_wait({"retry-after": said, "date": date}),
        seconds_to_reset({"x-ratelimit-reset": said, "date": date}),
    ):
        assert found is None or found >= 0


@given(st.from_regex(r"[0-9]{1,16}(\.[0-9]{1,3})?", fullmatch=True))
def test_no_number_breaks_the_reader(said: str) -> None:
    for found in (seconds_to_wait({"retry-after": said}), seconds_to_reset({"x-ratelimit-reset": said, **NOW})):
        assert found is None or found >= 0
