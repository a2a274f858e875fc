"""The rows that a run is given, with their problems: from mapping files or from a reviewed plan."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from batch.archive.journal import JOURNAL
from batch.archive.manifest import MANIFEST_FILE, Deviation, manifest_digest
from batch.archive.plans import StoredPlan, read_plan
from batch.aws import AwsList
from batch.checking import Checked
from batch.diagnostics import Problem
from batch.errors import UsageError
from batch.frames import problems_frame
from batch.mapping import Row, Source
from batch.reconcile.reviewed import problems_of, rows_of
from batch.report import PLAN_FILE
from batch.rules.between import DUPLICATE_ROW
from batch.statuses import Action, Status

_PLAN_AGAIN = "plan again with `govlink plan`"


@dataclass(frozen=True)
class Wanted:
    """The rows, what was found in them without the network, and where they came from.

    `problems` as `batch.frames.PROBLEMS`; each of the `inputs` is `{"path", "sha256", "bytes"}`; `reviewed` is the plan
    that the run must follow, if any, and `aws_list` the AWS list, if any.
    """

    rows: Sequence[Row]
    problems: pd.DataFrame
    inputs: Sequence[Mapping[str, object]]
    reviewed: pd.DataFrame | None = None
    aws_list: AwsList | None = None
    origin: str = ""
    """Which run made the reviewed plan, and what its folder can be compared with."""
    remarks: Sequence[str] = ()
    """What the user should know about the origin of the rows before they are sent."""

    def with_aws_list(self, aws_list: AwsList | None) -> "Wanted":
        """Return the same with an AWS list to compare with, whose files are then among the inputs."""
        if aws_list is None:
            return self
        files = [{"path": file.name, "sha256": file.sha256, "bytes": file.size} for file in aws_list.files]
        return replace(self, inputs=[*self.inputs, *files], aws_list=aws_list)

    @property
    def customers(self) -> list[str]:
        """The customers to ask about: those of rows that the local check did not settle, in order of appearance."""
        settled = set(self.problems.loc[self.problems["status"] != "", "row"])
        return list(dict.fromkeys(row.client_api_id for at, row in enumerate(self.rows) if at not in settled))


NOTHING = Wanted((), problems_frame(()), ())
"""For an audit without a mapping."""


def from_mapping(sources: Sequence[Source], checked: Checked) -> Wanted:
    """Return what mapping files ask for."""
    return Wanted(checked.rows, _local_problems(checked), as_inputs(sources))


def as_inputs(sources: Sequence[Source]) -> list[Mapping[str, object]]:
    """Return the files as inputs of a run, once they have been read."""
    return [{"path": source.file, "sha256": source.sha256, "bytes": source.size} for source in sources]


def from_reviewed(folder: Path, *, base_url: str | None, allow_update: bool) -> Wanted:
    """Return what the plan of an earlier run asks for.

    Raises `UsageError` if it is not a plan, is not what the run wrote, was not completed, was made for another address,
    or has updates that are not allowed now. `base_url` is None if the run starts its own sandbox.
    """
    try:
        stored = read_plan(folder)
        _refuse_unless_reviewed(stored)
        reviewed = stored.frame()
    except UsageError as error:
        raise UsageError(f"--plan {folder}: {error}; nothing was sent") from error
    made_for = stored.story.started.base_url
    if base_url is not None and made_for != base_url:
        raise UsageError(f"--plan {folder} was made for {made_for}, not for {base_url}")
    if not allow_update and (reviewed["action"] == Action.UPDATE).any():
        raise UsageError(f"--plan {folder} was made with --allow-update and has rows to update; add --allow-update")
    inputs = [{"path": str(folder / PLAN_FILE), "sha256": stored.sha256, "bytes": len(stored.content)}]
    origin = (
        f"--plan {folder} is run {stored.story.started.run}; its {MANIFEST_FILE}, which is not signed, has SHA-256 "
        f"{manifest_digest(folder)}"
    )
    return Wanted(
        rows_of(reviewed), problems_of(reviewed), inputs, reviewed, origin=origin, remarks=[*_remarks(stored)]
    )


def _refuse_unless_reviewed(stored: StoredPlan) -> None:
    """Raise `UsageError` unless this is a completed plan that is as the run wrote it."""
    command = stored.story.started.command
    if command != "plan":
        raise UsageError(f"this is a run of `{command}`; name the folder of a `govlink plan`")
    if stored.story.stopped:
        raise UsageError(f"the run was stopped early, so its plan can't be relied on; {_PLAN_AGAIN}")
    if altered := [name for name in (PLAN_FILE, JOURNAL) if name in stored.altered]:
        raise UsageError(
            f"{' and '.join(altered)} {'is' if len(altered) == 1 else 'are'} not what the run wrote: altered, or saved "
            f"again by an editor or a spreadsheet. A plan can't be edited; edit the mapping, and {_PLAN_AGAIN}"
        )
    if not stored.story.finished:
        raise UsageError(f"the run was killed, so its plan can't be relied on; {_PLAN_AGAIN}")
    if stored.deviants is None:
        raise UsageError(
            f"it has no {MANIFEST_FILE}, so nothing shows that {PLAN_FILE} is what the run wrote; copy the run's "
            f"whole folder, or {_PLAN_AGAIN}"
        )


def _remarks(stored: StoredPlan) -> Iterator[str]:
    """Yield warnings about other altered files of the folder, which a reviewer may have read."""
    for deviant in stored.deviants or ():
        if deviant.deviation is Deviation.ALTERED:
            yield (
                f"--plan {stored.folder}: {deviant.file} is not what the run wrote, and is not read; only "
                f"{PLAN_FILE} decides what is sent"
            )


def _local_problems(checked: Checked) -> pd.DataFrame:
    """Return what the local check found, as `batch.frames.PROBLEMS`."""

    def status(problem: Problem) -> str:
        if problem.is_error:
            return Status.INVALID
        return Status.DUPLICATE if problem.rule is DUPLICATE_ROW else ""

    return problems_frame(
        (problem.row, status(problem), problem.rule.id, problem.in_cell.statement)
        for problem in checked.problems
        if problem.row is not None
    )
