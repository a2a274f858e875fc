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
    assert len({id(ours.of(client)) for client in ("3947", "4001", "")}) == 3
    for client in ("3947", "4001"):
        with ours.of(client).turn():
            pass
    assert {client: snapshot.sent for client, snapshot in ours.snapshots().items()} == {"3947": 1, "4001": 1, "": 0}


def test_a_pause_is_for_all_of_them() -> None:
    ours = pacers(RateScope.CLIENT)
    ours.of("3947"), ours.of("4001")
    ours.pause(60.0, "outage")
    assert all(snapshot.wait and snapshot.wait.reason == "outage" for snapshot in ours.snapshots().values())


def test_stop_is_for_all_of_them_and_for_those_to_come() -> None:
    ours = pacers(RateScope.CLIENT)
    ours.of("3947")
    ours.stop()
    for client in ("3947", "4001"):
        with pytest.raises(PacerStopped):
            ours.of(client).acquire()
