"""`govlink export`: write the existing linkages as a mapping."""

import click

from batch.cli import options as shared
from batch.cli.parameters import SectionedCommand, option, together
from batch.cli.settings import with_options
from batch.runs.options import ExportOptions

_customers = together(
    option("Customers", "--client-api-id", variable=False, metavar="ID", help="Export this customer."),
    option(
        "Customers",
        "--direct-customer",
        variable=False,
        is_flag=True,
        help="Export the customer of the API key, which has no tenants.",
    ),
    option("Customers", "--all-customers", is_flag=True, help="Export every customer that the key can see."),
)

_writing = together(
    option(
        "Output",
        "--format",
        "output_format",
        variable=False,
        type=click.Choice(["csv", "yaml"]),
        default="csv",
        show_default=True,
        help="Format of the mapping.",
    ),
    shared.verbosity,
)


@click.command("export", cls=SectionedCommand, short_help="Write the existing linkages as a mapping.")
@_customers
@shared.connection
@shared.direction
@shared.sandbox
@_writing
@with_options(ExportOptions)
def command(options: ExportOptions) -> int:
    """Write the existing linkages as a mapping to standard output.

    Writes nothing to CloudHealth. The mapping is written once everything has been read. As long as nothing changes,
    `govlink plan` finds each of its rows in sync. A customer that can't be read completely is reported and left out,
    and the exit code is 3.
    """
    from batch.cli.asking import asking
    from batch.cli.named_customers import refuse_contradictions, without_mapping
    from batch.cli.printing import print_file, refuse_closed_output
    from batch.mapping.sources import Format
    from batch.report.wording import address
    from batch.runs.export import ExportSettings, export

    refuse_closed_output()
    refuse_contradictions(options)
    settings = ExportSettings(
        without_mapping(options, "nothing to export; give"),
        options.all_customers,
        options.safety.forced,
        Format(options.output_format),
        options.reading,
    )
    with asking(options.connection, options.sandbox, options.output) as (connection, view, stopping):
        ended = export(connection, settings, view, stopping)
        for remark in ended.remarks:
            view.warn(remark)
        if ended.content is not None:
            print_file(ended.content)
            view.note(f"{ended.words}, from {address(connection.base_url, is_sandbox=ended.is_sandbox)}")
    return ended.code
