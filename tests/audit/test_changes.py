"""What changed since the last audit."""

import re
from collections import Counter

import pandas as pd
import pytest
from audit_facts import NOW, THEN, audit_of, fact, linkages
from hypothesis import given, settings
from hypothesis import strategies as st

from batch.audit import Before, Finding, with_changes
from batch.frames import AUDIT, FACTS

EARLIER = "2026-10-01T02:00:00.000Z"
NO_LINKAGES = linkages()


def _compared(
    now: list[dict[str, str]], then: list[dict[str, str]], exist: pd.DataFrame = NO_LINKAGES, **before: object
) -> pd.DataFrame:
    earlier = Before(audit_of(*then), {"4001": THEN}, **before)  # type: ignore[arg-type]
    return with_changes(audit_of(*now)[list(FACTS)], earlier, NOW, exist)


def _told(facts: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(facts[["finding", "change", "since"]].itertuples(index=False, name=None))


def test_at_the_first_audit_everything_is_new() -> None:
    facts = with_changes(audit_of(fact("missing"), fact("in_sync"))[list(FACTS)], Before(), NOW, NO_LINKAGES)
    assert _told(facts) == [("missing", "new", NOW), ("in_sync", "new", NOW)]
    assert list(facts.columns) == list(AUDIT)


def test_a_persisting_fact_keeps_its_since() -> None:
    facts = _compared([fact("missing")], [fact("missing", since=EARLIER, change="persisting")])
    assert _told(facts) == [("missing", "persisting", EARLIER)]


@pytest.mark.parametrize("finding", list(Finding))
def test_a_resolved_fact_is_described_in_the_past_tense(finding: Finding) -> None:
    facts = _compared([], [fact(finding, message="it has no linkage")], exist=linkages(("8", "9", "7")))
    words = str(facts.loc[0, "message"])
    assert re.match(r"[a-zA-Z ]* (was|were|had|could not be) ", words)
    assert "has no" not in words.partition(': "')[0]


def test_a_resolved_fact_has_a_line_of_its_own() -> None:
    facts = _compared([fact("in_sync", linkage_id="8")], [fact("missing", since=EARLIER)])
    assert _told(facts) == [("in_sync", "new", NOW), ("missing", "resolved", EARLIER)]


@pytest.mark.parametrize(("then", "now"), [("missing", "unlinked"), ("unlinked", "missing")])
def test_an_unlinked_account_is_not_resolved_when_its_row_leaves_or_joins_the_mapping(then: str, now: str) -> None:
    other = {"commercial_acct_id": "7", "govcloud_acct_id": "9"}
    facts = _compared([fact(now)], [fact(then), fact(then, **other)])
    assert facts[["finding", "change", "govcloud_acct_id"]].to_numpy().tolist() == [
        [now, "new", facts.loc[0, "govcloud_acct_id"]],
        [then, "resolved", "9"],
    ]


def test_an_account_that_may_be_unreadable_is_not_reported_as_linked() -> None:
    before = Before(audit_of(fact("unlinked", ""), fact("missing")))
    nothing = audit_of()[list(FACTS)]

    def resolved(exist: pd.DataFrame, *left_out: str) -> list[str]:
        return with_changes(nothing, before, NOW, exist, left_out)["finding"].tolist()

    assert resolved(NO_LINKAGES) == resolved(NO_LINKAGES, "4002") == ["unlinked", "missing"]
    assert resolved(NO_LINKAGES, "4001") == ["missing"]
    assert resolved(linkages(("8", "2", "1")), "4001") == ["unlinked", "missing"]


def test_a_row_that_moved_to_another_line_is_the_same_fact() -> None:
    facts = _compared([fact("missing", source="new.csv", line="90")], [fact("missing", source="old.csv", line="2")])
    assert _told(facts) == [("missing", "persisting", THEN)]


def test_an_account_that_got_its_number_meanwhile_is_the_same() -> None:
    facts = _compared([fact("unlinked", "", govcloud_owner_id="000000000001")], [fact("unlinked", "")])
    assert _told(facts) == [("unlinked", "persisting", THEN)]


def test_equal_rows_are_numbered() -> None:
    invalid = fact("invalid", "", "", commercial_owner_id="12")
    facts = _compared([invalid, invalid, invalid], [invalid, invalid])
    assert list(facts["change"]) == ["persisting", "persisting", "new"]
    assert list(_compared([invalid], [invalid, invalid])["change"]) == ["persisting", "resolved"]


def test_a_vanished_linkage_that_was_in_sync_is_missing_and_reported_once() -> None:
    facts = _compared([fact("missing", codes="D101", message="x")], [fact("in_sync", linkage_id="8")])
    assert _told(facts) == [("missing", "new", NOW)]
    assert facts.loc[0, "codes"] == "D101 D111"
    assert facts.loc[0, "message"] == f"x; linkage 8 has vanished since the audit of {THEN}"


def test_a_linkage_in_sync_that_vanished_with_its_row_still_has_a_line() -> None:
    facts = _compared([], [fact("in_sync", linkage_id="8")])
    assert _told(facts) == [("in_sync", "resolved", THEN)]
    assert facts.loc[0, "codes"] == "D111"


def test_a_linkage_whose_row_was_removed_is_unmanaged_and_nothing_vanished() -> None:
    exist = linkages(("8", "2", "1"))
    facts = _compared([fact("unmanaged", linkage_id="8")], [fact("in_sync", linkage_id="8")], exist)
    assert _told(facts) == [("unmanaged", "new", NOW)]
    assert facts.loc[0, "codes"] == ""


def test_a_mapped_linkage_that_was_repointed_is_reported() -> None:
    facts = _compared(
        [fact("conflict", message="linkage 8 joins 4", linkage_id="8")], [fact("in_sync", linkage_id="8")]
    )
    assert _told(facts) == [("conflict", "new", NOW)]
    assert facts.loc[0, "codes"] == "D112"
    assert facts.loc[0, "message"] == f"linkage 8 joins 4; at the audit of {THEN}, linkage 8 joined the pair"


def test_a_pair_that_got_a_second_linkage_is_a_new_conflict_and_its_first_linkage_has_not_changed() -> None:
    exist = linkages(("7", "2", "1"), ("8", "2", "1"))
    now = fact("conflict", message="linkage 7 joins …; linkage 8 joins …", codes="L106", linkage_id="7")
    facts = _compared([now], [fact("in_sync", linkage_id="7")], exist)
    assert _told(facts) == [("conflict", "new", NOW)]
    assert (facts.loc[0, "codes"], facts.loc[0, "message"]) == (now["codes"], now["message"])
    unmapped = _compared([now, {**now, "linkage_id": "8"}], [fact("unmanaged", linkage_id="7")], exist)
    assert _told(unmapped) == [("conflict", "new", NOW)] * 2
    again = _compared([now, {**now, "linkage_id": "8"}], [now, {**now, "linkage_id": "8"}], exist)
    assert _told(again) == [("conflict", "persisting", THEN)] * 2
    assert set(again["message"]) == {now["message"]}


def test_a_conflict_whose_partner_changed_again_names_the_earlier_one() -> None:
    was = fact("conflict", message="linkage 8 joins commercial 4 with GovCloud 1; accepted: for now", linkage_id="8")
    same = fact("conflict", message="linkage 8 joins commercial 4 with GovCloud 1")
    changed = fact("conflict", message="linkage 8 joins commercial 6 with GovCloud 1")
    assert list(_compared([same], [was])["codes"]) == [""]
    facts = _compared([changed], [was])
    assert _told(facts) == [("conflict", "persisting", THEN)]
    assert facts.loc[0, "codes"] == "D112"


def test_a_conflict_with_the_same_partner_has_not_changed_whatever_its_other_warnings() -> None:
    was = fact("conflict", message="the cell has 12 digits; linkage 8 joins commercial 4 (four) with GovCloud 1 (one)")
    words = (
        "linkage 8 joins commercial 4 (for (now)) with GovCloud 1; CloudHealth's status of GovCloud account 1 is red"
    )
    facts = _compared([fact("conflict", message=words)], [was])
    assert list(facts["codes"]) == [""]
    assert facts.loc[0, "message"] == words


def test_an_earlier_change_of_a_conflict_is_not_reported_again() -> None:
    joins = "linkage 8 joins commercial 4 with GovCloud 1"
    was = fact("conflict", message=f"{joins}; at the audit of {EARLIER}: linkage 8 joins commercial 6 with GovCloud 1")
    assert list(_compared([fact("conflict", message=joins)], [was])["codes"]) == [""]
    back = fact("conflict", message="linkage 8 joins commercial 6 with GovCloud 1")
    assert list(_compared([back], [was])["codes"]) == ["D112"]


def test_an_unmanaged_linkage_that_changed_its_partner_is_reported_with_both() -> None:
    exist = linkages(("8", "4", "1"))
    facts = _compared([fact("unmanaged", "4", linkage_id="8")], [fact("unmanaged", "2", linkage_id="8")], exist)
    assert _told(facts) == [("unmanaged", "new", NOW), ("unmanaged", "resolved", THEN)]
    assert list(facts["codes"]) == ["D112", ""]
    assert facts.loc[0, "message"] == f"at the audit of {THEN}, it joined commercial 2 with GovCloud 1"


def test_a_vanished_unmanaged_linkage_is_reported_itself_and_at_its_govcloud_account() -> None:
    facts = _compared([fact("unlinked", "")], [fact("unmanaged", linkage_id="8")])
    assert _told(facts) == [("unlinked", "new", NOW), ("unmanaged", "resolved", THEN)]
    assert list(facts["codes"]) == ["D111", "D111"]


def test_nothing_is_resolved_for_an_unreadable_customer() -> None:
    unreadable = fact("unreadable", "", "")
    facts = _compared([unreadable], [fact("missing"), fact("in_sync", "4", "3", linkage_id="8")])
    assert _told(facts) == [("unreadable", "new", NOW)]


def test_the_facts_of_a_customer_that_left_are_resolved_with_the_reason() -> None:
    facts = _compared([], [fact("missing"), fact("in_sync", "4", "3")], departed={"4001"})
    assert list(facts["change"]) == ["resolved", "resolved"]
    assert list(facts["codes"]) == ["D113", "D113"]


FACTS_OF_SOME_TIME = st.lists(
    st.tuples(
        st.sampled_from(list(Finding)), st.sampled_from("23"), st.sampled_from("14"), st.sampled_from(["4001", ""])
    )
)
_KEY = ["client_api_id", "finding", "commercial_acct_id", "govcloud_acct_id"]


def _facts_of(drawn: list[tuple[str, str, str, str]], since: str) -> pd.DataFrame:
    return audit_of(*(fact(f, c, g, client_api_id=client, since=since) for f, c, g, client in drawn))


@settings(deadline=None)
@given(FACTS_OF_SOME_TIME, FACTS_OF_SOME_TIME)
def test_every_earlier_or_present_fact_is_reported_once_with_the_right_date(
    now: list[tuple[str, str, str, str]], then: list[tuple[str, str, str, str]]
) -> None:
    """Facts now = new + persisting; facts then = persisting + resolved + those about which nothing is claimed."""
    current, earlier = _facts_of(now, NOW), _facts_of(then, THEN)
    facts = with_changes(current[list(FACTS)], Before(earlier), NOW, NO_LINKAGES)
    persisting, new, resolved = (facts[facts["change"] == change] for change in ("persisting", "new", "resolved"))

    def counted(frame: pd.DataFrame) -> Counter[tuple[str, ...]]:
        return Counter(frame[_KEY].itertuples(index=False, name=None))

    held, holds = counted(earlier), counted(current)
    assert counted(pd.concat([new, persisting])) == holds
    assert counted(persisting) == holds & held
    unreadable = {client for client, finding, *_ in holds if finding == "unreadable"}
    pairs_now = {(client, *pair) for client, _, *pair in holds}
    unlinked = {"missing": "unlinked", "unlinked": "missing"}
    still_unlinked = {
        (client, unlinked[finding], govcloud) for client, finding, _, govcloud in holds if finding in unlinked
    }
    assert counted(resolved) == {
        key: count
        for key, count in (held - holds).items()
        if key[0] not in unreadable
        and not (key[1] == "in_sync" and (key[0], *key[2:]) in pairs_now)
        and not (key[1] == "unmanaged" and (key[0], "conflict", *key[2:]) in holds)
        and (key[0], key[1], key[3]) not in still_unlinked
    }
    assert set(new["since"]) <= {NOW}
    assert set(persisting["since"]) | set(resolved["since"]) <= {THEN}
