"""Turns click's parameters into typed settings, so that no command looks up options by name."""

from collections.abc import Callable, Mapping
from functools import update_wrapper
from inspect import signature
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from batch.cli.parameters import Option
from batch.errors import UsageError
from batch.mapping.options import ReadOptions
from batch.mapping.rows import TO_FIX
from batch.runs.options import ConnectionOptions, Output, Safety, SandboxOptions

_GROUPS = (ReadOptions, ConnectionOptions, SandboxOptions, Safety, Output)

WAY_TO_CLOUDHEALTH = ("base_url", "api_key_file", "ca_bundle")
"""The parameters that determine how CloudHealth is reached."""

_INSTEAD = {"sandbox": "the run's own sandbox", "snapshot": "what an earlier run saw"}

_Options = TypeVar("_Options")


def with_options(kind: type[_Options]) -> Callable[[Callable[[_Options], int]], Callable[..., int]]:
    """Decorate a click command's function so that it receives its options as one value of this `kind`."""

    def decorate(command: Callable[[_Options], int]) -> Callable[..., int]:
        def call(**given: Any) -> int:  # noqa: ANN401 - click's
            refuse_unused()
            return command(settings(kind, given))

        return update_wrapper(call, command)

    return decorate


def refuse_unused() -> None:
    """Raise `UsageError` if an option on the command line names a CloudHealth that another option replaces.

    Variables are ignored instead, so that a rehearsal with `--sandbox` need not unset them.
    """
    context = click.get_current_context()
    for instead, why in _INSTEAD.items():
        for name in WAY_TO_CLOUDHEALTH if context.params.get(instead) else ():
            if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
                option = f"--{name.replace('_', '-')}"
                raise UsageError(f"{option} and --{instead} can't be used together: {why} takes CloudHealth's place")


def settings(kind: type[_Options], given: Mapping[str, Any]) -> _Options:
    """Build a `kind` whose fields, and those of its groups, come from the parameters of the same names.

    Raises `UsageError` if options contradict each other, and `TypeError` if a field has neither a parameter nor a
    default, or a parameter has no field.
    """
    left = dict(given)
    made = _made(kind, given, left)
    if left:
        raise TypeError(f"{kind.__name__} has no field for {', '.join(left)}")
    return made


def _made(kind: type[_Options], given: Mapping[str, Any], left: dict[str, Any]) -> _Options:
    values = {}
    for name, field in signature(kind).parameters.items():
        if field.annotation in _GROUPS:
            values[name] = _made(field.annotation, given, left)
        elif name in given:
            values[name] = given[name]
            left.pop(name, None)
    return kind(**values)


def recorded(**instead: object) -> dict[str, object]:
    """Return the options that the command was given, by their names on the command line, except secrets.

    `instead` maps parameters to values that are recorded in place of the given ones.
    """
    return _as_given(lambda param: not (isinstance(param, Option) and param.is_secret), instead)


def repeatable() -> dict[str, object]:
    """Return the options to repeat in the command that continues with this run's rows."""
    context = click.get_current_context()
    options = _as_given(lambda param: isinstance(param, Option) and param.is_repeated, {})
    if context.get_parameter_source("sheet") is ParameterSource.ENVIRONMENT:
        options["sheet"] = TO_FIX  # the variable is still there when the next command reads `report.xlsx`
    return options


def _as_given(is_wanted: Callable[[click.Parameter], bool], instead: Mapping[str, object]) -> dict[str, object]:
    context = click.get_current_context()
    given = {
        max(param.opts, key=len).removeprefix("--"): instead.get(param.name or "", context.params[param.name or ""])
        for param in context.command.params
        if is_wanted(param) and context.get_parameter_source(param.name or "") is not ParameterSource.DEFAULT
    }
    return {
        option: _plain(value)
        for option, value in given.items()
        if value is not None and value is not False  # 0 is a valid limit
    }


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return list(value.items())
    return str(value) if isinstance(value, Path) else value
