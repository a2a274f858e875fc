"""Accepted findings: a file of them, each with its reason, and their effect on an audit; pure."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from batch.audit.changes import Change
from batch.audit.findings import Finding
from batch.checking.rows import RowCheck
from batch.diagnostics import Place, Problem, shown
from batch.errors import UsageError
from batch.frames import AUDIT, add_codes
from batch.mapping import KEYS, ReadOptions, Row, Source, read
from batch.mapping.names import folded
from batch.mapping.record import Default, Item
from batch.rules import drift, headers, records

_COLUMNS = ("finding", "reason", "expires")
_KNOWN = {folded(name): name for name in (*_COLUMNS, *AUDIT)}
"""The columns of `audit.csv` are allowed, so that its lines can be copied."""

_ACCEPTABLE = tuple(finding for finding in Finding if finding is not Finding.IN_SYNC)
_SHOWN_AT_MOST = 10
_NOT_NEEDED = frozenset(
    {headers.MISSING_COLUMN, records.NO_CUSTOMER, records.NO_COMMERCIAL_ACCOUNT, records.NO_GOVCLOUD_ACCOUNT}
)
"""Rules for what a mapping's row must have, and an entry need not."""
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One entry: findings of this kind about the customer and accounts in `keys` are accepted.

    `keys` are the mapping keys that the entry names; keys that it leaves out match anything. The entry is valid through
    the day `expires` (UTC); None for no end.
    """

    place: Place
    finding: Finding
    keys: Mapping[str, str]
    reason: str
    expires: date | None = None
    doubts: str = ""
    """Warnings of the mapping's own checks about its ids."""

    def matches(self, facts: pd.DataFrame) -> "pd.Series[bool]":
        """Whether each of the facts (`FACTS`) is accepted."""
        return self.names(facts) & (facts["finding"] == self.finding)

    def names(self, facts: pd.DataFrame) -> "pd.Series[bool]":
        """Whether each of the facts is about its customer and accounts, whatever the finding."""
        named = pd.Series(data=True, index=facts.index)
        for key, value in self.keys.items():
            named &= facts[key] == value
        return named


@dataclass(frozen=True)
class MarkedFacts:
    """The facts of an audit (`AUDIT`), with the accepted ones marked, and the entries that matched no finding."""

    facts: pd.DataFrame
    idle: Sequence[Acceptance]


def accept(facts: pd.DataFrame, acceptances: Iterable[Acceptance], today: date) -> MarkedFacts:
    """Mark accepted findings, and those whose acceptance ended before `today` as expired."""
    marked = facts.copy()
    open_facts = marked[(marked["change"] != Change.RESOLVED) & (marked["finding"] != Finding.IN_SYNC)]
    free = pd.Series(data=True, index=open_facts.index)
    idle = []
    for entry in sorted(acceptances, key=lambda entry: _has_expired(entry, today)):
        meant = entry.matches(open_facts)
        if not meant.any():
            idle.append(entry)
        at = open_facts.index[meant & free]
        free[at] = False
        rule = drift.ACCEPTANCE_EXPIRED if _has_expired(entry, today) else drift.ACCEPTED
        reason = rule, rule.describe(until=f" until {entry.expires}" if entry.expires else "", reason=entry.reason)
        add_codes(marked, dict.fromkeys(at, reason))
    return MarkedFacts(marked, idle)


def _has_expired(entry: Acceptance, today: date) -> bool:
    return entry.expires is not None and entry.expires < today


def read_acceptances(sources: Iterable[Source]) -> list[Acceptance]:
    """Read files of acceptances, in CSV or YAML like mappings.

    Raises `UsageError` with everything that is wrong with them: a misread entry could hide a finding, or raise a false
    alarm.
    """
    acceptances: list[Acceptance] = []
    wrong: list[str] = []
    for source in sources:
        source.takes_digest = True
        check = RowCheck(ReadOptions(), None)
        for item in read(source, ReadOptions()):
            row, found = _entry(check, item)
            wrong += [f"{one.place}: {one.rule.id} {one.in_full}" for one in found if one.is_error]
            if row:
                wrong += [f"{row.source}:{row.line}: {words}" for words in _wrong_with(row)]
            if row and not wrong:
                acceptances.append(_acceptance(row, "; ".join(one.in_full for one in found)))
    if wrong:
        more = f"\n  … and {len(wrong) - _SHOWN_AT_MOST:,} more" if len(wrong) > _SHOWN_AT_MOST else ""
        raise UsageError("--accepted can't be used:\n  " + "\n  ".join(wrong[:_SHOWN_AT_MOST]) + more)
    return acceptances


def _entry(check: RowCheck, item: Item) -> tuple[Row | None, list[Problem]]:
    """Return the row at one place of a file of acceptances, if it is one, and what the mapping's rules find in it.

    An `invalid` finding has the mapping's values, so their problems don't count.
    """
    if isinstance(item, Problem):
        return None, [] if item.rule in _NOT_NEEDED else [item]
    if isinstance(item, Default):
        return None, list(check.check_default(item))
    # Without either side's column, a mapping's rows would be unusable; in a file of acceptances that is fine.
    item.is_sure = not item.problems
    checked = check.check(item)
    row = checked.columns.row(item, checked.values)
    is_invalid = _cells(row)["finding"] == Finding.INVALID
    return row, [] if is_invalid else [problem for problem in checked.problems if problem.rule not in _NOT_NEEDED]


def _wrong_with(row: Row) -> Iterator[str]:
    cells = _cells(row)
    for name in row.extra:
        if folded(name) not in _KNOWN:
            near = difflib.get_close_matches(folded(name), _KNOWN, n=1)
            hint = f"; did you mean {_KNOWN[near[0]]}?" if near else f"; besides ids, write {', '.join(_COLUMNS)}"
            yield f"there is no column {shown(name)}{hint}"
    if cells["finding"] not in _ACCEPTABLE:
        near = difflib.get_close_matches(cells["finding"].lower(), _ACCEPTABLE, n=1)
        hint = f"did you mean {near[0]}?" if near else f"write one of {', '.join(_ACCEPTABLE)}"
        yield f"finding {shown(cells['finding'])!r} can't be accepted; {hint}"
    if not cells["reason"]:
        yield "the reason is missing: the next reader needs it"
    if not any(getattr(row, key) for key in KEYS):
        yield "the entry names neither a customer nor an account, so it would accept every finding of its kind"
    if cells["expires"]:
        try:
            date.fromisoformat(cells["expires"] if _DATE.fullmatch(cells["expires"]) else "")
        except ValueError:
            yield f"expires {shown(cells['expires'])!r} is not a date: write it as 2027-03-31"


def _acceptance(row: Row, doubts: str) -> Acceptance:
    cells = _cells(row)
    return Acceptance(
        Place(row.source, row.line),
        Finding(cells["finding"]),
        {key: value for key in KEYS if (value := getattr(row, key))},
        cells["reason"],
        date.fromisoformat(cells["expires"]) if cells["expires"] else None,
        doubts,
    )


def _cells(row: Row) -> dict[str, str]:
    given = {_KNOWN.get(folded(name), name): cell.strip() for name, cell in row.extra.items()}
    return {name: given.get(name, "") for name in _COLUMNS}
