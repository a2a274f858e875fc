"""What is imported is declared, what is declared is locked, and the lock is what the README's commands install."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[1]
TABLES = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = TABLES["project"]["dependencies"]
EXTRAS = TABLES["project"]["optional-dependencies"]
BUILD = [*TABLES["build-system"]["requires"], *TABLES["dependency-groups"]["build"]]
LOCK = (PROJECT / "constraints.lock").read_text(encoding="utf-8")


def _names(requirements: list[str]) -> set[str]:
    return {str(canonicalize_name(Requirement(each).name)) for each in requirements}


def _imported(files: list[Path]) -> set[str]:
    """The distributions that the code of these files imports."""
    modules: set[str] = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules.add(node.module.partition(".")[0])
    installed = packages_distributions()
    return {str(canonicalize_name(installed[name][0])) for name in modules - sys.stdlib_module_names - {"batch"}}


def test_what_the_program_imports_is_declared_and_nothing_else() -> None:
    files = set((PROJECT / "batch").rglob("*.py"))
    sandbox = set((PROJECT / "batch" / "sandbox").rglob("*.py"))
    assert _imported([*files - sandbox]) <= _names(RUNTIME) | _names(EXTRAS["excel"])
    assert _imported([*files]) <= _names(RUNTIME) | _names(EXTRAS["excel"]) | _names(EXTRAS["sandbox"])
    assert _imported([*files]) >= _names(RUNTIME) | _names(EXTRAS["sandbox"])


@pytest.mark.parametrize("given", [*RUNTIME, *EXTRAS["excel"], *EXTRAS["sandbox"]])
def test_every_dependency_has_a_lowest_version(given: str) -> None:
    assert any(bound.operator == ">=" for bound in Requirement(given).specifier)


@pytest.mark.parametrize("given", [*RUNTIME, *(each for extra in EXTRAS.values() for each in extra), *BUILD])
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_every_dependency_is_locked_to_a_version_that_is_allowed(given: str, python: str) -> None:
    wanted = Requirement(given)
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    if wanted.name == TABLES["project"]["name"] or (wanted.marker and not wanted.marker.evaluate(environment)):
        return
    [locked] = [
        each
        for line in LOCK.splitlines()
        if line[:1] != "#" and _names([line]) == _names([given])
        for each in [Requirement(line)]
        if not each.marker or each.marker.evaluate(environment)
    ]
    [version] = locked.specifier
    assert version.operator == "=="
    assert wanted.specifier.contains(version.version)


def test_the_lock_has_versions_but_no_package_index() -> None:
    assert not re.search(r"://|--|@", LOCK)


def test_both_commands_of_the_readme_install_what_is_locked_and_build_with_it() -> None:
    # Up to 25.2, pip takes build requirements from the first variable; later versions use the second.
    commands = re.findall(
        r"^python3 .*pip install.*$", (PROJECT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(commands) == 2
    for command in commands:
        assert "PIP_CONSTRAINT=constraints.lock PIP_BUILD_CONSTRAINT=constraints.lock .venv/bin/pip install" in command
