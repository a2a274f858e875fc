"""How long a number of requests takes."""

import pytest

from batch.cloudhealth.pacing import estimate, forecast, parse_rates


def test_the_slowest_rate_decides() -> None:
    assert estimate(2001, parse_rates("60/min,500/10min")) == pytest.approx(2000 * 1.2)


def test_a_burst_goes_at_once_if_the_window_has_room_and_otherwise_waits_for_the_next() -> None:
    assert estimate(60, parse_rates("60/min"), burst=60) == 0
    assert estimate(61, parse_rates("60/min"), burst=60) == 60
    assert estimate(20, parse_rates("60/min"), burst=10) == pytest.approx(10)


def test_no_requests_or_no_rate_take_no_time() -> None:
    assert estimate(0, parse_rates("30/min")) == 0
    assert estimate(1, parse_rates("30/min")) == 0
    assert estimate(1000, ()) == 0


@pytest.mark.parametrize(
    ("requests", "rates", "words"),
    [
        (212, "30/min", "212 requests at 30/min: about 7 minutes"),
        (1, "30/min", "1 request at 30/min: about 1 second"),
        (11, "30/min", "11 requests at 30/min: about 20 seconds"),
        (31, "30/min", "31 requests at 30/min: about 1 minute"),
        (1800, "30/min", "1,800 requests at 30/min: about 1 hour"),
        (10_000, "60/min,500/10min", "10,000 requests at 60/min, 500/10min: about 3 hours 20 minutes"),
    ],
)
def test_a_forecast_is_written_in_words(requests: int, rates: str, words: str) -> None:
    assert forecast(requests, parse_rates(rates)) == words


def test_a_forecast_without_a_rate_names_none() -> None:
    assert forecast(5, ()) == "5 requests: about 1 second"
