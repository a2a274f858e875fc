"""From the options of `plan` and `apply` to a run, against CloudHealth or a sandbox of its own."""

import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from batch.cli.aws_record import aws_record
from batch.cloudhealth.connection import Connection
from batch.console.views import open_view
from batch.diagnostics import Severity
from batch.errors import Exit, UsageError
from batch.mapping import ReadOptions, find_sources
from batch.reconcile import Direction
from batch.rehearsal import scenario_for
from batch.rules import Checked, load
from batch.run import execute
from batch.settings import DEFAULT_BASE_URL, DEFAULT_RATE, Safety, Settings, api_key, checked_base_url, checked_rates
from batch.signals import handled
from batch.stopping import Stopping
from batch.wanted import Wanted, from_mapping, from_reviewed

_NOT_REPEATED = frozenset(
    {
        "mapping",
        "reviewed",
        "yes",
        "limit",
        "max_creates",
        "max_updates",
        "input_format",
        "columns",
        "client_api_id",
        "as_events",
        "quiet",
        "verbose",
        "no_color",
        "tell_changes",
        "max_duration",
        "max_failures",
        "require_clean",
    }
)
"""Options that a command which goes on with a run's retry.csv or fix.csv should not be given again."""


def run(command: str, **given: Any) -> Exit:  # noqa: ANN401 - click hands over every type of option
    """Check the options, read the mapping, run; raises `GovlinkError`."""
    if command == "apply" and not given["yes"] and not _can_ask(given["mapping"]):
        raise UsageError(
            "apply asks before it sends, and there is no terminal to ask on: add --yes, or look with `plan`"
        )
    if (given["sandbox_state"] or given["sandbox_scenario"]) and not given["sandbox"]:
        raise UsageError("--sandbox-state and --sandbox-scenario go with --sandbox")
    # Random, so that redacting it never touches a word of a message.
    key = f"sandbox-{secrets.token_hex(16)}" if given["sandbox"] else api_key(given["api_key_file"])
    base_url = "" if given["sandbox"] else checked_base_url(given["base_url"] or DEFAULT_BASE_URL)
    rates = checked_rates(given["rate"] or (None if given["sandbox"] else DEFAULT_RATE), default=())
    wanted = _wanted(given, base_url)
    if wanted is None:
        return Exit.USAGE
    settings = Settings(
        command=command,
        safety=_safety(given),
        reports=given["reports"],
        tell_changes=bool(given.get("tell_changes")),
        options=_repeatable(given),
    )
    stopping = Stopping()
    with handled(stopping), _address(base_url, wanted, given) as address:
        connection = Connection(
            base_url=address,
            key=key,
            rates=rates,
            burst=given["burst"],
            rate_scope=given["rate_scope"],
            concurrency=given["concurrency"],
            timeout=given["timeout"],
            max_attempts=given["max_attempts"],
            ca_bundle=given["ca_bundle"],
            lock_timeout=given["lock_timeout"],
            is_sandbox=given["sandbox"],
        )
        view = open_view(
            as_events=given["as_events"],
            quiet=given["quiet"],
            verbose=given["verbose"],
            base_url=address,
            is_sandbox=given["sandbox"],
        )
        return execute(settings, connection, wanted, view, stopping)


def _can_ask(mappings: tuple[str, ...]) -> bool:
    return sys.stdin.isatty() and "-" not in mappings


def _wanted(given: Mapping[str, Any], base_url: str) -> Wanted | None:
    """The rows that the arguments name; None where the files can't be read, which then has been said."""
    if reviewed := given.get("reviewed"):
        if given["mapping"]:
            raise UsageError("--plan brings its own rows: leave the MAPPING out")
        return from_reviewed(reviewed, base_url=base_url or None)
    options = ReadOptions(
        given["client_api_id"], given["direct_customer"], dict(given["columns"]), given["input_format"]
    )
    sources = find_sources(given["mapping"], options, sys.stdin.buffer)
    checked = load(sources, options, aws_record(given["verify_against"]))
    if checked.unreadable:
        _complain(checked)
        return None
    return from_mapping(sources, checked)


def _complain(checked: Checked) -> None:
    """Say what is wrong with the files; nothing was sent."""
    from batch.codes import severity

    for problem in checked.problems:
        if problem.row is None and severity(problem.code) is Severity.ERROR:
            stop = "" if problem.message.endswith("?") else "."
            hint = f" {problem.hint}" if problem.hint else ""
            click.echo(f"govlink: {problem.place}: {problem.code} {problem.message}{stop}{hint}", err=True)
    click.echo("govlink: nothing was sent; `govlink check` shows every problem of every row", err=True)


def _safety(given: Mapping[str, Any]) -> Safety:
    direction = None if given["direction"] == "auto" else Direction(given["direction"])
    return Safety(
        yes=given.get("yes", False),
        allow_update=given["allow_update"],
        require_clean=given.get("require_clean", False),
        max_creates=given.get("max_creates"),
        max_updates=given.get("max_updates"),
        limit=given.get("limit"),
        max_failures=given.get("max_failures"),
        max_duration=given.get("max_duration"),
        direction=direction,
    )


def _repeatable(given: Mapping[str, Any]) -> dict[str, object]:
    """The options that were said, by their names on the command line, without those that concern this run alone."""
    context = click.get_current_context()
    said = {
        param.name: param.opts[-1].removeprefix("--")
        for param in context.command.params
        if param.name not in _NOT_REPEATED
        and context.get_parameter_source(param.name or "") is not click.core.ParameterSource.DEFAULT
    }
    return {
        option: str(value) if isinstance(value, Path) else value
        for name, option in said.items()
        if (value := given[name or ""]) not in (None, False)
    }


@contextmanager
def _address(base_url: str, wanted: Wanted, given: Mapping[str, Any]) -> Iterator[str]:
    """CloudHealth's address, or that of a sandbox which lives as long as the block."""
    if base_url:
        yield base_url
        return
    from batch.sandbox import SandboxError, Scenario, load_scenario, serve

    try:
        name: str | None = given["sandbox_scenario"]
        scenario = load_scenario(name) if name else Scenario.from_dict(scenario_for(wanted.rows))
        with serve(scenario, state=given["sandbox_state"]) as sandbox:
            yield sandbox.base_url
    except SandboxError as error:
        raise UsageError(str(error)) from error
