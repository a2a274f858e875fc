"""Rates as users write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch.cloudhealth.pacing import Rate, parse_rates


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("30/min", (Rate(30, 60),)),
        ("500/10min", (Rate(500, 600),)),
        ("1/s", (Rate(1, 1),)),
        ("60/min,500/10min", (Rate(60, 60), Rate(500, 600))),
        (" 60 / MIN , 500/10 minutes ", (Rate(60, 60), Rate(500, 600))),
        ("1000/h", (Rate(1000, 3600),)),
        ("5/2sec", (Rate(5, 2),)),
        ("10000/day", (Rate(10000, 86400),)),
    ],
)
def test_rates_are_read_as_users_write_them(text: str, rates: tuple[Rate, ...]) -> None:
    assert parse_rates(text) == rates


@pytest.mark.parametrize("text", ["", "30", "30/", "/min", "-1/min", "1.5/s", "30/min,", "٣٠/min", "30/min\n/s"])
def test_an_invalid_rate_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="such as 30/min"):
        parse_rates(text)


@pytest.mark.parametrize("text", ["0/min", "30/0min"])
def test_a_rate_that_lets_nothing_through_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        parse_rates(text)


def test_a_rate_of_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Rate(0, 60)


def test_an_unknown_unit_is_named() -> None:
    with pytest.raises(ValueError, match="'fortnight'"):
        parse_rates("30/fortnight")


@given(st.builds(Rate, st.integers(1, 10**6), st.integers(1, 10**6)))
def test_a_rate_reads_back_as_it_is_written(rate: Rate) -> None:
    assert parse_rates(str(rate)) == (rate,)


@pytest.mark.parametrize(("rate", "text"), [(Rate(30, 60), "30/min"), (Rate(5, 90), "5/90s"), (Rate(1, 7200), "1/2h")])
def test_a_rate_is_written_in_its_largest_whole_unit(rate: Rate, text: str) -> None:
    assert str(rate) == text
