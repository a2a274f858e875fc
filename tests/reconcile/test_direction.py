"""In which fields a customer's linkages have their accounts, decided from that customer's own linkages."""

import pytest

from batch.inventory import Account, AccountKind, CustomerInventory, Direction, Linkage, ReadState
from batch.reconcile.direction import ContradictoryError, decide, kinds_of, pair_of

ACCOUNTS = (
    *(Account(f"g{number}", "", "", AccountKind.GOVCLOUD) for number in range(5)),
    *(Account(f"c{number}", "", "", AccountKind.COMMERCIAL) for number in range(5)),
    Account("u", "", "", AccountKind.UNKNOWN),
)


def inventory(*places: tuple[str, str]) -> CustomerInventory:
    linkages = tuple(Linkage(str(at), "1", *pair) for at, pair in enumerate(places))
    return CustomerInventory("4001", ReadState.COMPLETE, ACCOUNTS, linkages)


@pytest.mark.parametrize(
    ("places", "direction"),
    [
        ([], Direction.BY_NAME),
        ([("g0", "c0")], Direction.BY_NAME),
        ([("c0", "g0")], Direction.SWAPPED),
        ([("c0", "g0"), ("c1", "g1")], Direction.SWAPPED),
        # Cases that show nothing: an unknown region, an account that is not listed, two accounts of a kind.
        ([("u", "c0")], Direction.BY_NAME),
        ([("c0", "u")], Direction.BY_NAME),
        ([("c0", "gone")], Direction.BY_NAME),
        ([("c0", "c1")], Direction.BY_NAME),
        ([("c0", "g0"), ("c1", "u"), ("g1", "gone")], Direction.SWAPPED),
    ],
)
def test_all_linkages_with_both_regions_known_must_agree(places: list[tuple[str, str]], direction: Direction) -> None:
    assert decide(inventory(*places), None) is direction


def test_a_mix_proves_nothing() -> None:
    with pytest.raises(ContradictoryError, match="1 of 3 linkages hold the commercial account in the GovCloud account"):
        decide(inventory(("g0", "c0"), ("c1", "g1"), ("g2", "c2")), None)


@pytest.mark.parametrize("direction", list(Direction))
def test_an_account_written_to_a_field_is_read_from_the_same_field(direction: Direction) -> None:
    assert direction.fields_of(("c", "g")) == {"by-name": ("g", "c"), "swapped": ("c", "g")}[direction]
    assert direction.pair_of(direction.fields_of(("c", "g"))) == ("c", "g")


@pytest.mark.parametrize("forced", list(Direction))
def test_a_direction_given_by_the_user_overrides_every_linkage(forced: Direction) -> None:
    assert decide(inventory(("g0", "c0"), ("c1", "g1")), forced) is forced


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("places", [("g0", "c0"), ("c0", "g0")])
def test_known_regions_identify_the_accounts_whatever_the_direction(
    places: tuple[str, str], direction: Direction
) -> None:
    held = inventory(places)
    assert pair_of(held.linkages[0], direction, kinds_of(held)) == ("c0", "g0")


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize(("commercial", "govcloud"), [("c0", "u"), ("u", "g0"), ("c0", "gone"), ("gone", "g0")])
def test_one_known_region_identifies_both_accounts_since_a_linkage_has_one_of_each_kind(
    commercial: str, govcloud: str, direction: Direction
) -> None:
    for places in ((commercial, govcloud), (govcloud, commercial)):
        held = inventory(places)
        assert pair_of(held.linkages[0], direction, kinds_of(held)) == (commercial, govcloud)
        assert decide(held, None) is Direction.BY_NAME, "it proves no direction"


def test_the_direction_identifies_the_accounts_if_regions_are_unknown() -> None:
    held = inventory(("a", "b"))
    assert pair_of(held.linkages[0], Direction.BY_NAME, {}) == ("b", "a")
    assert pair_of(held.linkages[0], Direction.SWAPPED, {}) == ("a", "b")
