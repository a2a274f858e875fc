"""The pure decisions of a run: its limits and its forecast."""

import pandas as pd
import pytest

from batch.cloudhealth.connection import Connection
from batch.cloudhealth.pacing import parse_rates
from batch.runs.forecast import fit, of_reads, of_requests
from batch.runs.guard import exceeded_limits
from batch.runs.options import Safety


def _plan(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["action", "status"], dtype="str")


def test_a_plan_within_the_limits_exceeds_none() -> None:
    plan = _plan(("create", "planned"), ("update", "planned"), ("none", "in_sync"))
    assert not list(exceeded_limits(plan, Safety(max_creates=1, max_updates=1, require_clean=True)))


def test_every_limit_that_a_plan_exceeds_is_reported() -> None:
    plan = _plan(("create", "planned"), ("update", "planned"), ("none", "invalid"))
    told = list(exceeded_limits(plan, Safety(max_creates=0, max_updates=0, require_clean=True)))
    assert len(told) == 3
    for option, words in zip(("--max-creates", "--max-updates", "--require-clean"), told, strict=True):
        assert option in words


@pytest.mark.parametrize("status", ["invalid", "conflict", "rejected", "not_attempted"])
def test_require_clean_refuses_any_row_that_cannot_be_sent(status: str) -> None:
    assert list(exceeded_limits(_plan(("none", status)), Safety(require_clean=True)))


def test_reads_cost_time_if_they_share_one_pace() -> None:
    rates = parse_rates("30/min")
    assert of_reads(300, Connection("", "", rates)) == "300 requests at 30/min: about 10 minutes"
    assert of_reads(300, Connection("", "", rates, rate_scope="client")) == "300 requests"
    assert of_reads(1, Connection("", "")) == "1 request"


def test_a_forecast_has_how_long_sending_takes_and_whether_that_fits() -> None:
    told = of_requests([200, 12], Connection("", "", parse_rates("30/min")))
    assert told.words == "212 requests at 30/min: about 7 minutes"
    assert fit(told, 3600) == ""
    assert fit(told, 60) == "--max-duration allows 60 s: about 30 of 212 rows will be sent"


def test_rates_per_customer_overlap() -> None:
    told = of_requests([200, 12], Connection("", "", parse_rates("30/min"), rate_scope="client"))
    assert told.requests == 212
    assert told.words.startswith("200 requests at 30/min")


def test_without_a_pace_nothing_is_forecast() -> None:
    assert of_requests([5], Connection("", "")).words == ""
