"""A run's plan and journal, read back from its folder and compared with what the run wrote."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from batch.archive.files import digest, in_words, parsed, read_file
from batch.archive.journal import JOURNAL, JournalReader
from batch.archive.manifest import Deviant, NoManifestError, verify
from batch.archive.snapshot import SNAPSHOT_FILE
from batch.errors import UsageError
from batch.events import SCHEMA_VERSION
from batch.frames import PLAN, REPLACED, columns_of
from batch.report import PLAN_FILE, SUMMARY_FILE
from batch.report.story import Story
from batch.report.tables import from_csv, sha256
from batch.statuses import Action, Status

EVIDENCE = (PLAN_FILE, JOURNAL, SNAPSHOT_FILE)
"""The files written during the run; all others are made from these."""

_COLUMNS = [*PLAN, *REPLACED]
_VALUES = {
    "status": re.compile("|".join(Status)),
    "action": re.compile("|".join(Action)),
    "line": re.compile("[0-9]{1,18}"),
}
"""The valid values of columns that are not free text."""


@dataclass(frozen=True)
class StoredPlan:
    """A run's folder: the `content` of `plan.csv`, and the `story` of a journal that begins with the run.

    `deviants` are the files that are not what the run wrote, or None without a manifest.
    """

    folder: Path
    content: bytes
    story: Story
    deviants: Sequence[Deviant] | None

    @property
    def sha256(self) -> str:
        """The SHA-256 of `plan.csv`."""
        return sha256(self.content)

    @property
    def altered(self) -> list[str]:
        """The files of the evidence that are not what the run wrote, according to manifest and journal."""
        altered = {deviant.file for deviant in self.deviants or ()}
        if self.story.planned and self.story.planned.sha256 not in {"", self.sha256}:
            altered.add(PLAN_FILE)
        return [name for name in EVIDENCE if name in altered]

    def has_as_written(self, name: str) -> bool:
        """Whether the folder has this file as the run wrote it, according to manifest or summary."""
        if self.deviants is None:
            return _is_in_summary(self.folder, name)
        return (self.folder / name).exists() and name not in {deviant.file for deviant in self.deviants}

    def frame(self) -> pd.DataFrame:
        """The plan: `PLAN`, `REPLACED`, then the user's own columns; raises `UsageError` if it is invalid."""
        try:
            return _plan(self.content)
        except ValueError as error:
            raise UsageError(f"{self.folder / PLAN_FILE} is not what a run wrote: {in_words(error)}") from error


def read_plan(folder: Path) -> StoredPlan:
    """Read a run's folder; raises `UsageError` if it is not a run's folder, or can't be read."""
    for name in (PLAN_FILE, JOURNAL):
        _require(folder, name)
    try:
        content = read_file(folder / PLAN_FILE)
    except OSError as error:
        raise UsageError(f"{folder / PLAN_FILE} can't be read: {in_words(error)}") from error
    try:
        story = Story().take(JournalReader(folder))
    except OSError as error:
        raise UsageError(f"{folder / JOURNAL} can't be read: {in_words(error)}") from error
    if not story.has_begun:
        raise UsageError(f"{folder / JOURNAL} doesn't begin with a run: it was altered, or is not a journal")
    if story.started.schema_version > SCHEMA_VERSION:
        raise UsageError(f"{folder / JOURNAL} was written by a newer govlink; use that version")
    try:
        deviants = verify(folder)
    except NoManifestError:
        deviants = None
    return StoredPlan(folder, content, story, deviants)


def _is_in_summary(folder: Path, name: str) -> bool:
    """Whether `summary.json` lists the file with its digest; the summary is written before the manifest."""
    try:
        outputs = parsed(read_file(folder / SUMMARY_FILE))["outputs"]
        return {"file": name, "sha256": digest(folder / name)} in outputs
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _plan(content: bytes) -> pd.DataFrame:
    frame = from_csv(content)
    if missing := [name for name in _COLUMNS if name not in frame]:
        raise ValueError(f"it has no column {missing[0]}")
    if list(frame.columns[: len(_COLUMNS)]) != _COLUMNS:
        raise ValueError("its columns are not in the right order")
    for column, pattern in _VALUES.items():
        if others := {cell for cell in columns_of(frame, [column])[0] if not pattern.fullmatch(cell)}:
            raise ValueError(f"{min(others)!r} is not a valid {column}")
    return frame


def _require(folder: Path, name: str) -> None:
    try:
        (folder / name).lstat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(
            f"{folder} has no {name}: it is not a run's folder, its run ended before its plan, or the file was removed"
        ) from error
    except OSError as error:
        raise UsageError(f"{folder} can't be read: {in_words(error)}") from error
