"""The options of every command that reads a mapping; apart from the others, whose types a check need not load."""

import click

from batch.cli.parameters import KeyHeader, option, together

reading = together(
    option("Mapping", "--client-api-id", variable=False, metavar="ID", help="The customer of rows that name none."),
    option(
        "Mapping",
        "--direct-customer",
        variable=False,
        is_flag=True,
        help="The key belongs to a customer without tenants; then no row may name one.",
    ),
    option(
        "Mapping",
        "--column",
        "columns",
        multiple=True,
        type=KeyHeader(),
        metavar="KEY=HEADER",
        help="The header of a key's column, where it is an unusual one. Repeatable.",
    ),
    option("Mapping", "--input-format", type=click.Choice(["csv", "yaml"]), help="The format of standard input."),
    option(
        "Mapping",
        "--verify-against",
        multiple=True,
        # A path, so that several in the variable are separated by colons, and a space is part of a name.
        type=click.Path(readable=False),
        metavar="FILE",
        help="AWS's own record of the pairs, as import-aws reads it: a row that contradicts it is wrong. Repeatable.",
    ),
)
