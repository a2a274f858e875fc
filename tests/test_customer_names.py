"""When two names of a customer are the same."""

import pytest

from batch.customer_names import same_name


@pytest.mark.parametrize(
    "typed",
    [
        "acme größe",
        "  Acme\tGrösse ",
        "ACME GRÖSSE",
        "Acme\u00a0Größe",
        "Acme Gro\u0308ße",
        "\ufeffAcme Gr\u200böße",
        "\uff21cme Größe",
    ],
)
def test_case_white_space_and_the_form_of_unicode_make_no_difference(typed: str) -> None:
    assert same_name("Acme Größe", typed)


@pytest.mark.parametrize("other", ["", "AcmeGröße", "Acme-Größe", "Acme Grosse", "Acme Größe Inc."])
def test_letters_hyphens_and_whether_there_is_a_gap_do(other: str) -> None:
    assert not same_name("Acme Größe", other)
