"""The embedded stand-in for CloudHealth, written from the API's documents alone; it is not CloudHealth.

    with serve(load_scenario("first-steps")) as sandbox:
        requests.get(sandbox.base_url + "/v1/customers", headers={"Authorization": "Bearer any"})
        sandbox.requests   # what was asked
        sandbox.linkages   # what is true

The web server comes with the extra `[sandbox]` and is imported only when something is served; `batch.sandbox.cloud` is
the same stand-in without one.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from batch.sandbox.errors import SandboxError, ScenarioError
from batch.sandbox.loading import load_scenario, shipped_scenarios
from batch.sandbox.scenario import Scenario
from batch.sandbox.structure import missing_extra

if TYPE_CHECKING:
    from batch.sandbox.server import RunningSandbox

__all__ = [
    "SandboxError",
    "Scenario",
    "ScenarioError",
    "load_scenario",
    "serve",
    "shipped_scenarios",
]

_EXTRA = frozenset({"starlette", "uvicorn"})


def serve(
    scenario: Scenario | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    state: Path | None = None,
    clock: Callable[[], float] = time.time,
) -> AbstractContextManager["RunningSandbox"]:
    """Serve `scenario` (default: first-steps) over HTTP from a thread of this process, until the block ends.

    Port 0 takes any free one. `state` is a file that keeps linkages and ids beyond the block. `clock` gives epoch
    seconds; limits and time stamps follow it. Raises `SandboxError`.
    """
    try:
        from batch.sandbox.server import listening  # noqa: PLC0415 - a production install has no web server
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        raise missing_extra(error) from error
    return listening(scenario or load_scenario("first-steps"), host, port, state, clock)
