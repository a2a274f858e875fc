"""A wrong pair is never sent if AWS's own list is given and contradicts it, however the row names its accounts."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from aws_facts import BLUE, GREEN, page, request
from program import KEY, Govlink, Ran, Served

_RATE = "6000/min"
_WORLD: dict[str, Any] = {
    "name": "verify",
    "keys": [KEY],
    "customers": [
        {
            "id": 1,
            "accounts": [
                {"id": 10, "owner_id": BLUE[0], "region": "global"},
                {"id": 11, "owner_id": GREEN[0], "region": "global"},
                {"id": 20, "owner_id": BLUE[1], "region": "govcloud"},
                {"id": 21, "owner_id": GREEN[1], "region": "govcloud"},
            ],
        }
    ],
}
_HEADER = "client_api_id,commercial_acct_id,commercial_owner_id,govcloud_acct_id,govcloud_owner_id\n"
_RIGHT = ["1,10,,20,", f"1,,{GREEN[0]},21,"]
_CROSSED = {
    "by id": ["1,10,,21,", "1,11,,20,"],
    "commercial by number": [f"1,,{BLUE[0]},21,", f"1,,{GREEN[0]},20,"],
    "GovCloud by number": [f"1,11,,,{BLUE[1]}", f"1,10,,,{GREEN[1]}"],
    "by number": [f"1,,{BLUE[0]},,{GREEN[1]}", f"1,,{GREEN[0]},,{BLUE[1]}"],
}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with AWS's own list."""
    (tmp_path / "aws.json").write_text(page(request(), request(GREEN)))
    return tmp_path


def written(folder: Path, rows: list[str]) -> str:
    (folder / "m.csv").write_text(_HEADER + "".join(f"{row}\n" for row in rows))
    return "m.csv"


def verdicts(ran: Ran) -> list[tuple[str, str]]:
    return [(row["status"], row["codes"]) for row in ran.rows]


@pytest.mark.parametrize("rows", _CROSSED.values(), ids=_CROSSED)
@pytest.mark.parametrize("command", ["plan", "apply"])
def test_a_crossed_pair_is_invalid_however_it_is_named(
    called: Govlink, served: Served, files: Path, command: str, rows: list[str]
) -> None:
    sandbox = served(_WORLD)
    ran = called(
        *(
            command,
            written(files, rows),
            "--rate",
            _RATE,
            "--base-url",
            sandbox.base_url,
            "--verify-against",
            "aws.json",
        ),
        *(["--yes"] if command == "apply" else []),
        key=KEY,
    )
    assert ran.code == 1
    assert verdicts(ran) == [("invalid", "X105")] * 2
    assert not [entry for entry in sandbox.cloud.requests if entry.method == "POST"]


def test_a_right_pair_is_sent_and_everything_is_compared(called: Govlink, served: Served, files: Path) -> None:
    base_url = served(_WORLD).base_url
    ran = called(
        "apply",
        written(files, _RIGHT),
        "--rate",
        _RATE,
        "--base-url",
        base_url,
        "--verify-against",
        "aws.json",
        "--yes",
        key=KEY,
    )
    assert (ran.code, verdicts(ran)) == (0, [("created", "")] * 2)
    assert ran.err.count("compared with AWS's own list of 2 pairs") == 1


def test_an_account_whose_number_cloudhealth_does_not_return_stays_uncompared(
    called: Govlink, served: Served, files: Path
) -> None:
    base_url = served(_WORLD | {"switches": {"owner_ids": "absent"}}).base_url
    ran = called(
        "plan",
        written(files, ["1,10,,20,"]),
        "--rate",
        _RATE,
        "--base-url",
        base_url,
        "--verify-against",
        "aws.json",
        key=KEY,
    )
    assert verdicts(ran) == [("planned", "X204")]


def test_the_files_of_the_aws_list_are_among_the_inputs(called: Govlink, served: Served, files: Path) -> None:
    base_url = served(_WORLD).base_url
    ran = called(
        "plan", written(files, _RIGHT), "--rate", _RATE, "--base-url", base_url, "--verify-against", "aws.json", key=KEY
    )
    content = (files / "aws.json").read_bytes()
    assert [entry["path"] for entry in ran.summary["inputs"]] == ["m.csv", "aws.json"]
    digest = hashlib.sha256(content).hexdigest()
    assert ran.summary["inputs"][1] == {"path": "aws.json", "sha256": digest, "bytes": len(content)}


def test_rows_of_a_reviewed_plan_are_compared_too(called: Govlink, served: Served, files: Path) -> None:
    sandbox = served(_WORLD)
    connection = ("--rate", _RATE, "--base-url", sandbox.base_url)
    called("plan", written(files, _CROSSED["by id"]), *connection, key=KEY)
    apply = ("apply", "--plan", "reports/latest-plan", *connection, "--yes", "--verify-against")
    assert called(*apply, "missing.json").code == 2
    ran = called(*apply, "aws.json")
    assert ran.code == 1
    assert verdicts(ran) == [("invalid", "X105")] * 2
    assert not [entry for entry in sandbox.cloud.requests if entry.method == "POST"]
    assert [Path(entry["path"]).name for entry in ran.summary["inputs"]] == ["plan.csv", "aws.json"]


def test_a_reviewed_plan_that_agrees_with_the_aws_list_is_sent(called: Govlink, served: Served, files: Path) -> None:
    connection = ("--rate", _RATE, "--base-url", served(_WORLD).base_url)
    called("plan", written(files, _RIGHT), *connection, "--verify-against", "aws.json", key=KEY)
    ran = called("apply", "--plan", "reports/latest-plan", *connection, "--yes", "--verify-against", "aws.json")
    assert (ran.code, verdicts(ran)) == (0, [("created", "")] * 2)


def test_an_audit_compares_a_mapping_with_the_aws_list_too(called: Govlink, served: Served, files: Path) -> None:
    base_url = served(_WORLD).base_url
    ran = called(
        "audit",
        written(files, _CROSSED["by id"]),
        "--rate",
        _RATE,
        "--base-url",
        base_url,
        "--verify-against",
        "aws.json",
        key=KEY,
    )
    assert [fact["codes"] for fact in ran.table("audit.csv") if fact["finding"] == "invalid"] == ["X105"] * 2


def test_an_audit_without_a_mapping_reads_the_aws_list_and_reports_that_nothing_is_compared(
    called: Govlink, served: Served, files: Path
) -> None:
    audit = (
        "audit",
        "--client-api-id",
        "1",
        "--rate",
        _RATE,
        "--base-url",
        served(_WORLD).base_url,
        "--verify-against",
    )
    assert called(*audit, str(files / "missing.json"), key=KEY).code == 2
    ran = called(*audit, "aws.json")
    assert "--verify-against has no effect: it compares rows, and no mapping was given" in ran.err
    assert [entry["path"] for entry in ran.summary["inputs"]] == ["aws.json"]


def test_a_rehearsal_leaves_accounts_without_a_number_uncompared(called: Govlink, files: Path) -> None:
    ran = called("plan", written(files, [f"1,,{BLUE[0]},21,"]), "--sandbox", "--verify-against", "aws.json")
    assert verdicts(ran) == [("planned", "X204")]


def test_if_a_side_s_id_and_number_disagree_only_that_is_reported(called: Govlink, served: Served, files: Path) -> None:
    mapping = written(files, [f"1,10,{BLUE[0]},21,{BLUE[1]}"])
    ran = called(
        "plan", mapping, "--rate", _RATE, "--base-url", served(_WORLD).base_url, "--verify-against", "aws.json", key=KEY
    )
    assert verdicts(ran) == [("rejected", "A104")]
