"""Old run folders are removed where the user asks for it: never the newest, never one that govlink did not make."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from batch.archive.journal import JOURNAL
from batch.archive.runs import Run
from batch.report import SUMMARY_FILE

_UNFINISHED_FOR = timedelta(days=1)
"""A folder without an end may belong to a run that still goes on; after a day without a word it doesn't."""


@dataclass(frozen=True, slots=True)
class Keep:
    """How many of a command's run folders are kept, and for how many days; None for no limit.

    A folder goes only when every limit that is given lets it go.
    """

    runs: int | None = None
    days: int | None = None


def outdated(runs: Sequence[Run], keep: Keep, now: datetime) -> list[Run]:
    """Which of a command's runs, the newest first, may go.

    The newest stays, and so does the newest completed one; of audits that of each world, with which the next one there
    is compared.
    """
    if keep.runs is None and keep.days is None:
        return []
    completed = _last_completed(runs)
    return [
        run
        for place, run in enumerate(runs)
        if place > 0
        and run.folder not in completed
        and (keep.runs is None or place >= keep.runs)
        and (keep.days is None or _age(run, now) > timedelta(days=keep.days))
        and not _may_go_on(run, now)
    ]


def remove(run: Run) -> None:
    """Remove the run's folder; raises `OSError`. A link inside is removed itself, never what it points to."""
    shutil.rmtree(run.folder)


def _age(run: Run, now: datetime) -> timedelta:
    return now - datetime.fromisoformat(run.started_at)


def _last_completed(runs: Iterable[Run]) -> set[Path]:
    """The newest completed run, of audits that of each world; replays, with which nothing is compared, count apart."""
    last: dict[tuple[str, bool], Path] = {}
    for run in runs:
        kind = (run.world if run.command == "audit" else "", run.is_replay)
        if kind not in last and run.is_completed:
            last[kind] = run.folder
    return set(last.values())


def _may_go_on(run: Run, now: datetime) -> bool:
    if (run.folder / SUMMARY_FILE).exists():
        return False
    last_word = datetime.fromtimestamp((run.folder / JOURNAL).stat().st_mtime, tz=now.tzinfo)
    return now - last_word < _UNFINISHED_FOR
