"""`--find-customers`, for every command that has it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from batch.cli.parameters import option
from batch.runs.options import ConnectionOptions, Output, SandboxOptions

if TYPE_CHECKING:
    from batch.reconcile.customers import Sought
    from batch.runs.find_customers import Search

find_customers = option(
    "Fixing",
    "--find-customers",
    variable=False,
    is_flag=True,
    help="For each row without a customer, ask CloudHealth which one its accounts belong to; reads only.",
)


def found_customers(
    command: str, rows: Sequence["Sought"], connection: ConnectionOptions, sandbox: SandboxOptions, output: Output
) -> "Search":
    """Find out from CloudHealth which customers the rows belong to.

    Raises `EndedEarlyError` if reading ends early, `LockedError`, and `UsageError`.
    """
    from batch.cli.asking import asking
    from batch.cli.connecting import require_scenario
    from batch.runs.find_customers import search
    from batch.runs.reading import refuse_part

    require_scenario(sandbox)
    with asking(connection, sandbox, output) as (reached, view, stopping):
        found = search(reached, command, rows, view, stopping)
    refuse_part(stopping)
    return found
