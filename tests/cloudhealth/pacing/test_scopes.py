"""One pacer for the key, or one per customer."""

import json
from pathlib import Path

import pytest
from program import KEY, Govlink, Served
from whole_run import HEADER, apply
from worlds import customer, pair, world

from batch.cloudhealth.pacing import Pacer, Pacers, PacerStopped, RateScope, parse_rates


def pacers(scope: RateScope) -> Pacers:
    return Pacers(scope, lambda: Pacer(parse_rates("1/h")))


def test_customers_share_the_pacer_of_their_key() -> None:
    ours = pacers(RateScope.KEY)
    assert ours.of("3947") is ours.of("4001") is ours.of("")


def test_each_customer_has_a_pacer_if_the_limit_is_per_client() -> None:
    ours = pacers(RateScope.CLIENT)
    assert ours.of("3947") is ours.of("3947")
    assert len({id(ours.of(customer)) for customer in ("3947", "4001", "")}) == 3


def test_stop_applies_to_all_pacers_and_to_later_ones() -> None:
    ours = pacers(RateScope.CLIENT)
    ours.of("3947")
    ours.stop()
    for each in ("3947", "4001"):
        with pytest.raises(PacerStopped):
            ours.of(each).acquire()


def _rows(count: int) -> str:
    """Requests of customers 1 and 2 in turn."""
    pairs = [(number, *pair(number, at)) for at in range(count) for number in (1, 2)]
    return "".join(f"{number},{commercial},,{govcloud},,\n" for number, commercial, govcloud in pairs)


def test_a_rate_per_customer_lets_customers_overlap_and_is_never_exceeded() -> None:
    limit = {"requests": 10, "seconds": 2, "kind": "sliding-window", "per": "client", "count_refused": True}
    took = {}
    for scope in RateScope:
        limited = {"name": "limited", "customers": [customer(1, 30), customer(2, 30)], "limits": [limit]}
        made = world(limited, concurrency=1, rates=parse_rates("10/2s"), rate_scope=scope)
        assert set(apply(made, HEADER + _rows(30)).statuses) == {"created"}
        assert not [entry for entry in made.log if entry.status == 429]
        took[scope] = made.clock.monotonic()
    assert took[RateScope.CLIENT] < 0.7 * took[RateScope.KEY]


@pytest.mark.parametrize(("scope", "seconds"), [("key", 0.8), ("client", 0.4)])
def test_the_forecast_of_a_run_has_the_scope_that_its_option_names(
    called: Govlink, served: Served, tmp_path: Path, scope: str, seconds: float
) -> None:
    (tmp_path / "m.csv").write_text(HEADER + _rows(8))
    address = served({"name": "two", "keys": [KEY], "customers": [customer(1, 8), customer(2, 8)]}).base_url
    ran = called("plan", "m.csv", "--base-url", address, "--rate", "20/s", "--rate-scope", scope, key=KEY)
    events = map(json.loads, (ran.folder / "journal.jsonl").read_text(encoding="utf-8").splitlines())
    assert [event["seconds"] for event in events if event["event"] == "planned"] == [pytest.approx(seconds, abs=0.15)]
