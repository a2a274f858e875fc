"""`govlink customers`: list the customers that the key can see."""

import click

from batch.cli import options as shared
from batch.cli.parameters import SectionedCommand, option, together
from batch.cli.settings import with_options
from batch.errors import Exit
from batch.runs.options import CustomersOptions

_output = together(
    option(
        "Output",
        "--accounts",
        variable=False,
        is_flag=True,
        help="Add each customer's number of accounts, GovCloud accounts, and linkages; takes two or more requests "
        "per customer.",
    ),
    option(
        "Output",
        "--format",
        "output_format",
        variable=False,
        type=click.Choice(["table", "csv", "json"]),
        default="table",
        show_default=True,
        help="Format of the list.",
    ),
    shared.verbosity,
)


@click.command("customers", cls=SectionedCommand, short_help="List the customers that the key can see.")
@shared.connection
@shared.sandbox
@_output
@with_options(CustomersOptions)
def command(options: CustomersOptions) -> int:
    """List the customers that the API key can see, by id (client_api_id) and name, on standard output.

    Writes nothing to CloudHealth. If a customer can't be read, its line has the reason, and the exit code is 3.
    """
    from batch.cli.asking import asking
    from batch.cli.connecting import require_scenario
    from batch.cli.printing import print_file, refuse_closed_output
    from batch.counting import counted
    from batch.customer_list import as_file, as_json, as_table
    from batch.report.wording import address
    from batch.runs.customers import list_customers

    refuse_closed_output("the list")
    require_scenario(options.sandbox)
    with asking(options.connection, options.sandbox, options.output) as (connection, view, stopping):
        found = list_customers(connection, view, stopping, has_counts=options.accounts)
        render = {"table": as_table, "csv": as_file, "json": as_json}[options.output_format]
        print_file(render(found).encode())
        source = address(connection.base_url, is_sandbox=found.is_sandbox)
        view.note(f"{counted(len(found.customers), 'customer')}, from {source}")
    return Exit.STOPPED if any(each.is_unread for each in found.customers) else Exit.OK
