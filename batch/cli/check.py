"""`govlink check`: find every problem of every row, without the network."""

import sys

import click

from batch.checking import Checked, check
from batch.cli.aws_list import read_aws_list
from batch.cli.mapping_options import reading
from batch.cli.parameters import SectionedCommand, option, together
from batch.cli.printing import remark
from batch.errors import Exit
from batch.mapping import ReadOptions, find_sources
from batch.problem_formats import NAMES, as_text, renderer
from batch.rules import records, values
from batch.streams import OutputError, allows_color, silence

_writing = together(
    option(
        "Output",
        "--format",
        "output_format",
        type=click.Choice(NAMES),
        default="text",
        show_default=True,
        help="Format of the output.",
    ),
    option("Output", "--show-all", is_flag=True, help="List every problem, even if a code has many (text format)."),
    option("Output", "--no-color", is_flag=True, help="Print without color, as with the variable NO_COLOR."),
)


@click.command("check", cls=SectionedCommand, short_help="Find every problem in a mapping, offline.")
@click.argument("mapping", nargs=-1, required=True)
@reading
@_writing
def command(
    *,
    mapping: tuple[str, ...],
    client_api_id: str | None,
    direct_customer: bool,
    columns: dict[str, str],
    input_format: str | None,
    sheet: str | None,
    verify_against: tuple[str, ...],
    output_format: str,
    show_all: bool,
    no_color: bool,
) -> int:
    """Check MAPPING files without the network, and print every problem of every row."""
    reading = ReadOptions(
        client_api_id, direct_customer=direct_customer, columns=columns, input_format=input_format, sheet=sheet
    )
    aws_list = read_aws_list(verify_against, mapping)
    sources = find_sources(mapping, reading, sys.stdin.buffer, remark)
    checked = check(sources, reading, aws_list)
    lines = as_text.render(checked, show_all=show_all) if output_format == "text" else renderer(output_format)(checked)
    color = sys.stdout.isatty() and not no_color and allows_color()
    try:
        for line in lines:
            click.echo(line, color=color)
    except OutputError as error:
        # A reader that stops early (`| head`) doesn't change the result.
        if not error.has_no_reader:
            raise
        silence()
    else:
        if output_format == "text" and _can_be_fixed(checked):
            remark("`govlink fix` fixes the values above that can mean only one thing")
    return exit_code(checked)


def _can_be_fixed(checked: Checked) -> bool:
    """Whether `fix` can fix anything: a value that can mean only one thing, in a row that was read reliably."""
    doubts = {*records.NOT_READ_SURELY, values.DOUBTED.id}
    doubted = {problem.row for problem in checked.problems if problem.rule.id in doubts}
    found = ((problem.row, problem.suggestion) for problem in checked.problems if problem.suggestion)
    return not checked.unreadable and any(hint.is_certain and row not in doubted for row, hint in found)


def exit_code(checked: Checked) -> Exit:
    """Return the exit code for a mapping with these problems."""
    if checked.unreadable:
        return Exit.USAGE
    return Exit.ATTENTION if any(problem.is_error for problem in checked.problems) else Exit.OK
