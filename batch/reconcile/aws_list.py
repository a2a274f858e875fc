"""Compare rows with AWS's own list, once CloudHealth has returned the numbers of accounts named by id; pure."""

from collections.abc import Iterator

import pandas as pd

from batch.aws import AwsList
from batch.checking.aws_check import unconfirmed
from batch.diagnostics import Severity
from batch.frames import problems_frame
from batch.ids import OWNER_NUMBER
from batch.mapping.rows import OWNER_IDS
from batch.rules import between
from batch.statuses import Status

_FOUND_BEFORE = [between.NOT_IN_AWS_LIST.id, between.ORDINARY_ACCOUNT.id, between.NOT_COMPARED.id]
"""What the local check found from the rows' own numbers; with more numbers known it may no longer be true."""
_NUMBERS = list(OWNER_IDS)


def compare_numbers(aws_list: AwsList, rows: pd.DataFrame, local: pd.DataFrame) -> pd.DataFrame:
    """Return the local problems, and those that the AWS list reveals in the rows that are still open.

    `rows` as in `Resolved.rows`, `local` as in `batch.frames`. A contradiction makes its row invalid.
    """
    settled = local.loc[local["status"] != "", "row"]
    outdated = local["code"].isin(_FOUND_BEFORE) & ~local["row"].isin(settled)
    return pd.concat([local[~outdated], _unconfirmed(aws_list, rows[~rows.index.isin(settled)])], ignore_index=True)


def confirmed(aws_list: AwsList | None, rows: pd.DataFrame) -> set[int]:
    """Return the rows whose pair the AWS list has; `rows` as in `Resolved.rows`."""
    if aws_list is None:
        return set()
    return {row for row, *pair in rows[_NUMBERS].itertuples(name=None) if aws_list.has_pair(*pair)}


def _unconfirmed(aws_list: AwsList, rows: pd.DataFrame) -> pd.DataFrame:
    numbers = rows[_NUMBERS].where(rows[_NUMBERS].apply(lambda cells: cells.str.fullmatch(OWNER_NUMBER)), "")

    def problems() -> Iterator[tuple[int, str, str, str]]:
        for row, commercial, govcloud in numbers.itertuples(name=None):
            if found := unconfirmed(aws_list, commercial, govcloud):
                status = Status.INVALID if found.rule.severity is Severity.ERROR else ""
                yield row, status, found.rule.id, found.message

    return problems_frame(problems())
