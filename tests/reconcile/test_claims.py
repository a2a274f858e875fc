"""Rows against each other once their accounts are known: what passes the local check is not called invalid here."""

import pytest
from worlds import customer, world

from batch.checking import Checked, load
from batch.cloudhealth.sweep import sweep
from batch.mapping import ReadOptions, Source
from batch.mapping.sources import Format
from batch.reconcile import Plan, reconcile
from batch.runs.wanted import from_mapping

HEADER = "client_api_id,commercial_acct_id,commercial_owner_id,govcloud_acct_id,govcloud_owner_id,note\n"
COMMERCIAL, OTHER = "400100002", "400100012"
GOVCLOUD, ANOTHER = "400100001", "400100011"


def checked_and_planned(*rows: str, customer_of_all: str = "4001,") -> tuple[Checked, Plan]:
    made = world({"name": "t", "customers": [customer(4001, 3)]})
    source = Source(
        "m.csv", Format.CSV, content=(HEADER + "".join(f"{customer_of_all}{row}\n" for row in rows)).encode()
    )
    checked = load([source], ReadOptions())
    wanted = from_mapping([source], checked)
    return checked, reconcile(wanted.rows, wanted.problems, list(sweep(made.client, ["4001"], made.events.append)))


def test_an_account_named_by_id_and_by_number_in_two_pairs_makes_both_rows_invalid() -> None:
    checked, plan = checked_and_planned(f"{COMMERCIAL},,{GOVCLOUD},,", f",000{COMMERCIAL},{ANOTHER},,")
    assert not checked.problems
    assert plan.frame["status"].tolist() == ["invalid", "invalid"]
    assert plan.frame["codes"].tolist() == ["A110", "A110"]


def test_a_row_of_too_few_cells_claims_nothing_here_either() -> None:
    checked, plan = checked_and_planned(f"{COMMERCIAL},,{ANOTHER}", f"{COMMERCIAL},,{GOVCLOUD},,")
    assert checked.invalid_count == 1
    assert plan.frame["status"].tolist() == ["invalid", "planned"]


@pytest.mark.parametrize("partner", ["", "bad", "40010001"])
def test_a_row_without_a_sound_partner_contradicts_no_pair(partner: str) -> None:
    checked, plan = checked_and_planned(f",000{COMMERCIAL},,{partner},", f",000{COMMERCIAL},,000{ANOTHER},")
    assert checked.invalid_count == 1
    assert plan.frame["status"].tolist() == ["invalid", "planned"]


def test_an_unknown_partner_still_makes_a_different_pair() -> None:
    _checked, plan = checked_and_planned(f"{COMMERCIAL},,,999999999998,", f",000{COMMERCIAL},{ANOTHER},,")
    assert plan.frame["status"].tolist() == ["invalid", "invalid"]


def test_a_row_that_was_not_read_with_certainty_claims_the_same_in_check_and_plan() -> None:
    rows = [f',000{COMMERCIAL},,000{GOVCLOUD},"19" rack', f",000{COMMERCIAL},,000{ANOTHER},ok"]
    checked, plan = checked_and_planned(*rows)
    assert sorted(problem.rule.id for problem in checked.problems) == ["R102", "X101", "X101"]
    assert plan.frame["status"].tolist() == ["invalid", "invalid"]
    assert "A110" not in " ".join(plan.frame["codes"])


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        (f',000{COMMERCIAL},,000{GOVCLOUD},"19" rack', "R102"),
        (f"{COMMERCIAL},40010000,{GOVCLOUD},,", "V117"),
        (f"{COMMERCIAL},000{OTHER},{GOVCLOUD},,", "A104"),
    ],
)
def test_a_sound_row_that_repeats_one_which_is_not_sent_is_sent(refused: str, why: str) -> None:
    _checked, plan = checked_and_planned(
        refused, f"{COMMERCIAL},,{GOVCLOUD},,good", f",000{COMMERCIAL},,000{GOVCLOUD},"
    )
    assert plan.frame["status"].tolist()[1:] == ["planned", "duplicate"]
    assert why in plan.frame["codes"][0]
    assert plan.frame["message"][2] == "this row names the same pair as m.csv:3"


def test_a_row_that_repeats_one_which_is_not_sent_word_for_word_is_not_sent_for_the_same_reason() -> None:
    _checked, plan = checked_and_planned(*[f"{COMMERCIAL},000{OTHER},{GOVCLOUD},,"] * 2)
    assert plan.frame["status"].tolist() == ["rejected", "rejected"]
    assert plan.frame["codes"].tolist() == ["A104", "A104"]


def test_a_sound_row_stays_in_sync_if_a_repetition_contradicts_itself() -> None:
    _checked, plan = checked_and_planned(
        f",000{COMMERCIAL},,000{GOVCLOUD},", f"{OTHER},000{COMMERCIAL},,000{GOVCLOUD},"
    )
    assert plan.frame["status"].tolist() == ["planned", "rejected"]
    assert plan.frame["codes"][1] == "A104"


def test_rows_that_share_an_unknown_number_name_one_pair() -> None:
    unknown = "999999999998"
    _checked, plan = checked_and_planned(f"7,{unknown},{GOVCLOUD},,", f",{unknown},{GOVCLOUD},,")
    assert plan.frame["status"].tolist() == ["rejected", "rejected"]
    assert "A110" not in " ".join(plan.frame["codes"])


def test_a_number_that_contradicts_its_id_is_kept_in_the_row_and_found_again() -> None:
    _checked, plan = checked_and_planned(f"{COMMERCIAL},000{OTHER},{GOVCLOUD},,")
    assert plan.frame["commercial_owner_id"].tolist() == [f"000{OTHER}"]
    assert plan.frame["govcloud_owner_id"].tolist() == [f"000{GOVCLOUD}"]


def test_a_pair_that_other_rows_contradict_is_not_sent_because_a_row_repeats_it() -> None:
    rows = [f",000{COMMERCIAL},,000{GOVCLOUD},", f",000{COMMERCIAL},,000{ANOTHER},", f"{COMMERCIAL},,{GOVCLOUD},,"]
    _checked, plan = checked_and_planned(*rows)
    assert plan.frame["status"].tolist()[:2] == ["invalid", "invalid"]
    assert plan.frame["status"][2] in {"invalid", "duplicate"}


def test_an_id_that_the_check_has_refused_is_not_looked_for_in_cloudhealth() -> None:
    checked, plan = checked_and_planned(f"0{COMMERCIAL},,{GOVCLOUD},,", f"{OTHER},,{ANOTHER},,")
    assert [problem.rule.id for problem in checked.problems] == ["V112"]
    assert plan.frame["codes"].tolist() == ["V112", ""]


@pytest.mark.parametrize("order", [[0, 1, 2], [0, 2, 1], [2, 1, 0], [2, 0, 1]])
def test_a_pair_that_a_row_without_a_customer_contradicts_is_not_sent_in_any_order(order: list[int]) -> None:
    rows = [
        f",,000{COMMERCIAL},,000{GOVCLOUD},",
        f"4001,{COMMERCIAL},000{COMMERCIAL},{ANOTHER},000{ANOTHER},",
        f"4001,{COMMERCIAL},,{ANOTHER},,",
    ]
    _checked, plan = checked_and_planned(*(rows[at] for at in order), customer_of_all="")
    statuses = dict(zip(order, plan.frame["status"], strict=True))
    assert statuses == {0: "invalid", 1: "invalid", 2: "duplicate"}
    assert plan.frame["message"][order.index(2)] == f"this row names the same pair as m.csv:{order.index(1) + 2}"


def test_a_row_is_sent_despite_a_contradictory_one_whose_number_is_another_account_s() -> None:
    contested = f"{COMMERCIAL},000{OTHER},{GOVCLOUD},000{GOVCLOUD},"
    rows = [f",000{OTHER},{ANOTHER},000{ANOTHER},", contested, f"{COMMERCIAL},,{GOVCLOUD},,"]
    _checked, plan = checked_and_planned(*rows)
    assert plan.frame["codes"].tolist()[:2] == ["X101", "X101 A104"]
    assert plan.frame["status"].tolist()[2] == "planned"


def test_all_rows_with_a_contradicted_pair_name_the_contradictory_row() -> None:
    ids = f"4001,{COMMERCIAL},,{ANOTHER},,"
    contested = f"4001,{COMMERCIAL},000{COMMERCIAL},{ANOTHER},000{ANOTHER},"
    _checked, plan = checked_and_planned(f",,000{COMMERCIAL},,000{GOVCLOUD},", ids, ids, contested, customer_of_all="")
    assert plan.frame["status"].tolist() == ["invalid", "duplicate", "duplicate", "invalid"]
    assert set(plan.frame["message"][1:3]) == {"this row names the same pair as m.csv:5"}
