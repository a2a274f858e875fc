"""The embedded stand-in for CloudHealth, written from the API's documents alone; it is not CloudHealth.

    with serve(load_scenario("first-steps")) as sandbox:
        requests.get(sandbox.base_url + "/v1/customers", headers={"Authorization": "Bearer any"})
        sandbox.requests   # what was asked
        sandbox.linkages   # what is true

The web server comes with the extra `[sandbox]` and is imported only when something is served; `batch.sandbox.cloud` is
the same stand-in without one.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from batch.sandbox.errors import SandboxError, ScenarioError
from batch.sandbox.faults import Fault
from batch.sandbox.latency import Latency
from batch.sandbox.limits import Limit
from batch.sandbox.loading import load_scenario, shipped_scenarios
from batch.sandbox.scenario import Scenario
from batch.sandbox.structure import missing_extra
from batch.sandbox.switches import Switches

if TYPE_CHECKING:
    from batch.sandbox.server import RunningSandbox

__all__ = [
    "Fault",
    "Latency",
    "Limit",
    "SandboxError",
    "Scenario",
    "ScenarioError",
    "Switches",
    "load_scenario",
    "serve",
    "shipped_scenarios",
]


def serve(
    scenario: Scenario | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    state: Path | None = None,
    clock: Callable[[], float] = time.time,
    switches: Switches | None = None,
    limits: Sequence[Limit] | None = None,
    latency: Latency | None = None,
    faults: Sequence[Fault] | None = None,
) -> AbstractContextManager["RunningSandbox"]:
    """Serve `scenario` (default: first-steps) over HTTP from a thread of this process, until the block ends.

    Port 0 takes any free one. `state` is a file that keeps linkages and ids beyond the block. `clock` gives epoch
    seconds; limits and time stamps follow it. `switches`, `limits`, `latency` and `faults`, where given, replace the
    scenario's own. Raises `SandboxError`.
    """
    try:
        from batch.sandbox.server import listening  # noqa: PLC0415 - a production install has no web server
    except ModuleNotFoundError as error:
        raise missing_extra(error) from error
    scenario = scenario or load_scenario("first-steps")
    scenario = replace(
        scenario,
        switches=switches or scenario.switches,
        limits=scenario.limits if limits is None else tuple(limits),
        latency=latency or scenario.latency,
        faults=scenario.faults if faults is None else tuple(faults),
    )
    return listening(scenario, host, port, state, clock)
