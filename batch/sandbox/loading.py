"""Scenarios by name or from a file."""

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import yaml

from batch.sandbox.errors import ScenarioError
from batch.sandbox.scenario import Scenario

_FOLDER = "scenarios"
_SUFFIXES = (".yaml", ".yml", ".json")


def shipped_scenarios() -> tuple[str, ...]:
    """Name the scenarios that come with the package."""
    files = resources.files("batch.sandbox").joinpath(_FOLDER).iterdir()
    return tuple(sorted(file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml")))


def load_scenario(name_or_path: str | Path) -> Scenario:
    """Read a shipped scenario by its name, or any file by its path; raises `ScenarioError`."""
    name = str(name_or_path)
    if name in shipped_scenarios():
        return _read(resources.files("batch.sandbox").joinpath(_FOLDER, f"{name}.yaml"))
    path = Path(name_or_path)
    if path.suffix not in _SUFFIXES and not path.is_file():
        raise ScenarioError(f"no scenario {name}: there are {', '.join(shipped_scenarios())}, or give a YAML file")
    return _read(path)


def _read(file: Traversable | Path) -> Scenario:
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        # What is no mapping at all is left to the schema to refuse.
        named = {"name": file.name.rpartition(".")[0], **data} if isinstance(data, dict) else data
        return Scenario.from_dict(named)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ScenarioError) as error:
        raise ScenarioError(f"{file}: {error}") from error
