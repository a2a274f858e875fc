"""The rows that a run is given."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from batch.archive.journal import JournalReader
from batch.archive.manifest import manifest
from batch.errors import UsageError
from batch.frames import PLAN, REPLACED
from batch.report.story import Story
from batch.runs.wanted import Wanted, from_reviewed

STARTED = {"run": "r", "command": "plan", "version": "0", "base_url": "https://c", "sandbox": False}
STARTED |= {"event": "run_started", "at": "now", "inputs": [], "settings": {}}
FINISHED = {"event": "run_finished", "at": "now", "exit_code": 0, "requests": {}, "seconds": 0}
STOPPED = {"event": "stopped", "at": "now", "code": "S301", "reason": "interrupted"}


def _reviewed(folder: Path, *events: Mapping[str, object]) -> Wanted:
    (folder / "plan.csv").write_text(",".join([*PLAN, *REPLACED]) + "\n", encoding="utf-8")
    lines = (STARTED, *events, FINISHED)
    (folder / "journal.jsonl").write_text("".join(json.dumps(event) + "\n" for event in lines), encoding="utf-8")
    (folder / "manifest.json").write_bytes(
        manifest(folder, ["plan.csv", "journal.jsonl"], Story().take(JournalReader(folder)))
    )
    return from_reviewed(folder, base_url="https://c", allow_update=False)


@pytest.mark.parametrize("stopped", [STOPPED, STOPPED | {"client_api_id": None}])
def test_a_plan_that_was_stopped_early_cannot_be_applied(tmp_path: Path, stopped: Mapping[str, object]) -> None:
    with pytest.raises(UsageError, match="was stopped early"):
        _reviewed(tmp_path, stopped)


def test_a_plan_in_which_one_customer_was_given_up_still_holds_for_the_others(tmp_path: Path) -> None:
    assert not _reviewed(tmp_path, STOPPED | {"client_api_id": "4001"}).rows
