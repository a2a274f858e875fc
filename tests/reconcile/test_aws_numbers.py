"""AWS's own list once CloudHealth has returned the numbers: literals in, problems out."""

from pathlib import Path

import pandas as pd
import pytest
from aws_facts import BLUE, GREEN, aws_list_of, page, request

from batch.aws import AwsList
from batch.frames import problems_frame
from batch.reconcile.aws_list import compare_numbers


@pytest.fixture
def aws_list(tmp_path: Path) -> AwsList:
    return aws_list_of(page(request(), request(GREEN)), folder=tmp_path)


def told(aws_list: AwsList, pair: tuple[str, str], *local: tuple[int, str, str, str]) -> list[tuple[str, str]]:
    """Status and code of every problem of one row with these resolved numbers."""
    rows = pd.DataFrame([pair], columns=["commercial_owner_id", "govcloud_owner_id"], dtype="str")
    problems = compare_numbers(aws_list, rows, problems_frame(local))
    return list(zip(problems["status"], problems["code"], strict=True))


_UNCOMPARED = (0, "", "X204", "not compared")


def test_a_comparison_replaces_the_note_that_a_pair_was_not_compared(aws_list: AwsList) -> None:
    assert told(aws_list, BLUE, _UNCOMPARED) == []
    assert told(aws_list, (BLUE[0], GREEN[1]), _UNCOMPARED) == [("invalid", "X105")]
    assert told(aws_list, ("500000000001", "500000000002"), _UNCOMPARED) == [("", "X202")]


@pytest.mark.parametrize("number", ["", "98765"])
def test_the_note_stays_if_no_number_is_returned(aws_list: AwsList, number: str) -> None:
    assert told(aws_list, (BLUE[0], number), _UNCOMPARED) == [("", "X204")]


def test_a_row_that_was_settled_keeps_its_problems(aws_list: AwsList) -> None:
    said = [(0, "invalid", "X101", "two pairs"), (0, "", "X202", "not known")]
    assert told(aws_list, (BLUE[0], GREEN[1]), *said) == [("invalid", "X101"), ("", "X202")]


def test_other_findings_of_an_open_row_stay(aws_list: AwsList) -> None:
    warning = (0, "", "V211", "an example number")
    assert told(aws_list, (GREEN[0], BLUE[1]), warning, _UNCOMPARED) == [("", "V211"), ("invalid", "X105")]
