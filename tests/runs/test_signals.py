"""Signals end a run in an orderly way at any stage."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from program import KEY, Govlink, Served

from batch.reconcile import reconcile


@pytest.mark.parametrize("command", [("plan",), ("apply", "--yes"), ("audit",)], ids=lambda command: command[0])
def test_a_signal_between_reading_and_sending_is_the_reason_that_the_reports_give(
    called: Govlink, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    def is_stopped(*args: Any, **options: Any) -> Any:
        os.kill(os.getpid(), signal.SIGTERM)
        return reconcile(*args, **options)

    monkeypatch.setattr("batch.runs.stages.reconcile", is_stopped)
    (tmp_path / "pairs.csv").write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,4,3\n4001,2,1\n")
    ran = called(*command, "pairs.csv", "--base-url", served().base_url, "--rate", "1000/s", key=KEY)
    assert ran.code == ran.summary["exit_code"] == 143
    assert ran.summary["stopped"]["reason"] == "interrupted by SIGTERM"
    if "apply" in command:
        assert [(row["status"], row["codes"]) for row in ran.rows] == [("not_attempted", "S301"), ("in_sync", "")]
        assert ran.summary["requests"]["writes"] == 0
