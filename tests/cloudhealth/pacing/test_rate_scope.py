"""Whom the pace holds for: the key, or each customer."""

from pathlib import Path
from typing import Any

import pytest
from program import KEY, Govlink, Served

PAIRS = 8
LIMIT = {"requests": 10, "seconds": 2, "kind": "sliding-window", "per": "client", "count_refused": True}


@pytest.fixture
def world() -> dict[str, Any]:
    def customer(number: int) -> dict[str, Any]:
        sides = (("govcloud", 1), ("global", 2))
        accounts = [
            {"id": number * 1000 + 10 * pair + place, "region": region}
            for pair in range(PAIRS)
            for region, place in sides
        ]
        return {"id": number, "accounts": accounts}

    return {"name": "limited", "keys": [KEY], "customers": [customer(1), customer(2)], "limits": [LIMIT]}


def test_a_rate_that_holds_for_each_customer_lets_customers_overlap_and_is_never_broken(
    govlink: Govlink, served: Served, world: dict[str, Any], tmp_path: Path
) -> None:
    rows = [f"{n},{n * 1000 + 10 * pair + 2},{n * 1000 + 10 * pair + 1}" for n in (1, 2) for pair in range(PAIRS)]
    path = tmp_path / "pairs.csv"
    path.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n" + "\n".join(rows), encoding="utf-8")
    took = {}
    for scope in ("client", "key"):
        sandbox = served(world)
        ran = govlink(
            *("apply", path, "--yes", "--base-url", sandbox.base_url, "--rate", "10/2s", "--rate-scope", scope), key=KEY
        )
        assert ran.code == 0, ran.err
        assert set(ran.statuses) == {"created"}
        assert ran.summary["requests"]["throttled"] == 0
        took[scope] = ran.summary["seconds"]
    assert took["client"] < 0.8 * took["key"]
