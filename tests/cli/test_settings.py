"""Click's parameters as typed settings."""

from collections.abc import Sequence
from pathlib import Path

import click
import pytest

from batch.cli import root
from batch.cli.settings import settings
from batch.errors import UsageError
from batch.runs.options import DoctorOptions, ExportOptions, Output, RunOptions, Safety

_KINDS = {
    "plan": RunOptions,
    "apply": RunOptions,
    "audit": RunOptions,
    "export": ExportOptions,
    "doctor": DoctorOptions,
}


def _run_options(command: str, *words: str) -> RunOptions:
    return settings(RunOptions, _params(command, words))


def _params(name: str, words: Sequence[str]) -> dict[str, object]:
    command = root.get_command(click.Context(root), name)
    assert command
    return command.make_context(name, list(words)).params


@pytest.mark.parametrize("command", _KINDS)
def test_every_option_has_its_field_and_every_field_its_option_or_a_default(command: str) -> None:
    words = ["m.csv"] if _KINDS[command] is RunOptions else []
    assert isinstance(settings(_KINDS[command], _params(command, words)), _KINDS[command])


def test_an_option_without_a_field_is_a_programming_error() -> None:
    with pytest.raises(TypeError, match="no field for expect"):
        settings(RunOptions, {**_params("plan", ["m.csv"]), "expect": "1f"})


def test_a_field_without_an_option_or_a_default_is_a_programming_error() -> None:
    given = _params("plan", ["m.csv"])
    del given["timeout"]
    with pytest.raises(TypeError, match="timeout"):
        settings(RunOptions, given)


def test_a_command_that_lacks_an_option_has_its_default() -> None:
    planned = _run_options("plan", "m.csv")
    assert (planned.safety, planned.reviewed, planned.accepted) == (Safety(), None, None)
    applied = _run_options("apply", "m.csv", "--max-creates", "0", "--max-duration", "2h", "--reports", "r")
    assert applied.safety == Safety(max_creates=0, max_duration=7200.0)
    assert applied.output == Output(Path("r"))


def test_options_of_reading_that_contradict_each_other_are_wrong_usage() -> None:
    with pytest.raises(UsageError, match="direct customer has no tenants"):
        _run_options("plan", "m.csv", "--direct-customer", "--client-api-id", "1")
