"""The text that shows an audit."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from batch.console.audit_words import CHANGES, audit_lines
from batch.frames import AUDIT, text_frame
from batch.report.causes import causes_of_findings

FOLDER = Path("reports/some-run")


def _fact(finding: str, number: int = 1, **cells: str) -> dict[str, str]:
    told = {"client_api_id": "4001", "finding": finding, "govcloud_acct_id": str(number), "change": "new"}
    return {**told, "codes": "D103", "message": "it has no linkage", **cells}


def _lines(*facts: dict[str, str], compared: bool = True, customers: Sequence[str] = ("4001",)) -> list[str]:
    summary: dict[str, Any] = {
        "headline": "So it stands.",
        "base_url": "https://c",
        "sandbox": False,
        "requests": {"sent": 7},
        "seconds": 1.25,
        "settings": {},
        "customers": [{"client_api_id": customer, "name": ""} for customer in customers],
        "audit": {"compared_with": ["another-run"] if compared else []},
    }
    frame = text_frame(AUDIT, ([fact.get(column, "") for column in AUDIT] for fact in facts))
    causes = causes_of_findings(frame, lambda finding, code: f"take up {code}" if finding == "missing" else "")
    return list(audit_lines(summary, frame, causes, FOLDER))


def test_an_audit_without_findings_is_short() -> None:
    assert _lines(_fact("in_sync", codes="")) == [
        "So it stands.",
        "1 customer; 7 requests to https://c in 1.2 s.",
        "",
        "All findings: reports/some-run/audit.csv",
    ]


def test_what_is_new_comes_first_and_names_its_accounts() -> None:
    named = {"govcloud_owner_id": "000000000009", "govcloud_name": "acme-gov", "commercial_acct_id": "2"}
    lines = _lines(_fact("conflict", 9, codes="L101", message="linkage 8 joins others", **named))
    assert lines[2:5] == [
        "",
        "New since the last audit (1):",
        "  conflict, customer 4001: commercial 2 with GovCloud 000000000009 acme-gov (linkage 8 joins others)",
    ]


def test_a_finding_without_accounts_is_named_by_its_customer() -> None:
    fact = _fact("unreadable", codes="A122", message="answered 500", govcloud_acct_id="", client_api_id="")
    lines = _lines(fact, customers=[""])
    assert "  unreadable, the key's own customer (answered 500)" in lines
    assert lines[1] == "1 customer (1 unreadable); 7 requests to https://c in 1.2 s."


def test_with_a_partners_key_a_row_that_names_no_customer_belongs_to_none() -> None:
    lines = _lines(_fact("invalid", codes="V001", client_api_id=""))
    assert any(line.startswith("  invalid, no customer: ") for line in lines)
    assert "      whose  no customer (1)" in lines


def test_a_customer_that_the_run_never_reached_is_counted_as_asked_about_and_unreadable() -> None:
    lines = _lines(_fact("unreadable", client_api_id="4002", codes="S206"))
    assert lines[1].startswith("2 customers (1 unreadable); 7 requests to https://c")


def test_at_the_first_audit_nothing_is_called_new() -> None:
    assert "New since the last audit (1):" not in _lines(_fact("unlinked"), compared=False)


def test_resolved_findings_are_shown_and_need_no_attention() -> None:
    lines = _lines(_fact("unlinked", change="resolved"), _fact("in_sync", change="resolved"))
    assert "Resolved since the last audit (1):" in lines
    assert "What needs attention:" not in lines


def test_accepted_findings_need_no_attention_and_are_counted_as_new_like_in_the_headline() -> None:
    lines = _lines(_fact("unlinked", codes="D103 D121", message="it has no linkage; accepted: parked"))
    assert "New since the last audit (1):" in lines
    assert any("accepted: parked" in line for line in lines)
    assert "What needs attention:" not in lines


def test_long_lists_are_cut_and_their_length_is_shown() -> None:
    lines = _lines(*(_fact("unlinked", number) for number in range(CHANGES + 12)))
    assert f"New since the last audit ({CHANGES + 12}):" in lines
    assert "  … and 12 more: see audit.csv" in lines


def test_equal_findings_are_one_line_with_the_customers_and_the_next_step() -> None:
    facts = [
        _fact("unlinked", number, client_api_id=str(4000 + number % 9), change="persisting") for number in range(20)
    ]
    lines = _lines(*facts, _fact("missing", codes="V202 D101", change="persisting", source="pairs.csv", line="3"))
    at = lines.index("What needs attention:")
    assert lines[at + 1] == "  1 missing: not linked (D101)"
    where, what, next_step, then, title, whose, such_as, then_next = lines[at + 3 : at + 11]
    assert where == "      where  pairs.csv:3"
    assert what == "      what   GovCloud 1 (it has no linkage)"
    assert next_step.startswith("      next   ")
    assert then == "      then   take up D101"
    assert title == "  20 unlinked: GovCloud not linked (D103)"
    assert whose.startswith("      whose  4000 (3), 4001 (3), 4002 (2), ")
    assert whose.endswith(", and 4 more")
    assert such_as == "      what   such as: GovCloud 0 (it has no linkage)"
    assert then_next.startswith("      next   Find its commercial account")


def test_unknown_codes_of_a_later_version_and_missing_codes_are_shown() -> None:
    lines = _lines(_fact("gone", codes="Z999"), _fact("unlinked", codes=""), compared=False)
    assert "  1 gone: Z999 (Z999)" in lines
    assert "  1 unlinked: no reason given" in lines
