"""The run folders beside each other: which are govlink's own, and what each says of itself."""

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
"""Clocks of two machines that share a folder may differ by so much, and both be right."""


@dataclass(frozen=True)
class Run:
    """A run's folder; `started` is its journal's first event, at `started_at` (ISO 8601, UTC)."""

    folder: Path
    started: RunStarted
    started_at: str

    @property
    def name(self) -> str:
        """What it calls itself: its folder's name, unless that was copied or renamed."""
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
        """Whether it is dated in the future: the clock was wrong then, or is now."""
        return self.began - now > _CLOCKS_DIFFER

    @property
    def world(self) -> str:
        """Which CloudHealth it spoke to, see `batch.events.RunStarted`."""
        return self.started.world

    @property
    def is_replay(self) -> bool:
        """Whether it decided on an earlier run's snapshot, and so saw nothing of its own."""
        return bool(self.started.snapshot)

    @cached_property
    def is_rehearsal(self) -> bool:
        """Whether it spoke to a sandbox."""
        return any(shows_sandbox(line.event) for line in JournalReader(self.folder))

    @cached_property
    def summary(self) -> Mapping[str, Any]:
        """Its `summary.json`; empty where there is none that can be read."""
        try:
            summary = parsed(read_file(self.folder / SUMMARY_FILE, _SUMMARY_AT_MOST))
        except (OSError, ValueError):
            return {}
        return summary if isinstance(summary, dict) else {}

    @property
    def ended(self) -> datetime | None:
        """When it ended; None where it was killed, or left no summary that can be read."""
        return moment_of(self.summary.get("finished_at"))

    @property
    def is_completed(self) -> bool:
        """Whether it went on to its end: it was neither killed nor stopped early."""
        return self.summary.get("exit_code") is not None and not self.summary.get("stopped")


@dataclass(frozen=True, slots=True)
class Survey:
    """The runs of a command beside each other.

    `runs` are in order, the newest first, by the times that their journals begin with. A time that is still to come was
    given by a clock that was wrong: it orders nothing, and a run that has it comes last. `remarks` say which runs those
    are, and which can't be read.
    """

    runs: Sequence[Run]
    remarks: Sequence[str]


def survey(reports: Path, command: str, now: datetime) -> Survey:
    """The runs of a command in a reports folder; what govlink did not make is passed over."""
    runs, remarks = list[Run](), list[str]()
    for folder in sorted(_folders(reports, command)):
        try:
            run = run_in(folder)
        except OSError as error:
            remarks.append(f"{folder} can't be read: {in_words(error)}; it counts for nothing, and is not removed")
            continue
        if run is None or run.command != command or run.name != folder.name:
            continue
        runs.append(run)
        if run.is_after(now):
            remarks.append(
                f"{folder} is dated in the future ({run.started_at}), so a clock was or is wrong; it counts as older "
                "than all others, and is not removed"
            )
    return Survey(sorted(runs, key=lambda run: (not run.is_after(now), run.began), reverse=True), remarks)


def run_in(folder: Path) -> Run | None:
    """The run whose folder this is; None where govlink did not make it: a link, or no journal of ours.

    Raises `OSError` where that can't be seen.
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
    """Whether a folder of this name may be a run's."""
    return _NAME.fullmatch(name) is not None
