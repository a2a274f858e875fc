"""The part of a row's message that is about one code, with any other codes of the row."""

from itertools import combinations
from string import Formatter

import pytest
from story import joined, plan_of

from batch.diagnostics import Rule
from batch.frames import AUDIT, text_frame
from batch.report.causes import causes, causes_of_findings, warnings_of
from batch.report.message_parts import part_about
from batch.rules.registry import RULES

# In the order in which a row gets them.
OF_ROWS = [rule for family in "VXALDS" for rule in RULES.values() if rule.id.startswith(family)]


def _words(rule: Rule) -> str:
    return rule.describe(**{name: "x" for _, name, *_ in Formatter().parse(rule.message) if name})


def test_the_messages_of_any_two_codes_are_distinguished() -> None:
    wrong = [
        (one.id, other.id)
        for one, other in combinations(OF_ROWS, 2)
        for rule in (one, other)
        if {one.id[0], other.id[0]} != {"S"}  # a row is sent once
        if part_about(rule.id, f"{one.id} {other.id}", f"{_words(one)}; {_words(other)}") != _words(rule)
    ]
    assert wrong == []


SWAPPED = "account 5 (a; b) on the GovCloud side is a commercial account"
CROSSED = 'the names in AWS differ: commercial "x; y", GovCloud "z", but m.csv:3 has the name of this GovCloud account'
JOINED = "linkage 8 joins commercial 1 with GovCloud 2; linkage 9 joins commercial 3 with 4"
LINKED = f"already linked to another account: {JOINED}"


@pytest.mark.parametrize(
    ("code", "codes", "message", "said"),
    [
        ("L101", "L101 A203", f"{LINKED}; {CROSSED}", LINKED),
        ("A203", "L101 A203", f"{LINKED}; {CROSSED}", CROSSED),
        ("A106", "A106 A203", f"{SWAPPED}; {CROSSED}", SWAPPED),
        ("A203", "A203", f"repoints linkage 8; leaves 7 without a partner; {CROSSED}", CROSSED),
        ("A108", "A108 A203", f"no region: 1; no region: 2; {CROSSED}", ""),
    ],
)
def test_a_code_has_its_whole_message_even_if_a_fact_contains_the_separator(
    code: str, codes: str, message: str, said: str
) -> None:
    assert part_about(code, codes, message) == (said or message)


def test_the_messages_of_one_code_about_both_sides_stay_together() -> None:
    one, other = (RULES["A108"].describe(side=side, account=side) for side in ("commercial", "GovCloud"))
    between = RULES["A104"].describe(side="GovCloud", acct_id=1, number=2, given=3)
    assert part_about("A108", "A108 A104", f"{one}; {between}; {other}") == f"{one}; {other}"


def test_the_message_of_a_later_versions_code_is_kept_whole() -> None:
    assert part_about("Z999", "Z999 A203", f"something new; {CROSSED}") == f"something new; {CROSSED}"
    assert part_about("A203", "Z999 A203", "in words; of a later version") == "in words; of a later version"


def test_a_cause_and_a_warning_have_only_the_message_of_their_code() -> None:
    refused = "CloudHealth answered 422: no such account"
    plan = plan_of(
        {"status": "rejected", "codes": "A203 S101", "message": f"{CROSSED}; {refused}"},
        {"status": "rejected", "codes": "S101", "message": refused},
        {"status": "rejected", "codes": "A113 A106", "message": f"{_words(RULES['A113'])}; {SWAPPED}"},
    )
    rolled = causes(joined(plan, []), "{} {}".format)
    assert [(cause.code, cause.rows, cause.example) for cause in rolled] == [("S101", 2, refused), ("A106", 1, SWAPPED)]
    assert [(warning.code, warning.example) for warning in warnings_of(plan)] == [("A203", CROSSED)]


def test_a_cause_of_an_audit_has_only_the_message_of_its_code() -> None:
    missing = RULES["D101"].describe()
    fact = {
        "finding": "missing",
        "codes": "A203 D101",
        "message": f"{CROSSED}; {missing}",
        "line": "2",
        "change": "new",
    }
    facts = text_frame(AUDIT, [[fact.get(column, "") for column in AUDIT]])
    assert [cause.example for cause in causes_of_findings(facts, "{} {}".format)] == [missing]
