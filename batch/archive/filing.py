"""Puts a run's reports and manifest into its folder when it ends, or later from its plan and journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from batch.archive.files import in_words, read_file
from batch.archive.folder import FolderError, write_whole
from batch.archive.manifest import MANIFEST_FILE, manifest
from batch.archive.plans import EVIDENCE, StoredPlan, read_plan
from batch.errors import UsageError
from batch.extras import EXCEL, has_extra
from batch.redaction import struck_bytes
from batch.report import MAPPING_FILES, Rendered, render
from batch.report.commands import rebuilding
from batch.report.outcomes import join
from batch.report.story import Story


def file_reports(folder: Path, report: pd.DataFrame, story: Story) -> Rendered:
    """Make every report from rows and journal, and put it in place, `summary.json` last; raises `OSError`."""
    rendered = _rendered(report, story)
    _put_in_place(folder, rendered)
    return rendered


def file_manifest(folder: Path, rendered: Rendered, story: Story, kept: Sequence[str] = ()) -> None:
    """Put the manifest of all files in place, including those that are `kept`; raises `OSError`."""
    files = [*(name for name in EVIDENCE if (folder / name).is_file()), *rendered.files, *kept]
    write_whole(folder / MANIFEST_FILE, manifest(folder, files, story))


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The reports that are in place now.

    `altered` are the files of the evidence that are not what the run wrote; `replaced` are the reports that were not
    what the run wrote, and now are.
    """

    rendered: Rendered
    altered: Sequence[str]
    replaced: Sequence[str]


def rebuild(folder: Path) -> Rebuilt:
    """Make every report of the run again, and put it in place.

    If evidence was altered, the manifest stays as the run wrote it, so that it shows what was altered. Raises
    `UsageError` if plan or journal is missing or can't be read, or if somebody's edits would be overwritten, and
    `FolderError` if the reports can't be written.
    """
    stored = read_plan(folder)
    report, altered = join(stored.frame(), stored.story.outcomes), stored.altered
    rendered = _rendered(report, stored.story)
    changed = _changed(stored, rendered)
    if edited := [name for name in MAPPING_FILES if name in changed]:  # somebody may have worked in these
        names, are, them = " and ".join(edited), *(("is", "it") if len(edited) == 1 else ("are", "them"))
        raise UsageError(
            f"{names} in {folder} {are} not as the run wrote {them}, and somebody's edits would be lost; move or "
            f"rename {them}, then run `{rebuilding(folder)}` again (nothing was written)"
        )
    # Without XlsxWriter, the run's workbook is kept.
    kept = [name for name in MAPPING_FILES if name not in rendered.files and stored.has_as_written(name)]
    try:
        _put_in_place(folder, rendered)
        if not altered:
            file_manifest(folder, rendered, stored.story, kept)
    except OSError as error:
        raise FolderError(f"the reports can't be written to {folder}: {in_words(error)}") from error
    return Rebuilt(rendered, altered, replaced=changed)


def _rendered(report: pd.DataFrame, story: Story) -> Rendered:
    return render(report, story, with_workbook=has_extra(EXCEL))


def _put_in_place(folder: Path, rendered: Rendered) -> None:
    for name, content in rendered.files.items():
        write_whole(folder / name, content)


def _changed(stored: StoredPlan, rendered: Rendered) -> list[str]:
    """The files that are neither what the run wrote nor what would be written now."""
    return [
        name
        for name, content in rendered.files.items()
        if not stored.has_as_written(name) and _differs(stored.folder / name, content)
    ]


def _differs(path: Path, content: bytes) -> bool:
    """Whether the path has something other than this content."""
    try:
        return read_file(path) != struck_bytes(content)
    except FileNotFoundError:
        return False
    except OSError:
        return True
