"""AWS's own record once CloudHealth has told the numbers: literals in, findings out."""

from pathlib import Path

import pandas as pd
import pytest
from aws_facts import BLUE, GREEN, page, record_of, request

from batch.aws import AwsRecord
from batch.frames import findings_frame
from batch.reconcile.aws_record import hold_against


@pytest.fixture
def record(tmp_path: Path) -> AwsRecord:
    return record_of(page(request(), request(GREEN)), folder=tmp_path)


def told(record: AwsRecord, pair: tuple[str, str], *local: tuple[int, str, str, str]) -> list[tuple[str, str]]:
    """Status and code of every finding about one row with these resolved numbers."""
    rows = pd.DataFrame([pair], columns=["commercial_owner_id", "govcloud_owner_id"], dtype="str")
    findings = hold_against(record, rows, findings_frame(local))
    return list(zip(findings["status"], findings["code"], strict=True))


_UNCOMPARED = (0, "", "X204", "not compared")


def test_a_note_that_a_pair_was_not_compared_gives_way_to_the_comparison(record: AwsRecord) -> None:
    assert told(record, BLUE, _UNCOMPARED) == []
    assert told(record, (BLUE[0], GREEN[1]), _UNCOMPARED) == [("invalid", "X105")]
    assert told(record, ("500000000001", "500000000002"), _UNCOMPARED) == [("", "X202")]


@pytest.mark.parametrize("number", ["", "98765"])
def test_the_note_stays_where_no_number_is_told(record: AwsRecord, number: str) -> None:
    assert told(record, (BLUE[0], number), _UNCOMPARED) == [("", "X204")]


def test_a_row_that_was_settled_keeps_what_was_said_of_it(record: AwsRecord) -> None:
    said = [(0, "invalid", "X101", "two pairs"), (0, "", "X202", "not known")]
    assert told(record, (BLUE[0], GREEN[1]), *said) == [("invalid", "X101"), ("", "X202")]


def test_other_findings_of_an_open_row_stay(record: AwsRecord) -> None:
    warning = (0, "", "V211", "an example number")
    assert told(record, (GREEN[0], BLUE[1]), warning, _UNCOMPARED) == [("", "V211"), ("invalid", "X105")]
