"""Findings that are meant to be so: a file of them, each with its reason, and what it does to an audit; pure."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from batch.audit.changes import Change
from batch.audit.findings import Finding
from batch.codes import drift, headers
from batch.diagnostics import Place, Problem, shown
from batch.errors import UsageError
from batch.frames import AUDIT, add_reasons
from batch.mapping import KEYS, ReadOptions, Row, Source, read
from batch.mapping.columns import folded

_COLUMNS = ("finding", "reason", "expires")
_KNOWN = {folded(name): name for name in (*_COLUMNS, *AUDIT)}
"""The columns of `audit.csv` are let through, so that its lines can be copied."""

_ACCEPTABLE = tuple(finding for finding in Finding if finding is not Finding.IN_SYNC)
_SHOWN_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One entry: findings of this kind whose customer and accounts are those of `keys` are meant to be so.

    `keys` are the keys of a mapping row that the entry names; those that it leaves out can be anything. It holds
    through the day `expires` (UTC), None for ever.
    """

    place: Place
    finding: Finding
    keys: Mapping[str, str]
    reason: str
    expires: date | None = None

    def matches(self, facts: pd.DataFrame) -> "pd.Series[bool]":
        """Which of the facts (`FACTS`) are meant."""
        meant = facts["finding"] == self.finding
        for key, value in self.keys.items():
            meant &= facts[key] == value
        return meant


@dataclass(frozen=True)
class Accepted:
    """An audit with its acceptances: the facts (`AUDIT`), and the entries that met no finding."""

    facts: pd.DataFrame
    idle: Sequence[Acceptance]


def accept(facts: pd.DataFrame, acceptances: Iterable[Acceptance], today: date) -> Accepted:
    """Mark findings that are meant to be so with D121, and those that were until some day before `today` with D122."""
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
        code = drift.ACCEPTANCE_EXPIRED if _has_expired(entry, today) else drift.ACCEPTED
        until = f" until {entry.expires}" if entry.expires else ""
        words = f"{'was accepted' if _has_expired(entry, today) else 'accepted'}{until}: {entry.reason}"
        add_reasons(marked, dict.fromkeys(at, (code, words)))
    return Accepted(marked, idle)


def _has_expired(entry: Acceptance, today: date) -> bool:
    return entry.expires is not None and entry.expires < today


def read_acceptances(sources: Iterable[Source]) -> list[Acceptance]:
    """Read files of acceptances, CSV or YAML as mappings are.

    Raises `UsageError` with everything that is wrong with them: an entry that is misunderstood would let a finding
    sleep, or wake somebody for nothing.
    """
    acceptances: list[Acceptance] = []
    wrong: list[str] = []
    for source in sources:
        record = 1
        for block in read(source, ReadOptions()):
            wrong += [f"{problem.place}: {problem.message}" for _, problem in block.problems if _counts(problem)]
            for row in block.rows(record):
                wrong += [f"{row.source}:{row.line}: {words}" for words in _objections(row)]
                if not wrong:
                    acceptances.append(_acceptance(row))
            record += len(block.lines)
    if wrong:
        more = f"\n  … and {len(wrong) - _SHOWN_AT_MOST:,} more" if len(wrong) > _SHOWN_AT_MOST else ""
        raise UsageError("--accepted can't be used:\n  " + "\n  ".join(wrong[:_SHOWN_AT_MOST]) + more)
    return acceptances


def _counts(problem: Problem) -> bool:
    """Whether a problem of a mapping is one here too: an entry needn't name both sides of a pair."""
    return problem.is_error and problem.code != headers.MISSING_COLUMN


def _objections(row: Row) -> Iterator[str]:
    cells = _cells(row)
    for name in row.extra:
        if folded(name) not in _KNOWN:
            near = difflib.get_close_matches(folded(name), _KNOWN, n=1)
            hint = f"; did you mean {_KNOWN[near[0]]}?" if near else f"; beside the ids there are {', '.join(_COLUMNS)}"
            yield f"there is no column {shown(name)}{hint}"
    if cells["finding"] not in _ACCEPTABLE:
        yield f"finding {shown(cells['finding'])!r} is none that can be accepted: {', '.join(_ACCEPTABLE)}"
    if not cells["reason"]:
        yield "there is no reason: it is what the next reader needs"
    if not any(getattr(row, key) for key in KEYS):
        yield "the entry names neither a customer nor an account, so it would accept every finding of its kind"
    if cells["expires"]:
        try:
            date.fromisoformat(cells["expires"])
        except ValueError:
            yield f"expires {shown(cells['expires'])!r} is no date: write it as 2027-03-31"


def _acceptance(row: Row) -> Acceptance:
    cells = _cells(row)
    return Acceptance(
        Place(row.source, row.line),
        Finding(cells["finding"]),
        {key: value for key in KEYS if (value := getattr(row, key))},
        cells["reason"],
        date.fromisoformat(cells["expires"]) if cells["expires"] else None,
    )


def _cells(row: Row) -> dict[str, str]:
    given = {_KNOWN.get(folded(name), name): cell.strip() for name, cell in row.extra.items()}
    return {name: given.get(name, "") for name in _COLUMNS}
