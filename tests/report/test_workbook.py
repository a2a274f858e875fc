"""report.xlsx: every cell is read back with openpyxl and compared with the CSV files."""

import csv
import io
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from office import converted, typed_into
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from program import Govlink
from reading import read
from story import HOSTILE, PLANNED, audited, event, finished, found, plan_of, reported, settled, started
from story import cells as cells_of_files

from batch.checking import Checked
from batch.report import Rendered
from batch.sheets import UNITS_AT_MOST
from batch.statuses import Status

INVALID = {"status": "invalid", "codes": "V104", "message": "11 digits", "commercial_owner_id": "21000000105"}
SHEETS = ["Summary", "All rows", "To fix", "To retry", "By customer"]


def made(
    *rows: dict[str, str], own: Sequence[str] = (), lines: Sequence[Mapping[str, Any]] = (), **begun: Any
) -> Rendered:
    """The reports of a plan of these rows."""
    return reported(plan_of(*rows, own=own), [started(**begun), *lines, finished()], with_workbook=True)


def named(names: Mapping[str, str]) -> dict[str, Any]:
    """Customers' names in CloudHealth, by id."""
    return event("customers_named", names=names)


def sheets(rendered: Rendered) -> dict[str, Worksheet]:
    book = load_workbook(io.BytesIO(rendered.files["report.xlsx"]))
    return {name: book[name] for name in book.sheetnames}


def cells(sheet: Worksheet) -> list[list[str]]:
    """The sheet's content as a spreadsheet shows it; openpyxl doesn't unescape characters."""
    return [["" if cell is None else _unescaped(str(cell)) for cell in row] for row in sheet.values]


def _unescaped(text: str) -> str:
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)


def in_csv(rendered: Rendered, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(rendered.files[name].decode("utf-8"), newline="")))


def text_of(sheet: Worksheet) -> str:
    return "\n".join(" | ".join(row) for row in cells(sheet))


def test_a_run_has_a_sheet_for_each_way_of_looking_at_it() -> None:
    assert list(sheets(made(PLANNED, INVALID))) == SHEETS
    audit = reported(plan_of(PLANNED), [started(command="audit"), found("missing"), audited()], with_workbook=True)
    assert list(sheets(audit)) == ["Summary", "Audit", *SHEETS[1:]]
    assert cells(sheets(audit)["Audit"]) == in_csv(audit, "audit.csv")


def test_all_rows_are_those_of_the_report_with_cells_as_they_are() -> None:
    rendered = made(PLANNED, {**INVALID, "note": "=1+1"}, own=["note"], lines=[settled(1)])
    [*header, note], [*first, _], [*second, formula] = cells(sheets(rendered)["All rows"])
    assert [[*header, note], first, second] == [
        in_csv(rendered, "report.csv")[0],
        in_csv(rendered, "report.csv")[1][:-1],
        in_csv(rendered, "report.csv")[2][:-1],
    ]
    assert formula == "=1+1"


@settings(deadline=None, max_examples=12)
@given(st.lists(st.tuples(st.sampled_from(HOSTILE), st.sampled_from(HOSTILE)), min_size=1, max_size=5))
def test_the_sheets_that_are_read_back_have_the_cells_of_their_csv_files(own: list[tuple[str, str]]) -> None:
    rows = [{**INVALID, "note": one, "=x": other} for one, other in own]
    rendered = made(*rows, *({**row, "status": "not_attempted"} for row in rows), own=["note", "=x"])
    book = sheets(rendered)
    assert cells(book["To fix"]) == in_csv(rendered, "fix.csv")
    assert cells(book["To retry"]) == in_csv(rendered, "retry.csv")


def test_every_id_is_text_and_only_counts_are_numbers() -> None:
    ids = {"client_api_id": "0040", "commercial_acct_id": "7", "commercial_owner_id": "000000000012"}
    numbers = set()
    for sheet in sheets(made({**PLANNED, **ids}, {**INVALID, **ids}, lines=[settled(1)])).values():
        header = [str(cell.value) for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            for name, cell in zip(header, row, strict=True):
                if isinstance(cell.value, int):
                    numbers.add(name if sheet.title != "Summary" else "Summary")
                elif cell.value is not None:
                    assert (cell.data_type, cell.number_format) == ("s", "@"), (sheet.title, cell.coordinate)
    assert numbers == {
        "Summary", "line", "http_status", "attempts", "rows", "linked", "created", "invalid", "accounts", "linkages",
    }  # fmt: skip


def test_a_status_has_its_color_in_each_sheet_and_its_name() -> None:
    book = sheets(made(PLANNED, INVALID, lines=[settled(1)]))
    rows = book["All rows"]
    at = [cell.value for cell in rows[1]].index("status") + 1
    created, invalid = rows.cell(2, at), rows.cell(3, at)
    assert (created.value, invalid.value) == ("created", "invalid")
    fix = book["To fix"]
    again = fix.cell(2, [cell.value for cell in fix[1]].index("govlink_status") + 1)
    colors = [cell.fill.fgColor.rgb for cell in (created, invalid, again)]
    assert colors[0] != colors[1] == colors[2]


def test_the_summary_agrees_with_the_other_reports() -> None:
    rendered = made(PLANNED, PLANNED, INVALID, lines=[settled(1), settled(2, "failed", "S102", "answered 500")])
    told = text_of(sheets(rendered)["Summary"])
    summary = rendered.summary
    assert summary["headline"] in told
    assert f"Run against {summary['base_url']}, started {summary['started_at']}." in told
    for status, count in (("created", 1), ("failed", 1), ("invalid", 1)):
        assert f"{status} | {count}" in told
    for cause in rendered.causes:
        line = [cause.status, str(cause.rows), f"{cause.title} ({cause.code})", cause.next_step, cause.command]
        assert " | ".join(line) in told
        assert " | ".join([*cause.places, cause.example]) in told
    assert summary["run"] in told
    assert f"m.csv (SHA-256 {'ab' * 32})" in told
    assert "SANDBOX" not in told


def test_a_rehearsal_a_killed_run_and_a_stop_come_first() -> None:
    sandbox = made(PLANNED, sandbox=True)
    [first, *_] = cells(sheets(sandbox)["Summary"])
    assert first[0] == "SANDBOX  A rehearsal. Nothing in this report happened in CloudHealth."
    killed = reported(plan_of(PLANNED), [started()], with_workbook=True)
    assert "The journal is incomplete. The run was killed" in text_of(sheets(killed)["Summary"])


def test_a_plan_has_the_command_that_sends_it() -> None:
    rendered = made(PLANNED, command="plan")
    assert rendered.summary["apply_command"] in text_of(sheets(rendered)["Summary"])


def test_each_customer_has_its_counts_by_status() -> None:
    rows = [PLANNED, INVALID, {**INVALID, "client_api_id": "4002"}]
    header, *lines = cells(sheets(made(*rows, lines=[named({"4001": "Acme"}), settled(1)]))["By customer"])
    told = {line[0]: dict(zip(header, line, strict=True)) for line in lines}
    assert (
        told["4001"] | {"customer_name": "Acme", "rows": "2", "linked": "1", "created": "1", "invalid": "1"}
        == told["4001"]
    )
    assert (told["4002"]["invalid"], told["4002"]["created"]) == ("1", "0")


def test_the_summary_names_the_least_covered_customers_first_and_where_the_others_are() -> None:
    rows = [{**INVALID, "client_api_id": str(4000 + at)} for at in range(14)]
    told = text_of(sheets(made(*rows, lines=[named({"4000": "Customer 0"})]))["Summary"])
    assert "Customer | Linked | Name | Read" in told
    assert "4000 | 0 of 1 | Customer 0 | not read" in told
    assert "and 2 further customers: see the sheet By customer" in told


def test_what_cannot_be_seen_is_spelled_out_in_the_summary() -> None:
    told = text_of(sheets(made(INVALID | {"message": "evil \u202e\x1b[31m"}))["Summary"])
    assert r"evil \u202e\x1b[31m" in told


def test_a_cell_that_is_too_long_is_cut_with_a_mark_in_sheets_that_are_not_read_back() -> None:
    rendered = made({"status": "in_sync", "note": "😀" * UNITS_AT_MOST}, own=["note"])
    note = cells(sheets(rendered)["All rows"])[1][-1]
    assert note.startswith("😀😀")
    assert note.endswith(" … [cut; report.csv has all of it]")
    assert UNITS_AT_MOST - 1 <= len(note.encode("utf-16-le")) // 2 <= UNITS_AT_MOST


def test_no_name_or_message_is_too_long_for_a_report() -> None:
    long = "x" * (UNITS_AT_MOST + 1)
    row = {**INVALID, "client_api_id": long, "customer_name": long, "message": long}
    book = sheets(made(row, own=[long], lines=[named({long: long})]))
    assert list(book) == ["Summary", "By customer"]
    assert cells(book["By customer"])[1][1].endswith("xxx …")
    assert "xxx …" in text_of(book["Summary"])


@pytest.mark.parametrize("note", ["x" * (UNITS_AT_MOST + 1), "=" + "x" * (UNITS_AT_MOST - 1)])
def test_rows_that_a_sheet_cannot_hold_whole_are_edited_in_the_csv_file(note: str) -> None:
    rendered = made({**INVALID, "note": note}, own=["note"])
    book = sheets(rendered)
    assert list(book) == [name for name in SHEETS if name != "To fix"]
    assert "a cell or columns that no sheet can hold. fix.csv has all of it." in text_of(book["Summary"])
    assert [(cause.file, "fix.csv" in cause.command) for cause in rendered.causes] == [("fix.csv", True)]


def test_tables_that_are_too_long_are_left_out_and_the_file_that_has_them_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("batch.report.workbook.ROWS_AT_MOST", 2)
    rendered = made(INVALID, INVALID, PLANNED, lines=[settled(1)])
    book = sheets(rendered)
    assert list(book) == [name for name in SHEETS if name != "All rows"]
    told = text_of(book["Summary"])
    assert "There is no sheet All rows, because it would have more than 100,000 rows, or " in told
    assert " that no sheet can hold. report.csv has all of it." in told


def test_the_same_run_gives_the_same_bytes_and_the_time_of_the_run() -> None:
    first, second = (made(PLANNED, INVALID) for _ in range(2))
    assert first.files["report.xlsx"] == second.files["report.xlsx"]
    created = load_workbook(io.BytesIO(first.files["report.xlsx"])).properties.created
    assert f"{created:%Y-%m-%dT%H:%M:%S}.000Z" == first.summary["started_at"]


def test_a_journal_without_a_time_has_a_workbook_all_the_same() -> None:
    lines = [{**started(), "at": "yesterday"}, finished()]
    assert "report.xlsx" in reported(plan_of(PLANNED), lines, with_workbook=True).files


def test_every_status_has_a_style() -> None:
    book = sheets(
        made(*({"status": status, "codes": "V104", "message": "m"} for status in Status if status != "planned"))
    )
    sheet = book["All rows"]
    at = [cell.value for cell in sheet[1]].index("status") + 1
    assert all(cell.fill.fill_type == "solid" for [cell] in sheet.iter_rows(min_row=2, min_col=at, max_col=at))


# Read back


def _rows(checked: Checked) -> list[tuple[object, ...]]:
    """What was read, without the places."""
    return [(*row[2:-2], dict(row.extra), row.customer_name) for row in checked.rows]


def _said(checked: Checked) -> list[tuple[str, str | None]]:
    return [(problem.rule.id, problem.field) for problem in checked.problems]


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(own=st.lists(st.tuples(cells_of_files, cells_of_files), min_size=1, max_size=5))
@example(own=[(cell, other) for cell, other in zip(HOSTILE, reversed(HOSTILE), strict=True)])
@example(own=[("_x0041_", "<r><t>x</t></r>"), ("_", "a\r\nb"), (" spaced ", "\x00\x01\x1f")])
def test_the_sheet_to_fix_is_read_as_fix_csv_is(tmp_path: Path, own: list[tuple[str, str]]) -> None:
    given = {**INVALID, "govcloud_owner_id": "000000000011"}
    rendered = made(*({**given, "note": one, "=x": other} for one, other in own), own=["note", "=x"])
    from_csv = read(tmp_path, "fix.csv", rendered.files["fix.csv"])
    from_workbook = read(tmp_path, "report.xlsx", rendered.files["report.xlsx"])
    assert _rows(from_workbook) == _rows(from_csv)
    assert _said(from_workbook) == _said(from_csv)
    assert [row.source for row in from_workbook.rows] == [f"{tmp_path}/report.xlsx:To fix"] * len(own)


def test_rows_that_are_edited_in_the_sheet_to_fix_are_sent_by_the_printed_command(
    called: Govlink, tmp_path: Path
) -> None:
    mapping = tmp_path / "pairs.csv"
    mapping.write_text(
        "client_api_id,commercial_owner_id,govcloud_owner_id,note\n"
        "4001,000000000101,000000000501,fine\n4001,102,000000000502,'=1+1\n",
        encoding="utf-8",
    )
    ran = called("apply", mapping, "--sandbox", "--yes")
    assert ran.code == 1, ran.err
    book = load_workbook(ran.folder / "report.xlsx")
    sheet = book["To fix"]
    sheet["D2"] = "000000000102"
    book.save(ran.folder / "report.xlsx")
    [command] = {cause["command"] for cause in ran.summary["root_causes"]}
    assert "/report.xlsx " in command
    again = called(*shlex.split(command)[1:], "--yes")
    assert again.code == 0, again.out + again.err
    [row] = again.rows
    assert (row["status"], row["source"].rpartition("/")[2], row["line"]) == ("created", "report.xlsx:To fix", "2")
    assert row["note"] == "''=1+1"
    assert "only its sheet To fix is read" in again.err


# In LibreOffice


@pytest.mark.slow
def test_a_workbook_that_libreoffice_saved_again_has_the_same_cells_and_is_read_the_same(tmp_path: Path) -> None:
    given = {**INVALID, "client_api_id": "0040", "govcloud_owner_id": "000000000011"}
    # It turns a carriage return into a line feed, as every spreadsheet does, and drops other control characters.
    own = [cell for cell in HOSTILE if cell.replace("\n", "").isprintable()]
    rendered = made(*({**given, "note": cell} for cell in own), PLANNED, own=["note"], lines=[settled(len(own) + 1)])
    file = tmp_path / "report.xlsx"
    file.write_bytes(rendered.files["report.xlsx"])
    (tmp_path / "saved").mkdir()
    saved = converted(file, ".xlsx", tmp_path / "saved")
    book = load_workbook(saved)
    for name, before in sheets(rendered).items():
        assert cells(book[name]) == cells(before), name
    fix = book["To fix"]
    assert {cell.number_format for row in fix.iter_rows(min_row=2) for cell in row if cell.value} == {"@"}
    again = read(tmp_path, "again.xlsx", saved.read_bytes())
    once = read(tmp_path, "once.xlsx", file.read_bytes())
    assert _rows(again) == _rows(once)


@pytest.mark.slow
def test_what_somebody_types_into_the_sheet_to_fix_in_libreoffice_keeps_its_zeros(tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    file.write_bytes(made({**INVALID, "govcloud_owner_id": "000000000011"}).files["report.xlsx"])
    saved = tmp_path / "saved.xlsx"
    typed = {"D2": "021000000105", "A3": "4002", "D3": "000000000012", "F3": "000000000013"}
    typed_into(file, {("To fix", cell): text for cell, text in typed.items()}, saved)
    checked = read(tmp_path, "again.xlsx", saved.read_bytes())
    assert [row.commercial_owner_id for row in checked.rows] == ["021000000105", "000000000012"]
    assert _said(checked) == []
