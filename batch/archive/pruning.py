"""Removes old run folders if the user asks for it, but never the newest, nor any that somebody else made or altered."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from batch.archive.folder import is_partial
from batch.archive.journal import JOURNAL
from batch.archive.manifest import MANIFEST_FILE, Deviant, Deviation, NoManifestError, verify
from batch.archive.plans import EVIDENCE
from batch.archive.runs import Run
from batch.errors import UsageError
from batch.report import REPORT_FILES

_UNFINISHED_FOR = timedelta(days=1)
"""How long after its last event a run without a manifest may still be going on."""


@dataclass(frozen=True, slots=True)
class Keep:
    """How many of a command's run folders are kept, and for how many days; None for no limit.

    A folder is removed only if it is beyond every given limit.
    """

    runs: int | None = None
    days: int | None = None

    @property
    def is_limited(self) -> bool:
        """Whether any run may be removed at all."""
        return self.runs is not None or self.days is not None


def outdated(runs: Sequence[Run], keep: Keep, now: datetime, current: Path | None = None) -> list[Run]:
    """The runs of a command, in the order of a `Survey`, that may be removed.

    The `current` run's folder is always kept, and so are the newest run and the newest completed one; for audits, the
    newest completed one of each world, with which the next audit there is compared. Runs dated in the future are kept
    too, because their age is unknown.
    """
    if not keep.is_limited:
        return []
    completed = _last_completed(runs)
    return [
        run
        for place, run in enumerate(runs)
        if place > 0
        and run.folder not in {*completed, current}
        and not run.is_after(now)
        and (keep.runs is None or place >= keep.runs)
        and (keep.days is None or now - run.began > timedelta(days=keep.days))
        and not _may_go_on(run, now)
    ]


def work_in(folder: Path) -> list[str]:
    """Somebody's changes in a run's folder, which would be lost, such as `fix.csv: altered`."""
    try:
        deviants = verify(folder)
    except NoManifestError:
        # The run was killed, and may have left any of its own files.
        ours = {*EVIDENCE, *REPORT_FILES}
        deviants = [Deviant(path.name, Deviation.ADDED) for path in folder.iterdir() if path.name not in ours]
    except UsageError as error:
        return [str(error)]
    return [
        f"{deviant.file}: {deviant}"
        for deviant in deviants
        if deviant.deviation is not Deviation.MISSING and not is_partial(deviant.file)
    ]


def remove(run: Run) -> None:
    """Remove the run's folder; raises `OSError`. A link inside is removed, but never its target."""
    shutil.rmtree(run.folder)


def _last_completed(runs: Iterable[Run]) -> set[Path]:
    """The newest completed run, for audits that of each world; replays, which are never compared, count separately."""
    last: dict[tuple[str, bool], Path] = {}
    for run in runs:
        kind = (run.world if run.command == "audit" else "", run.is_replay)
        if kind not in last and run.is_completed:
            last[kind] = run.folder
    return set(last.values())


def _may_go_on(run: Run, now: datetime) -> bool:
    if (run.folder / MANIFEST_FILE).exists():
        return False
    try:
        last_event = datetime.fromtimestamp((run.folder / JOURNAL).stat().st_mtime, tz=now.tzinfo)
    except OSError:
        # Somebody else may be removing it.
        return True
    return now - last_event < _UNFINISHED_FOR
