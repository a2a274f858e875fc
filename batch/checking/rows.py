"""Check each row by itself: the values of its keys, and what a row must have."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from batch.checking import yaml_rows
from batch.checking.ids import is_valid, problem_of_value
from batch.diagnostics import Problem, Severity, shown
from batch.ids import EXAMPLE_NUMBERS, OWNER_NUMBER
from batch.mapping import ReadOptions
from batch.mapping.keys import CLIENT, Columns, Keys
from batch.mapping.no_linkage import no_linkage
from batch.mapping.record import Default, Record
from batch.mapping.rows import KEYS
from batch.rules import records

if TYPE_CHECKING:
    from batch.aws import AwsList

_CLIENT = KEYS[CLIENT]
_SIDES = (
    ("commercial_acct_id", "commercial_owner_id", records.NO_COMMERCIAL_ACCOUNT),
    ("govcloud_acct_id", "govcloud_owner_id", records.NO_GOVCLOUD_ACCOUNT),
)
_ID_OF_OTHER_LENGTH = r"[1-9](?:[0-9]{0,10}|[0-9]{12,17})"
"""A CloudHealth id that can't be taken for an AWS account number."""
_SIDE = rf"(?:{_ID_OF_OTHER_LENGTH}\t(?:{OWNER_NUMBER})?|\t{OWNER_NUMBER})"


class CheckedRow(NamedTuple):
    """A record under its keys, with its problems."""

    columns: Columns
    values: list[str]
    """In the order of KEYS; a customer from above the row or from the command line is filled in."""
    names_customer: bool
    """Whether the row itself names its customer."""
    claims: list[str]
    """The same as `values`, without those that are invalid or were not read."""
    problems: Sequence[Problem] = ()
    is_of_unread_customer: bool = False
    """Whether its customer could not be read, which is a problem of the file."""


class RowCheck:
    """Checks records as rows. A valid row costs one regular expression; only invalid rows pay for an explanation."""

    def __init__(self, options: ReadOptions, aws: "AwsList | None") -> None:
        self._client = options.client_api_id or ""
        self._direct_customer = options.direct_customer
        self._aws = aws
        self._keys = Keys(options.columns)
        client = "" if options.direct_customer else _ID_OF_OTHER_LENGTH
        self._is_sound = re.compile(rf"{client}\t{_SIDE}\t{_SIDE}").fullmatch

    def check(self, record: Record) -> CheckedRow:
        """Return the row of a record, and its problems.

        A rule that well-formed ids can break must be tested here, or it is found only in rows with other problems.
        """
        columns = self._keys.of(record)
        values = columns.values(record)
        names_customer = self._fill_in_customer(values, record)
        joined = "\t".join(values)
        has_more = record.problems or not record.is_sure or self._aws or not EXAMPLE_NUMBERS.isdisjoint(values)
        if has_more or not self._is_sound(joined) or (record.is_yaml and _has_yaml_problems(columns, joined)):
            return self._examined(record, columns)
        return CheckedRow(columns, values, names_customer, values)

    def _fill_in_customer(self, values: list[str], record: Record) -> bool:
        """Fill in the customer of a row that names none; returns whether the row itself names one."""
        if values[CLIENT]:
            return not values[CLIENT].isspace()
        values[CLIENT] = record.default.client_api_id if record.default else self._client
        return False

    def check_default(self, default: Default) -> Iterator[Problem]:
        """Yield the problems of a customer above rows at its own place, whether or not a row needs it."""
        source, value, line, column = default
        if value and self._direct_customer:
            yield records.CUSTOMER_NOT_ALLOWED.problem(source, line, column=column, field=_CLIENT, value=shown(value))
        if value and (problem := problem_of_value(_CLIENT, value, source, line, in_yaml=True)):
            yield problem.at(line, column)

    def _examined(self, record: Record, columns: Columns) -> CheckedRow:
        values = columns.values(record)
        if record.is_yaml:
            values = yaml_rows.without_nulls(record, columns, values)
        names_customer = self._fill_in_customer(values, record)
        problems = list(record.problems)
        unread = {key for name in record.unread if (key := self._keys.key(name, record.names))}
        reported = unread.copy()
        if record.is_yaml:
            for key, problem in yaml_rows.problems_of_names(record, columns, self._keys):
                reported.update([key] if key else [])
                problems.append(problem)
            problems += yaml_rows.unquoted(record, columns, values)
        if record.is_sure:
            problems += self._judged(record, columns, values, reported)
        claims = [
            value if value and key not in unread and is_valid(key, value) else ""
            for key, value in zip(KEYS, values, strict=True)
        ]
        is_of_unread_customer = not values[CLIENT] and (record.default is not None or _CLIENT in reported)
        return CheckedRow(columns, values, names_customer, claims, problems, is_of_unread_customer)

    def _judged(self, record: Record, columns: Columns, values: list[str], reported: Collection[str]) -> list[Problem]:
        """Return the problems of the values of a row's keys, or the problem of a row that isn't a linkage at all.

        The `reported` keys are neither checked nor reported missing.
        """
        found = [*_wrong_values(record, columns, values, reported), *self._missing(record, columns, values, reported)]
        is_wrong = any(problem.is_error for problem in found)
        if is_wrong and not record.is_yaml and (other := no_linkage(record, record.names)):
            return [other]
        if self._aws:
            found += self._against_aws(self._aws, record, columns, values, is_wrong=is_wrong)
        return found

    def _missing(
        self, record: Record, columns: Columns, values: list[str], reported: Collection[str]
    ) -> Iterator[Problem]:
        client = values[CLIENT]
        if self._direct_customer and client:
            problem = records.CUSTOMER_NOT_ALLOWED.problem(
                record.source, record.line, field=_CLIENT, value=shown(client)
            )
            yield _at_value(problem, record, columns.cells[CLIENT], client)
        elif not (self._direct_customer or client or record.default or _CLIENT in reported):
            yield records.NO_CUSTOMER.problem(record.source, record.line)
        given = {key for key, value in zip(KEYS, values, strict=True) if value}.union(reported)
        for acct_id, owner_id, rule in _SIDES:
            if given.isdisjoint((acct_id, owner_id)):
                yield rule.problem(record.source, record.line)

    def _against_aws(
        self, aws: "AwsList", record: Record, columns: Columns, values: list[str], *, is_wrong: bool
    ) -> Iterator[Problem]:
        """Compare the pair with AWS's own list; for an invalid row, only contradictions are reported."""
        from batch.checking.aws_check import unconfirmed  # noqa: PLC0415 - most checks have no such list

        numbers = (values[KEYS.index(owner_id)] for _acct_id, owner_id, _rule in _SIDES)
        commercial, govcloud = (number if is_valid("commercial_owner_id", number) else "" for number in numbers)
        found = unconfirmed(aws, commercial, govcloud)
        if found and (found.rule.severity is Severity.ERROR or not is_wrong):
            problem = Problem(found.rule, record.source, record.line, found.message, field=found.field)
            if found.field:
                at = KEYS.index(found.field)
                value = values[at]
                problem = _at_value(problem._replace(value=shown(value)), record, columns.cells[at], value)
            yield problem


def _has_yaml_problems(columns: Columns, joined: str) -> bool:
    """Whether a row of well-formed ids may break a rule about YAML; other readers change leading zeros, for example."""
    return bool(columns.twice or columns.misspelled or "\t0" in joined)


def _wrong_values(
    record: Record, columns: Columns, given: Sequence[str], reported: Collection[str]
) -> Iterator[Problem]:
    for key, cell, value in zip(KEYS, columns.cells, given, strict=True):
        if value and key not in reported:
            problem = problem_of_value(key, value, record.source, record.line, in_yaml=record.is_yaml)
            if problem:
                yield _at_value(problem, record, cell, value)


def _at_value(problem: Problem, record: Record, cell: int | None, value: str) -> Problem:
    """Add the place of a key's value to a problem: its cell, or the customer above the row if the value is there."""
    if cell is not None and record.cells[cell] == value:
        return problem.at(*record.place(cell))
    if record.default and problem.field == _CLIENT:
        return problem.at(record.default.line, None)
    return problem
