"""Every figure of the page, the summary, and the terminal is recomputed from the tables of the run's folder."""

import json
from collections import Counter
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from page_text import Page, table
from story import AT, beginning, event, finished, found, intent, plan_of, reported, settled, started

from batch.audit import Change, Finding, tally
from batch.console.audit_words import audit_lines
from batch.console.words import result_lines
from batch.events import as_json
from batch.frames import AUDIT, text_frame
from batch.report import Rendered, roll_up
from batch.report.commands import run_folder
from batch.report.wording import names_of, plain
from batch.statuses import FIX, RETRY, Status

LINKED = {"created", "updated", "in_sync"}
clients = st.sampled_from(["4001", "4002", "4003"])
sources = st.sampled_from(["a.csv", "b.csv"])
AT_FIRST = st.sampled_from(["in_sync", "duplicate", "planned", "invalid", "conflict", "rejected", "not_attempted"])
AT_LAST = st.sampled_from(["created", "updated", "rejected", "failed", "unknown", ""])
RULES = {"invalid": "V101", "conflict": "L101", "rejected": "A101", "not_attempted": "A122", "planned": "", "": ""}
rows = st.lists(st.tuples(AT_FIRST, AT_LAST, clients, sources), max_size=9)
FACT_CODES = {
    "in_sync": "", "missing": "D101", "conflict": "L101", "unmanaged": "D102", "unlinked": "D103", "gone": "A101",
    "invalid": "V101", "unreadable": "A122",
}  # fmt: skip
facts = st.lists(
    st.tuples(st.sampled_from(list(Finding)), clients, st.sampled_from(list(Change)), st.booleans()), max_size=9
)
INPUTS = [{"path": name, "sha256": "ab" * 32, "bytes": 1} for name in ("a.csv", "b.csv", "accepted.csv", "aws.json")]


def _plan(drawn: list[tuple[str, str, str, str]]) -> pd.DataFrame:
    return plan_of(
        *(
            {
                "status": status,
                "action": "create" if status == "planned" else "none",
                "codes": RULES.get(status, ""),
                "client_api_id": client,
                "source": source,
                "message": "words",
            }
            for status, _, client, source in drawn
        )
    )


def _read(*customers: str) -> list[dict[str, Any]]:
    told = {"state": "complete", "accounts": 3, "linkages": 1, "reason": ""}
    return [event("customer_read", client_api_id=customer, **told) for customer in customers]


def _settled(drawn: list[tuple[str, str, str, str]]) -> list[dict[str, Any]]:
    told = []
    for number, (status, last, *_) in enumerate(drawn, start=1):
        if status == "planned" and last:
            told += [intent(number), settled(number, last, "" if last in LINKED else "S101", "words")]
    return told


def _number(text: str) -> int:
    return int(text.split(maxsplit=1)[0].replace(",", ""))


def _are(count: int, noun: str) -> str:
    return f"{count} {noun if count == 1 else noun + 's'}"


def _terminal(rendered: Rendered) -> str:
    folder = run_folder(beginning(run=rendered.summary["run"]))
    causes = roll_up(rendered.report, rendered.facts, rendered.going_on, folder, names_of(rendered.summary))
    if rendered.facts is None:
        return "\n".join(result_lines(rendered.summary, causes, folder, ""))
    return "\n".join(audit_lines(rendered.summary, rendered.facts, causes, folder))


@settings(deadline=None, max_examples=20)
@given(st.sampled_from(["plan", "apply"]), rows)
def test_the_figures_of_a_run_are_those_of_its_report(command: str, drawn: list[tuple[str, str, str, str]]) -> None:
    events = [started(command, inputs=INPUTS), *_read(*{row[2] for row in drawn})]
    events += [*(_settled(drawn) if command == "apply" else []), finished(1, seconds=40.0)]
    rendered = reported(_plan(drawn), events)
    page, report = Page(rendered.files["report.html"]), table(rendered.files, "report.csv")
    summary = json.loads(rendered.files["summary.json"])
    statuses = Counter(row["status"] for row in report)
    needing = [row for row in report if row["status"] in FIX | RETRY]
    figures = page.figures

    assert _number(figures["Rows"]) == len(report) == summary["rows"]
    assert figures["Rows"].endswith(f"in {_are(len({row['source'] for row in report}), 'file')}")
    assert _number(figures["Linked now"]) == sum(statuses[status] for status in LINKED)
    assert figures["Linked now"].endswith(f" {statuses['in_sync']} before this run")
    assert _number(figures["Need attention"]) == len(needing) == sum(cause["rows"] for cause in summary["root_causes"])
    assert page.shares == {plain(status): count for status, count in statuses.items()}
    assert summary["counts"] == {status.value: statuses[status] for status in Status}
    assert len(table(rendered.files, "fix.csv")) == sum(statuses[status] for status in FIX)
    assert len(table(rendered.files, "retry.csv")) == sum(statuses[status] for status in RETRY)
    words = page.text("section #attention")
    assert (f"{_are(len(needing), 'row')} need" in words) if needing else ("Nothing needs attention" in words)
    customers = {row["client_api_id"] for row in report}
    complete = sum(
        all(row["status"] in LINKED for row in report if row["client_api_id"] == one and row["status"] != "duplicate")
        for one in customers
    )
    assert f"{complete} of {_are(len(customers), 'customer')}" in page.text("section card", "p")
    assert ", ".join(f"{statuses[status]} {plain(status)}" for status in Status if statuses[status]) in _terminal(
        rendered
    )


def _audit(
    drawn: list[tuple[str, str, str, str]], told: list[tuple[Finding, str, Change, bool]], before: list[str], end: str
) -> Rendered:
    """An audit of these rows and facts; resolved facts need an earlier audit."""
    events = [started("audit", inputs=INPUTS), *_read("4001", "4002")]
    for finding, client, change, is_accepted in told:
        codes = FACT_CODES[finding] + (" D121" if is_accepted and finding != "in_sync" else "")
        place = {"source": "a.csv", "line": "2"} if finding in {"missing", "conflict", "gone", "invalid"} else {}
        since = change if before else Change.NEW
        events.append(found(finding, client_api_id=client, codes=codes, change=since, message="words", **place))
    if end != "killed":
        cells = [[one[column] for column in AUDIT] for one in events if one["event"] == "found"]
        events += [as_json(tally(text_frame(AUDIT, cells), before), AT), finished(1)]
    return reported(_plan(drawn), events)


@settings(deadline=None, max_examples=20)
@given(rows, facts, st.sampled_from([[], ["before"]]), st.sampled_from(["finished", "killed"]))
def test_the_figures_of_an_audit_are_those_of_its_facts(
    drawn: list[tuple[str, str, str, str]],
    told: list[tuple[Finding, str, Change, bool]],
    before: list[str],
    end: str,
) -> None:
    rendered = _audit(drawn, told, before, end)
    page, lines, terminal = Page(rendered.files["report.html"]), table(rendered.files, "audit.csv"), _terminal(rendered)
    holding = [one for one in lines if one["change"] != "resolved"]
    waking = [one for one in holding if one["finding"] != "in_sync" and "D121" not in one["codes"]]
    kinds = Counter(one["finding"] for one in holding)

    assert _number(page.figures["As mapped"]) == kinds["in_sync"]
    assert _number(page.figures["Need attention"]) == len(waking)
    assert _number(page.figures["Accepted"]) == sum("D121" in one["codes"] for one in holding)
    assert page.shares == {plain(kind): count for kind, count in kinds.items()}
    asked = {"4001", "4002"} | {one["client_api_id"] for one in holding if one["finding"] == "unreadable"}
    assert _number(page.figures["Customers"]) == len(asked)
    assert terminal.splitlines()[1].startswith(_are(len(asked), "customer"))
    words = page.text("section #attention")
    assert (f"{_are(len(waking), 'finding')} need" in words) if waking else ("Nothing needs attention" in words)
    shown = page.texts("section #findings", "tbody", "th", "small")
    assert len(shown) == sum(one["finding"] != "in_sync" for one in lines)
    everybody = asked | {row["client_api_id"] for row in table(rendered.files, "report.csv")}
    everybody |= {one["client_api_id"] for one in holding}
    quiet = len(everybody - {one["client_api_id"] for one in waking})
    assert f"{len(everybody) - quiet} of {_are(len(everybody), 'customer')}" in page.text("section card", "p")


@settings(deadline=None, max_examples=20)
@given(facts)
def test_the_root_causes_of_an_audit_are_its_findings_that_need_attention(
    told: list[tuple[Finding, str, Change, bool]],
) -> None:
    rendered = _audit([], told, ["before"], "finished")
    page, terminal = Page(rendered.files["report.html"]), _terminal(rendered)
    waking = [
        one
        for one in table(rendered.files, "audit.csv")
        if one["finding"] != "in_sync" and "D121" not in one["codes"] and one["change"] != "resolved"
    ]
    causes = json.loads(rendered.files["summary.json"])["root_causes"]
    assert sum(cause["rows"] for cause in causes) == len(waking)
    for cause in causes:
        same = [one for one in waking if (one["finding"], one["codes"].split()[0]) == (cause["status"], cause["code"])]
        assert cause["rows"] == len(same)
        assert cause["customers"] == Counter(one["client_api_id"] for one in same)
        assert cause["title"] in page.text("section #attention", "h3")
        assert f"  {cause['title']} ({cause['code']})" in terminal.splitlines()


@settings(deadline=None, max_examples=20)
@given(facts, st.sampled_from([[], ["before"]]))
def test_what_an_audit_sums_up_is_in_its_facts(
    told: list[tuple[Finding, str, Change, bool]], before: list[str]
) -> None:
    rendered = _audit([], told, before, "finished")
    page, lines = Page(rendered.files["report.html"]), table(rendered.files, "audit.csv")
    summary = json.loads(rendered.files["summary.json"])
    kinds = Counter(one["finding"] for one in lines if one["change"] != "resolved")
    accepted = Counter(one["finding"] for one in lines if one["change"] != "resolved" and "D121" in one["codes"])
    assert summary["audit"]["findings"] == {kind.value: kinds[kind] for kind in Finding}
    assert summary["audit"]["accepted"] == {kind.value: accepted[kind] for kind in Finding}
    waking = kinds.total() - kinds["in_sync"] - accepted.total()
    assert summary["headline"].startswith(_are(kinds["in_sync"], "linkage"))
    assert (f"{_are(waking, 'finding')} need" in summary["headline"]) == bool(waking)
    for change in ("new", "resolved"):
        count = sum(one["finding"] != "in_sync" and one["change"] == change for one in lines)
        assert summary["audit"]["changes"][change] == count
        if before:
            assert _number(page.figures[change.capitalize()]) == count
            assert (f"{change.capitalize()} since the last audit" in _terminal(rendered)) == bool(count)
