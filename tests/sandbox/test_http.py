"""The stand-in over real HTTP."""

import requests

from batch.sandbox import load_scenario, serve


def test_a_linkage_is_made_once_and_refused_the_second_time() -> None:
    with serve(load_scenario("first-steps")) as sandbox, requests.Session() as session:
        session.headers["Authorization"] = "Bearer any"
        url = f"{sandbox.base_url}/api/v1/govcloud_linkages?client_api_id=4001"
        pair = {"govcloud_acct_id": 103, "commercial_acct_id": 104}
        assert session.post(url, json=pair).status_code == 201
        refused = session.post(url, json=pair)
        assert refused.status_code == 422
        assert len(refused.json()["errors"]) == 2
        assert [entry.status for entry in sandbox.requests] == [201, 422]
        assert len(sandbox.linkages) == 2
