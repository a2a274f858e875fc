"""`govlink fix`: the mapping with everything mended that can be mended without a doubt."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from batch.cli import options as shared
from batch.cli.mapping_options import reading
from batch.cli.parameters import SectionedCommand, option, together
from batch.cli.settings import handed
from batch.errors import Exit, UsageError
from batch.runs.options import FixOptions

if TYPE_CHECKING:
    from batch.aws import AwsList
    from batch.checking import Checked
    from batch.fixing.mapping import DraftMapping

_mending = together(
    option(
        "Mending",
        "--fill-down",
        variable=False,
        is_flag=True,
        help="Fill empty customer cells of a table with the customer above, as where cells were merged.",
    ),
    option(
        "Mending",
        "--from-cloudhealth",
        variable=False,
        is_flag=True,
        help="Restore lost zeros where one account of the row's customer fits; reads only.",
    ),
)

_writing = together(
    option(
        "Output",
        "--output",
        "output_file",
        variable=False,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="New file for the result, in the format of its ending. Default: CSV on standard output.",
    ),
    option("Output", "--show-all", is_flag=True, help="List every problem that is left, even where a code has many."),
    shared.verbosity,
)


@click.command("fix", cls=SectionedCommand, short_help="Mend what can be mended without a doubt.")
@click.argument("mapping", nargs=-1, required=True)
@reading
@_mending
@shared.connection
@shared.sandbox
@_writing
@handed(FixOptions)
def command(options: FixOptions) -> int:
    """Write the MAPPING files as one, with every id mended that can mean one thing only.

    An apostrophe, spaces, invisible characters, separators or other digits than 0 to 9 in an id, `.0` behind it, and
    zeros too many are taken away. Lost zeros are restored where the list of --verify-against has the account, or with
    --from-cloudhealth the row's customer. Each change is printed on standard error, and at the end what is left to do;
    all else stays as it is. The exit code is that of `govlink check` on the result, or 3 where a customer could not be
    read.
    """
    import sys

    from batch.cli.aws_list import read_aws_list
    from batch.cli.destination import Destination
    from batch.cli.printing import remark
    from batch.fixing.accounts import KnownToAws
    from batch.fixing.mapping import drafted, left, mend, restore, written
    from batch.mapping import find_sources

    destination = Destination(options.output_file)
    _refuse_contradictions(options)
    aws = read_aws_list(options.verify_against, options.mapping, quiet=options.output.quiet)
    sources = find_sources(options.mapping, options.reading, sys.stdin.buffer, remark)
    mapping = drafted(sources, options.reading, aws)
    if mapping.found.unreadable:
        code = _show_left(mapping.found, show_all=options.show_all)
        remark("nothing is written: see the errors of the file as a whole")
        return code
    mend(mapping, options.reading, fill_down=options.fill_down)
    if aws:
        restore(mapping, KnownToAws(aws))
    are_all_read = not options.from_cloudhealth or _restore_from_cloudhealth(mapping, options, aws)
    content = written(mapping, destination.form)
    _show_changes(mapping, quiet=options.output.quiet)
    destination.write(content)
    code = _show_left(left(mapping, destination.source(content), options.reading, aws), show_all=options.show_all)
    return code if are_all_read or code is Exit.USAGE else Exit.STOPPED


def _refuse_contradictions(options: FixOptions) -> None:
    if options.sandbox.sandbox and not options.from_cloudhealth:
        raise UsageError("--sandbox goes with --from-cloudhealth: nothing else asks CloudHealth")
    if options.sandbox.sandbox and not options.sandbox.sandbox_scenario:
        raise UsageError(
            "--sandbox needs --sandbox-scenario here: this mapping has numbers to mend, and none to make it from"
        )


def _restore_from_cloudhealth(mapping: "DraftMapping", options: FixOptions, aws: "AwsList | None") -> bool:
    """Restore what the accounts of the rows' customers make certain; returns whether all of them could be read."""
    from batch.fixing.cloudhealth import KnownToCloudHealth, customers_in_question
    from batch.fixing.mapping import restore

    customers = customers_in_question(mapping.drafts, direct_customer=options.reading.direct_customer)
    if not customers:
        return True
    from batch.cli.asking import asking
    from batch.errors import EndedEarlyError
    from batch.runs.fix import read_accounts_of
    from batch.runs.reading import nothing_written

    with asking(options.connection, options.sandbox, options.output) as (connection, view, stopping):
        read = read_accounts_of(customers, connection, view, stopping)
    if reason := stopping.reason:
        raise EndedEarlyError(nothing_written(reason), reason.exit_code)
    for customer, why in read.unread.items():
        whose = f"of customer {customer}" if customer else "of the customer"
        mapping.remarks.append(f"the accounts {whose} could not be read, so its rows are left as they are: {why}")
    known = KnownToCloudHealth(read.accounts, aws)
    restore(mapping, known)
    known.suggest_ids(mapping.drafts)
    return not read.unread


def _show_changes(mapping: "DraftMapping", *, quiet: bool) -> None:
    from batch.cli.printing import remark
    from batch.diagnostics import printable
    from batch.problem_formats.facts import many

    for change in () if quiet else mapping.changes:
        click.echo(printable(str(change)), err=True)
    for words in mapping.remarks:
        remark(words)
    rows = sum(draft.is_changed for draft in mapping.drafts)
    click.echo(f"Mended: {many(len(mapping.changes), 'value')} in {many(rows, 'row')}.", err=True)


def _show_left(checked: "Checked", *, show_all: bool) -> int:
    """Print the problems that are left as `check` does, and give the exit code that it has for them."""
    import os

    from batch.cli.check import exit_code
    from batch.problem_formats import as_text

    for line in as_text.render(checked, show_all=show_all):
        click.echo(line, err=True, color=False if os.environ.get("NO_COLOR") else None)
    return exit_code(checked)
