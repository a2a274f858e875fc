"""Where a row without a customer belongs: what the lists have for its numbers, and the customers' names."""

import pytest

from batch.inventory import Customer
from batch.reconcile.customer_words import why_not_found
from batch.reconcile.customers import (
    Claim,
    Directory,
    InNone,
    InOne,
    InTwo,
    ListedIn,
    Sightings,
    Sought,
    Whereabouts,
    whereabouts,
)

ACME, GLOBEX, SECOND_ACME = Customer("4001", "Acme Corp"), Customer("4002", "Globex"), Customer("4007", "ACME  corp")
C, G = "210000000102", "210000000101"
PAIR = Sought(C, G)


def where(row: Sought, *seen: tuple[str, str], customers: tuple[Customer, ...] = (ACME, GLOBEX)) -> Whereabouts:
    sightings = Sightings([row])
    for number, client in seen:
        sightings.add(number, client, ListedIn.ASSIGNMENTS)
    return whereabouts(row, sightings, Directory(customers))


@pytest.mark.parametrize(
    "seen",
    [
        [(C, "4001"), (G, "4001")],
        [(C, "4001")],  # a GovCloud account that is assigned to nobody
        [(G, "4001")],
        [(C, "4001"), (C, "4001"), ("999999999999", "4002")],
    ],
)
def test_a_pair_belongs_to_the_one_customer_that_has_its_numbers(seen: list[tuple[str, str]]) -> None:
    assert where(PAIR, *seen) == InOne("4001")


def test_the_accounts_of_a_pair_in_two_customers_name_both() -> None:
    assert where(PAIR, (G, "4002"), (C, "4001")) == InTwo(
        (
            Claim(f"commercial account {C}", ListedIn.ASSIGNMENTS, "4001"),
            Claim(f"GovCloud account {G}", ListedIn.ASSIGNMENTS, "4002"),
        )
    )


def test_lists_that_contradict_each_other_name_both_customers() -> None:
    sightings = Sightings([PAIR])
    sightings.add(C, "4001", ListedIn.ASSIGNMENTS)
    sightings.add(C, "4002", ListedIn.ACCOUNTS)
    answer = whereabouts(PAIR, sightings, Directory((ACME, GLOBEX)))
    assert isinstance(answer, InTwo)
    assert why_not_found(PAIR, answer, Directory((ACME, GLOBEX)), {}) == (
        f"commercial account {C} is assigned to customer 4001 (Acme Corp), commercial account {C} is an account of "
        "customer 4002 (Globex): a pair belongs to one customer"
    )


@pytest.mark.parametrize(
    ("row", "seen"),
    [(PAIR, [(G, "4001")]), (Sought(C, G, "Acme Corp"), []), (Sought(C, G, "Acme Corp"), [(G, "4001")])],
)
def test_a_pair_with_one_account_out_of_sight_has_no_customer(row: Sought, seen: list[tuple[str, str]]) -> None:
    sightings, directory = Sightings([row]), Directory((ACME, GLOBEX))
    sightings.add_out_of_sight(C, "999")
    for number, client in seen:
        sightings.add(number, client, ListedIn.ASSIGNMENTS)
    answer = whereabouts(row, sightings, directory)
    assert isinstance(answer, InTwo)
    said = why_not_found(row, answer, directory, {})
    assert said.startswith(f"commercial account {C} is assigned to customer 999 that the key can't see, ")
    assert said.endswith(" customer 4001 (Acme Corp): a pair belongs to one customer")


def test_a_customer_out_of_sight_is_not_named_if_another_customer_has_the_number() -> None:
    sightings, directory = Sightings([PAIR]), Directory((ACME, GLOBEX))
    sightings.add_out_of_sight(C, "999")
    assert whereabouts(PAIR, sightings, directory) == InNone()
    sightings.add(C, "4001", ListedIn.ACCOUNTS)
    assert whereabouts(PAIR, sightings, directory) == InOne("4001")


def test_a_pair_that_no_list_has_is_in_none() -> None:
    assert where(PAIR) == InNone()
    assert where(Sought("", "")) == InNone()


@pytest.mark.parametrize("name", ["Acme Corp", "acme corp", "  ACME\u00a0Corp\u200b ", "\uff21\uff23\uff2d\uff25 Corp"])
def test_a_name_can_replace_numbers_ignoring_case_and_white_space(name: str) -> None:
    assert where(Sought("", "", name)) == InOne("4001")
    assert where(Sought(C, G, name)) == InOne("4001")


@pytest.mark.parametrize("seen", [[(C, "4002"), (G, "4002")], [(C, "4002")], [(G, "4002")]])
def test_a_name_that_contradicts_the_numbers_names_both_customers(seen: list[tuple[str, str]]) -> None:
    answer = where(Sought(C, G, "acme corp"), *seen)
    assert isinstance(answer, InTwo)
    assert [claim.client_api_id for claim in answer.claims] == [*["4002"] * len(seen), "4001"]
    assert answer.claims[-1] == Claim("the name 'acme corp'", "is that of", "4001")


def test_if_the_numbers_contradict_each_other_a_name_does_not_decide() -> None:
    answer = where(Sought(C, G, "Acme Corp"), (C, "4001"), (G, "4002"))
    assert isinstance(answer, InTwo)
    assert [claim.what for claim in answer.claims] == [f"commercial account {C}", f"GovCloud account {G}"]


def test_of_two_customers_with_the_same_name_neither_is_chosen_and_both_are_named() -> None:
    customers = (ACME, SECOND_ACME)
    answer = where(Sought("", "", "Acme Corp"), customers=customers)
    assert isinstance(answer, InTwo)
    assert [claim.client_api_id for claim in answer.claims] == ["4001", "4007"]
    assert why_not_found(Sought("", "", "Acme Corp"), answer, Directory(customers), {}) == (
        "the name 'Acme Corp' is that of customer 4001 (Acme Corp), the name 'Acme Corp' is that of customer 4007 "
        "(ACME  corp): name it by its id"
    )
    assert where(Sought(C, G, "Acme Corp"), (C, "4007"), customers=customers) == InOne("4007")


@pytest.mark.parametrize("name", ["Acme", "Acme Corporation", "Acne Corp", "acmecorp", "Acme, Corp."])
def test_an_unknown_name_gets_similar_ones_as_suggestions_and_no_customer(name: str) -> None:
    answer = where(Sought("", "", name))
    assert answer == InNone((ACME,))
    words = why_not_found(Sought("", "", name), answer, Directory((ACME, GLOBEX)), {})
    assert words == f"no customer is named {name!r}; the most similar: 4001 (Acme Corp)"


def test_a_name_without_similar_ones_has_no_suggestion() -> None:
    assert where(Sought("", "", "Initech")) == InNone()
    assert where(Sought("", "", " ")) == InNone()
    assert where(Sought("", "", "Initech"), customers=(Customer("1", ""),)) == InNone()


def test_the_numbers_decide_if_a_name_is_unknown() -> None:
    assert where(Sought(C, G, "Acme"), (C, "4001")) == InOne("4001")


def test_nothing_is_claimed_about_unreadable_customers() -> None:
    directory = Directory((ACME, GLOBEX))
    sides = f"commercial account {C} or GovCloud account {G}"
    assert why_not_found(PAIR, InNone(), directory, {}) == f"CloudHealth lists {sides} for no customer of this key"
    assert why_not_found(PAIR, InNone(), directory, {"4002": "HTTP 500"}) == f"no list that could be read has {sides}"
    govcloud_alone = why_not_found(Sought("", G), InNone(), directory, {})
    assert govcloud_alone == f"CloudHealth lists GovCloud account {G} for no customer of this key"
    assert "neither an AWS account number nor" in why_not_found(Sought("", ""), InNone(), directory, {})


def test_a_number_is_missing_and_its_row_undecided_until_a_list_has_it() -> None:
    other = Sought("", "210000000201")
    sightings = Sightings([PAIR, other])
    assert sightings.missing([PAIR, other]) == {C, G, "210000000201"}
    assert sightings.undecided([PAIR, other]) == [PAIR, other]
    sightings.add(G, "4001", ListedIn.ASSIGNMENTS)
    assert sightings.undecided([PAIR, other]) == [PAIR, other]  # the commercial number decides
    sightings.add(C, "4001", ListedIn.ASSIGNMENTS)
    sightings.add("210000000201", "4002", ListedIn.ACCOUNTS)
    assert (sightings.missing([PAIR, other]), sightings.undecided([PAIR, other])) == (set(), [])
