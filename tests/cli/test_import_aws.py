"""What `import-aws` writes is a mapping that agrees with its source, to the byte."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from aws_facts import BLUE, GREEN, information, page, request
from program import Govlink

from batch.checking import load
from batch.mapping import ReadOptions, find_sources

_NAMES = ["=cmd()", "'apos", 'a,b"c"\nnext', "\x1b[31mred\x07", "#hash", " lead ", "é漢😀", "tab\tx", "\rcr"]


def test_what_is_written_is_a_mapping_that_agrees_with_its_source(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "aws.json").write_text(page(request(AccountName="=cmd()"), request(GREEN)))
    made = called("import-aws", "--client-api-id", "7", "aws.json")
    assert made.code == 0
    assert made.err == "Pairs: 2. Left out: none.\n"
    (tmp_path / "m.csv").write_text(made.out)
    checked = called("check", "m.csv", "--verify-against", "aws.json")
    assert (checked.code, checked.out) == (0, "2 rows in 1 file: no problems.\n")


def test_states_of_requests_and_of_accounts_have_columns_of_their_own(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "aws.json").write_text(page(request()))
    (tmp_path / "answer.json").write_text(information(state="SUSPENDED"))
    made = called("import-aws", f"{BLUE[0]}=answer.json", "aws.json")
    [row] = csv.DictReader(io.StringIO(made.out))
    times = ("2020-02-18T15:44:31Z", "2020-02-18T15:45:36Z")
    assert list(row.values()) == [*BLUE, "blue", "SUCCEEDED", "SUSPENDED", *times, "", "answer.json, aws.json"]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_every_name_comes_through_to_the_byte_whatever_the_locale(
    called: Govlink, tmp_path: Path, encoding: str
) -> None:
    numbered = [((f"5000000000{at:02}", f"6000000000{at:02}"), name) for at, name in enumerate(_NAMES)]
    (tmp_path / "aws.json").write_text(page(*(request(pair, AccountName=name) for pair, name in numbered)))
    program = [sys.executable, "-m", "batch", "import-aws", "aws.json", "--client-api-id", "7"]
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    made = subprocess.run(program, cwd=tmp_path, env=environment, capture_output=True, check=True)
    rows = list(csv.DictReader(io.StringIO(made.stdout.decode(), newline="")))
    assert [row["account_name"].removeprefix("'") for row in rows[:2]] == _NAMES[:2]
    assert [row["account_name"] for row in rows[2:8]] == _NAMES[2:8]
    (tmp_path / "m.csv").write_bytes(made.stdout)
    assert called("check", "m.csv").out == "9 rows in 1 file: no problems.\n"


def test_a_file_name_that_is_not_text_is_shown_as_text(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.json")).write_text(page(request()))
    program = [sys.executable, "-m", "batch", "import-aws", os.fsdecode(b"\xff.json")]
    made = subprocess.run(program, cwd=tmp_path, capture_output=True, check=True)
    assert made.stdout.decode().endswith(",\\udcff.json\r\n")


@pytest.mark.parametrize("customer", ["", "abc", "=1", "1,2", "0"])
def test_a_customer_that_no_mapping_may_name_is_refused(called: Govlink, tmp_path: Path, customer: str) -> None:
    (tmp_path / "aws.json").write_text(page(request()))
    made = called("import-aws", "--client-api-id", customer, "aws.json")
    assert (made.code, made.out) == (2, "")
    assert made.err.startswith("govlink: --client-api-id")


def test_rows_without_a_customer_are_reported_with_what_to_do(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "aws.json").write_text(page(request()))
    last = called("import-aws", "aws.json").err.splitlines()[-1]
    assert last.startswith("The rows name no customer: add --find-customers or --client-api-id ID here")
    assert "no customer" not in called("import-aws", "aws.json", "--client-api-id", "7").err


def test_an_incomplete_list_is_written_with_a_warning(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "aws.json").write_text(page(request(), NextToken="more"))
    made = called("import-aws", "aws.json")
    assert made.code == 0
    assert made.err.startswith("govlink: aws.json: the list is incomplete, because this page announces more")


def test_what_cannot_be_read_ends_with_2_and_writes_nothing(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "aws.json").write_text(page(request((BLUE[0], BLUE[0]))))
    made = called("import-aws", "aws.json")
    assert (made.code, made.out) == (2, "")


def test_what_was_left_out_is_listed_by_reason_and_name(called: Govlink, tmp_path: Path) -> None:
    ordinary = [{"State": "SUCCEEDED", "AccountId": f"40000000000{at}", "AccountName": f"a{at}"} for at in range(5)]
    failed = {"State": "FAILED", "FailureReason": "EMAIL_ALREADY_EXISTS", "AccountName": "\x1b[31mred"}
    (tmp_path / "aws.json").write_text(page(request(), failed, *ordinary))
    assert called("import-aws", "aws.json", "--client-api-id", "7").err.splitlines() == [
        "Pairs: 1. Left out: 6.",
        "  5 without a GovCloud account: a0, a1, a2, and 2 more (--verbose lists all)",
        r"  1 failed (EMAIL_ALREADY_EXISTS): \x1b[31mred",
    ]
    assert "  5 without a GovCloud account: a0, a1, a2, a3, a4" in called("import-aws", "aws.json", "--verbose").err


def test_guesses_are_comments_until_they_are_accepted(called: Govlink, tmp_path: Path) -> None:
    names = ["blue", "two\nlines\r4001,1,2"]
    for partition, numbers in (("aws", BLUE[0] + GREEN[0]), ("aws-us-gov", BLUE[1] + GREEN[1])):
        arn = f"arn:{partition}:organizations::900000000001:account/o-abcdefghij/"
        ids = zip((numbers[:12], numbers[12:]), names, strict=True)
        entries = [{"Id": number, "Arn": arn + number, "Name": name, "Status": "ACTIVE"} for number, name in ids]
        (tmp_path / f"{partition}.json").write_text(json.dumps({"Accounts": entries}))
    (tmp_path / "certain.json").write_text(page(request(("500000000001", "600000000001"))))
    lists = ("aws.json", "aws-us-gov.json", "certain.json", "--client-api-id", "7")
    made = called("import-aws", *lists)
    assert (made.code, made.err.splitlines()[:2]) == (
        0,
        [
            "Pairs: 1. Left out: none.",
            "Pairs guessed by name: 2, written as comments: compare them, and remove the # from the right ones.",
        ],
    )
    (tmp_path / "m.csv").write_text(made.out, newline="")
    assert "\n1 row in 1 file: " in called("check", "m.csv").out
    rows = list(csv.DictReader(io.StringIO(called("import-aws", *lists, "--accept-guesses").out, newline="")))
    assert [(row["commercial_owner_id"], row["guessed_by"]) for row in rows] == [
        ("500000000001", ""),
        (BLUE[0], "name"),
        (GREEN[0], "name"),
    ]
    assert f"# 7,{BLUE[0]},{BLUE[1]},blue,,ACTIVE,,,name," in made.out


@pytest.mark.parametrize("file", ["m.csv", "m.tsv", "m.yaml", "m.xlsx"])
def test_the_mapping_is_written_to_a_new_file_in_the_format_of_its_ending(
    called: Govlink, tmp_path: Path, file: str
) -> None:
    (tmp_path / "aws.json").write_text(page(request(("000000000001", "000000000002"), AccountName="=cmd()")))
    importing = ("import-aws", "aws.json", "--client-api-id", "7", "--output", file)
    made = called(*importing)
    assert (made.code, made.out, made.err) == (0, "", "Pairs: 1. Left out: none.\n")
    again = called(*importing)
    assert (again.code, "the file already exists" in again.err) == (2, True)
    [row] = load(find_sources([file], ReadOptions(), io.BytesIO()), ReadOptions()).rows
    assert (row.client_api_id, row.commercial_owner_id, row.govcloud_owner_id, row.extra["account_name"]) == (
        *("7", "000000000001", "000000000002", "=cmd()"),
    )


def test_a_format_without_comments_leaves_guesses_out_and_reports_it(called: Govlink, tmp_path: Path) -> None:
    for name, number in (("aws", BLUE[0]), ("aws-us-gov", BLUE[1])):
        arn = f"arn:{name}:organizations::900000000001:account/o-abcdefghij/{number}"
        (tmp_path / f"{name}.json").write_text(json.dumps({"Accounts": [{"Id": number, "Arn": arn, "Name": "blue"}]}))
    (tmp_path / "certain.json").write_text(page(request(GREEN)))
    made = called("import-aws", "aws.json", "aws-us-gov.json", "certain.json", "--output", "m.yaml")
    assert made.err.splitlines()[1] == (
        "Pairs guessed by name: 1, left out, since this format has no comments; --accept-guesses writes them as rows."
    )
    assert BLUE[0] not in (tmp_path / "m.yaml").read_text()


def test_guesses_prove_nothing_in_a_comparison(called: Govlink, tmp_path: Path) -> None:
    for name, number in (("aws", BLUE[0]), ("aws-us-gov", BLUE[1])):
        arn = f"arn:{name}:organizations::900000000001:account/o-abcdefghij/{number}"
        (tmp_path / f"{name}.json").write_text(json.dumps({"Accounts": [{"Id": number, "Arn": arn, "Name": "blue"}]}))
    (tmp_path / "m.csv").write_text(f"client_api_id,commercial_owner_id,govcloud_owner_id\n7,{BLUE[0]},{BLUE[1]}\n")
    guessed = ("check", "m.csv", "--verify-against", "aws.json", "--verify-against", "aws-us-gov.json")
    refused = called(*guessed)
    assert (refused.code, refused.out) == (2, "")
    assert "the pairs are guessed from account names, which proves nothing" in refused.err
    (tmp_path / "certain.json").write_text(page(request(GREEN)))
    compared = called(*guessed, "--verify-against", "certain.json")
    assert "rows are not compared with pairs guessed by name (1)" in compared.err
    assert "X202" in compared.out
