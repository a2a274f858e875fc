"""A finished run's reports and manifest, put into its folder."""

from pathlib import Path

import pandas as pd

from batch.archive.folder import write_whole
from batch.archive.journal import JOURNAL
from batch.archive.manifest import MANIFEST_FILE, manifest
from batch.archive.snapshot import SNAPSHOT_FILE
from batch.report import PLAN_FILE, Rendered, render
from batch.report.story import Story

EVIDENCE = (PLAN_FILE, JOURNAL, SNAPSHOT_FILE)
"""What the run wrote while it went on; everything else is made from these."""


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
