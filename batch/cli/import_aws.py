"""`govlink import-aws`: AWS's own list of account pairs, or what others keep of it, becomes a mapping."""

import sys
from collections.abc import Iterator

import click

from batch.aws import AwsList, AwsPair, read_aws
from batch.cli.aws_list import show_warnings
from batch.cli.parameters import SectionedCommand, option
from batch.cli.printing import print_file, refuse_closed_output
from batch.diagnostics import printable
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
    "guessed_by",
)
_NAMED = 3
"""Names that are given of what was left out for one reason, unless all are wanted."""


@click.command("import-aws", cls=SectionedCommand, short_help="Make a mapping from AWS's own list.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@option("Mapping", "--client-api-id", variable=False, metavar="ID", help="Write this customer into every row.")
@option(
    "Mapping",
    "--accept-guesses",
    variable=False,
    is_flag=True,
    help="Write pairs that are guessed by their names as rows, not as comments.",
)
@option("Output", "--verbose", "-v", repeated=False, is_flag=True, help="Name everything that was left out.")
def command(*, files: tuple[str, ...], client_api_id: str | None, accept_guesses: bool, verbose: bool) -> int:
    """Turn what AWS prints about account pairs, or what others keep of it, into a mapping.

    FILE holds the JSON of `aws organizations list-create-account-status`, of `aws account
    get-gov-cloud-account-information` (as NUMBER=FILE, since AWS does not repeat the number that was asked about), of
    `terraform show -json` or `aws ssm get-parameters-by-path`, or a table of the Landing Zone Accelerator or the
    Innovation Sandbox. Two outputs of `aws organizations list-accounts`, one of each partition, give guesses by name.
    `-` is standard input. The mapping goes to standard output.
    """
    refuse_closed_output()
    ReadOptions(client_api_id)  # refuses a customer that no mapping may name
    aws_list = read_aws(files, sys.stdin.buffer)
    show_warnings(aws_list)
    print_file(_mapping(aws_list, client_api_id, accept_guesses=accept_guesses))
    for words in _summary(aws_list, are_accepted=accept_guesses, verbose=verbose):
        click.echo(printable(words), err=True)
    return 0


def _mapping(aws_list: AwsList, client: str | None, *, accept_guesses: bool) -> bytes:
    customer = [client] if client else []
    columns = [*(["client_api_id"] if client else []), *_COLUMNS, _SOURCE]
    rows = [[*customer, *_cells(pair, "")] for pair in aws_list.by_commercial.values()]
    guesses = [[*customer, *_cells(pair, "name")] for pair in aws_list.guesses]
    if accept_guesses:
        return as_csv.write(columns, [*rows, *guesses])
    written = as_csv.write(columns, guesses).removeprefix(as_csv.write(columns, ()))
    # A name can have line breaks, and what is behind one must not be taken for a row.
    comments = "".join(f"# {line}" for line in written.decode().splitlines(keepends=True))
    return as_csv.write(columns, rows) + comments.encode()


def _cells(pair: AwsPair, guessed_by: str) -> tuple[str, ...]:
    times = pair.requested_at, pair.completed_at
    states = pair.request_state, pair.account_state
    return pair.commercial, pair.govcloud, pair.name, *states, *times, guessed_by, pair.read_from


def _summary(aws_list: AwsList, *, are_accepted: bool, verbose: bool) -> Iterator[str]:
    """Say how many pairs there are, and what was left out and why."""
    left_out = aws_list.left_out()
    count = sum(map(len, left_out.values()))
    yield f"Pairs: {len(aws_list.by_commercial):,}. Left out: {f'{count:,}' if count else 'none'}."
    if guesses := len(aws_list.guesses):
        what = "as rows" if are_accepted else "as comments: compare them, and remove the # of the right ones"
        yield f"Pairs guessed by name: {guesses:,}, written {what}."
    for reason, names in left_out.items():
        more = len(names) - _NAMED
        shown = names if verbose or more <= 0 else [*names[:_NAMED], f"and {more:,} more (--verbose names all)"]
        yield f"  {len(names):,} {reason}: {', '.join(shown)}"
