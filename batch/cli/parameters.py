"""What options are made of: sections for `--help`, an environment variable each, and types of our own."""

import math
import re
import shlex
from collections.abc import Callable, Sequence
from typing import Any

import click

_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(s|m|min|h|d)?")
_SECONDS = {None: 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0}

_LONGEST = 366 * _SECONDS["d"]
"""Longer than anybody waits or lets a run go on, and no clock or timer overflows."""
MOST = 100_000_000
"""More than any mapping has rows, and no number that overflows."""

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class SectionedCommand(click.Command):
    """A command whose `--help` lists its options section by section."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each section under its own heading, what belongs to none at the end."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in sorted(self.get_params(ctx), key=lambda param: not hasattr(param, "section")):
            record = param.get_help_record(ctx)
            if isinstance(param, click.Option) and record:
                sections.setdefault(getattr(param, "section", "Other"), []).append(record)
        for section, records in sections.items():
            with formatter.section(section):
                formatter.write_dl(records)


class Option(click.Option):
    """An option with its section of `--help`, and what becomes of its value beside its own work.

    One that is `repeated` is given again to the command that goes on with a run's rows, as where to send them is, and
    what limits the sending. One that is `secret` is never written down.
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
        """Read it, or fail with what would be right."""
        if isinstance(value, float):
            return value
        match = _DURATION.fullmatch(str(value))
        if not match:
            self.fail(f"{value!r} is no duration: write 45s, 90m or 2h", param, ctx)
        seconds = float(match[1]) * _SECONDS[match[2]]
        if seconds > _LONGEST:
            self.fail(f"{value!r} is longer than a year: write 366d at most", param, ctx)
        return seconds


class Seconds(click.FloatRange):
    """A number of seconds within bounds, a year at most; `nan` and `inf` are none."""

    def __init__(self, min: float, max: float = _LONGEST) -> None:  # noqa: A002 - click's names
        super().__init__(min, max)

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read it, or fail with what would be right."""
        seconds = super().convert(value, param, ctx)
        if not math.isfinite(seconds):
            self.fail(f"{value!r} is no number of seconds.", param, ctx)
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
        """Split a variable at blanks as a shell does: a header with a blank in it is in quotes."""
        return split_variable(rv, " \t\r\n")

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Split it, or fail with what would be right."""
        key, equals, header = str(value).partition("=")
        if not (equals and key and header):
            self.fail(f"{value!r} is not KEY=HEADER, such as commercial_owner_id='AWS account'", param, ctx)
        return key, header


class Files(click.Path):
    """A path; several in a variable are separated by colons, and one with a colon in it is in quotes."""

    def split_envvar_value(self, rv: str) -> Sequence[str]:
        """Split a variable; a blank is part of a name."""
        return split_variable(rv, ":")


def split_variable(text: str, separators: str) -> list[str]:
    """The values of a repeatable option, as its variable has them; quotes and backslashes are the shell's.

    Raises `click.BadParameter` where a quote is not closed.
    """
    words = shlex.shlex(text, posix=True, punctuation_chars=False)
    words.whitespace, words.whitespace_split, words.commenters = separators, True, ""
    try:
        return list(words)
    except ValueError as error:
        raise click.BadParameter(f"a quote in its variable is not closed, or a backslash ends it: {text!r}") from error


def option(
    section: str,
    *names: str,
    variable: bool = True,
    repeated: bool = True,
    secret: bool = False,
    **kwargs: Any,  # noqa: ANN401 - click's
) -> Decorator:
    """An `Option` with its variable `GOVLINK_<NAME>`, unless it may be given on the command line only."""
    long_name = next(name for name in names if name.startswith("--"))
    envvar = "GOVLINK_" + long_name.removeprefix("--").replace("-", "_").upper() if variable else None
    return click.option(*names, cls=Option, section=section, envvar=envvar, repeated=repeated, secret=secret, **kwargs)


def together(*options: Decorator) -> Decorator:
    """Several options as one decorator, in this order."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate
