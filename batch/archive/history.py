"""What the last audits found, read from the reports folder, which is the only memory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from batch.archive.files import read_file
from batch.archive.runs import Run
from batch.audit import Before, Change, Finding
from batch.frames import AUDIT, text_frame
from batch.report.tables import AUDIT_FILE, from_csv, sha256


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What to search for: the audits of `world`, and their findings about `customers`.

    `before` is set for a replay, which ignores audits that began later; for other runs, every completed audit counts.
    `all_customers` means that these are all, so a customer that only an earlier such audit had is gone.
    """

    world: str
    before: datetime | None
    customers: Collection[str]
    all_customers: bool
    has_mapping: bool = True
    """Audits with a mapping and audits without one have different findings, and are not compared."""


@dataclass(frozen=True)
class _Audit:
    """A completed audit; `customers` are those that it asked about."""

    run: Run
    customers: frozenset[str]
    digest: str

    @property
    def all_customers(self) -> bool:
        return bool(self.run.started.options.get("all-customers"))

    def facts(self) -> pd.DataFrame | None:
        """The facts of that audit, as `AUDIT`; None if the file is not what the run wrote."""
        try:
            content = read_file(self.run.folder / AUDIT_FILE)
            facts = from_csv(content)
        except (OSError, ValueError):
            return None
        if sha256(content) != self.digest or list(facts.columns) != [*AUDIT]:
            return None
        facts = facts[facts["change"] != Change.RESOLVED]
        return facts if facts["finding"].isin([*Finding]).all() else None


@dataclass
class _Memory:
    """What has been gathered so far, from the newest audit backwards."""

    unseen: set[str]
    """Customers for whom no audit was found yet."""
    unread: set[str]
    """Customers for whom no audit was found yet that could read them."""
    facts: list[pd.DataFrame] = field(default_factory=list)
    audited_at: dict[str, str] = field(default_factory=dict)
    runs: list[str] = field(default_factory=list)

    is_first_of_scope: bool = True
    """Whether rows that name no valid customer are still to come; they belong to the whole audit."""

    def take(self, audit: _Audit, *, is_of_scope: bool) -> None:
        covered = self.unread & audit.customers
        facts = audit.facts() if covered else None
        if facts is None:
            return
        is_covered = facts["client_api_id"].isin(covered)
        if self.is_first_of_scope and is_of_scope:
            is_covered |= ~facts["client_api_id"].isin(audit.customers)
            self.is_first_of_scope = False
        facts = facts[is_covered]
        is_unreadable = facts["finding"] == Finding.UNREADABLE
        unreadable = set(facts.loc[is_unreadable, "client_api_id"])
        latest = facts["client_api_id"].isin(self.unseen)
        self.facts.append(facts[(is_unreadable & latest) | ~facts["client_api_id"].isin(unreadable)])
        self.audited_at.update(dict.fromkeys(covered - unreadable, audit.run.started_at))
        self.unseen -= covered
        self.unread -= covered - unreadable
        self.runs.append(audit.run.folder.name)


def look_back(runs: Sequence[Run], query: AuditQuery) -> Before:
    """For each customer, the facts of the last completed audit that could read it.

    `runs` are audits, the newest first. Audits of the same customers are preferred: an audit of one customer between
    two of all customers, perhaps with its own mapping, is not comparable with these. A customer that the last audit
    could not read has been unreadable since then; its other facts are from the last audit that could read it. Audits
    that were stopped or killed, replays of a snapshot, and files that are not what the run wrote are ignored.
    """
    audits = [audit for run in runs if _is_asked_for(run, query) and (audit := _completed(run))]
    departed: frozenset[str] = frozenset()
    if query.all_customers and (last := next((audit for audit in audits if audit.all_customers), None)):
        departed = last.customers - set(query.customers)
    wanted = {*query.customers, *departed}
    memory = _Memory(set(wanted), set(wanted))
    scoped = [(_is_of_scope(audit, query), audit) for audit in audits]
    for is_of_scope, audit in sorted(scoped, key=lambda one: not one[0]):
        memory.take(audit, is_of_scope=is_of_scope)
    facts = pd.concat(memory.facts, ignore_index=True) if memory.facts else text_frame(AUDIT, ())
    return Before(facts, memory.audited_at, departed, memory.runs)


def _is_asked_for(run: Run, query: AuditQuery) -> bool:
    is_past = query.before is None or run.began < query.before
    is_alike = bool(run.started.options.get("mapping")) == query.has_mapping
    return run.world == query.world and is_alike and not run.is_replay and is_past


def _is_of_scope(audit: _Audit, query: AuditQuery) -> bool:
    if audit.all_customers or query.all_customers:
        return audit.all_customers and query.all_customers
    return audit.customers == frozenset(query.customers)


def _completed(run: Run) -> _Audit | None:
    if not run.is_completed or not run.summary.get("audit"):
        return None
    try:
        digest = next(output["sha256"] for output in run.summary["outputs"] if output["file"] == AUDIT_FILE)
        return _Audit(run, frozenset(customer["client_api_id"] for customer in run.summary["customers"]), digest)
    except (KeyError, TypeError, StopIteration):
        return None
