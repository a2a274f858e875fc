"""A run's reports and manifest, put into its folder when it ends, and again from what it left there."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from batch.archive.files import in_words
from batch.archive.folder import FolderError, write_whole
from batch.archive.manifest import MANIFEST_FILE, manifest
from batch.archive.plans import EVIDENCE, read_plan
from batch.report import Rendered, render
from batch.report.outcomes import join
from batch.report.story import Story


def file_reports(folder: Path, report: pd.DataFrame, story: Story) -> Rendered:
    """Make every report from rows and journal and put it in place, `summary.json` last; raises `OSError`."""
    rendered = render(report, story)
    for name, content in rendered.files.items():
        write_whole(folder / name, content)
    return rendered


def file_manifest(folder: Path, rendered: Rendered, story: Story) -> None:
    """Put the manifest of all that is there in place; raises `OSError`."""
    files = [*(name for name in EVIDENCE if (folder / name).is_file()), *rendered.files]
    write_whole(folder / MANIFEST_FILE, manifest(folder, files, story))


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
