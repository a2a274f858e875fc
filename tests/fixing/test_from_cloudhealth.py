"""Account numbers with lost digits are compared with the accounts of their rows' customers."""

from pathlib import Path

import pytest
from aws_facts import aws_list_of, page, request
from fixed import HEADER, fixed

from batch.checking import check
from batch.fixing.cloudhealth import KnownToCloudHealth, customers_in_question
from batch.fixing.draft import drafts_of
from batch.inventory import Account, AccountKind
from batch.mapping import ReadOptions, Source, read
from batch.mapping.sources import Format

COMMERCIAL, GOVCLOUD, UNKNOWN = AccountKind.COMMERCIAL, AccountKind.GOVCLOUD, AccountKind.UNKNOWN
ACCOUNTS = {
    "4001": [
        Account("2", "021000000105", "one", COMMERCIAL),
        Account("1", "010987000004", "one-gov", GOVCLOUD),
        Account("4", "031000000105", "unsure", UNKNOWN),
        Account("6", "041000000105", "twice", COMMERCIAL),
        Account("8", "041000000105", "twice", GOVCLOUD),
        Account("1234567890001", "310987000007", "long", COMMERCIAL),
        Account("1234999990001", "", "no number", COMMERCIAL),
    ],
    "4002": [Account("12", "051000000105", "other", COMMERCIAL)],
}
IDS = "client_api_id,commercial_acct_id,commercial_owner_id,govcloud_acct_id,govcloud_owner_id\n"


def test_lost_zeros_are_restored_if_one_account_of_the_customer_fits() -> None:
    made = fixed(HEADER + "4001,21000000105,10987000004,\n4002,51000000105,TBD,\n", known=KnownToCloudHealth(ACCOUNTS))
    assert [row[1:3] for row in made.rows] == [["021000000105", "010987000004"], ["051000000105", "TBD"]]
    assert made.changes[0] == '1.csv:2: commercial_owner_id "21000000105" → 021000000105 (V104, CloudHealth)'


@pytest.mark.parametrize(
    "row",
    [
        "4002,21000000105,,",
        "4003,21000000105,,",
        ",21000000105,,",
        "4001,10987000004,,",
        "4001,31000000105,,",
        "4001,41000000105,,",
    ],
)
def test_nothing_is_restored_from_another_customer_the_other_side_or_an_unclear_account(row: str) -> None:
    made = fixed(HEADER + row + "\n", known=KnownToCloudHealth(ACCOUNTS))
    assert (",".join(made.rows[0]), made.changes) == (row, [])


@pytest.mark.parametrize(("acct_id", "restored"), [("2", "021000000105"), ("6", "21000000105"), ("x", "021000000105")])
def test_a_number_is_restored_only_from_the_account_that_the_row_names(acct_id: str, restored: str) -> None:
    made = fixed(IDS + f"4001,{acct_id},21000000105,1,\n", known=KnownToCloudHealth(ACCOUNTS))
    assert made.rows[0][2] == restored


def test_a_pair_that_contradicts_the_aws_list_is_left_as_it_is(tmp_path: Path) -> None:
    aws = aws_list_of(page(request(("021000000105", "310987000002"))), folder=tmp_path)
    row = "4001,21000000105,410987000002,"
    made = fixed(HEADER + row + "\n", aws=aws, known=KnownToCloudHealth(ACCOUNTS, aws))
    assert (",".join(made.rows[0]), made.changes) == (row, [])


def test_numbers_and_ids_in_scientific_notation_are_suggested_and_never_written() -> None:
    known = KnownToCloudHealth(ACCOUNTS)
    text = IDS + "4001,,3.1E+11,1,\n4001,1.2345E+12,,1,\n4001,1.2345E+12,310987000007,1,\n4001,1.23E+12,,1,\n"
    source = Source("1.csv", Format.CSV, content=text.encode())
    drafts = drafts_of(read(source, ReadOptions()), check([source], ReadOptions()).problems, ReadOptions())
    known.suggest_ids(drafts)
    assert [draft.suggested for draft in drafts] == [
        {},
        {"commercial_acct_id": "1234567890001"},
        {"commercial_acct_id": "1234567890001"},
        {},
    ]
    made = fixed(text, known=known)
    assert (made.rows[0][2], made.changes) == ("3.1E+11", [])
    (problem,) = [problem for problem in made.left.problems if problem.row == 0]
    assert problem.hint == "CloudHealth has one account that fits: 310987000007."


def test_only_customers_of_rows_with_lost_digits_are_asked_about() -> None:
    text = HEADER + "4001,21000000105,,\n4001,3.1E+11,,\n4002,310987000001,210987000002,\n4003,TBD,,\n,21000000105,,\n"
    source = Source("1.csv", Format.CSV, content=(text + "?4004,21000000105,,\n").encode())
    drafts = drafts_of(read(source, ReadOptions()), check([source], ReadOptions()).problems, ReadOptions())
    assert customers_in_question(drafts, direct_customer=False) == {"4001": 2}
    assert customers_in_question(drafts[4:5], direct_customer=True) == {"": 1}
