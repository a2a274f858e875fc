"""The reports of a run that is over, made again from what it left on disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from batch.archive.files import in_words
from batch.archive.filing import file_manifest, file_reports
from batch.archive.folder import FolderError
from batch.archive.plans import read_plan
from batch.report import Rendered
from batch.report.outcomes import join


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The reports as they are in place now, and the files of the evidence that are not what the run wrote."""

    rendered: Rendered
    altered: Sequence[str]


def rebuild(folder: Path) -> Rebuilt:
    """Make every report of the run again and put it in place.

    Where evidence was altered, the manifest is left as the run wrote it: it shows what was altered. Raises `UsageError`
    where plan or journal is missing or can't be read, and `FolderError` where the reports can't be written.
    """
    stored = read_plan(folder)
    report, altered = join(stored.frame(), stored.story.outcomes), stored.altered
    try:
        rendered = file_reports(folder, report, stored.story)
        if not altered:
            file_manifest(folder, rendered, stored.story)
    except OSError as error:
        raise FolderError(f"the reports can't be written to {folder}: {in_words(error)}") from error
    return Rebuilt(rendered, altered)
