"""Account numbers with lost digits are compared with AWS's own list."""

from pathlib import Path

import pytest
from aws_facts import aws_list_of, page, request
from fixed import HEADER, fixed

from batch.aws import AwsList
from batch.fixing.scientific import range_of
from batch.mapping.sources import Format

PAIRS = [
    ("021000000105", "310987000002"),
    ("021000000106", "010987000004"),
    ("310987000007", "310987000008"),
    ("310988000007", "310988000008"),
    ("001402433619", "310987000010"),
    ("012345670123", "310987000012"),
]


@pytest.fixture
def aws(tmp_path: Path) -> AwsList:
    requests = (request(pair, Id=f"car-{at}", AccountName=f"a{at}") for at, pair in enumerate(PAIRS))
    return aws_list_of(page(*requests), folder=tmp_path)


@pytest.mark.parametrize(
    ("commercial", "govcloud", "restored"),
    [
        ("21000000105", "310987000002", "021000000105"),
        ("'21000000105", "3109-8700-0002", "021000000105"),
        ("21000000105.0", "", "021000000105"),
        ("21000000105", "TBD", "021000000105"),
        ("21000000105", "3.10987E+11", "021000000105"),
    ],
)
def test_lost_zeros_are_restored_if_the_list_has_the_account(
    commercial: str, govcloud: str, restored: str, aws: AwsList
) -> None:
    made = fixed(HEADER + f"4001,{commercial},{govcloud},\n", aws=aws)
    assert made.rows[0][1] == restored
    assert [change for change in made.changes if change.endswith(", the AWS list)")] == made.changes[-1:]


def test_both_sides_are_restored_if_they_are_a_pair(aws: AwsList) -> None:
    made = fixed(HEADER + "4001,21000000106,10987000004,\n", aws=aws)
    assert made.rows[0][1:3] == list(PAIRS[1])
    assert not made.left.problems


@pytest.mark.parametrize(
    ("commercial", "govcloud"),
    [
        ("21000000105", "310987000008"),
        ("21000000105", "410987000008"),
        ("21000000105", "10987000004"),
        ("21000000105", "3.1E+10"),
        ("21000000199", ""),
        ("10987000004", ""),
    ],
)
def test_a_number_is_not_restored_if_the_list_lacks_it_or_has_it_in_another_pair_or_on_the_other_side(
    commercial: str, govcloud: str, aws: AwsList
) -> None:
    made = fixed(HEADER + f"4001,{commercial},{govcloud},\n", aws=aws)
    assert (made.rows[0][1:3], made.changes) == ([commercial, govcloud], [])


def test_a_number_that_fits_two_accounts_is_not_restored_unless_the_pair_decides(aws: AwsList) -> None:
    made = fixed(HEADER + "4001,1402433619,,\n4001,1402433619,310987000010,\n", aws=aws)
    assert [row[1] for row in made.rows] == ["1402433619", "001402433619"]


def test_a_number_that_yaml_read_as_octal_is_suggested_if_its_pair_decides(aws: AwsList) -> None:
    text = "- {client_api_id: 4001, commercial_owner_id: 1402433619, govcloud_owner_id: '310987000012'}\n"
    made = fixed(text, aws=aws, read_as=Format.YAML)
    assert made.changes == []
    (problem,) = [problem for problem in made.left.problems if problem.field]
    assert problem.suggestion
    assert (problem.suggestion.value, problem.suggestion.is_certain) == ("012345670123", False)


@pytest.mark.parametrize(
    ("commercial", "govcloud", "suggested"),
    [
        ("3.10987E+11", "", "310987000007"),
        ("3.10987E+11", "310987000008", "310987000007"),
        ("3.1E+11", "310988000008", "310988000007"),
        ("2.1E+10", "310987000002", "021000000105"),
        ("3,10987E11", "3.10987E+11", "310987000007"),
    ],
)
def test_a_number_in_scientific_notation_is_suggested_if_one_account_fits_and_never_written(
    commercial: str, govcloud: str, suggested: str, aws: AwsList
) -> None:
    made = fixed(HEADER + f'4001,"{commercial}",{govcloud},\n', aws=aws)
    assert (made.rows[0][1], made.changes) == (commercial, [])
    found = next(problem for problem in made.left.problems if problem.field == "commercial_owner_id")
    assert found.suggestion
    assert (found.suggestion.value, found.suggestion.is_certain) == (suggested, False)
    assert found.hint == f"The AWS list has one account that fits: {suggested}."


@pytest.mark.parametrize(
    ("commercial", "govcloud"), [("3.1E+11", ""), ("3.10987E+11", "310988000008"), ("5E+11", ""), ("3E+999", "")]
)
def test_nothing_is_suggested_if_no_account_or_several_fit(commercial: str, govcloud: str, aws: AwsList) -> None:
    made = fixed(HEADER + f"4001,{commercial},{govcloud},\n", aws=aws)
    assert [problem.suggestion for problem in made.left.problems if problem.field == "commercial_owner_id"] == [None]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3.10987E+11", range(310986500000, 310988000000)),
        ("2.1E+10", range(20500000000, 22000000000)),
        ("310987000001E0", range(310987000001, 310987000002)),
        ("3.10987000001E+11", range(310987000001, 310987000002)),
        ("3.109870000015E+11", range(0)),
        ("310987000001", range(0)),
        ("E+11", range(0)),
    ],
)
def test_the_range_of_a_number_in_scientific_notation_is_known(text: str, numbers: range) -> None:
    assert range_of(text) == numbers
