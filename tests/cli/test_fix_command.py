"""`govlink fix` as a process: what it writes, where, and how it ends."""

import subprocess
import sys
from pathlib import Path

import pytest
from aws_facts import page, request
from program import KEY, Govlink, Ran, Served

HEADER = "client_api_id,commercial_owner_id,govcloud_owner_id,note\n"
WRONG = HEADER + "4001,3109-8700-0001,'210987000002,=x\n"
RIGHT = (HEADER + "4001,310987000001,210987000002,=x\n").replace("\n", "\r\n")


def test_the_fixed_mapping_goes_to_standard_output_and_the_rest_to_standard_error(
    called: Govlink, tmp_path: Path
) -> None:
    (tmp_path / "m.csv").write_text(WRONG)
    ran = called("fix", "m.csv")
    assert (ran.code, ran.out) == (0, RIGHT)
    assert ran.err.splitlines() == [
        'm.csv:2: commercial_owner_id "3109-8700-0001" → 310987000001 (V106)',
        'm.csv:2: govcloud_owner_id "\'210987000002" → 210987000002 (V105)',
        "Fixed: 2 values in 1 row.",
        "1 row in 1 file: no problems.",
    ]


def test_remaining_problems_are_printed_as_by_check_with_its_exit_code(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(WRONG + "4002,21000000105,210987000004,\n")
    ran = called("fix", "m.csv", "--output", "fixed.csv")
    assert (ran.code, ran.out) == (1, "")
    checked = called("check", "fixed.csv")
    assert (checked.code, checked.out) == (1, ran.err.split("Fixed: 2 values in 1 row.\n")[1])
    assert "fixed.csv:3:6: V104 " in ran.err
    assert "With its leading zeros restored it is 021000000105" in ran.err


def test_lines_above_an_unambiguous_header_are_left_out_and_reported(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("Accounts of March\n\n" + WRONG)
    assert called("check", "m.csv").code == 2
    ran = called("fix", "m.csv")
    assert (ran.code, ran.out) == (0, RIGHT)
    assert "govlink: m.csv:1: the header is on line 3, below other lines, which are not kept (H105)\n" in ran.err


@pytest.mark.parametrize("above", ["4001,310987000003,210987000004,\n", "Accounts\n4001,310987000003,210987000004,\n"])
def test_rows_above_the_header_are_never_left_out(called: Govlink, tmp_path: Path, above: str) -> None:
    (tmp_path / "m.csv").write_text(above + WRONG)
    ran = called("fix", "m.csv")
    assert (ran.code, ran.out) == (2, "")
    assert "H109" in ran.err


def test_a_file_that_cannot_be_read_as_a_whole_is_not_written(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(WRONG + '4001,"310987000003,210987000004,\n')
    ran = called("fix", "m.csv", "--output", "fixed.csv")
    assert (ran.code, ran.out) == (2, "")
    assert "m.csv:3:" in ran.err
    assert ran.err.endswith("govlink: nothing is written, because a whole file can't be read: m.csv (F105)\n")
    assert not (tmp_path / "fixed.csv").exists()


def test_a_file_that_a_shell_has_emptied_is_refused(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("")
    ran = called("fix", "m.csv")
    assert (ran.code, ran.out) == (2, "")
    assert "the file has no rows" in ran.err or "empty" in ran.err


@pytest.mark.parametrize("taken", ["m.csv", "other.csv"])
def test_no_file_is_replaced(taken: str, called: Govlink, tmp_path: Path) -> None:
    for name in ("m.csv", "other.csv"):
        (tmp_path / name).write_text(WRONG)
    ran = called("fix", "m.csv", "--output", taken)
    assert (ran.code, (tmp_path / taken).read_text()) == (2, WRONG)
    assert ran.err == f"govlink: --output {taken}: the file already exists; name another one, or remove it\n"


@pytest.mark.parametrize("name", ["fixed.txt", "fixed", "fixed.ods"])
def test_an_ending_that_no_mapping_has_is_refused(name: str, called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(WRONG)
    ran = called("fix", "m.csv", "--output", name)
    assert ran.code == 2
    assert "the name of a mapping must end in .csv, .tsv, .yaml" in ran.err


@pytest.mark.parametrize("name", ["new/fixed.csv", "fixed.tsv", "fixed.yaml", "FIXED.YML", "fixed.xlsx"])
def test_the_ending_sets_the_format_of_the_result(name: str, called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(WRONG)
    assert called("fix", "m.csv", "--output", name).code == 0
    checked = called("check", name)
    assert (checked.code, checked.out) == (0, "1 row in 1 file: no problems.\n")


def test_zeros_that_are_lost_are_restored_by_aws_own_list(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "aws.json").write_text(page(request(("021000000105", "310987000002"))))
    (tmp_path / "m.csv").write_text(HEADER + "4001,21000000105,3.10987E+11,\n")
    ran = called("fix", "m.csv", "--verify-against", "aws.json")
    assert (ran.code, ran.out.splitlines()[1]) == (1, "4001,021000000105,3.10987E+11,")
    assert 'm.csv:2: commercial_owner_id "21000000105" → 021000000105 (V104, the AWS list)' in ran.err
    assert "    The AWS list has one account that fits: 310987000002." in ran.err


def test_quiet_leaves_out_the_changes_but_not_the_remaining_problems(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(WRONG + "4002,TBD,210987000004,\n")
    ran = called("fix", "m.csv", "--quiet")
    assert "→" not in ran.err
    assert "V115" in ran.err


def test_standard_input_is_fixed_by_the_process_too(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "batch", "fix", "-", "--input-format", "csv"]
    ran = subprocess.run(program, cwd=tmp_path, input=WRONG.encode(), capture_output=True, check=True)
    assert ran.stdout.decode() == RIGHT
    assert ran.stderr.decode().startswith('-:2: commercial_owner_id "3109-8700-0001" → 310987000001 (V106)\n')


_LOST = {
    "customers": [
        {
            "id": 4001,
            "name": "Acme",
            "accounts": [
                {"id": 1, "owner_id": "010987000004", "name": "gov", "region": "govcloud"},
                {"id": 2, "owner_id": "021000000105", "name": "one"},
            ],
        },
        {"id": 4002, "name": "Globex", "accounts": [{"id": 12, "owner_id": "051000000105", "name": "two"}]},
    ],
    "keys": [KEY],
}


def _from_cloudhealth(called: Govlink, address: str, *args: object) -> Ran:
    return called("fix", "m.csv", "--from-cloudhealth", "--base-url", address, "--rate", "600/min", *args, key=KEY)


def test_only_the_accounts_of_customers_with_lost_digits_are_read(
    called: Govlink, served: Served, tmp_path: Path
) -> None:
    sandbox = served(_LOST)
    (tmp_path / "m.csv").write_text(HEADER + "4001,21000000105,10987000004,\n4002,310987000001,210987000002,\n")
    ran = _from_cloudhealth(called, sandbox.base_url)
    assert (ran.code, ran.out.splitlines()[1]) == (0, "4001,021000000105,010987000004,")
    assert {entry.path for entry in sandbox.requests} == {"/v1/aws_accounts"}
    assert [entry.query["client_api_id"] for entry in sandbox.requests] == ["4001"]
    told = "reading the accounts of 1 customer for 1 row with lost digits: at least 1 request at 600/min"
    assert told in ran.err
    assert not ran.reports.exists()


def test_if_no_digits_are_lost_nothing_is_asked(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(WRONG)
    assert _from_cloudhealth(called, "http://127.0.0.1:9").code == 0


def test_a_customer_that_cannot_be_read_is_named_and_its_rows_are_unchanged(
    called: Govlink, served: Served, tmp_path: Path
) -> None:
    fault = {"kind": "status", "status": 500, "customer": 4001, "path": "/v1/aws_accounts"}
    (tmp_path / "m.csv").write_text(HEADER + "4001,21000000105,310987000002,\n4002,51000000105,310987000004,\n")
    ran = _from_cloudhealth(called, served({**_LOST, "faults": [fault]}).base_url, "--max-attempts", 1)
    assert ran.code == 3
    assert [line.split(",")[1] for line in ran.out.splitlines()[1:]] == ["21000000105", "051000000105"]
    assert "the accounts of customer 4001 could not be read, so its rows are left as they are: answered 500" in ran.err


def test_with_a_key_that_is_refused_nothing_is_written(called: Govlink, served: Served, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(HEADER + "4001,21000000105,310987000002,\n")
    address = served({**_LOST, "faults": [{"kind": "status", "status": 401}]}).base_url
    ran = _from_cloudhealth(called, address, "--output", "fixed.csv")
    assert (ran.code, ran.out, (tmp_path / "fixed.csv").exists()) == (3, "", False)
    assert "nothing is written" in ran.err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--sandbox"], "--sandbox needs --find-customers or --from-cloudhealth"),
        (["--sandbox", "--from-cloudhealth"], "this command needs --sandbox-scenario with --sandbox"),
    ],
)
def test_a_sandbox_that_nothing_asks_or_makes_is_refused(
    args: list[str], words: str, called: Govlink, tmp_path: Path
) -> None:
    (tmp_path / "m.csv").write_text(WRONG)
    ran = called("fix", "m.csv", *args)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


def test_a_result_in_the_folder_that_is_read_gets_a_warning(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "m.csv").write_text(WRONG)
    ran = called("fix", "mappings", "--output", "mappings/fixed.csv", "--quiet")
    assert ran.code == 0
    told = "mappings/fixed.csv is in mappings: a command that reads that folder now reads every row twice"
    assert ran.err == f"govlink: {told}\n"


def test_changes_are_printed_in_the_order_of_the_files_and_their_lines(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text(HEADER + "4001,310987000001,210987000002,\n,310987000003,2109-8700-0004,\n")
    (tmp_path / "a.csv").write_text(HEADER + "'4002,310987000005,210987000006,\n")
    ran = called("fix", "b.csv", "a.csv", "--fill-down")
    places = [line.partition(" →")[0] for line in ran.err.splitlines() if "→" in line]
    assert places == [
        'b.csv:3: client_api_id ""',
        'b.csv:3: govcloud_owner_id "2109-8700-0004"',
        'a.csv:2: client_api_id "\'4002"',
    ]
