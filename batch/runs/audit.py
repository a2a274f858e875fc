"""One run of `audit`: the order of its stages. Nothing is ever written to CloudHealth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from batch.archive.history import AuditQuery, look_back
from batch.archive.runs import survey
from batch.audit import Acceptance, AuditBasis, Before, accept, advice, find, tally, with_changes
from batch.checking.ids import is_valid
from batch.clock import SystemClock, iso
from batch.cloudhealth.connection import Connection
from batch.console import View
from batch.events import FactFound
from batch.reconcile import Plan
from batch.runs.ending import RunEnd, conclude, finish, report
from batch.runs.exit_codes import exit_code_of_audit
from batch.runs.reading import all_customers
from batch.runs.stages import RunContext, Settings, locked, make_plan, opened, take_snapshot
from batch.runs.wanted import Wanted
from batch.stopping import Stopping


@dataclass(frozen=True, slots=True)
class AuditScope:
    """What is audited in addition to the mapping's own customers, and which findings are accepted."""

    customers: Sequence[str] = ()
    all_customers: bool = False
    acceptances: Sequence[Acceptance] = ()
    inputs: Sequence[Mapping[str, object]] = ()
    """The files of the acceptances, as `Wanted.inputs`."""


def audit(
    settings: Settings,
    connection: Connection,
    wanted: Wanted,
    scope: AuditScope,
    view: View,
    stopping: Stopping,
) -> RunEnd:
    """Compare CloudHealth and the mapping, from the lock to the reports.

    Raises `LockedError` before anything is read, and `FolderError` if plan or journal can't be written.
    """
    with locked(settings, connection, view, SystemClock(stopping)):
        with opened(settings, connection, [*wanted.inputs, *scope.inputs], view, stopping) as run:
            customers = _customers(run, scope, [*wanted.customers, *_named(wanted)])
            are_all = scope.all_customers and stopping.reason is None
            inventories = take_snapshot(run, customers, are_all=are_all)
            plan = make_plan(run, wanted, inventories)
            before = _look_back(run, customers, are_all=are_all)
            facts = _report_facts(run, plan, scope, before, customers)
            code = exit_code_of_audit(facts, stopping.reason, code_for_changes=settings.output.code_for_changes)
            rows = conclude(run, plan)
            finish(run, code)
        return report(run, rows, code)


def _customers(run: RunContext, scope: AuditScope, mapped: Sequence[str]) -> list[str]:
    """Return the customers to audit: only the mapping's if the list of all can't be read, which stops the run."""
    listed = all_customers(run) if scope.all_customers else []
    return list(dict.fromkeys([*(found.client_api_id for found in listed), *mapped, *scope.customers]))


def _named(wanted: Wanted) -> list[str]:
    """Return the customers that any row names; the linkages of a customer matter even if all its rows are invalid."""
    named = list(dict.fromkeys(row.client_api_id for row in wanted.rows if row.client_api_id))
    return [customer for customer in named if is_valid("client_api_id", customer)]


def _look_back(run: RunContext, customers: Sequence[str], *, are_all: bool) -> Before:
    """Return what the last audits of the customers found; a replay looks back from the run whose snapshot it uses."""
    settings = run.settings
    found = survey(settings.output.reports, settings.command, run.clock.now())
    if not settings.keep.is_limited:  # otherwise shown when old runs are removed
        for remark in found.remarks:
            run.view.warn(remark)
    before = settings.snapshot.run.began if settings.snapshot else None
    has_mapping = bool(settings.given.get("mapping"))
    return look_back(found.runs, AuditQuery(run.cloudhealth.connection.world, before, customers, are_all, has_mapping))


def _seen_at(run: RunContext) -> str:
    """Return when CloudHealth was asked: at the start of this run, or of the one whose snapshot is used."""
    if snapshot := run.settings.snapshot:
        return snapshot.run.started_at
    return run.story.take(run.evidence).started_at or iso(run.clock.now())


def _report_facts(
    run: RunContext, plan: Plan, scope: AuditScope, before: Before, customers: Sequence[str]
) -> pd.DataFrame:
    """Emit every fact with its change since the last audit."""
    seen_at = _seen_at(run)
    facts = with_changes(find(plan), before, seen_at, plan.linkages, plan.left_out)
    accepted = accept(facts, scope.acceptances, datetime.fromisoformat(seen_at).date())
    everybody = scope.all_customers and run.stopping.reason is None
    audited = AuditBasis(accepted.facts, customers, everybody, plan)
    for entry in accepted.idle:
        run.view.warn(f"{entry.place}: {advice(entry, audited)} ({entry.reason})")
    for cells in accepted.facts.itertuples(index=False, name=None):
        run.emit(FactFound(*cells))
    run.emit(tally(accepted.facts, before.runs))
    return accepted.facts
