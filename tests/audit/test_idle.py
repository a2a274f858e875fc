"""Advice about acceptances that match no finding."""

from dataclasses import replace

import pandas as pd
from audit_facts import audit_of, fact

from batch.audit import Acceptance, AuditBasis, advice
from batch.audit.findings import Finding
from batch.diagnostics import Place
from batch.frames import ACCOUNTS, LINKAGES, PLAN, REPLACED, text_frame
from batch.reconcile import Plan

REMOVABLE = "matches no 'unmanaged' finding; you can remove this entry"


def _plan(*rows: tuple[str, str]) -> Plan:
    """Customer 4001 has the accounts 2 and 1; rows name (customer, commercial account)."""
    accounts = [("4001", "2", "000000000002", "two", "commercial"), ("4001", "1", "000000000001", "one", "govcloud")]
    columns = [*PLAN, *REPLACED]
    told = [[{"client_api_id": one, "commercial_acct_id": two}.get(name, "") for name in columns] for one, two in rows]
    nothing = text_frame(LINKAGES, ())
    seen = (text_frame(ACCOUNTS[:5], accounts), nothing, nothing, nothing)
    return Plan(text_frame(columns, told), {}, {}, {}, *seen)


def _said(
    facts: pd.DataFrame | None = None,
    *,
    everybody: bool = False,
    doubts: str = "",
    plan: Plan | None = None,
    **keys: str,
) -> str:
    entry = Acceptance(Place("a.csv", 2), Finding.UNMANAGED, keys, "OPS-7", None, doubts)
    told = audit_of() if facts is None else facts
    return advice(entry, AuditBasis(told, ["4001"], everybody, plan or _plan()))


def test_a_sound_entry_of_a_customer_that_was_read_can_be_removed() -> None:
    assert _said(client_api_id="4001", commercial_acct_id="2") == REMOVABLE
    assert _said(client_api_id="4001", govcloud_acct_id="1", commercial_owner_id="000000000002") == REMOVABLE


def test_an_entry_for_an_account_that_does_not_exist_must_be_corrected() -> None:
    words = ": customer 4001 has no GovCloud account 77; correct the entry, or remove it if the account has left"
    assert _said(client_api_id="4001", govcloud_acct_id="77").endswith(words)


def test_an_account_that_only_the_mapping_has_is_no_error() -> None:
    assert _said(client_api_id="4001", commercial_acct_id="77", plan=_plan(("4001", "77"))) == REMOVABLE


def test_an_entry_of_a_customer_that_was_not_read_or_audited_is_kept() -> None:
    unreadable = audit_of(fact("unreadable", "", ""))
    assert "not every customer could be read" in _said(unreadable, client_api_id="4001")
    assert "not every customer could be read" in _said(unreadable, govcloud_acct_id="1")
    assert _said(client_api_id="9").endswith(", but this audit does not cover customer 9: keep the entry")
    assert _said(govcloud_acct_id="1").endswith(", but this audit does not cover all customers: keep the entry")


def test_an_entry_is_kept_while_accounts_of_its_customer_can_t_be_read() -> None:
    plan = replace(_plan(), left_out={"4001": "1 of the accounts can't be read"})
    kept = ", but not every account could be read: keep the entry"
    assert _said(plan=plan, client_api_id="4001").endswith(kept)
    assert _said(plan=plan, client_api_id="4001", govcloud_acct_id="77").endswith(kept)
    assert _said(plan=plan, everybody=True, govcloud_acct_id="77").endswith(kept)


def test_an_entry_of_an_unknown_customer_is_reported_if_all_are_audited() -> None:
    assert _said(everybody=True, govcloud_acct_id="1") == REMOVABLE
    assert _said(everybody=True, client_api_id="9").endswith(
        ": the key sees no customer 9; correct the entry, or remove it if the customer has left"
    )


def test_an_entry_whose_finding_has_become_another_one_names_it() -> None:
    facts = audit_of(fact("in_sync"), fact("unlinked", ""), fact("unmanaged", change="resolved"))
    assert _said(facts, client_api_id="4001", govcloud_acct_id="1") == (
        "matches no 'unmanaged' finding, only 'unlinked'; correct the entry, or remove it"
    )


def test_a_warning_of_the_checks_about_an_entry_comes_first() -> None:
    assert _said(client_api_id="4001", doubts="it has 12 digits") == "matches no 'unmanaged' finding: it has 12 digits"
