"""A run's journal is read once when it is over, and rebuilding its reports reads it once again."""

from collections import Counter
from pathlib import Path

import pytest
from program import Govlink

from batch.archive.lines import line_of
from batch.events import Line


@pytest.mark.parametrize(("command", "more"), [("plan", []), ("apply", ["--yes"]), ("audit", [])])
def test_each_line_of_a_journal_is_read_once(
    command: str, more: list[str], called: Govlink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping = tmp_path / "pairs.csv"
    mapping.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n4001,4,3\n", encoding="utf-8")
    read = Counter[str]()

    def counted(content: object) -> Line | None:
        line = line_of(content)
        if line:
            read[line.event.__class__.__name__] += 1
        return line

    monkeypatch.setattr("batch.archive.journal.line_of", counted)
    ran = called(command, mapping, "--sandbox", *more)
    assert ran.summary["rows"] == 2
    # A run's name and start are read separately.
    assert read.pop("RunStarted") <= 2
    lines = (ran.folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    assert read.total() == len(lines) - 1
    called("report", ran.folder)
    assert read.total() - read.pop("RunStarted") == 2 * (len(lines) - 1)
