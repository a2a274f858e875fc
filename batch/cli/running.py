"""From the options of `plan`, `apply` and `audit` to a run, against CloudHealth or a sandbox of its own."""

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import click

from batch.archive.latest import named_run
from batch.archive.pruning import Keep
from batch.audit import read_acceptances
from batch.checking import Checked, load
from batch.cli.aws_list import read_aws_list
from batch.cli.customers import refuse_contradictions, without_mapping
from batch.cli.parameters import Option
from batch.cli.printing import remark
from batch.cli.target import Target, chosen, connected
from batch.cli.watched import watched
from batch.console.views import open_view
from batch.errors import Exit, UsageError
from batch.mapping import ReadOptions, find_sources
from batch.reconcile.direction import direction_told
from batch.rules.records import ROW_AS_COMMENT
from batch.runs.audit import Scope, audit
from batch.runs.plan_and_apply import execute
from batch.runs.settings import Safety, Settings
from batch.runs.signals import handled
from batch.runs.stages import Ended
from batch.runs.wanted import NOTHING, Wanted, as_inputs, from_mapping, from_reviewed
from batch.stopping import Stopping

_COMMENTS_TOLD = 5


def run(command: str, **given: Any) -> Exit:  # noqa: ANN401 - click hands over every type of option
    """Check the options, read the mapping, run, and tell those who watch; raises `GovlinkError`."""
    return watched(command, given, partial(_run, command, given))


def _run(command: str, said: Mapping[str, Any]) -> Ended:
    # By its own name, a run is in the record whatever the pointer leads to by then.
    given = {**said, **{name: named_run(said[name]) for name in ("reviewed", "snapshot") if said.get(name)}}
    if command == "apply" and not given["yes"] and not _can_ask(given["mapping"]):
        raise UsageError(
            "apply asks before it sends, and there is no terminal to ask on: add --yes, or look with `plan`"
        )
    target = chosen(given)
    scope = _scope(given) if command == "audit" else None
    wanted = _wanted(command, given, target.base_url)
    if wanted is None:
        return Ended(Exit.USAGE)
    settings = Settings(
        command=command,
        safety=_safety(given),
        reports=given["reports"],
        tell_changes=bool(given.get("tell_changes")),
        world=target.world,
        keep=Keep(given["keep"], given["keep_days"]),
        snapshot=target.snapshot,
        options=_repeatable(given, target),
        said=_as_said(given, lambda param: not (isinstance(param, Option) and param.is_secret)),
    )
    stopping = Stopping()
    with handled(stopping), connected(target, wanted.rows, given) as connection:
        view = open_view(
            as_events=given["as_events"],
            quiet=given["quiet"],
            verbose=given["verbose"],
            no_color=given["no_color"],
            base_url=connection.base_url,
            is_sandbox=connection.is_sandbox,
        )
        if scope is None:
            return execute(settings, connection, wanted, view, stopping)
        return audit(settings, connection, wanted, scope, view, stopping)


def examined(command: str, given: Mapping[str, Any], key_from: Callable[[Path | None], str]) -> list[str]:
    """The files of the mapping; raises what a run with these options would raise before it reads them.

    `key_from` gives the API key, where the run is to find it somewhere else than this process would.
    """
    from batch.monitoring.notify import Notice

    chosen(given, key_from)
    if given["notify"]:
        Notice(given["notify"])
    if command == "audit":
        _scope(given)
    read_aws_list(given["verify_against"], given["mapping"], quiet=True)
    if command == "audit" and not given["mapping"]:
        return []
    return [source.name for source in find_sources(given["mapping"], _reading(given), sys.stdin.buffer, remark)]


def _repeatable(given: Mapping[str, Any], target: Target) -> dict[str, object]:
    """What a command that goes on with this run's rows should be given again."""
    options = _as_said(given, lambda param: isinstance(param, Option) and param.is_repeated)
    if click.get_current_context().get_parameter_source("columns") is click.core.ParameterSource.ENVIRONMENT:
        # The variable is still there when the next command reads `retry.csv`, whose columns have the keys' own names.
        options["column"] = [f"{key}={key}" for key in dict(given["columns"])]
    if target.snapshot:
        # A replay is given no address; what goes on with it must not go to another one than was replayed.
        seen = target.snapshot.run.started["settings"]
        stand_in = {name: value for name, value in seen.items() if name.startswith("sandbox")}
        options |= stand_in if "sandbox" in stand_in else {"base-url": target.base_url}
    return options


def _scope(given: Mapping[str, Any]) -> Scope:
    """Which customers are audited beside those of the mapping, and which findings are accepted."""
    refuse_contradictions(given)
    # A direct customer is audited also where no row of the mapping is sound, as are those that rows name.
    if given["mapping"]:
        customers = [""] if given["direct_customer"] else []
    else:
        customers = without_mapping(given, "nothing to audit: name a mapping,")
    file = given["accepted"]
    sources = find_sources([str(file)], ReadOptions(), sys.stdin.buffer) if file else []
    acceptances = read_acceptances(sources)
    return Scope(customers, given["all_customers"], acceptances, as_inputs(sources))


def _can_ask(mappings: tuple[str, ...]) -> bool:
    return sys.stdin.isatty() and "-" not in mappings


def _wanted(command: str, given: Mapping[str, Any], base_url: str) -> Wanted | None:
    """The rows that the arguments name; None where the files can't be read, which then has been said."""
    reviewed = given.get("reviewed")
    if reviewed and given["mapping"]:
        raise UsageError("--plan brings its own rows: leave the MAPPING out")
    has_rows = reviewed or given["mapping"]
    aws_list = read_aws_list(given["verify_against"], given["mapping"], quiet=given["quiet"] or not has_rows)
    if reviewed:
        wanted = from_reviewed(reviewed, base_url=base_url or None, allow_update=given["allow_update"])
        for words in ([] if given["quiet"] else [wanted.origin]) + [*wanted.remarks]:
            remark(words)
        return wanted.with_aws_list(aws_list)
    options = _reading(given)
    if command == "audit" and not given["mapping"]:
        if aws_list and not given["quiet"]:
            click.echo("govlink: --verify-against compares rows, and no mapping was given", err=True)
        return NOTHING.with_aws_list(aws_list)
    tell = _say_nothing if given["quiet"] else remark
    sources = find_sources(given["mapping"], options, sys.stdin.buffer, tell)
    checked = load(sources, options, aws_list)
    if checked.unreadable:
        _complain(checked)
        return None
    _tell_of_comments(checked, tell)
    return from_mapping(sources, checked).with_aws_list(aws_list)


def _reading(given: Mapping[str, Any]) -> ReadOptions:
    return ReadOptions(
        given["client_api_id"],
        direct_customer=given["direct_customer"],
        columns=dict(given["columns"]),
        input_format=given["input_format"],
    )


def _complain(checked: Checked) -> None:
    """Say what is wrong with the files; nothing was sent."""
    for problem in checked.problems:
        if problem.row is None and problem.is_error:
            remark(f"{problem.place}: {problem.code.id} {problem.in_full}")
    remark("nothing was sent; `govlink check` shows every problem of every row")


def _tell_of_comments(checked: Checked, tell: Callable[[str], None]) -> None:
    """Say which lines may be rows that nobody sees in a plan."""
    comments = [problem for problem in checked.problems if problem.code is ROW_AS_COMMENT]
    for problem in comments[:_COMMENTS_TOLD]:
        tell(f"{problem.place}: {problem.code.id} {problem.in_full}")
    if len(comments) > _COMMENTS_TOLD:
        tell(f"{len(comments) - _COMMENTS_TOLD:,} more lines begin with # and read as rows; `govlink check` lists them")


def _say_nothing(words: str) -> None:
    """Take a remark that nobody asked for."""


def _safety(given: Mapping[str, Any]) -> Safety:
    return Safety(
        yes=given.get("yes", False),
        allow_update=given.get("allow_update", False),
        require_clean=given.get("require_clean", False),
        max_creates=given.get("max_creates"),
        max_updates=given.get("max_updates"),
        limit=given.get("limit"),
        max_failures=given.get("max_failures"),
        max_duration=given.get("max_duration"),
        direction=direction_told(given["direction"]),
    )


def _as_said(given: Mapping[str, Any], is_wanted: Callable[[click.Parameter], bool]) -> dict[str, object]:
    """Those of the options that were said which are wanted, by their names on the command line."""
    context = click.get_current_context()
    said = {
        param.name: max(param.opts, key=len).removeprefix("--")
        for param in context.command.params
        if is_wanted(param) and context.get_parameter_source(param.name or "") is not click.core.ParameterSource.DEFAULT
    }
    return {
        option: str(value) if isinstance(value, Path) else value
        for name, option in said.items()
        if (value := given[name or ""]) is not None and value is not False  # 0 is a limit, too
    }
