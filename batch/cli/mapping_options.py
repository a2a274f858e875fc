"""The options of every command that reads a mapping; apart from the others, whose types a check need not load."""

import click

from batch.cli.parameters import Files, KeyHeader, option, together

reading = together(
    option(
        "Mapping",
        "--client-api-id",
        repeated=False,
        variable=False,
        metavar="ID",
        help="Customer of the rows that name none.",
    ),
    option(
        "Mapping",
        "--direct-customer",
        variable=False,
        is_flag=True,
        help="The API key belongs to a customer without tenants, and no row may name one.",
    ),
    option(
        "Mapping",
        "--column",
        "columns",
        repeated=False,
        multiple=True,
        type=KeyHeader(),
        metavar="KEY=HEADER",
        help="Name of the column that holds KEY, where it is an unusual one. Repeatable.",
    ),
    option(
        "Mapping",
        "--input-format",
        repeated=False,
        type=click.Choice(["csv", "yaml"]),
        help="Format of standard input.",
    ),
    option(
        "Mapping",
        "--verify-against",
        multiple=True,
        type=Files(readable=False),
        metavar="FILE",
        help="AWS's own record of the pairs, as import-aws reads it; rows that contradict it are errors. Repeatable.",
    ),
)
