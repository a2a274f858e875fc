"""The options of every command that reads a mapping; apart from the others, whose types a check need not load."""

import click

from batch.cli.parameters import Files, KeyHeader, option, together


def _one_to_one(_context: click.Context, _param: click.Parameter, pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Each key with its header; refuse a key that has two headers, and a header that has two keys."""
    for at in (0, 1):
        names = [pair[at].strip() for pair in pairs]
        if twice := next((name for number, name in enumerate(names) if name in names[:number]), None):
            raise click.BadParameter(f"{twice!r} is given twice, and only one of the two could be used")
    return dict(pairs)


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
        callback=_one_to_one,
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
        help="AWS's own list of the pairs, as import-aws reads it; rows that contradict it are errors. Repeatable.",
    ),
)
