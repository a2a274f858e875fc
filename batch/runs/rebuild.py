"""The reports of a run that is over, made again from what it left on disk."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import click
import pandas as pd

from batch.archive.filing import EVIDENCE, file_manifest, file_reports
from batch.archive.journal import JOURNAL, read_journal
from batch.archive.manifest import MANIFEST_FILE, verify
from batch.console.outlet import Outlet
from batch.console.text_view import show_result
from batch.errors import Exit, UsageError
from batch.events import SCHEMA_VERSION
from batch.frames import PLAN, REPLACED
from batch.report import PLAN_FILE
from batch.report.tables import from_csv


def rebuild(folder: Path) -> Exit:
    """Make every report of the run again and put it in place; raises `UsageError` where plan or journal is missing."""
    for name in (PLAN_FILE, JOURNAL):
        if not (folder / name).is_file():
            raise UsageError(f"{folder} is no run's folder, or the run ended before its plan: it has no {name}")
    events = list(read_journal(folder))
    if events and events[0].get("schema_version", 0) > SCHEMA_VERSION:
        raise UsageError(f"{folder / JOURNAL} was written by a newer govlink; use that one")
    plan = _plan(folder / PLAN_FILE)
    altered = _altered_evidence(folder)
    rendered = file_reports(folder, plan, events)
    if altered:
        click.echo(
            f"govlink: {' and '.join(altered)} {'is' if len(altered) == 1 else 'are'} not what the run wrote, so these "
            f"reports aren't either; {MANIFEST_FILE} is left as the run wrote it",
            err=True,
        )
    else:
        file_manifest(folder, rendered, events)
    show_result(rendered, folder, Outlet())
    return Exit.OK


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


def verify_all(folders: Sequence[Path]) -> Exit:
    """Say of each run's folder which files are not what the run wrote."""
    code = Exit.OK
    for folder in folders:
        try:
            deviants = verify(folder)
        except UsageError as error:
            click.echo(f"{folder}: {error}")
            code = Exit.ATTENTION
            continue
        for deviant in deviants:
            click.echo(f"{folder / deviant.file}: {deviant.deviation}")
            code = Exit.ATTENTION
        if not deviants:
            digest = hashlib.sha256((folder / MANIFEST_FILE).read_bytes()).hexdigest()
            click.echo(f"{folder}: every file is what the run wrote ({MANIFEST_FILE} has SHA-256 {digest})")
    return code
