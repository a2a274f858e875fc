"""One pacer for the key, or one for each customer."""

import pytest

from batch.cloudhealth.pacing import Pacer, Pacers, PacerStopped, RateScope, parse_rates


def pacers(scope: RateScope) -> Pacers:
    return Pacers(scope, lambda: Pacer(parse_rates("1/h")))


def test_customers_share_the_pacer_of_their_key() -> None:
    ours = pacers(RateScope.KEY)
    assert ours.of("3947") is ours.of("4001") is ours.of("")


def test_each_customer_has_a_pacer_where_the_limit_is_per_client() -> None:
    ours = pacers(RateScope.CLIENT)
    assert ours.of("3947") is ours.of("3947")
    assert len({id(ours.of(customer)) for customer in ("3947", "4001", "")}) == 3


def test_stop_is_for_all_of_them_and_for_those_to_come() -> None:
    ours = pacers(RateScope.CLIENT)
    ours.of("3947")
    ours.stop()
    for customer in ("3947", "4001"):
        with pytest.raises(PacerStopped):
            ours.of(customer).acquire()
