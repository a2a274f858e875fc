"""The customer's name beside its id, from the mapping through every file of a run and back."""

import csv
from pathlib import Path

import pytest
from program import KEY, Govlink, Ran, Served

from batch.sandbox.server import RunningSandbox

MAPPING = (
    "client_api_id,customer_name,commercial_acct_id,govcloud_acct_id,ticket\n"
    "4001,Acme,4,3,a\n4001,Acme,6,99,b\n4002,Globex,x,11,c\n"
)


@pytest.fixture
def sandbox(served: Served) -> RunningSandbox:
    return served()


def _run(called: Govlink, sandbox: RunningSandbox, *words: object) -> Ran:
    return called(*words, "--base-url", sandbox.base_url, "--rate", "200/s", key=KEY)


def _header(ran: Ran, name: str) -> list[str]:
    with (ran.folder / name).open(encoding="utf-8", newline="") as lines:
        return next(csv.reader(lines))


def _mapping(folder: Path, text: str = MAPPING) -> Path:
    path = folder / "pairs.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_name_is_right_behind_the_id_in_every_table_of_a_run(
    called: Govlink, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    mapping = _mapping(tmp_path)
    audited = _run(called, sandbox, "audit", mapping)
    assert _header(audited, "audit.csv")[:2] == ["client_api_id", "customer_name"]
    held = _run(called, sandbox, "apply", mapping, "--yes", "--max-creates", 0)
    for name, before in (("plan.csv", 2), ("report.csv", 2), ("retry.csv", 0), ("fix.csv", 0)):
        header = _header(held, name)
        assert header[before : before + 3] == ["client_api_id", "customer_name", "commercial_acct_id"]
        assert "input_customer_name" not in header
    assert [row["customer_name"] for row in held.rows] == ["Acme", "Acme", "Globex"]
    assert [row["customer_name"] for row in held.table("fix.csv")] == ["Acme", "Globex"]


def test_a_reviewed_plan_and_what_is_fed_back_carry_the_name(
    called: Govlink, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    planned = _run(called, sandbox, "plan", _mapping(tmp_path))
    applied = _run(called, sandbox, "apply", "--plan", planned.folder, "--yes", "--max-creates", 0)
    assert [row["customer_name"] for row in applied.rows] == ["Acme", "Acme", "Globex"]
    again = _run(called, sandbox, "apply", applied.folder / "retry.csv", "--yes")
    assert [(row["customer_name"], row["status"]) for row in again.rows] == [("Acme", "created")]
