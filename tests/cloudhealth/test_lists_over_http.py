"""Every way to cut a list into pages, over real HTTP, compared with what the stand-in really has."""

from itertools import product

import pytest
from worlds import customer

from batch.clock import SystemClock
from batch.cloudhealth.connection import Connection
from batch.cloudhealth.session import connected
from batch.events import Event
from batch.inventory import ReadState
from batch.sandbox import Scenario, serve
from batch.stopping import Stopping

SIZES = (1, 20)
# With a total, no request goes beyond the end.
SIGNALS = [("headers", "empty"), ("total", "empty")]
SIGNALS += product(("link", "silent"), ("empty", "last-page", "not-found", "refused"))


@pytest.mark.parametrize(("signal", "beyond"), SIGNALS)
@pytest.mark.parametrize("size", SIZES)
def test_a_list_of_every_length_around_a_page_s_end_is_read_completely_and_once(
    size: int, signal: str, beyond: str
) -> None:
    lengths = sorted({0, 1, size - 1, size, size + 1, 2 * size})
    customers = [
        customer(4001 + at, length, linked=[(pair, pair) for pair in range(length)])
        for at, length in enumerate(lengths)
    ]
    switches = {
        "paging": "none" if signal == "silent" else signal,
        "page_size": size,
        "linkage_paging": signal,
        "linkage_page_size": size,
        "beyond_the_end": beyond,
        "links_with_key": True,
    }
    stopping, events = Stopping(), list[Event]()
    clock = SystemClock(stopping)
    with (
        serve(Scenario.from_dict({"customers": customers, "switches": switches})) as sandbox,
        connected(
            Connection(sandbox.base_url, "a-secret", is_sandbox=True), clock, stopping, events.append
        ) as cloudhealth,
    ):
        seen = list(cloudhealth.sweep([found.client_api_id for found in cloudhealth.customers()]))
        assert [inventory.client_api_id for inventory in seen] == [str(one["id"]) for one in customers]
        for inventory, length in zip(seen, lengths, strict=True):
            assert (inventory.state, inventory.reason) == (ReadState.COMPLETE, "")
            assert len(inventory.accounts) == 2 * length
            true = [str(link.id) for link in sandbox.linkages if str(link.customer_id) == inventory.client_api_id]
            assert [linkage.linkage_id for linkage in inventory.linkages] == true
