"""`govlink check`: every problem of every row, found on this machine alone."""

import sys

import click

from batch.codes import severity
from batch.diagnostics import Severity
from batch.errors import Exit
from batch.mapping import ReadOptions, find_sources
from batch.rules import check


@click.command("check")
@click.argument("mapping", nargs=-1, required=True)
@click.option("--client-api-id", help="The customer of rows that name none.")
@click.option("--direct-customer", is_flag=True, help="The key belongs to a customer without tenants.")
@click.option("--input-format", type=click.Choice(["csv", "yaml"]), help="The format of standard input.")
def command(
    *, mapping: tuple[str, ...], client_api_id: str | None, direct_customer: bool, input_format: str | None
) -> int:
    """Check MAPPING files without the network, and print every problem of every row."""
    options = ReadOptions(client_api_id, direct_customer, input_format=input_format)
    found = check(find_sources(mapping, options, sys.stdin.buffer), options)
    for problem in found.problems:
        click.echo(f"{problem.place}: {problem.code} {problem.message}")
    if found.unreadable:
        return Exit.USAGE
    wrong = any(severity(problem.code) is Severity.ERROR for problem in found.problems)
    return Exit.ATTENTION if wrong else Exit.OK
