"""The README's command reference and its picture of the code, held to the program itself."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from batch.cli import root
from batch.sandbox import Switches

BATCH = Path(__file__).parents[1] / "batch"
README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
REFERENCE = README.partition("## Command reference")[2].partition("\n## ")[0]
CONTEXT = click.Context(root)


def _found(group: click.Group, names: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(CONTEXT):
        command = group.get_command(CONTEXT, name)
        assert command is not None
        yield " ".join((*names, name)), command
        if isinstance(command, click.Group):
            yield from _found(command, (*names, name))


COMMANDS = dict(_found(root))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_names_every_command_and_all_its_options(name: str) -> None:
    assert f"`govlink {name}" in REFERENCE
    options = {opt for param in COMMANDS[name].params for opt in param.opts if opt.startswith("--")} - {"--help"}
    assert options <= set(re.findall(r"--[a-z][a-z-]*", REFERENCE))


def test_the_readme_names_no_command_and_no_option_that_is_not_there() -> None:
    real = {opt for command in COMMANDS.values() for param in command.params for opt in param.opts}
    assert set(re.findall(r"--[a-z][a-z-]*", REFERENCE)) <= real
    assert set(re.findall(r"`govlink ([a-z-]+)", README)) <= COMMANDS.keys()


def test_the_readme_names_every_switch_of_the_sandbox() -> None:
    named = README.partition("The switches are ")[2].partition("\n\n")[0]
    assert set(re.findall("`([a-z_]+)`", named)) == set(Switches.__dataclass_fields__)


def test_the_architecture_names_the_modules_that_there_are_and_every_room() -> None:
    section = README.partition("## Architecture")[2].partition("\n## ")[0]
    now = re.sub("<details>.*?</details>", "", section, flags=re.DOTALL)
    paths = [path for path in BATCH.rglob("*") if "__pycache__" not in path.parts and path.suffix in {"", ".py"}]
    there = {path.relative_to(BATCH).as_posix() for path in paths}
    named = {name.strip("/") for name in re.findall(r"`((?:[a-z_]+/)*[a-z_]+(?:\.py|/))`", now)}
    assert named - there == {"batch", "tests/test_architecture.py"}
    assert {name for name in there if "/" not in name and not name.startswith("_")} <= named
    drawn = set(re.findall(r"[a-z_]+(?:/[a-z_]+)?\.py", "".join(re.findall(r"(?m)^ {4}.*$", now))))
    assert all(any(f"/{name}".endswith(f"/{module}") for name in there) for module in drawn)
