"""`govlink import-aws`: turn an AWS list of account pairs into a mapping."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from batch.aws import AwsPair, read_aws
from batch.cli import options as shared
from batch.cli.aws_list import show_warnings
from batch.cli.destination import Destination
from batch.cli.finding import find_customers, found_customers
from batch.cli.parameters import SectionedCommand, option
from batch.cli.printing import remark
from batch.cli.settings import with_options
from batch.diagnostics import printable
from batch.errors import Exit, UsageError
from batch.import_aws import Guesses, Named, as_mapping, summary
from batch.mapping import ReadOptions
from batch.runs.options import ImportOptions

if TYPE_CHECKING:
    from batch.reconcile.customers import Sought
    from batch.runs.find_customers import Search


_NO_CUSTOMER = (
    "The rows name no customer: add --find-customers or --client-api-id ID here, or give --client-api-id ID or "
    "--direct-customer to the commands that read the mapping."
)


@click.command("import-aws", cls=SectionedCommand, short_help="Make a mapping from AWS's own list of account pairs.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@option("Mapping", "--client-api-id", variable=False, metavar="ID", help="Write this customer into every row.")
@option(
    "Mapping",
    "--accept-guesses",
    variable=False,
    is_flag=True,
    help="Write pairs that are guessed by name as rows, not as comments.",
)
@find_customers
@shared.connection
@shared.sandbox
@shared.output_file
@option(
    "Output",
    "--verbose",
    "-v",
    repeated=False,
    is_flag=True,
    help="List everything that was left out; with --find-customers, print every event.",
)
@with_options(ImportOptions)
def command(options: ImportOptions) -> int:
    """Turn the account pairs that AWS lists, or that another tool recorded, into a mapping.

    FILE holds the JSON of `aws organizations list-create-account-status`, `aws account
    get-gov-cloud-account-information` (as NUMBER=FILE, because AWS does not repeat the requested number), `terraform
    show -json`, or `aws ssm get-parameters-by-path`; or a table of the Landing Zone Accelerator or the Innovation
    Sandbox. The outputs of `aws organizations list-accounts` in both partitions give pairs guessed by name. `-` is
    standard input. The mapping goes to standard output, or to the file that --output names.

    With --find-customers, each row gets its customer's client_api_id and name. A pair whose customer is not found is
    reported with the reason, and its row has no customer, so it is not sent. The exit code is then 1, or 3 if a
    customer could not be read.
    """
    destination = Destination(options.output_file)
    ReadOptions(options.client_api_id)  # refuses an id that no mapping may have
    _refuse_contradictions(options)
    aws_list = read_aws(options.files, sys.stdin.buffer)
    show_warnings(aws_list)
    customer, found = _customers(options, [*aws_list.by_commercial.values(), *aws_list.guesses])
    guesses = Guesses.chosen(destination.form, are_accepted=options.accept_guesses)
    destination.write(as_mapping(aws_list, customer, destination.form, guesses))
    for words in summary(aws_list, guesses, verbose=options.output.verbose):
        click.echo(printable(words), err=True)
    if not customer.columns:
        click.echo(_NO_CUSTOMER, err=True)
    return found.exit_code if found else Exit.OK


def _refuse_contradictions(options: ImportOptions) -> None:
    if options.find_customers and options.client_api_id:
        raise UsageError("--client-api-id and --find-customers can't be used together; choose one of them")
    if options.sandbox.sandbox and not options.find_customers:
        raise UsageError("--sandbox needs --find-customers; nothing else asks CloudHealth")


def _customers(options: ImportOptions, pairs: Iterable[AwsPair]) -> "tuple[Named, Search | None]":
    """Return what is written about each pair's customer, and the search for it if there was one."""
    if options.find_customers:
        found = _found(options, pairs)
        return Named(("client_api_id", "customer_name"), lambda pair: found.customer_of(_sought(pair))), found
    if client := options.client_api_id:
        return Named(("client_api_id",), lambda _pair: (client,)), None
    return Named((), lambda _pair: ()), None


def _found(options: ImportOptions, pairs: Iterable[AwsPair]) -> "Search":
    """Look for the pairs' customers, and report the pairs without one."""
    called = {_sought(pair): pair.name or pair.commercial for pair in pairs}
    found = found_customers("import-aws", list(called), options.connection, options.sandbox, options.output)
    for row, name in called.items():
        if why := found.why_not(row):
            remark(f"{name} is written without a customer: {why}")
    for words in found.remarks:
        remark(words)
    return found


def _sought(pair: AwsPair) -> "Sought":
    from batch.reconcile.customers import Sought

    return Sought(pair.commercial, pair.govcloud)
