"""`govlink fix`: write the mapping with everything fixed that can be fixed unambiguously."""

from typing import TYPE_CHECKING

import click

from batch.cli import options as shared
from batch.cli.finding import find_customers
from batch.cli.mapping_options import reading
from batch.cli.parameters import SectionedCommand, option, together
from batch.cli.settings import with_options
from batch.errors import Exit, UsageError
from batch.runs.options import FixOptions
from batch.streams import allows_color

if TYPE_CHECKING:
    from batch.aws import AwsList
    from batch.checking import Checked
    from batch.fixing.mapping import DraftMapping

_fixing = together(
    option(
        "Fixing",
        "--fill-down",
        variable=False,
        is_flag=True,
        help="Fill empty customer cells of a table with the customer above (from merged cells, for example), but not "
        "across blank lines.",
    ),
    option(
        "Fixing",
        "--from-cloudhealth",
        variable=False,
        is_flag=True,
        help="Restore lost zeros if exactly one account of the row's customer fits; reads only.",
    ),
)

_writing = together(
    shared.output_file,
    option("Output", "--show-all", is_flag=True, help="List every remaining problem, even if a code has many."),
    shared.verbosity,
)


@click.command("fix", cls=SectionedCommand, short_help="Fix what can be fixed unambiguously.")
@click.argument("mapping", nargs=-1, required=True)
@reading
@_fixing
@find_customers
@shared.connection
@shared.sandbox
@_writing
@with_options(FixOptions)
def command(options: FixOptions) -> int:
    """Combine the MAPPING files into one, and fix every id that can mean only one thing.

    Apostrophes, spaces, invisible characters, separators, a trailing `.0`, and surplus zeros are removed from ids, and
    digits of other scripts become 0 to 9. Lost zeros are restored if the list of --verify-against has the account, or,
    with --from-cloudhealth, if the row's customer has it. With --find-customers, rows without a customer get the one
    that has their AWS accounts or the name in their customer_name column. Nothing else is changed. Each change is
    printed on standard error, followed by the remaining problems. The exit code is that of `govlink check` on the
    result, or 3 if a customer could not be read.
    """
    import sys

    from batch.cli.aws_list import read_aws_list
    from batch.cli.check import exit_code
    from batch.cli.destination import Destination
    from batch.cli.printing import remark
    from batch.fixing.accounts import KnownToAws
    from batch.fixing.mapping import drafted, fix, restore
    from batch.fixing.result import result
    from batch.mapping import find_sources

    destination = Destination(options.output_file, among=options.mapping)
    _refuse_contradictions(options)
    if destination.remark:
        remark(destination.remark)
    aws = read_aws_list(options.verify_against, options.mapping, quiet=options.output.quiet)
    sources = find_sources(options.mapping, options.reading, sys.stdin.buffer, remark)
    mapping = drafted(sources, options.reading, aws)
    if mapping.is_refused:
        code = _show_left(mapping.found, show_all=options.show_all)
        remark(f"nothing is written, because a whole file can't be read: {_refused(mapping.found)}")
        return code
    fix(mapping, options.reading, fill_down=options.fill_down)
    if aws:
        restore(mapping, KnownToAws(aws))
    asks = options.find_customers or options.from_cloudhealth
    are_all_read = not asks or _fix_by_cloudhealth(mapping, options, aws)
    content, left = result(mapping, destination.form, destination.source, options.reading, aws)
    _show_changes(mapping, quiet=options.output.quiet)
    destination.write(content)
    code = (
        exit_code(left) if options.output.quiet and not left.problems else _show_left(left, show_all=options.show_all)
    )
    return code if are_all_read or code is Exit.USAGE else Exit.STOPPED


def _refuse_contradictions(options: FixOptions) -> None:
    from batch.cli.connecting import require_scenario

    sandbox = options.sandbox
    if options.find_customers and (options.reading.client_api_id or options.reading.direct_customer):
        raise UsageError("--find-customers can't be used together with --client-api-id or --direct-customer")
    if sandbox.sandbox and not (options.find_customers or options.from_cloudhealth):
        raise UsageError("--sandbox needs --find-customers or --from-cloudhealth; nothing else asks CloudHealth")
    require_scenario(sandbox)


def _fix_by_cloudhealth(mapping: "DraftMapping", options: FixOptions, aws: "AwsList | None") -> bool:
    """Fix what CloudHealth's answers make certain; returns whether every customer that a row needs was read."""
    from batch.cli.asking import asking
    from batch.runs.fix import Questions, fix_by_answers
    from batch.runs.reading import refuse_part

    questions = Questions(options.find_customers, options.from_cloudhealth, options.reading.direct_customer)
    if not questions.about(mapping):
        return True
    with asking(options.connection, options.sandbox, options.output) as (connection, view, stopping):
        are_all_read = fix_by_answers(mapping, questions, aws, connection, view, stopping)
    refuse_part(stopping)
    return are_all_read


def _show_changes(mapping: "DraftMapping", *, quiet: bool) -> None:
    from batch.cli.printing import remark
    from batch.counting import counted
    from batch.diagnostics import printable

    changes = [] if quiet else [printable(str(change)) for change in mapping.changes_in_order]
    for line in changes:
        click.echo(line, err=True)
    for words in mapping.remarks:
        remark(words)
    if not quiet:
        rows = len({change.place[:2] for change in mapping.changes})
        click.echo(f"Fixed: {counted(len(changes), 'value')} in {counted(rows, 'row')}.", err=True)


def _refused(checked: "Checked") -> str:
    """Name the files that can't be read as a whole, each with its codes."""
    codes: dict[str, dict[str, None]] = {}
    for problem in checked.refusals:
        codes.setdefault(problem.source, {})[problem.rule.id] = None
    return "; ".join(f"{source} ({', '.join(found)})" for source, found in codes.items())


def _show_left(checked: "Checked", *, show_all: bool) -> int:
    """Print the remaining problems as `check` does, and return its exit code for them."""
    from batch.cli.check import exit_code
    from batch.problem_formats import as_text

    for line in as_text.render(checked, show_all=show_all):
        click.echo(line, err=True, color=None if allows_color() else False)
    return exit_code(checked)
