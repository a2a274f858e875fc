"""One run of `plan` or `apply`: the order of its stages, and what is sent."""

from collections.abc import Iterator
from functools import partial

from batch.clock import SystemClock
from batch.cloudhealth.connection import Connection
from batch.cloudhealth.session import CloudHealth
from batch.console import View
from batch.events import Emit, Stopped
from batch.exhaustion import exhausted
from batch.reconcile import Plan
from batch.rules import sending
from batch.runs.ending import RunEnd, conclude, finish, report
from batch.runs.exit_codes import exit_code_of_rows
from batch.runs.guard import exceeded_limits
from batch.runs.signals import answered
from batch.runs.stages import RunContext, Settings, locked, make_plan, opened, show_plan, take_snapshot
from batch.runs.wanted import Wanted
from batch.statuses import Action, Status
from batch.stopping import Stopping, StopReason
from batch.submission import Submission
from batch.submit import Limits, submit


def execute(settings: Settings, connection: Connection, wanted: Wanted, view: View, stopping: Stopping) -> RunEnd:
    """Run `plan` or `apply` for the wanted rows, from the lock to the reports.

    Raises `LockedError` before anything is read, and `FolderError` before anything is sent.
    """
    with locked(settings, connection, view, SystemClock(stopping)):
        with opened(settings, connection, wanted.inputs, view, stopping) as run:
            plan = make_plan(run, wanted, take_snapshot(run, wanted.customers))
            show_plan(run, plan)
            if settings.command == "apply" and stopping.reason is None:
                _apply(run, plan)
            rows = conclude(run, plan)
            code = exit_code_of_rows(
                set(rows["status"]), stopping.reason, code_for_changes=settings.output.code_for_changes
            )
            finish(run, code)
        return report(run, rows, code)


def _apply(run: RunContext, plan: Plan) -> None:
    """Send the planned rows, unless a limit or the user forbids it."""
    planned = int((plan.frame["status"] == Status.PLANNED).sum())
    safety = run.settings.safety
    refused = "; ".join(exceeded_limits(plan.frame, safety))
    if refused:
        _refuse(run, StopReason.of(sending.SAFETY_LIMIT, why=refused))
    elif planned and not safety.yes and not _agreed(run, planned):
        _refuse(run, StopReason.of(sending.DECLINED))
    elif planned:
        _send(run, plan, Limits(rows=safety.limit, failures=safety.max_failures))


def _send(run: RunContext, plan: Plan, limits: Limits) -> None:
    """Send the planned rows; if the machine runs out of resources, stop as for any other reason."""
    try:
        send(plan, run.cloudhealth, limits, run.emit, run.stopping)
    except (MemoryError, RuntimeError) as error:
        if not (reason := exhausted(error)):
            raise
        _refuse(run, reason)


def send(plan: Plan, cloudhealth: CloudHealth, limits: Limits, emit: Emit, stopping: Stopping) -> None:
    """Send the planned rows of customers that `cloudhealth` has read; outcomes are emitted as events."""
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


def _agreed(run: RunContext, rows: int) -> bool:
    question = f"Send {'this row' if rows == 1 else f'these {rows:,} rows'}?"
    return answered(partial(run.view.confirm, question), run.stopping)


def _refuse(run: RunContext, reason: StopReason) -> None:
    run.stopping.stop(reason)
    # A signal at the prompt has set its own reason first.
    first = run.stopping.reason or reason
    run.emit(Stopped(first.rule.id, first.words))
