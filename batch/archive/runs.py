"""The run folders beside each other: which are govlink's own, and what each says of itself."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from batch.archive.journal import JOURNAL, read_journal
from batch.events import JournalLine, RunStarted, is_rehearsal
from batch.report import SUMMARY_FILE

_NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z-([a-z]+)-[0-9a-f]{6}")
_FIRST_LINE_AT_MOST = 16 * 1024 * 1024


@dataclass(frozen=True)
class Run:
    """A run's folder; `started` is its journal's first event."""

    folder: Path
    started: JournalLine

    @property
    def command(self) -> str:
        """Which command it was."""
        command: str = self.started["command"]
        return command

    @property
    def started_at(self) -> str:
        """When it began (ISO 8601, UTC)."""
        at: str = self.started["at"]
        return at

    @property
    def world(self) -> str:
        """Which CloudHealth it spoke to, see `batch.events.RunStarted`."""
        world: str = self.started.get("world", "")
        return world

    @property
    def is_replay(self) -> bool:
        """Whether it decided on an earlier run's snapshot, and so saw nothing of its own."""
        return bool(self.started.get("snapshot"))

    @cached_property
    def is_rehearsal(self) -> bool:
        """Whether it spoke to a sandbox."""
        return is_rehearsal(read_journal(self.folder))

    @cached_property
    def summary(self) -> Mapping[str, Any]:
        """Its `summary.json`; empty where there is none that can be read."""
        try:
            summary = json.loads((self.folder / SUMMARY_FILE).read_bytes())
        except (OSError, ValueError):
            return {}
        return summary if isinstance(summary, dict) else {}

    @property
    def is_completed(self) -> bool:
        """Whether it went on to its end: it was neither killed nor stopped early."""
        return self.summary.get("exit_code") is not None and not self.summary.get("stopped")


def find_runs(reports: Path, command: str) -> list[Run]:
    """The runs of a command in a reports folder, the newest first."""
    try:
        folders = [
            folder for folder in reports.iterdir() if (name := _NAME.fullmatch(folder.name)) and name[1] == command
        ]
    except OSError:
        return []
    found = [run for folder in folders if (run := run_in(folder)) and run.command == command]
    return sorted(
        (run for run in found if run.started["run"] == run.folder.name), key=lambda run: run.started_at, reverse=True
    )


def run_in(folder: Path) -> Run | None:
    """The run whose folder this is; None where govlink did not make it: a link, or no journal of ours."""
    journal = folder / JOURNAL
    if folder.is_symlink() or journal.is_symlink() or not journal.is_file():
        return None
    try:
        with journal.open("rb") as lines:
            event = json.loads(lines.readline(_FIRST_LINE_AT_MOST))
    except (OSError, ValueError):
        return None
    named = isinstance(event, dict) and event.get("event") == RunStarted.name
    if not named or not all(isinstance(event.get(name), str) for name in ("run", "command", "at")):
        return None
    return Run(folder, event)
