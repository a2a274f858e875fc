"""The reports of a run that is over, made again from what it left on disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from batch.archive.filing import EVIDENCE, file_manifest, file_reports
from batch.archive.folder import FolderError
from batch.archive.journal import JOURNAL, read_journal
from batch.archive.manifest import MANIFEST_FILE, verify
from batch.errors import UsageError
from batch.events import SCHEMA_VERSION
from batch.frames import PLAN, REPLACED
from batch.report import PLAN_FILE, Rendered
from batch.report.tables import from_csv


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The reports as they are in place now, and the files of the evidence that are not what the run wrote."""

    rendered: Rendered
    altered: Sequence[str]


def rebuild(folder: Path) -> Rebuilt:
    """Make every report of the run again and put it in place; raises `UsageError` where plan or journal is missing.

    Where evidence was altered, the manifest is left as the run wrote it: it tells what was altered.
    """
    for name in (PLAN_FILE, JOURNAL):
        if not (folder / name).is_file():
            raise UsageError(f"{folder} is not a run's folder, or the run ended before its plan: it has no {name}")
    events = list(read_journal(folder))
    if events and events[0].get("schema_version", 0) > SCHEMA_VERSION:
        raise UsageError(f"{folder / JOURNAL} was written by a newer govlink; use that one")
    plan = _plan(folder / PLAN_FILE)
    altered = _altered_evidence(folder)
    try:
        rendered = file_reports(folder, plan, events)
        if not altered:
            file_manifest(folder, rendered, events)
    except OSError as error:
        raise FolderError(f"the reports can't be written to {folder}: {error.strerror or error}") from error
    return Rebuilt(rendered, altered)


def _plan(path: Path) -> pd.DataFrame:
    try:
        plan = from_csv(path.read_bytes())
    except ValueError as error:
        raise UsageError(f"{path} is not as a run wrote it: {error}") from error
    if missing := [name for name in (*PLAN, *REPLACED) if name not in plan]:
        raise UsageError(f"{path} is not as a run wrote it: it has no column {missing[0]}")
    return plan


def _altered_evidence(folder: Path) -> list[str]:
    """What reports are made from and is not what the run wrote; nothing where no manifest tells."""
    if not (folder / MANIFEST_FILE).exists():
        return []
    return [deviant.file for deviant in verify(folder) if deviant.file in EVIDENCE]
