"""What a run is asked to bring about: rows with their findings, from mapping files or from a reviewed plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from batch.archive.journal import JOURNAL, read_journal
from batch.aws import AwsRecord
from batch.codes.between import DUPLICATE_ROW
from batch.diagnostics import Problem
from batch.errors import UsageError
from batch.events import stops_the_run
from batch.frames import findings_frame
from batch.mapping import Row, Source
from batch.reconcile.reviewed import findings_of, rows_of
from batch.report import PLAN_FILE
from batch.report.tables import from_csv, sha256
from batch.rules import Checked
from batch.statuses import Action, Status


@dataclass(frozen=True)
class Wanted:
    """The rows, what was found in them without the network, and where they came from.

    `findings` as in `batch.frames`; `inputs` are `{"path", "sha256", "bytes"}` each; `reviewed` is the plan that the
    run is held to, and `record` AWS's own record of the pairs, if any.
    """

    rows: Sequence[Row]
    findings: pd.DataFrame
    inputs: Sequence[Mapping[str, object]]
    reviewed: pd.DataFrame | None = None
    record: AwsRecord | None = None

    def with_record(self, record: AwsRecord | None) -> "Wanted":
        """The same, held against AWS's own record as well, whose files are then among the inputs."""
        if record is None:
            return self
        files = [{"path": file.name, "sha256": file.sha256, "bytes": file.size} for file in record.files]
        return replace(self, inputs=[*self.inputs, *files], record=record)

    @property
    def customers(self) -> list[str]:
        """The customers to ask about: those of rows that the local check has left open, in order of appearance."""
        settled = set(self.findings.loc[self.findings["status"] != "", "row"])
        return list(dict.fromkeys(row.client_api_id for at, row in enumerate(self.rows) if at not in settled))


NOTHING = Wanted((), findings_frame(()), ())
"""Of an audit without a mapping."""


def from_mapping(sources: Sequence[Source], checked: Checked) -> Wanted:
    """What mapping files ask for."""
    return Wanted(checked.rows, _local_findings(checked), as_inputs(sources))


def as_inputs(sources: Sequence[Source]) -> list[Mapping[str, object]]:
    """The files among the inputs of a run, once they have been read."""
    return [{"path": source.name, "sha256": source.sha256, "bytes": source.size} for source in sources]


def from_reviewed(folder: Path, *, base_url: str | None, allow_update: bool) -> Wanted:
    """What the plan of an earlier run asks for.

    Raises `UsageError` where it is none, was not completed, was made for another address, or has updates that are not
    allowed now. `base_url` is None where the run brings a sandbox of its own.
    """
    path = folder / PLAN_FILE
    try:
        content = path.read_bytes()
        events = list(read_journal(folder))
        started = events[0]
    except (OSError, IndexError) as error:
        raise UsageError(f"--plan {folder}: that is not a run's folder: it needs {PLAN_FILE} and {JOURNAL}") from error
    if any(map(stops_the_run, events)):
        raise UsageError(f"--plan {folder}: that run was stopped early, so its plan can't be relied on; plan again")
    if base_url is not None and started.get("base_url") != base_url:
        raise UsageError(f"--plan {folder} was made for {started.get('base_url')}, not for {base_url}")
    reviewed = from_csv(content)
    if not allow_update and (reviewed["action"] == Action.UPDATE).any():
        raise UsageError(f"--plan {folder} was made with --allow-update and has rows to update: say it here as well")
    inputs = [{"path": str(path), "sha256": sha256(content), "bytes": len(content)}]
    return Wanted(rows_of(reviewed), findings_of(reviewed), inputs, reviewed)


def _local_findings(checked: Checked) -> pd.DataFrame:
    """What the local check found, as `batch.frames.FINDINGS`."""

    def status(problem: Problem) -> str:
        if problem.is_error:
            return Status.INVALID
        return Status.DUPLICATE if problem.code is DUPLICATE_ROW else ""

    return findings_frame(
        (problem.row, status(problem), problem.code.id, problem.statement)
        for problem in checked.problems
        if problem.row is not None
    )
