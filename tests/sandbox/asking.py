"""A small world, and a client that sends requests to the stand-in's core without sockets."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from batch.sandbox import Scenario
from batch.sandbox.cloud import Cloud
from batch.sandbox.messages import Answer, Request

LINKAGES = "/api/v1/govcloud_linkages"
ACCOUNTS = "/v1/aws_accounts"
GOVCLOUD, COMMERCIAL = 11, 12
"""Two accounts of customer 1 that are not linked."""


def account(id_: int, *, govcloud: bool = False, **more: Any) -> dict[str, Any]:
    return {"id": id_, "owner_id": f"{id_:012}", "region": "govcloud" if govcloud else "global", **more}


def world(**changes: Any) -> Scenario:
    """Two customers with two pairs each: 11 → 12 and 13 → 14; 21 → 22 and 23 → 24."""
    customers = [
        {"id": number, "accounts": [account(10 * number + place, govcloud=place % 2 == 1) for place in (1, 2, 3, 4)]}
        for number in (1, 2)
    ]
    return Scenario.from_dict({"name": "test", "customers": customers, **changes})


@dataclass
class FakeClock:
    now: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Client:
    """Sends requests like one client of one customer."""

    cloud: Cloud
    client_api_id: int | None = 1
    key: str = "secret"

    def ask(
        self, method: str, path: str, body: bytes = b"", *, headers: dict[str, str] | None = None, **query: Any
    ) -> Answer:
        of_customer = {} if self.client_api_id is None else {"client_api_id": str(self.client_api_id)}
        sent = {"authorization": f"Bearer {self.key}", "content-type": "application/json", "host": "sandbox.test"}
        texts = {name: str(value) for name, value in query.items()}
        return self.cloud.handle(
            Request(method, path, of_customer | texts, headers if headers is not None else sent, body)
        )

    def get(self, path: str, **query: Any) -> Any:
        """Ask for something that must be there."""
        answer = self.ask("GET", path, **query)
        assert answer.status == 200, answer
        return json.loads(answer.body)

    def post(self, govcloud: Any = GOVCLOUD, commercial: Any = COMMERCIAL) -> Answer:
        return self.ask("POST", LINKAGES, pair(govcloud, commercial))

    def put(self, linkage_id: int, govcloud: Any, commercial: Any) -> Answer:
        return self.ask("PUT", f"{LINKAGES}/{linkage_id}", pair(govcloud, commercial))


def pair(govcloud: Any, commercial: Any) -> bytes:
    return json.dumps({"govcloud_acct_id": govcloud, "commercial_acct_id": commercial}).encode()


def client(scenario: Scenario | None = None, *, state: Path | None = None, clock: FakeClock | None = None) -> Client:
    return Client(Cloud(scenario or world(), state=state, clock=clock or FakeClock()))
