"""`govlink import-aws`: AWS's own list of account pairs, or what others keep of it, becomes a mapping."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import click

from batch.aws import AwsList, AwsPair, read_aws
from batch.cli import options as shared
from batch.cli.aws_list import show_warnings
from batch.cli.destination import Destination
from batch.cli.finding import find_customers, found_customers
from batch.cli.parameters import SectionedCommand, option
from batch.cli.printing import remark
from batch.cli.settings import handed
from batch.diagnostics import printable
from batch.errors import Exit, UsageError
from batch.mapping import ReadOptions
from batch.mapping.sources import Format
from batch.runs.options import ImportOptions
from batch.writing import writer

if TYPE_CHECKING:
    from batch.reconcile.customers import Sought
    from batch.runs.find_customers import Search

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


class _Guesses(StrEnum):
    """What becomes of guessed pairs, in words."""

    AS_ROWS = "written as rows"
    AS_COMMENTS = "written as comments: compare them, and remove the # of the right ones"
    LEFT_OUT = "left out, since this format has no comments; --accept-guesses writes them as rows"

    @classmethod
    def chosen(cls, form: Format, *, are_accepted: bool) -> "_Guesses":
        """What a file of this format can hold of them."""
        if are_accepted:
            return cls.AS_ROWS
        return cls.AS_COMMENTS if form in {Format.CSV, Format.TSV} else cls.LEFT_OUT


class Named(NamedTuple):
    """How the mapping names customers: by these columns, and by these cells of each pair's row."""

    columns: Sequence[str]
    cells: Callable[[AwsPair], Sequence[str]]


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
    help="Name everything that was left out; with --find-customers, print every event.",
)
@handed(ImportOptions)
def command(options: ImportOptions) -> int:
    """Turn what AWS prints about account pairs, or what others keep of it, into a mapping.

    FILE holds the JSON of `aws organizations list-create-account-status`, of `aws account
    get-gov-cloud-account-information` (as NUMBER=FILE, since AWS does not repeat the number that was asked about), of
    `terraform show -json` or `aws ssm get-parameters-by-path`, or a table of the Landing Zone Accelerator or the
    Innovation Sandbox. Two outputs of `aws organizations list-accounts`, one of each partition, give guesses by name.
    `-` is standard input. The mapping goes to standard output, or to the file of --output.

    With --find-customers each row gets its customer's client_api_id and name. A pair whose customer is not found is
    named with the reason, and its row has no customer, so that it is not sent: the exit code is then 1, or 3 where a
    customer could not be read.
    """
    destination = Destination(options.output_file)
    ReadOptions(options.client_api_id)  # refuses a customer that no mapping may name
    _refuse_contradictions(options)
    aws_list = read_aws(options.files, sys.stdin.buffer)
    show_warnings(aws_list)
    customer, found = _customers(options, [*aws_list.by_commercial.values(), *aws_list.guesses])
    guesses = _Guesses.chosen(destination.form, are_accepted=options.accept_guesses)
    destination.write(_mapping(aws_list, customer, destination.form, guesses))
    for words in _summary(aws_list, guesses, verbose=options.output.verbose):
        click.echo(printable(words), err=True)
    return found.exit_code if found else Exit.OK


def _refuse_contradictions(options: ImportOptions) -> None:
    if options.find_customers and options.client_api_id:
        raise UsageError("--client-api-id and --find-customers can't be used together: one of them names the customers")
    if options.sandbox.sandbox and not options.find_customers:
        raise UsageError("--sandbox goes with --find-customers: nothing else asks CloudHealth")


def _customers(options: ImportOptions, pairs: Iterable[AwsPair]) -> "tuple[Named, Search | None]":
    """What is written of each pair's customer; and where that was looked for, what became of it."""
    if options.find_customers:
        found = _found(options, pairs)
        return Named(("client_api_id", "customer_name"), lambda pair: found.customer_of(_sought(pair))), found
    if client := options.client_api_id:
        return Named(("client_api_id",), lambda _pair: (client,)), None
    return Named((), lambda _pair: ()), None


def _found(options: ImportOptions, pairs: Iterable[AwsPair]) -> "Search":
    """Look for the pairs' customers, and say of which pairs none was found."""
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


def _mapping(aws_list: AwsList, customer: Named, form: Format, guesses: _Guesses) -> bytes:
    columns = [*customer.columns, *_COLUMNS, _SOURCE]
    write = writer(form)
    rows = [[*customer.cells(pair), *_cells(pair, "")] for pair in aws_list.by_commercial.values()]
    guessed = [[*customer.cells(pair), *_cells(pair, "name")] for pair in aws_list.guesses]
    match guesses:
        case _Guesses.AS_ROWS:
            return write(columns, [*rows, *guessed])
        case _Guesses.AS_COMMENTS:
            written = write(columns, guessed).removeprefix(write(columns, ()))
            # A name can have line breaks, and what is behind one must not be taken for a row.
            comments = "".join(f"# {line}" for line in written.decode().splitlines(keepends=True))
            return write(columns, rows) + comments.encode()
        case _Guesses.LEFT_OUT:
            return write(columns, rows)


def _cells(pair: AwsPair, guessed_by: str) -> tuple[str, ...]:
    times = pair.requested_at, pair.completed_at
    states = pair.request_state, pair.account_state
    return pair.commercial, pair.govcloud, pair.name, *states, *times, guessed_by, pair.read_from


def _summary(aws_list: AwsList, guesses: _Guesses, *, verbose: bool) -> Iterator[str]:
    """Say how many pairs there are, and what was left out and why."""
    left_out = aws_list.left_out()
    count = sum(map(len, left_out.values()))
    yield f"Pairs: {len(aws_list.by_commercial):,}. Left out: {f'{count:,}' if count else 'none'}."
    if aws_list.guesses:
        yield f"Pairs guessed by name: {len(aws_list.guesses):,}, {guesses}."
    for reason, names in left_out.items():
        more = len(names) - _NAMED
        shown = names if verbose or more <= 0 else [*names[:_NAMED], f"and {more:,} more (--verbose names all)"]
        yield f"  {len(names):,} {reason}: {', '.join(shown)}"
