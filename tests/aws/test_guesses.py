"""Two lists of accounts, one per partition, show pairs only by their names: a guess, not proof."""

from itertools import permutations
from pathlib import Path

import pytest
from aws_facts import BLUE, GREEN, aws_list_of, page, pairs, request
from listed import account, accounts, govcloud

from batch.aws import AwsList
from batch.errors import UsageError

_BOTH = (accounts(account(BLUE[0], "blue")), accounts(govcloud(BLUE[1], "blue")))


def guesses(aws_list: AwsList) -> list[tuple[str, str]]:
    return [(pair.commercial, pair.govcloud) for pair in aws_list.guesses]


def test_a_name_that_one_account_of_each_side_has_is_only_a_guess(tmp_path: Path) -> None:
    for texts in permutations(_BOTH):
        aws_list = aws_list_of(*texts, folder=tmp_path)
        assert guesses(aws_list) == [BLUE]
        assert pairs(aws_list) == []
        assert not aws_list.has_pair(*BLUE)


def test_names_that_are_not_unique_or_on_one_side_only_are_left_out(tmp_path: Path) -> None:
    commercial = [
        account(f"20000000000{at}", name) for at, name in enumerate(["blue", "twin", "twin", "alone", "Case"])
    ]
    other_side = [
        govcloud(f"30000000000{at}", name) for at, name in enumerate(["blue", "twin", "other", "case", "case"])
    ]
    aws_list = aws_list_of(accounts(*commercial), accounts(*other_side), folder=tmp_path)
    assert guesses(aws_list) == [("200000000000", "300000000000")]
    assert aws_list.left_out() == {
        "with a name that several accounts of one side have": ["twin", "twin", "twin", "case", "case"],
        "with a name that no GovCloud account has": ["alone", "Case"],
        "with a name that no commercial account has": ["other"],
    }


def test_a_closed_account_keeps_a_name_from_being_unique_and_a_pair_has_the_later_state(tmp_path: Path) -> None:
    closed = account(GREEN[0], "blue", Status="SUSPENDED")
    with pytest.raises(UsageError, match="no pair of accounts was found"):
        aws_list_of(accounts(account(BLUE[0], "blue"), closed), _BOTH[1], folder=tmp_path)
    [pair] = aws_list_of(
        accounts(account(BLUE[0], "blue", Status="PENDING_CLOSURE")), _BOTH[1], folder=tmp_path
    ).guesses
    assert pair.account_state == "PENDING_CLOSURE"


def test_only_one_partition_is_refused_with_the_missing_one(tmp_path: Path) -> None:
    for text, missing in zip(_BOTH, ("GovCloud", "commercial"), strict=True):
        for texts in ([text], [text, page(request())]):
            with pytest.raises(UsageError, match=f"also give what .* prints in the {missing} partition"):
                aws_list_of(*texts, folder=tmp_path)


def test_accounts_of_another_partition_and_without_a_name_are_left_out(tmp_path: Path) -> None:
    others = accounts(account(GREEN[0], "x", "aws-cn"), account(GREEN[1], "", Name=None))
    assert aws_list_of(*_BOTH, others, folder=tmp_path).left_out() == {
        "in the partition aws-cn": ["x"],
        "without a name": [GREEN[1]],
    }


def test_a_guess_that_a_certain_list_confirms_is_no_longer_a_guess(tmp_path: Path) -> None:
    for texts in permutations([*_BOTH, page(request())]):
        aws_list = aws_list_of(*texts, folder=tmp_path)
        assert (guesses(aws_list), pairs(aws_list), aws_list.left_out()) == ([], [BLUE], {})


@pytest.mark.parametrize("certain", [(BLUE[0], GREEN[1]), (GREEN[0], BLUE[1])])
def test_a_guess_yields_to_what_is_certain(tmp_path: Path, certain: tuple[str, str]) -> None:
    aws_list = aws_list_of(*_BOTH, page(request(certain)), folder=tmp_path)
    assert (guesses(aws_list), pairs(aws_list)) == ([], [certain])
    assert aws_list.left_out() == {"with a name like that of an account of another pair": ["blue"]}


def test_an_account_that_was_renamed_between_two_lists_is_guessed_under_neither_name(tmp_path: Path) -> None:
    renamed = accounts(account(BLUE[0], "green"), govcloud(GREEN[1], "green"))
    with pytest.raises(UsageError, match="3 with a name like that of an account of another pair"):
        aws_list_of(*_BOTH, renamed, folder=tmp_path)


@pytest.mark.parametrize(
    "other",
    [
        page(request((BLUE[1], GREEN[1]))),
        page(request((GREEN[0], BLUE[0]))),
        page(request(GREEN), {"State": "SUCCEEDED", "AccountId": BLUE[1]}),
        accounts(govcloud(BLUE[0], "x")),
    ],
)
def test_an_account_that_another_list_has_on_the_other_side_is_refused(tmp_path: Path, other: str) -> None:
    for texts in permutations([*_BOTH, other]):
        with pytest.raises(UsageError, match="one of them is wrong"):
            aws_list_of(*texts, folder=tmp_path)


def test_missing_pages_are_reported_for_each_partition(tmp_path: Path) -> None:
    first = accounts(account(BLUE[0], "blue"), NextToken="more")
    [warning] = aws_list_of(first, _BOTH[1], folder=tmp_path).warnings
    assert warning.startswith(f"{tmp_path}/0.json: the list is incomplete, because this page announces more")
    for last in (accounts(account(GREEN[0], "green")), accounts()):
        assert aws_list_of(first, _BOTH[1], last, folder=tmp_path).warnings == []
