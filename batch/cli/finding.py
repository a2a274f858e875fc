"""`--find-customers`, for every command that has it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from batch.cli.parameters import option
from batch.runs.options import ConnectionOptions, Output, SandboxOptions

if TYPE_CHECKING:
    from batch.reconcile.customers import Sought
    from batch.runs.find_customers import Search

find_customers = option(
    "Mending",
    "--find-customers",
    variable=False,
    is_flag=True,
    help="Ask CloudHealth which customer the accounts of each row without one belong to; reads only.",
)


def found_customers(
    command: str, rows: Sequence["Sought"], connection: ConnectionOptions, sandbox: SandboxOptions, output: Output
) -> "Search":
    """Which customers the rows belong to, as CloudHealth has it now.

    Raises `EndedEarlyError` where the reading ends early, `LockedError`, and `UsageError`.
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
