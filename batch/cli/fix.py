"""`govlink fix`: the mapping with everything mended that can be mended without a doubt."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from batch.cli import options as shared
from batch.cli.mapping_options import reading
from batch.cli.parameters import SectionedCommand, option, together
from batch.cli.settings import handed
from batch.runs.options import FixOptions

if TYPE_CHECKING:
    from batch.checking import Checked
    from batch.fixing.mapping import DraftMapping

_mending = option(
    "Mending",
    "--fill-down",
    variable=False,
    is_flag=True,
    help="Fill empty customer cells of a table with the customer above, as where cells were merged.",
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
@_writing
@handed(FixOptions)
def command(options: FixOptions) -> int:
    """Write the MAPPING files as one, with every id mended that can mean one thing only.

    An apostrophe, spaces, invisible characters, separators or other digits than 0 to 9 in an id, `.0` behind it, and
    zeros too many are taken away. Lost zeros are restored where the list of --verify-against has the account. Each
    change is printed on standard error, and at the end what is left to do; all else stays as it is. The exit code is
    that of `govlink check` on the result.
    """
    import sys

    from batch.cli.aws_list import read_aws_list
    from batch.cli.destination import Destination
    from batch.cli.printing import remark
    from batch.fixing.accounts import KnownToAws
    from batch.fixing.mapping import drafted, left, mend, restore, written
    from batch.mapping import Source, find_sources

    destination = Destination(options.output_file)
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
    content = written(mapping, destination.form)
    _show_changes(mapping, quiet=options.output.quiet)
    destination.write(content)
    result = Source(destination.name, destination.form, content=content)
    return _show_left(left(mapping, result, options.reading, aws), show_all=options.show_all)


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
