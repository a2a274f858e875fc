"""Turns the options of `plan`, `apply`, and `audit` into a run against CloudHealth or a sandbox."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from batch.archive.latest import named_run
from batch.audit import read_acceptances
from batch.checking import Checked, load
from batch.cli.aws_list import read_aws_list
from batch.cli.connecting import connected
from batch.cli.named_customers import refuse_contradictions, without_mapping
from batch.cli.printing import remark, show_nothing
from batch.cli.settings import WAY_TO_CLOUDHEALTH, recorded, repeatable
from batch.cli.watched import watched
from batch.console.views import open_view
from batch.errors import Exit, UsageError
from batch.mapping import ReadOptions, find_sources
from batch.rules.files import HIDDEN_CELLS, MERGED_CELLS
from batch.rules.records import ROW_AS_COMMENT
from batch.runs.audit import AuditScope, audit
from batch.runs.ending import RunEnd
from batch.runs.options import RunOptions
from batch.runs.plan_and_apply import execute
from batch.runs.signals import handled
from batch.runs.stages import Settings
from batch.runs.target import Target, chosen
from batch.runs.wanted import NOTHING, Wanted, as_inputs, from_mapping, from_reviewed
from batch.stopping import Stopping

_COMMENTS_SHOWN = 5
_OF_SHEETS = (HIDDEN_CELLS, MERGED_CELLS)
"""What a person may overlook in a workbook; each occurs at most once per sheet."""


def run(command: str, options: RunOptions) -> Exit:
    """Check the options, read the mapping, run, and report to monitoring; raises `GovlinkError`."""
    return watched(command, options, partial(_run, command, options))


def _run(command: str, given: RunOptions) -> RunEnd:
    # Record the folder's own name, because `latest-…` may point elsewhere later.
    options = replace(
        given,
        reviewed=named_run(given.reviewed) if given.reviewed else None,
        snapshot=named_run(given.snapshot) if given.snapshot else None,
    )
    target = chosen(options.connection, options.sandbox, options.mapping, options.snapshot)
    if target.snapshot and not options.output.quiet:
        for words in target.snapshot.remarks():
            remark(words)
    scope = _scope(options) if command == "audit" else None
    wanted = _wanted(command, options, target.base_url)
    if wanted is None:
        return RunEnd(Exit.USAGE)
    if command == "apply" and not options.safety.yes and not _can_ask(options.mapping):
        raise UsageError(
            "apply asks before it sends, and there is no terminal to ask on; add --yes, or preview with `plan`"
        )
    output = options.output
    settings = Settings(
        command,
        options.safety,
        output,
        target.snapshot,
        to_repeat=_to_repeat(target),
        no_names=options.no_names,
        given=recorded(reviewed=options.reviewed, snapshot=options.snapshot),
    )
    stopping = Stopping()
    show = show_nothing if output.quiet or command == "audit" or options.safety.forced else remark
    with handled(stopping), connected(target, wanted.rows, show) as connection:
        view = open_view(
            as_events=output.as_events,
            quiet=output.quiet,
            verbose=output.verbose,
            no_color=output.no_color,
            base_url=connection.base_url,
            is_sandbox=connection.is_sandbox,
        )
        if scope is None:
            return execute(settings, connection, wanted, view, stopping)
        return audit(settings, connection, wanted, scope, view, stopping)


def examined(command: str, options: RunOptions, key_from: Callable[[Path | None], str]) -> list[str]:
    """Return the mapping's files; raises what a run with these options would raise before it reads them.

    `key_from` returns the API key, which the run itself may find elsewhere than this process.
    """
    from batch.monitoring.notify import Notice

    chosen(options.connection, options.sandbox, options.mapping, options.snapshot, key_from)
    if options.output.notify:
        Notice(options.output.notify)
    if command == "audit":
        _scope(options)
    read_aws_list(options.verify_against, options.mapping, quiet=True)
    if command == "audit" and not options.mapping:
        return []
    return [source.file for source in find_sources(options.mapping, options.reading, sys.stdin.buffer, remark)]


def _to_repeat(target: Target) -> Mapping[str, object]:
    """Return the options for a command that continues this run, without those that a sandbox doesn't use."""
    options = {**repeatable(), **_stand_in(target)}
    unused = {name.replace("_", "-") for name in WAY_TO_CLOUDHEALTH} if "sandbox" in options else set()
    return {name: value for name, value in options.items() if name not in unused}


def _stand_in(target: Target) -> Mapping[str, object]:
    """Return the address of a replayed run as options, so that what continues the replay uses the same one."""
    if not target.snapshot:
        return {}
    seen = target.snapshot.run.started.settings
    stand_in = {name: value for name, value in seen.items() if name.startswith("sandbox")}
    return stand_in if "sandbox" in stand_in else {"base-url": target.base_url}


def _scope(options: RunOptions) -> AuditScope:
    """Return the customers to audit in addition to those of the mapping, and the accepted findings."""
    refuse_contradictions(options)
    # A direct customer is audited even if no row of the mapping is valid, like the customers that rows name.
    if options.mapping:
        customers = [""] if options.reading.direct_customer else []
    else:
        customers = without_mapping(options, "nothing to audit; give a mapping,")
    file = options.accepted
    sources = find_sources([str(file)], ReadOptions(), sys.stdin.buffer) if file else []
    acceptances = read_acceptances(sources)
    return AuditScope(customers, options.all_customers, acceptances, as_inputs(sources))


def _can_ask(mappings: tuple[str, ...]) -> bool:
    return sys.stdin.isatty() and "-" not in mappings


def _wanted(command: str, options: RunOptions, base_url: str) -> Wanted | None:
    """Return the rows that the arguments name, or None if the files can't be read, which is reported here."""
    reviewed, quiet = options.reviewed, options.output.quiet
    if reviewed and options.mapping:
        raise UsageError("--plan has its own rows; leave out MAPPING")
    has_rows = reviewed or options.mapping
    aws_list = read_aws_list(options.verify_against, options.mapping, quiet=quiet or not has_rows)
    if reviewed:
        wanted = from_reviewed(reviewed, base_url=base_url or None, allow_update=options.safety.allow_update)
        for words in ([] if quiet else [wanted.origin]) + [*wanted.remarks]:
            remark(words)
        return wanted.with_aws_list(aws_list)
    if command == "audit" and not options.mapping:
        if aws_list and not quiet:
            click.echo("govlink: --verify-against has no effect: it compares rows, and no mapping was given", err=True)
        return NOTHING.with_aws_list(aws_list)
    show = show_nothing if quiet else remark
    sources = find_sources(options.mapping, options.reading, sys.stdin.buffer, show)
    checked = load(sources, options.reading, aws_list)
    if checked.unreadable:
        _complain(checked)
        return None
    _show_comments(checked, show)
    for problem in checked.problems:
        if problem.rule in _OF_SHEETS:
            show(f"{problem.place}: {problem.rule.id} {problem.in_full}")
    return from_mapping(sources, checked).with_aws_list(aws_list)


def _complain(checked: Checked) -> None:
    """Report what is wrong with the files; nothing was sent."""
    for problem in checked.refusals:
        remark(f"{problem.place}: {problem.rule.id} {problem.in_full}")
    remark("nothing was sent; `govlink check` shows every problem of every row")


def _show_comments(checked: Checked, show: Callable[[str], None]) -> None:
    """Show the lines that may be rows missing from the plan."""
    comments = [problem for problem in checked.problems if problem.rule is ROW_AS_COMMENT]
    for problem in comments[:_COMMENTS_SHOWN]:
        show(f"{problem.place}: {problem.rule.id} {problem.in_full}")
    if len(comments) > _COMMENTS_SHOWN:
        show(
            f"{len(comments) - _COMMENTS_SHOWN:,} more lines beginning with # look like rows; "
            "`govlink check` lists them"
        )
