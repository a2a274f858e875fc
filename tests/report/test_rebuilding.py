import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from program import PROJECT, Govlink
from story import PLANNED, finished, intent, plan_of, settled, started

from batch.archive.filing import rebuild
from batch.archive.folder import make_run_folder, write_whole
from batch.archive.journal import Journal, JournalReader
from batch.clock import SystemClock
from batch.errors import UsageError
from batch.events import Intent, Settled, Unreadable
from batch.extras import EXCEL, EXTRAS
from batch.report import REPORT_FILES, render
from batch.report.outcomes import join
from batch.report.story import NoBeginningError, Story
from batch.report.tables import AUDIT_FILE, from_csv, to_csv
from batch.stopping import Stopping

REPORTS = [name for name in REPORT_FILES if name != AUDIT_FILE]


@pytest.fixture(scope="session")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of the messy example, which has every kind of outcome."""
    reports = tmp_path_factory.mktemp("messy") / "reports"
    apply = [sys.executable, "-m", "batch", "apply", str(PROJECT / "mappings/messy.csv"), "--sandbox", "--yes"]
    subprocess.run([*apply, "--reports", str(reports)], check=False, capture_output=True)
    return (reports / "latest-apply").resolve()


def _copy(run: Path, to: Path, journal: bytes) -> Path:
    to.mkdir(exist_ok=True)
    (to / "plan.csv").write_bytes((run / "plan.csv").read_bytes())
    (to / "journal.jsonl").write_bytes(journal)
    return to


def test_reports_are_made_again_byte_for_byte(messy: Path, called: Govlink) -> None:
    written = {name: (messy / name).read_bytes() for name in REPORTS}
    for name in REPORTS:
        (messy / name).unlink()
    ran = called("report", messy)
    assert ran.code == 0, ran.err
    assert {name: (messy / name).read_bytes() for name in REPORTS} == written


def test_reports_that_somebody_altered_are_named_when_they_are_made_again(messy: Path, called: Govlink) -> None:
    written = (messy / "report.csv").read_bytes()
    (messy / "report.csv").write_bytes(written.replace(b"conflict", b"in_sync"))
    ran = called("report", messy)
    assert f"in {messy}, files had been altered since the run and are rewritten: report.csv\n" in ran.err
    assert (messy / "report.csv").read_bytes() == written
    assert "altered" not in called("report", messy).err


@settings(deadline=None, max_examples=40)
@given(cut=st.floats(0, 1))
@example(cut=0)
@example(cut=1)
def test_a_journal_that_is_cut_anywhere_never_fails_and_supports_every_claim(messy: Path, cut: float) -> None:
    whole = (messy / "journal.jsonl").read_bytes()
    folder = _copy(messy, messy.parent / f"cut-{os.getpid()}", whole[: round(cut * len(whole))])
    lines = list(JournalReader(folder))
    story = Story().take(lines)
    plan = from_csv((folder / "plan.csv").read_bytes())
    if not lines:
        with pytest.raises(NoBeginningError):
            render(join(plan, story.outcomes), story, with_workbook=False)
        return
    report = render(join(plan, story.outcomes), story, with_workbook=False).report
    assert len(report) == len(plan)
    settled = {event.row: event.status for _, event in lines if isinstance(event, Settled)}
    intents = {event.row for _, event in lines if isinstance(event, Intent)}
    for row, (status, was) in enumerate(zip(report["status"], plan["status"], strict=True), start=1):
        if was != "planned":
            assert status == was
        else:
            assert status == settled.get(row, "unknown" if row in intents else "not_attempted")


@pytest.mark.parametrize(
    "damage", [b"\n{}\n", b'\n{"event":"settled","at":"x","row":1}\n', b"\n\xff\xfe\n", b"\n[1]\n7\n"]
)
def test_lines_that_are_not_events_are_skipped(messy: Path, damage: bytes) -> None:
    whole = (messy / "journal.jsonl").read_bytes()
    folder = _copy(messy, messy.parent / f"damaged-{os.getpid()}", whole + damage)
    assert [line for line in JournalReader(folder) if line.event != Unreadable()] == list(JournalReader(messy))


def test_nothing_is_claimed_that_a_damaged_line_could_contradict(tmp_path: Path) -> None:
    plan = to_csv(plan_of(PLANNED, PLANNED, PLANNED)).decode()
    folder = _folder(tmp_path, plan, started(), intent(1), settled(1), intent(2), intent(3))
    lines = (folder / "journal.jsonl").read_text().splitlines()
    (folder / "journal.jsonl").write_text("\n".join([*lines[:3], lines[3][:20], lines[4]]) + "\n")
    assert list(rebuild(folder).rendered.report["status"]) == ["created", "unknown", "unknown"]
    (folder / "journal.jsonl").write_text("\n".join([*lines[:3], lines[3][:20]]))
    assert list(rebuild(folder).rendered.report["status"]) == ["created", "not_attempted", "not_attempted"]


def _folder(path: Path, plan: str | None, *events: dict[str, Any]) -> Path:
    if plan is not None:
        (path / "plan.csv").write_text(plan)
    (path / "journal.jsonl").write_text("".join(json.dumps(event) + "\n" for event in events))
    return path


def test_a_folder_without_a_plan_is_reported_as_such(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has no plan\.csv"):
        rebuild(_folder(tmp_path, None, started()))


def test_a_plan_that_somebody_edited_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="it has no column"):
        rebuild(_folder(tmp_path, "a,b\n1,2\n", started()))
    with pytest.raises(UsageError, match="is not what a run wrote"):
        rebuild(_folder(tmp_path, 'a,b\n"1', started()))


def test_a_journal_of_a_newer_version_is_left_to_that_version(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="newer govlink"):
        rebuild(_folder(tmp_path, "a\n", started(schema_version=99), finished()))


def test_a_run_that_was_killed_before_its_first_event_is_reported_without_a_traceback(
    messy: Path, called: Govlink
) -> None:
    folder = _copy(messy, messy.parent / "silent", b'{"event":"run_st')
    ran = called("report", folder)
    assert ran.code == 2
    assert ran.err == f"govlink: {folder}/journal.jsonl doesn't begin with a run: it was altered, or is not a journal\n"


# Edited files in a run's folder


@pytest.fixture
def run(messy: Path, tmp_path: Path) -> Path:
    """A copy of the run's folder."""
    return Path(shutil.copytree(messy, tmp_path / messy.name))


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["fix.csv", "retry.csv", "report.xlsx"])
@pytest.mark.parametrize("manifest", ["there", "gone"])
def test_a_mapping_that_somebody_edited_is_not_written_over(
    run: Path, called: Govlink, name: str, manifest: str
) -> None:
    (run / name).write_bytes((run / name).read_bytes() + b"mine\r\n")
    if manifest == "gone":
        (run / "manifest.json").unlink()
    (run / "report.html").unlink()
    before = _contents(run)
    refused = called("report", run)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        f"govlink: {name} in {run} is not as the run wrote it, and somebody's edits would be lost; move or "
        f"rename it, then run `govlink report {run}` again (nothing was written)\n"
    )
    assert _contents(run) == before

    (run / name).rename(run.parent / name)
    assert called("report", run).code == 0
    assert (run.parent / name).read_bytes().endswith(b"mine\r\n")
    assert called("report", "--verify", run).code == 0


def test_all_edited_mappings_are_named(run: Path, called: Govlink) -> None:
    for name in ("fix.csv", "retry.csv"):
        (run / name).write_text("mine")
    assert "retry.csv and fix.csv in" in called("report", run).err


def test_a_mapping_that_was_removed_and_reports_that_nobody_works_in_are_made_again(run: Path, called: Govlink) -> None:
    before = _contents(run)
    (run / "fix.csv").unlink()
    for name in ("report.csv", "report.html", "summary.json"):
        (run / name).write_text("damaged")
    assert called("report", run).code == 0
    assert _contents(run) == before


def test_a_folder_in_the_place_of_a_mapping_is_not_replaced(run: Path, called: Govlink) -> None:
    (run / "fix.csv").unlink()
    (run / "fix.csv").mkdir()
    assert "fix.csv in" in called("report", run).err


# Without the extra


@pytest.fixture
def no_excel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)


@pytest.mark.usefixtures("no_excel")
def test_without_xlsxwriter_the_workbook_of_a_run_stays_as_it_is_and_is_still_its_own(
    run: Path, called: Govlink
) -> None:
    workbook = (run / "report.xlsx").read_bytes()
    assert called("report", run).code == 0
    assert (run / "report.xlsx").read_bytes() == workbook
    assert called("report", "--verify", run).code == 0


@pytest.mark.usefixtures("no_excel")
def test_without_xlsxwriter_a_workbook_that_somebody_put_there_is_not_called_the_runs(
    run: Path, called: Govlink
) -> None:
    (run / "report.xlsx").write_bytes(b"PK\x03\x04 mine")
    assert called("report", run).code == 0
    assert "report.xlsx: added" in called("report", "--verify", run).out


def test_a_run_without_the_extra_has_everything_except_the_workbook(tmp_path: Path) -> None:
    hidden = f"sys.modules.update(dict.fromkeys({EXTRAS[EXCEL]}))"
    program = f"import sys; {hidden}; from batch.__main__ import main; sys.exit(main())"
    apply = ["apply", str(PROJECT / "mappings/messy.csv"), "--sandbox", "--yes", "--reports", str(tmp_path)]
    ran = subprocess.run([sys.executable, "-c", program, *apply], check=False, capture_output=True, text=True)
    folder = tmp_path / "latest-apply"
    assert {path.name for path in folder.iterdir()} == {
        *(name for name in REPORTS if name != "report.xlsx"),
        "plan.csv",
        "journal.jsonl",
        "snapshot.jsonl",
        "manifest.json",
    }
    assert (
        "report.xlsx" not in ran.stdout + (folder / "report.html").read_text() + (folder / "summary.json").read_text()
    )


# Folders


@pytest.fixture
def nothing_masked() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("nothing_masked")
def test_others_on_the_machine_can_write_to_nothing_that_a_run_makes(tmp_path: Path) -> None:
    clock = SystemClock(Stopping())
    folder = make_run_folder(tmp_path / "far" / "reports", "apply", clock.now())
    write_whole(folder / "report.csv", b"x")
    with closing(Journal(folder, clock)):
        pass
    made = [tmp_path / "far", folder.parent, folder, *folder.iterdir()]
    assert len(made) == 5
    assert all(path.stat().st_mode & 0o022 == 0 for path in made)
