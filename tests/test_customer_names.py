"""When two names of a customer are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch.customer_names import folded_name, same_name


@pytest.mark.parametrize(
    "typed",
    [
        "acme größe",
        "  Acme\tGrösse ",
        "ACME GRÖSSE",
        "Acme\u00a0Größe",
        "Acme Gro\u0308ße",
        "\ufeffAcme Gr\u200böße",
        "Acme Gro\u200b\u0308ße",
        "\uff21cme Größe",
    ],
)
def test_case_whitespace_and_the_form_of_unicode_make_no_difference(typed: str) -> None:
    assert same_name("Acme Größe", typed)


@pytest.mark.parametrize("other", ["", "AcmeGröße", "Acme-Größe", "Acme Grosse", "Acme Größe Inc."])
def test_letters_hyphens_and_gaps_make_a_difference(other: str) -> None:
    assert not same_name("Acme Größe", other)


@given(st.text())
def test_invisible_characters_make_no_difference_to_any_name(name: str) -> None:
    assert same_name(name, f"\u2060{name}\u00a0")


@given(st.text(st.characters(codec="ascii")))
def test_an_ascii_name_is_folded_like_any_other(name: str) -> None:
    assert folded_name(name) == folded_name(f"{name.upper()}\u200b")
