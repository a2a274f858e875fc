"""Sending what a plan says: its rows as submissions, and a linker that knows their customers."""

from collections.abc import Iterator

from batch.cloudhealth.session import CloudHealth
from batch.events import Emit
from batch.reconcile import Plan
from batch.statuses import Action, Status
from batch.stopping import Stopping
from batch.submission import Submission
from batch.submit import Limits, submit


def send(plan: Plan, cloudhealth: CloudHealth, limits: Limits, emit: Emit, stopping: Stopping) -> None:
    """Send the planned rows; the plan must be of customers that `cloudhealth` has read. Outcomes are told as events."""
    submit(
        list(_submissions(plan)),
        cloudhealth.linker(plan.directions),
        cloudhealth.clock,
        emit,
        stopping,
        limits=limits,
        concurrency=cloudhealth.connection.concurrency,
        settle=cloudhealth.connection.settle_time,
    )


def _submissions(plan: Plan) -> Iterator[Submission]:
    planned = plan.frame[plan.frame["status"] == Status.PLANNED]
    columns = ["client_api_id", "commercial_acct_id", "govcloud_acct_id", "action", "linkage_id"]
    previous = ["previous_commercial_acct_id", "previous_govcloud_acct_id"]
    for row, *cells in planned[[*columns, *previous]].itertuples(name=None):
        customer, commercial, govcloud, action, linkage_id, *before = cells
        after = frozenset(other + 1 for other in plan.steps[row].after)
        pair = (before[0], before[1])
        yield Submission(row + 1, customer, commercial, govcloud, Action(action), linkage_id, pair, after)
