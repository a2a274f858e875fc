"""The reports of a run that is over, made again from what it left on disk."""

from pathlib import Path

from batch.console.views import show_result
from batch.errors import Exit, UsageError
from batch.events import SCHEMA_VERSION, RunStarted
from batch.journal import JOURNAL, read_journal
from batch.report import PLAN_FILE, render
from batch.report.tables import from_csv
from batch.stages import write_reports


def rebuild(folder: Path) -> Exit:
    """Make every report of the run again and put it in place; raises `UsageError` where plan or journal is missing."""
    for name in (PLAN_FILE, JOURNAL):
        if not (folder / name).is_file():
            raise UsageError(f"{folder} is no run's folder, or the run ended before its plan: it has no {name}")
    events = list(read_journal(folder))
    if not events or events[0]["event"] != RunStarted.name:
        raise UsageError(f"{folder / JOURNAL} doesn't tell how the run began, so nothing can be said of it")
    if events[0]["schema_version"] > SCHEMA_VERSION:
        raise UsageError(
            f"{folder / JOURNAL} was written by govlink {events[0]['version']}, which is newer than this one"
        )
    plan = from_csv((folder / PLAN_FILE).read_bytes())
    rendered = render(plan, events)
    write_reports(folder, rendered)
    show_result(rendered, folder)
    return Exit.OK
