"""The run folders in a reports folder: which ones are govlink's, and what each records about itself."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from batch.archive.files import MEBIBYTE, in_words, parsed, read_file
from batch.archive.journal import JournalReader, first_line
from batch.clock import moment_of
from batch.events import RunStarted, shows_sandbox
from batch.report import SUMMARY_FILE

_NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z-([a-z]+)-[0-9a-f]{6}")
_SUMMARY_AT_MOST = 64 * MEBIBYTE
_CLOCKS_DIFFER = timedelta(minutes=1)
"""The tolerated difference between the clocks of two machines that share a folder."""


@dataclass(frozen=True)
class Run:
    """A run's folder; `started` is its journal's first event, at `started_at` (ISO 8601, UTC)."""

    folder: Path
    started: RunStarted
    started_at: str

    @property
    def name(self) -> str:
        """Its recorded name, which is its folder's name unless that was copied or renamed."""
        return self.started.run

    @property
    def command(self) -> str:
        """Which command it was."""
        return self.started.command

    @property
    def began(self) -> datetime:
        """When it began."""
        return datetime.fromisoformat(self.started_at)

    def is_after(self, now: datetime) -> bool:
        """Whether it is dated in the future, because a clock was or is wrong."""
        return self.began - now > _CLOCKS_DIFFER

    @property
    def world(self) -> str:
        """Which CloudHealth it used; see `batch.events.RunStarted`."""
        return self.started.world

    @property
    def is_replay(self) -> bool:
        """Whether it used an earlier run's snapshot instead of reading CloudHealth."""
        return bool(self.started.snapshot)

    @cached_property
    def is_rehearsal(self) -> bool:
        """Whether it used a sandbox."""
        return any(shows_sandbox(line.event) for line in JournalReader(self.folder))

    @cached_property
    def summary(self) -> Mapping[str, Any]:
        """Its `summary.json`; empty if it is missing or can't be read."""
        try:
            summary = parsed(read_file(self.folder / SUMMARY_FILE, _SUMMARY_AT_MOST))
        except (OSError, ValueError):
            return {}
        return summary if isinstance(summary, dict) else {}

    @property
    def ended(self) -> datetime | None:
        """When it ended, or None if it was killed or its summary can't be read."""
        return moment_of(self.summary.get("finished_at"))

    @property
    def is_completed(self) -> bool:
        """Whether it was neither killed nor stopped early."""
        return self.summary.get("exit_code") is not None and not self.summary.get("stopped")


@dataclass(frozen=True, slots=True)
class Survey:
    """The runs of a command in a reports folder.

    `runs` are ordered by the times at which their journals begin, the newest first. A time in the future comes from a
    wrong clock, so a run that has one comes last. `remarks` report those runs, and the ones that can't be read.
    """

    runs: Sequence[Run]
    remarks: Sequence[str]


def survey(reports: Path, command: str, now: datetime) -> Survey:
    """The runs of a command in a reports folder; folders that govlink did not make are skipped."""
    runs, remarks = list[Run](), list[str]()
    for folder in sorted(_folders(reports, command)):
        try:
            run = run_in(folder)
        except OSError as error:
            remarks.append(f"{folder} can't be read: {in_words(error)}; it is ignored, and is not removed")
            continue
        if run is None or run.command != command or run.name != folder.name:
            continue
        runs.append(run)
        if run.is_after(now):
            remarks.append(
                f"{folder} is dated in the future ({run.started_at}), so a clock was or is wrong; it counts as the "
                "oldest run, and is not removed"
            )
    return Survey(sorted(runs, key=lambda run: (not run.is_after(now), run.began), reverse=True), remarks)


def run_in(folder: Path) -> Run | None:
    """The run of this folder, or None if govlink did not make it: a link, or a folder without our journal.

    Raises `OSError` if the folder can't be read.
    """
    try:
        line = None if folder.is_symlink() else first_line(folder)
    except (FileNotFoundError, NotADirectoryError):
        return None
    if line is None or not isinstance(line.event, RunStarted) or moment_of(line.at) is None:
        return None
    return Run(folder, line.event, line.at)


def _folders(reports: Path, command: str) -> list[Path]:
    try:
        return [folder for folder in reports.iterdir() if (name := _NAME.fullmatch(folder.name)) and name[1] == command]
    except OSError:
        return []


def is_run_name(name: str) -> bool:
    """Whether this may be the name of a run's folder."""
    return _NAME.fullmatch(name) is not None
