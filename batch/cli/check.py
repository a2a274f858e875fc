"""`govlink check`: every problem of every row, checked on this machine alone."""

import os
import sys

import click

from batch.cli import options
from batch.cli.aws_record import aws_record
from batch.cli.parameters import SectionedCommand
from batch.errors import Exit
from batch.mapping import ReadOptions, find_sources
from batch.problem_formats import as_text, renderer
from batch.rules import check


@click.command("check", cls=SectionedCommand)
@click.argument("mapping", nargs=-1, required=True)
@options.reading
@options.checking
def command(
    *,
    mapping: tuple[str, ...],
    client_api_id: str | None,
    direct_customer: bool,
    columns: tuple[tuple[str, str], ...],
    input_format: str | None,
    verify_against: tuple[str, ...],
    output_format: str,
    show_all: bool,
    no_color: bool,
) -> int:
    """Check MAPPING files without the network, and print every problem of every row."""
    reading = ReadOptions(
        client_api_id, direct_customer=direct_customer, columns=dict(columns), input_format=input_format
    )
    checked = check(find_sources(mapping, reading, sys.stdin.buffer), reading, aws_record(verify_against))
    lines = as_text.render(checked, show_all=show_all) if output_format == "text" else renderer(output_format)(checked)
    colour = sys.stdout.isatty() and not (no_color or os.environ.get("NO_COLOR"))
    for line in lines:
        click.echo(line, color=colour)
    if checked.unreadable:
        return Exit.USAGE
    return Exit.ATTENTION if checked.invalid_count else Exit.OK
