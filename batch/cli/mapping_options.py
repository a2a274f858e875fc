"""The options of every command that reads a mapping, separate from the others so that `check` doesn't load those."""

import click
from click.core import ParameterSource

from batch.cli.parameters import Files, KeyHeader, option, together
from batch.mapping.arguments import may_have_sheets
from batch.mapping.options import VariableColumns


def _one_to_one(context: click.Context, param: click.Parameter, pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return each key with its header; refuse a key that has two headers, and a header that has two keys."""
    for at in (0, 1):
        names = [pair[at].strip() for pair in pairs]
        if twice := next((name for number, name in enumerate(names) if name in names[:number]), None):
            raise click.BadParameter(f"{twice!r} is given twice, and only one of the two could be used")
    from_variable = context.get_parameter_source(param.name or "") is ParameterSource.ENVIRONMENT
    return VariableColumns(pairs) if from_variable else dict(pairs)


def _only_for_workbooks(context: click.Context, param: click.Parameter, name: str | None) -> str | None:
    """Return the name; one from a variable applies only to workbooks, because runs of other mappings see it too."""
    mapping = context.params.get("mapping") or ()
    if context.get_parameter_source(str(param.name)) is ParameterSource.ENVIRONMENT and not any(
        map(may_have_sheets, mapping)
    ):
        return None
    return name


reading = together(
    option(
        "Mapping",
        "--client-api-id",
        repeated=False,
        variable=False,
        metavar="ID",
        help="Customer of the rows that name none; in CSV files and workbooks, only if no row of the file names one.",
    ),
    option(
        "Mapping",
        "--direct-customer",
        variable=False,
        is_flag=True,
        help="The API key belongs to a customer without tenants; no row may name a customer.",
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
        help="Header of the column that holds KEY, if govlink doesn't recognize it. Repeatable.",
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
        "--sheet",
        repeated=False,
        callback=_only_for_workbooks,
        metavar="NAME",
        help="Sheet to read in a workbook. Default: the first one that has a mapping's columns.",
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
