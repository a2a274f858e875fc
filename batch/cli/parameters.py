"""What options are made of: sections of `--help`, environment variables, and our own types."""

import math
import re
import shlex
from collections.abc import Callable, Sequence
from typing import Any

import click

_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(s|m|min|h|d)?")
_SECONDS = {None: 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0}

_LONGEST = 366 * _SECONDS["d"]
"""Longer than anybody waits, and too short to overflow any clock or timer."""
MOST = 100_000_000
"""More rows than any mapping has, and too small to overflow anything."""

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class SectionedCommand(click.Command):
    """A command whose `--help` lists its options section by section."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each section under its own heading, and options without a section last."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in sorted(self.get_params(ctx), key=lambda param: not hasattr(param, "section")):
            record = param.get_help_record(ctx)
            if isinstance(param, click.Option) and record:
                sections.setdefault(getattr(param, "section", "Other"), []).append(record)
        for section, records in sections.items():
            with formatter.section(section):
                formatter.write_dl(records)


class Option(click.Option):
    """An option with its section of `--help`, and where else its value is used.

    A `repeated` option, such as an address or a limit, is part of the printed command that continues with a run's rows.
    A `secret` option is never recorded.
    """

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - click's own signature
        section: str,
        repeated: bool,
        secret: bool,
        **kwargs: Any,  # noqa: ANN401 - the same
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        self.is_repeated = repeated
        self.is_secret = secret


class Duration(click.ParamType[float]):
    """A time such as `2h`, `90m` or `45` (seconds), as seconds."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Parse the value, or fail with a valid example."""
        if isinstance(value, float):
            return value
        match = _DURATION.fullmatch(str(value))
        if not match:
            self.fail(f"{value!r} is not a duration; write one such as 45s, 90m, or 2h", param, ctx)
        seconds = float(match[1]) * _SECONDS[match[2]]
        if seconds > _LONGEST:
            self.fail(f"{value!r} is longer than a year; write at most 366d", param, ctx)
        return seconds


class Seconds(click.FloatRange):
    """A number of seconds within bounds, at most a year; `nan` and `inf` are refused."""

    def __init__(self, min: float, max: float = _LONGEST) -> None:  # noqa: A002 - click's names
        super().__init__(min, max)

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Parse the value, or fail with a valid example."""
        seconds = super().convert(value, param, ctx)
        if not math.isfinite(seconds):
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return seconds


class Count(click.IntRange):
    """A whole number within bounds."""

    name = "integer"

    def __init__(self, min: int = 0, max: int = MOST) -> None:  # noqa: A002 - click's names
        super().__init__(min, max)


AT_LEAST_ONE = Count(1)


class KeyHeader(click.ParamType[tuple[str, str]]):
    """`KEY=HEADER`, as a pair."""

    name = "key=header"

    def split_envvar_value(self, rv: str) -> Sequence[str]:
        """Split a variable at blanks as a shell does: a header that contains a blank is quoted."""
        return split_variable(rv, " \t\r\n")

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Split the value, or fail with a valid example."""
        key, equals, header = str(value).partition("=")
        if not (equals and key and header):
            self.fail(f"{value!r} is not KEY=HEADER, such as commercial_owner_id='AWS account'", param, ctx)
        return key, header


class Files(click.Path):
    """A path; several in a variable are separated by colons, and one that contains a colon is quoted."""

    def split_envvar_value(self, rv: str) -> Sequence[str]:
        """Split a variable at colons; blanks are part of names."""
        return split_variable(rv, ":")


def split_variable(text: str, separators: str) -> list[str]:
    """Return the values of a repeatable option from its variable, with a shell's quotes and backslashes.

    Raises `click.BadParameter` if a quote is not closed.
    """
    words = shlex.shlex(text, posix=True, punctuation_chars=False)
    words.whitespace, words.whitespace_split, words.commenters = separators, True, ""
    try:
        return list(words)
    except ValueError as error:
        raise click.BadParameter(f"its variable has an unclosed quote or ends in a backslash: {text!r}") from error


def option(
    section: str,
    *names: str,
    variable: bool = True,
    repeated: bool = True,
    secret: bool = False,
    **kwargs: Any,  # noqa: ANN401 - click's
) -> Decorator:
    """Return an `Option` with its variable `GOVLINK_<NAME>`, or without one if only the command line may set it."""
    long_name = next(name for name in names if name.startswith("--"))
    envvar = "GOVLINK_" + long_name.removeprefix("--").replace("-", "_").upper() if variable else None
    return click.option(*names, cls=Option, section=section, envvar=envvar, repeated=repeated, secret=secret, **kwargs)


def together(*options: Decorator) -> Decorator:
    """Return one decorator that adds several options in this order."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate
