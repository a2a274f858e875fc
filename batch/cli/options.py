"""The options that commands share, each with its environment variable, in sections for `--help`."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from batch.problem_formats import NAMES

_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(s|m|min|h|d)?")
_SECONDS = {None: 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0}

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


class _Option(click.Option):
    def __init__(self, *args: Any, section: str, **kwargs: Any) -> None:  # noqa: ANN401 - click's own signature
        super().__init__(*args, **kwargs)
        self.section = section


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
        return float(match[1]) * _SECONDS[match[2]]


class KeyHeader(click.ParamType[tuple[str, str]]):
    """`KEY=HEADER`, as a pair."""

    name = "key=header"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Split it, or fail with what would be right."""
        key, equals, header = str(value).partition("=")
        if not (equals and key and header):
            self.fail(f"{value!r} is not KEY=HEADER, such as commercial_owner_id='AWS account'", param, ctx)
        return key, header


def _option(section: str, *names: str, variable: bool = True, **kwargs: Any) -> Decorator:  # noqa: ANN401 - click's
    """An option with its variable `GOVLINK_<NAME>`, unless it may be said on the command line only."""
    long_name = next(name for name in names if name.startswith("--"))
    envvar = "GOVLINK_" + long_name.removeprefix("--").replace("-", "_").upper() if variable else None
    return click.option(*names, cls=_Option, section=section, envvar=envvar, **kwargs)


def _all(*options: Decorator) -> Decorator:
    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


_COUNT = click.IntRange(min=0)
_AT_LEAST_ONE = click.IntRange(min=1)
_FILE = click.Path(dir_okay=False, path_type=Path)

reading = _all(
    _option("Mapping", "--client-api-id", variable=False, metavar="ID", help="The customer of rows that name none."),
    _option(
        "Mapping",
        "--direct-customer",
        variable=False,
        is_flag=True,
        help="The key belongs to a customer without tenants; then no row may name one.",
    ),
    _option(
        "Mapping",
        "--column",
        "columns",
        multiple=True,
        type=KeyHeader(),
        metavar="KEY=HEADER",
        help="The header of a key's column, where it is an unusual one. Repeatable.",
    ),
    _option("Mapping", "--input-format", type=click.Choice(["csv", "yaml"]), help="The format of standard input."),
    _option(
        "Mapping",
        "--verify-against",
        multiple=True,
        metavar="FILE",
        help="AWS's own record of the pairs, as import-aws reads it: a row that contradicts it is wrong. Repeatable.",
    ),
)

importing = _option(
    "Mapping", "--client-api-id", variable=False, metavar="ID", help="Write this customer into every row."
)

checking = _all(
    _option(
        "Output",
        "--format",
        "output_format",
        type=click.Choice(NAMES),
        default="text",
        show_default=True,
        help="For whom the problems are written.",
    ),
    _option("Output", "--show-all", is_flag=True, help="List every problem, however long a code's list (text)."),
    _option("Output", "--no-color", is_flag=True, help="No colours; the variable NO_COLOR says the same."),
)

auditing = _all(
    _option("Audit", "--all-customers", is_flag=True, help="Audit every customer that the key can see."),
    _option(
        "Audit",
        "--accepted",
        type=click.Path(exists=True, path_type=Path),
        metavar="FILE",
        help="Findings that are meant to be so, each with a reason (CSV or YAML).",
    ),
)

connection = _all(
    _option("Connection", "--base-url", metavar="URL", help="Default: https://chapi.cloudhealthtech.com."),
    _option(
        "Connection",
        "--api-key-file",
        type=_FILE,
        metavar="FILE",
        help="File with the API key. Default: the variable CLOUDHEALTH_API_KEY.",
    ),
    _option(
        "Connection", "--ca-bundle", type=click.Path(exists=True), metavar="FILE", help="CA certificates to trust."
    ),
    _option(
        "Connection",
        "--rate",
        metavar="RATE",
        help="The pace of all requests; several as 60/min,500/10min. Default: 30/min; none against the sandbox.",
    ),
    _option("Connection", "--burst", type=_AT_LEAST_ONE, default=1, metavar="N", help="Let N requests go at once."),
    _option(
        "Connection",
        "--rate-scope",
        type=click.Choice(["key", "client"]),
        default="key",
        show_default=True,
        help="Whether the rate holds for the key or for each customer.",
    ),
    _option(
        "Connection",
        "--concurrency",
        type=click.IntRange(1, 64),
        default=4,
        show_default=True,
        metavar="N",
        help="Requests in flight at most.",
    ),
    _option(
        "Connection",
        "--timeout",
        type=click.FloatRange(min=0.1, max=3600),
        default=60.0,
        show_default=True,
        metavar="SECONDS",
        help="For a request, all in.",
    ),
    _option(
        "Connection", "--max-attempts", type=_AT_LEAST_ONE, default=5, show_default=True, metavar="N", help="Per row."
    ),
    _option(
        "Connection",
        "--lock-timeout",
        type=click.FloatRange(min=0),
        default=0.0,
        show_default=True,
        metavar="SECONDS",
        help="How long to wait for another run with this base URL and key.",
    ),
)

sandbox = _all(
    _option(
        "Sandbox",
        "--sandbox",
        variable=False,
        is_flag=True,
        help="Use a stand-in for CloudHealth, started for this run and seeded from the mapping. Needs no key.",
    ),
    _option("Sandbox", "--sandbox-state", type=_FILE, metavar="FILE", help="File that keeps the stand-in's state."),
    _option("Sandbox", "--sandbox-scenario", metavar="NAME|FILE", help="A world for it, instead of the mapping's."),
)

direction = _option(
    "Safety",
    "--direction",
    variable=False,
    type=click.Choice(["auto", "by-name", "swapped"]),
    default="auto",
    show_default=True,
    help="Which way round the API's places hold the accounts.",
)
allow_update = _option(
    "Safety", "--allow-update", variable=False, is_flag=True, help="Repoint a conflicting linkage by PUT."
)

reviewed = _option(
    "Safety",
    "--plan",
    "reviewed",
    variable=False,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="RUN",
    help="Instead of a MAPPING: send what stands in the plan of that run's folder, where it still holds.",
)

sending = _all(
    _option("Safety", "--yes", "-y", variable=False, is_flag=True, help="Apply without asking."),
    _option("Safety", "--max-creates", type=_COUNT, metavar="N", help="Refuse a plan with more rows to create."),
    _option("Safety", "--max-updates", type=_COUNT, metavar="N", help="Refuse a plan with more rows to update."),
    _option("Safety", "--require-clean", is_flag=True, help="Refuse a plan with any row that can't be sent."),
    _option("Safety", "--limit", type=_COUNT, metavar="N", help="Send at most N rows."),
    _option("Safety", "--max-failures", type=_AT_LEAST_ONE, metavar="N", help="Stop after N rows that did not work."),
    _option("Safety", "--max-duration", type=Duration(), metavar="TIME", help="Stop after a time such as 90m or 2h."),
)

output = _all(
    _option(
        "Output",
        "--reports",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path("reports"),
        show_default=True,
        metavar="DIR",
        help="Where the run's folder goes.",
    ),
    _option("Output", "--json", "as_events", is_flag=True, help="Events as NDJSON on standard output, nothing else."),
    _option("Output", "--quiet", "-q", is_flag=True, help="Only the result."),
    _option("Output", "--verbose", "-v", is_flag=True, help="Every event, on standard error."),
    _option("Output", "--keep", type=_AT_LEAST_ONE, metavar="N", help="Then remove all but the newest N runs of it."),
    _option(
        "Output",
        "--keep-days",
        type=_AT_LEAST_ONE,
        metavar="N",
        help="Then remove runs of it that are older; with --keep, only those beyond both.",
    ),
    _option(
        "Output",
        "--metrics-file",
        type=_FILE,
        metavar="FILE",
        help="Prometheus textfile: last run, last success, counts, duration, requests.",
    ),
    _option(
        "Output",
        "--notify",
        metavar="URL",
        help="Tell this healthchecks-style address of the start (URL/start) and the end (URL, or URL/<exit code>).",
    ),
    _option("Output", "--no-color", is_flag=True, help="No colours; the variable NO_COLOR says the same."),
)

offline = _option(
    "Output",
    "--snapshot",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="RUN",
    help="Decide again on what that run saw: no network, no key.",
)

tell_changes = _option(
    "Output", "--exit-code", "tell_changes", is_flag=True, help="Exit with 5 where all is well but changes are pending."
)
