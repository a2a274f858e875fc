"""Many customers from a few numbers, so that a big scenario is still a short file."""

from collections.abc import Mapping
from typing import Any

_FIRST_NUMBER = 200_000_000_000


def populated(data: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the `crowd` of a scenario by the customers that it stands for, after those that are written out.

    Each has as many pairs of accounts as told, GovCloud and commercial; the first `linked` of them are linked already.
    """
    rest = {name: value for name, value in data.items() if name != "crowd"}
    crowd = data.get("crowd")
    if crowd is None:
        return rest
    customers = [_customer(crowd, index) for index in range(crowd["customers"])]
    return {**rest, "customers": [*data.get("customers", ()), *customers]}


def _customer(crowd: Mapping[str, Any], index: int) -> dict[str, Any]:
    customer_id, pairs = crowd.get("first_id", 10_001) + index, range(crowd["pairs"])
    accounts = [
        {
            "id": customer_id * 10_000 + 2 * pair + place,
            "owner_id": _number(index, pair, place),
            "name": name,
            "region": region,
        }
        for pair in pairs
        for place, name, region in (
            (1, f"workload-{pair + 1:04d}-gov", "govcloud"),
            (2, f"workload-{pair + 1:04d}", "global"),
        )
    ]
    linked = [
        {"govcloud": accounts[2 * pair]["id"], "commercial": accounts[2 * pair + 1]["id"]}
        for pair in pairs[: crowd.get("linked", 0)]
    ]
    return {"id": customer_id, "name": f"Customer {index + 1:03d}", "accounts": accounts, "linkages": linked}


def _number(index: int, pair: int, place: int) -> str:
    return str(_FIRST_NUMBER + index * 1_000_000 + pair * 10 + place)
