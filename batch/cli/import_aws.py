"""`govlink import-aws`: AWS's own list of account pairs becomes a mapping."""

import sys
from collections.abc import Sequence

import click

from batch.aws import AwsList, AwsPair, read_aws
from batch.cli.aws_list import show_warnings
from batch.cli.parameters import SectionedCommand, option
from batch.cli.printing import print_file, refuse_closed_output
from batch.mapping import ReadOptions
from batch.writing import as_csv

# A reserved column tells the reader that govlink wrote the file, so that defused names come back as they were.
_SOURCE = "govlink_source"
_COLUMNS = (
    "commercial_owner_id",
    "govcloud_owner_id",
    "account_name",
    "request_state",
    "account_state",
    "requested_at",
    "completed_at",
)


@click.command("import-aws", cls=SectionedCommand, short_help="Make a mapping from AWS's own list.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@option("Mapping", "--client-api-id", variable=False, metavar="ID", help="Write this customer into every row.")
def command(*, files: tuple[str, ...], client_api_id: str | None) -> int:
    """Turn what AWS prints about account pairs into a mapping.

    FILE holds the JSON of `aws organizations list-create-account-status` or of `aws account
    get-gov-cloud-account-information` (as NUMBER=FILE, since AWS does not repeat the number that was asked about), or
    the Landing Zone Accelerator's table of accounts. `-` is standard input. The mapping goes to standard output.
    """
    refuse_closed_output()
    ReadOptions(client_api_id)  # refuses a customer that no mapping may name
    aws_list = read_aws(files, sys.stdin.buffer)
    show_warnings(aws_list)
    print_file(_mapping(aws_list, client_api_id))
    click.echo(f"Pairs: {len(aws_list.by_commercial):,}. Left out: {aws_list.left_out()}.", err=True)
    return 0


def _mapping(aws_list: AwsList, client: str | None) -> bytes:
    customer = [client] if client else []
    columns = [*(["client_api_id"] if client else []), *_COLUMNS, _SOURCE]
    return as_csv.write(columns, (_cells(pair, customer) for pair in aws_list.by_commercial.values()))


def _cells(pair: AwsPair, customer: Sequence[str]) -> list[str]:
    own = (pair.name, pair.request_state, pair.account_state, pair.requested_at, pair.completed_at, pair.read_from)
    return [*customer, pair.commercial, pair.govcloud, *own]
