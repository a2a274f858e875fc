"""The embedded stand-in for CloudHealth, written only from the API's documentation; it is not CloudHealth.

    with serve(load_scenario("first-steps")) as sandbox:
        requests.get(sandbox.base_url + "/v1/customers", headers={"Authorization": "Bearer any"})
        sandbox.requests   # the requests that were sent
        sandbox.linkages   # the linkages that exist

The web server comes with the extra `[sandbox]` and is imported only when something is served; `batch.sandbox.cloud` is
the same stand-in without a server.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from batch.sandbox.errors import SandboxError, ScenarioError
from batch.sandbox.misfit import MisfitError, place_in
from batch.sandbox.scenario import Scenario
from batch.sandbox.structure import missing_extra
from batch.sandbox.switches import Switches

if TYPE_CHECKING:
    from batch.sandbox.server import RunningSandbox

__all__ = ["SandboxError", "Scenario", "ScenarioError", "Switches", "load_scenario", "serve", "shipped_scenarios"]

_FOLDER = "scenarios"
_SUFFIXES = (".yaml", ".yml", ".json")


def serve(
    scenario: Scenario | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    state: Path | None = None,
    clock: Callable[[], float] = time.time,
) -> AbstractContextManager["RunningSandbox"]:
    """Serve `scenario` (default: first-steps) over HTTP from a thread of this process until the block ends.

    Port 0 takes any free one. `state` is a file that keeps linkages and ids after the block. `clock` returns epoch
    seconds, for limits and time stamps. Raises `SandboxError`.
    """
    try:
        from batch.sandbox.server import listening  # noqa: PLC0415 - a production install has no web server
    except ModuleNotFoundError as error:
        raise missing_extra(error) from error
    return listening(scenario or load_scenario("first-steps"), host, port, state, clock)


def shipped_scenarios() -> tuple[str, ...]:
    """Return the names of the scenarios in the package."""
    files = resources.files("batch.sandbox").joinpath(_FOLDER).iterdir()
    return tuple(sorted(file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml")))


def load_scenario(name_or_path: str | Path) -> Scenario:
    """Read a shipped scenario by name, or any file by path; raises `ScenarioError`."""
    name = str(name_or_path)
    if name in shipped_scenarios():
        return _read(resources.files("batch.sandbox").joinpath(_FOLDER, f"{name}.yaml"))
    path = Path(name_or_path)
    if path.suffix not in _SUFFIXES and not path.is_file():
        raise ScenarioError(f"no scenario {name}: use one of {', '.join(shipped_scenarios())}, or a YAML file")
    return _read(path)


def _read(file: Traversable | Path) -> Scenario:
    try:
        text = file.read_text(encoding="utf-8")
        data = yaml.safe_load(text)
        # Anything but a mapping is left for the schema to refuse.
        named = {"name": file.name.rpartition(".")[0], **data} if isinstance(data, dict) else data
        return Scenario.from_dict(named)
    except RecursionError:
        raise ScenarioError(f"{file}: nested too deeply") from None
    except OSError as error:
        raise ScenarioError(f"{file}: can't be read: {(error.strerror or str(error)).lower()}") from error
    except yaml.MarkedYAMLError as error:
        place = f":{error.problem_mark.line + 1}:{error.problem_mark.column + 1}" if error.problem_mark else ""
        raise ScenarioError(f"{file}{place}: not valid YAML: {error.problem}") from error
    except MisfitError as error:
        raise ScenarioError(f"{file}{place_in(text, error.path)}: {error}") from error
    except (ValueError, yaml.YAMLError, ScenarioError) as error:  # such as an impossible date
        raise ScenarioError(f"{file}: {error}") from error
