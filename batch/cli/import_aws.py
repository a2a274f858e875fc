"""`govlink import-aws`: AWS's own record of account pairs becomes a mapping."""

import csv
import io
import sys

import click

from batch.cli.parameters import SectionedCommand, option
from batch.mapping.aws_files import read_aws
from batch.mapping.aws_record import AwsRecord
from batch.spreadsheet import defuse

# A reserved column tells the reader that govlink wrote the file, so that defused names come back as they were.
_SOURCE = "govlink_source"
_COLUMNS = ("commercial_owner_id", "govcloud_owner_id", "account_name", "aws_state", "requested_at", "completed_at")


@click.command("import-aws", cls=SectionedCommand)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@option("Mapping", "--client-api-id", variable=False, metavar="ID", help="Write this customer into every row.")
def command(*, files: tuple[str, ...], client_api_id: str | None) -> int:
    """Turn what AWS prints about account pairs into a mapping.

    FILE holds the JSON of `aws organizations list-create-account-status` or of `aws account
    get-gov-cloud-account-information` (as NUMBER=FILE, since AWS does not echo the number that was asked about), or the
    Landing Zone Accelerator's table of accounts. `-` is standard input. The mapping goes to standard output.
    """
    record = read_aws(files, sys.stdin.buffer)
    text = _mapping(record, client_api_id)
    click.echo(text, nl=False)
    click.echo(
        f"Pairs: {len(record.by_commercial):,}. Left out: {record.ordinary:,} without a GovCloud account, "
        f"{record.unfinished:,} failed or pending.",
        err=True,
    )
    return 0


def _mapping(record: AwsRecord, client: str | None) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*(["client_api_id"] if client else []), *_COLUMNS, _SOURCE])
    for pair in record.by_commercial.values():
        told = (pair.name, pair.state, pair.requested_at, pair.completed_at, pair.source)
        writer.writerow([*([client] if client else []), pair.commercial, pair.govcloud, *map(defuse, told)])
    return text.getvalue()
