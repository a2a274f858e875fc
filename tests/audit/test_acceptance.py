"""Accepted findings."""

from datetime import date
from pathlib import Path

import pytest
from audit_facts import audit_of, fact

from batch.audit import Acceptance, accept, needs_attention, read_acceptances
from batch.audit.findings import Finding
from batch.diagnostics import Place
from batch.errors import UsageError
from batch.mapping import ReadOptions, find_sources

TODAY = date(2026, 11, 23)


def _read(path: Path, text: str) -> list[Acceptance]:
    path.write_text(text, encoding="utf-8")
    return read_acceptances(find_sources([str(path)], ReadOptions(), None))  # type: ignore[arg-type]


def _entry(finding: str = "unmanaged", expires: date | None = None, **keys: str) -> Acceptance:
    return Acceptance(Place("a.csv", 2), Finding(finding), keys, "OPS-7", expires)


def test_a_csv_of_acceptances_is_read_as_mappings_are(tmp_path: Path) -> None:
    text = (
        "Finding,Client API ID,GovCloud Owner ID,Reason,Expires\n"
        "unmanaged,4001,000000000001,made by hand,\n"
        "# a comment\n"
        "unlinked,,000000000003,parked,2027-03-31\n"
    )
    first, second = _read(tmp_path / "accepted.csv", text)
    assert first.keys == {"client_api_id": "4001", "govcloud_owner_id": "000000000001"}
    assert (first.finding, first.reason, first.expires) == (Finding.UNMANAGED, "made by hand", None)
    assert second.expires == date(2027, 3, 31)
    assert second.place.line == 4


def test_a_yaml_of_acceptances_is_read_too(tmp_path: Path) -> None:
    text = '- {finding: missing, commercial_owner_id: "000000000002", reason: next month, expires: 2026-12-31}\n'
    (entry,) = _read(tmp_path / "accepted.yaml", text)
    assert entry.keys == {"commercial_owner_id": "000000000002"}
    assert entry.expires == date(2026, 12, 31)


def test_lines_of_an_audit_can_be_copied_with_a_reason_added(tmp_path: Path) -> None:
    audit = audit_of(fact("unmanaged", linkage_id="8", message="x", codes="D102")).assign(reason="known")
    (entry,) = _read(tmp_path / "accepted.csv", audit.to_csv(index=False))
    assert entry.keys == {"client_api_id": "4001", "commercial_acct_id": "2", "govcloud_acct_id": "1"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "finding,client_api_id,reason\nunmanged,4001,x\n",
            "2: finding 'unmanged' can't be accepted; did you mean unmanaged?",
        ),
        ("finding,client_api_id,reason\nlate,4001,x\n", "can't be accepted; write one of missing, "),
        ("finding,client_api_id,reason\nin_sync,4001,x\n", "'in_sync' can't be accepted"),
        ("finding,client_api_id,reason\nmissing,4001,\n", "2: the reason is missing"),
        ("finding,client_api_id,reason\nmissing,,x\n", "2: the entry names neither a customer nor an account"),
        ("finding,client_api_id,reason,expires\nmissing,4001,x,soon\n", "expires 'soon' is not a date"),
        ("finding,client_api_id,reason,expiry\nmissing,4001,x,2027-01-01\n", "did you mean expires?"),
        ("finding,client_api_id,reason,zzz\nmissing,4001,x,y\n", "besides ids, write finding, reason, expires"),
        ("finding,client_api_id,reason\nmissing,4001,x,too many\n", "2:16: R101"),
        ('finding,client_api_id,reason\n"missing,4001,x\n', "--accepted can't be used"),
        ("finding,client_api_id,reason,expires\nmissing,4001,x,20270331\n", "write it as 2027-03-31"),
        ("finding,govcloud_owner_id,reason\nunlinked,123456789,x\n", "2:10: V104 govcloud_owner_id"),
        ("finding,govcloud_owner_id,reason\nunlinked,123456789,x\n", "restored it is 000123456789"),
        ("finding,govcloud_acct_id,reason\nunlinked,000000000003,x\n", "It looks like an AWS account number."),
        ("finding,client_api_id,reason\nunlinked,4OO1,x\n", "2:10: V101 client_api_id"),
        ("finding,commercial_acct_id,reason\nmissing,'17,x\n", "begins with an apostrophe"),
        ("finding,commercial_acct_id,reason\nmissing,1.2E+11,x\n", "scientific notation"),
        ("finding,commerical_acct_id,reason\nmissing,17,x\n", "commercial_acct_id"),
    ],
)
def test_a_bad_file_is_refused_with_the_place_and_the_reason(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        _read(tmp_path / "accepted.csv", text)
    assert words in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_that_a_spreadsheet_saved_is_read_with_its_semicolons_and_marks(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_text("finding;client_api_id;reason\r\nunlinked;4001;parked\r\n", encoding=encoding)
    (entry,) = read_acceptances(find_sources([str(tmp_path / "a.csv")], ReadOptions(), None))  # type: ignore[arg-type]
    assert entry.keys == {"client_api_id": "4001"}


def test_an_invalid_finding_is_accepted_by_the_wrong_values_of_the_mapping(tmp_path: Path) -> None:
    (entry,) = _read(tmp_path / "a.csv", "finding,commercial_acct_id,reason\ninvalid,12x,known\n")
    assert entry.keys == {"commercial_acct_id": "12x"}


def test_a_wrong_id_in_yaml_is_reported_with_its_line(tmp_path: Path) -> None:
    text = "- finding: unlinked\n  govcloud_owner_id: '12345678901'\n  reason: parked\n"
    with pytest.raises(UsageError, match=r"a\.yaml:1: V10\d govcloud_owner_id"):
        _read(tmp_path / "a.yaml", text)


def test_the_digest_of_the_file_is_known_once_it_was_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("finding,client_api_id,reason\nunlinked,4001,parked\n", encoding="utf-8")
    sources = find_sources([str(tmp_path / "a.csv")], ReadOptions(), None)  # type: ignore[arg-type]
    read_acceptances(sources)
    assert [len(source.sha256 or "") for source in sources] == [64]


def test_the_problems_of_a_file_full_of_them_are_listed_up_to_a_limit(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="… and 20 more"):
        _read(tmp_path / "accepted.csv", "finding,client_api_id,reason\n" + "missing,4001,\n" * 30)


def test_an_accepted_finding_has_its_reason_and_needs_no_attention() -> None:
    facts = audit_of(fact("unmanaged", codes="D102", message="linkage 8"), fact("unmanaged", "4", "3"))
    done = accept(facts, [_entry(govcloud_acct_id="1")], TODAY)
    assert list(done.facts["codes"]) == ["D102 D121", ""]
    assert done.facts.loc[0, "message"] == "linkage 8; accepted: OPS-7"
    assert list(needs_attention(done.facts)) == [False, True]
    assert not done.idle


def test_an_acceptance_is_valid_through_its_last_day_and_then_the_finding_needs_attention() -> None:
    facts = audit_of(fact("unmanaged"))
    last_day = accept(facts, [_entry(expires=TODAY, client_api_id="4001")], TODAY)
    assert last_day.facts.loc[0, "codes"] == "D121"
    day_after = accept(facts, [_entry(expires=date(2026, 11, 22), client_api_id="4001")], TODAY)
    assert day_after.facts.loc[0, "codes"] == "D122"
    assert day_after.facts.loc[0, "message"] == "was accepted until 2026-11-22: OPS-7"
    assert list(needs_attention(day_after.facts)) == [True]


def test_a_valid_acceptance_wins_over_an_expired_one() -> None:
    entries = [_entry(expires=date(2026, 1, 1), client_api_id="4001"), _entry(client_api_id="4001")]
    assert accept(audit_of(fact("unmanaged")), entries, TODAY).facts.loc[0, "codes"] == "D121"


def test_only_present_findings_that_need_attention_can_be_accepted() -> None:
    facts = audit_of(fact("unmanaged", change="resolved"), fact("in_sync"), fact("missing"))
    done = accept(facts, [_entry(client_api_id="4001")], TODAY)
    assert list(done.facts["codes"]) == ["", "", ""]
    assert len(done.idle) == 1
