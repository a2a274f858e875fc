"""Which of the last audits count, and which don't."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from batch.archive.history import AuditQuery, look_back
from batch.archive.runs import survey
from batch.audit import Before
from batch.events import RunStarted, as_json
from batch.frames import AUDIT, text_frame
from batch.report.tables import sha256, to_csv

NOW = datetime(2026, 12, 1, tzinfo=UTC)

Facts = Sequence[tuple[str, str]]
Kept = Callable[..., Path]


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """Write the folder of an audit: its facts are (customer, finding), its customers those that it asked about."""

    def keep(day: int, facts: Facts, customers: Sequence[str] = ("4001",), **differing: object) -> Path:
        at = f"2026-11-{day:02}T02:00:00.000Z"
        folder = tmp_path / f"202611{day:02}T020000Z-audit-00000{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        event = RunStarted(
            run=folder.name,
            command="audit",
            version="0",
            base_url="https://here",
            sandbox=False,
            inputs=[],
            settings={},
            options={"mapping": ["pairs.csv"]},
            world="https://here",
        )
        started = as_json(event, at)
        content = to_csv(_facts(facts, at))
        summary: dict[str, Any] = {
            "exit_code": 0,
            "stopped": None,
            "audit": {"findings": {}},
            "customers": [{"client_api_id": customer} for customer in customers],
            "outputs": [{"file": "audit.csv", "sha256": sha256(content)}],
        }
        for told in (started, summary):
            told.update({name: value for name, value in differing.items() if name in told})
        (folder / "journal.jsonl").write_text(json.dumps(started) + "\n", encoding="utf-8")
        (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
        (folder / "audit.csv").write_bytes(content)
        return folder

    return keep


def _facts(facts: Facts, at: str) -> pd.DataFrame:
    change = {"resolved": "resolved"}
    records = (
        {"client_api_id": who, "finding": what, "since": at, "change": change.get(what, "new")} for who, what in facts
    )
    return text_frame(AUDIT, ([record.get(column, "") for column in AUDIT] for record in records))


def _before(tmp_path: Path, *customers: str, all_customers: bool = False, before: str = "") -> Before:
    moment = datetime.fromisoformat(f"{before}T00:00:00Z") if before else None
    question = AuditQuery("https://here", moment, customers or ("4001",), all_customers)
    return look_back(survey(tmp_path, "audit", NOW).runs, question)


def _told(before: Before) -> list[tuple[str, str, str]]:
    columns = ["client_api_id", "finding", "since"]
    return [(who, what, since[8:10]) for who, what, since in before.facts[columns].itertuples(index=False, name=None)]


def test_without_an_audit_nothing_is_known(tmp_path: Path) -> None:
    before = _before(tmp_path / "none")
    assert before.facts.empty
    assert list(before.facts.columns) == list(AUDIT)
    assert not before.runs


def test_the_last_audit_counts_without_its_resolved_findings(tmp_path: Path, kept: Kept) -> None:
    kept(1, [("4001", "missing")])
    last = kept(2, [("4001", "gone"), ("4001", "resolved")])
    before = _before(tmp_path)
    assert _told(before) == [("4001", "gone", "02")]
    assert before.audited_at == {"4001": "2026-11-02T02:00:00.000Z"}
    assert before.runs == [last.name]


@pytest.mark.parametrize(
    "differing",
    [
        {"exit_code": None},
        {"stopped": {"code": "S301", "reason": "interrupted"}},
        {"audit": None},
        {"outputs": []},
        {"world": "https://elsewhere"},
        {"snapshot": "another-run"},
        {"command": "plan"},
        {"run": "renamed"},
    ],
)
def test_an_incomplete_audit_or_one_of_another_world_is_ignored(
    tmp_path: Path, kept: Kept, differing: dict[str, object]
) -> None:
    kept(1, [("4001", "missing")])
    kept(2, [("4001", "gone")], **differing)
    assert _told(_before(tmp_path)) == [("4001", "missing", "01")]


@pytest.mark.parametrize("name", ["audit.csv", "summary.json"])
def test_a_damaged_audit_is_ignored(tmp_path: Path, kept: Kept, name: str) -> None:
    kept(1, [("4001", "missing")])
    damaged = kept(2, [("4001", "gone")]) / name
    damaged.write_bytes(damaged.read_bytes()[:-5])
    assert _told(_before(tmp_path)) == [("4001", "missing", "01")]
    damaged.unlink()
    assert _told(_before(tmp_path)) == [("4001", "missing", "01")]


def test_an_audit_with_an_unknown_finding_is_ignored(tmp_path: Path, kept: Kept) -> None:
    kept(1, [("4001", "missing")])
    kept(2, [("4001", "gone"), ("4001", "altered by hand")])
    assert _told(_before(tmp_path)) == [("4001", "missing", "01")]


def test_only_audits_before_the_one_that_asks_count(tmp_path: Path, kept: Kept) -> None:
    kept(1, [("4001", "missing")])
    kept(3, [("4001", "gone")])
    assert _told(_before(tmp_path, before="2026-11-02")) == [("4001", "missing", "01")]


def test_each_customer_is_remembered_by_the_last_audit_that_had_it(tmp_path: Path, kept: Kept) -> None:
    kept(1, [("4001", "missing"), ("4002", "gone"), ("4003", "gone")], ("4001", "4002", "4003"))
    kept(2, [("4001", "conflict")])
    before = _before(tmp_path, "4001", "4002")
    assert _told(before) == [("4001", "conflict", "02"), ("4002", "gone", "01")]
    assert len(before.runs) == 2


def test_if_an_audit_could_not_read_a_customer_the_one_before_counts(tmp_path: Path, kept: Kept) -> None:
    kept(1, [("4001", "unreadable")])
    kept(2, [("4001", "missing")])
    kept(3, [("4001", "unreadable")])
    kept(4, [("4001", "unreadable")])
    before = _before(tmp_path)
    assert _told(before) == [("4001", "unreadable", "04"), ("4001", "missing", "02")]
    assert before.audited_at == {"4001": "2026-11-02T02:00:00.000Z"}


def test_a_customer_that_only_an_audit_of_all_had_has_departed(tmp_path: Path, kept: Kept) -> None:
    kept(1, [("4009", "gone")], ("4009",))
    kept(
        2,
        [("4001", "missing"), ("4002", "gone")],
        ("4001", "4002"),
        options={"mapping": ["pairs.csv"], "all-customers": True},
    )
    before = _before(tmp_path, "4001", all_customers=True)
    assert before.departed == {"4002"}
    assert _told(before) == [("4001", "missing", "02"), ("4002", "gone", "02")]
    assert not _before(tmp_path, "4001").departed


def test_audits_with_a_mapping_and_without_one_are_not_compared(tmp_path: Path, kept: Kept) -> None:
    kept(2, [("4001", "conflict")])
    kept(3, [("4001", "unmanaged")], options={})
    assert _told(_before(tmp_path)) == [("4001", "conflict", "02")]


def test_an_audit_of_one_customer_is_not_compared_with_audits_of_all(tmp_path: Path, kept: Kept) -> None:
    every = {"options": {"mapping": ["pairs.csv"], "all-customers": True}}
    kept(1, [("4001", "in_sync"), ("4002", "gone")], ("4001", "4002"), **every)
    kept(2, [("4001", "unmanaged")], ("4001",))
    kept(3, [("4001", "in_sync"), ("4002", "gone")], ("4001", "4002", "4003"), **every)
    kept(4, [("4001", "unmanaged")], ("4001",))
    kept(5, [("4001", "missing")], ("4001", "4002"))
    assert _told(_before(tmp_path, "4001", "4002", "4004", all_customers=True)) == [
        ("4001", "in_sync", "03"),
        ("4002", "gone", "03"),
    ]
    assert _told(_before(tmp_path, "4001")) == [("4001", "unmanaged", "04")]
    assert _told(_before(tmp_path, "4002", "4001")) == [("4001", "missing", "05")]


def test_without_an_audit_of_the_same_customers_the_last_audit_of_each_counts(tmp_path: Path, kept: Kept) -> None:
    kept(1, [("4001", "in_sync"), ("4002", "gone")], ("4001", "4002"))
    assert _told(_before(tmp_path, "4001", "4002", "4003")) == [("4001", "in_sync", "01"), ("4002", "gone", "01")]


def test_a_row_without_a_valid_customer_belongs_to_the_whole_audit(tmp_path: Path, kept: Kept) -> None:
    invalid = [("", "invalid"), ("40x1", "invalid")]
    kept(1, [*invalid, ("4001", "missing")])
    kept(2, [("4002", "missing"), ("", "invalid")], ("4002",))
    assert _told(_before(tmp_path)) == [("", "invalid", "01"), ("40x1", "invalid", "01"), ("4001", "missing", "01")]
    assert _told(_before(tmp_path, "4001", "4002")) == [("4002", "missing", "02"), ("4001", "missing", "01")]
