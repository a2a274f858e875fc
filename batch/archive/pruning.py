"""Old run folders are removed where the user asks for it: never the newest, nor what somebody else made or altered."""

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
"""A folder without an end may belong to a run that still goes on; after a day without a word it doesn't."""


@dataclass(frozen=True, slots=True)
class Keep:
    """How many of a command's run folders are kept, and for how many days; None for no limit.

    A folder goes only when every limit that is given lets it go.
    """

    runs: int | None = None
    days: int | None = None

    @property
    def is_limited(self) -> bool:
        """Whether any run may go at all."""
        return self.runs is not None or self.days is not None


def outdated(runs: Sequence[Run], keep: Keep, now: datetime, current: Path | None = None) -> list[Run]:
    """Which of a command's runs, in the order of a `Survey`, may go.

    The `current` run's folder stays whatever its place, and so do the newest run and the newest completed one; of
    audits that of each world, with which the next one there is compared. What is dated in the future stays as well:
    nobody can say how old it is.
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
    """What somebody did in a run's folder, which nothing could bring back: `fix.csv: altered`, say."""
    try:
        deviants = verify(folder)
    except NoManifestError:
        # The run was killed. What it left may be anything of its own, as far as it came.
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
    """Remove the run's folder; raises `OSError`. A link inside is removed itself, never what it points to."""
    shutil.rmtree(run.folder)


def _last_completed(runs: Iterable[Run]) -> set[Path]:
    """The newest completed run, of audits that of each world; replays, with which nothing is compared, count apart."""
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
        last_word = datetime.fromtimestamp((run.folder / JOURNAL).stat().st_mtime, tz=now.tzinfo)
    except OSError:
        # It is being removed by somebody else, say.
        return True
    return now - last_word < _UNFINISHED_FOR
