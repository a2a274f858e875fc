"""A check with AWS's own list: contradictions, pairs that it lacks, and pairs that could not be compared."""

import subprocess
import sys
from pathlib import Path

import pytest
from aws_facts import BLUE, GREEN, aws_list_of, page, request
from program import Govlink

from batch.checking.aws_check import unconfirmed

_ORDINARY = "400000000001"
_HEADER = "client_api_id,commercial_acct_id,commercial_owner_id,govcloud_acct_id,govcloud_owner_id\n"


def codes(called: Govlink, folder: Path, *rows: str) -> list[tuple[int, str]]:
    """The problems of a check, as (line, code), against the pairs BLUE and GREEN and an ordinary account."""
    (folder / "aws.json").write_text(page(request(), request(GREEN), {"State": "SUCCEEDED", "AccountId": _ORDINARY}))
    (folder / "m.csv").write_text(_HEADER + "".join(f"{row}\n" for row in rows))
    out = called("check", "m.csv", "--verify-against", "aws.json").out
    reported = [line.split() for line in out.splitlines() if line.startswith("m.csv:")]
    return [(int(place.split(":")[1]), code) for place, code, *_ in reported]


@pytest.mark.parametrize(
    ("commercial", "govcloud", "code"),
    [
        (*BLUE, None),
        (BLUE[0], GREEN[1], "X105"),
        (GREEN[0], BLUE[1], "X105"),
        (BLUE[0], "500000000001", "X105"),
        ("500000000001", BLUE[1], "X105"),
        (BLUE[1], BLUE[0], "X105"),
        (BLUE[1], "500000000001", "X105"),
        ("500000000001", BLUE[0], "X105"),
        (BLUE[1], "", "X105"),
        ("", BLUE[0], "X105"),
        ("500000000001", _ORDINARY, "X105"),
        ("", _ORDINARY, "X105"),
        (_ORDINARY, BLUE[1], "X105"),
        (_ORDINARY, "500000000001", "X203"),
        (_ORDINARY, "", "X203"),
        (BLUE[0], "", "X204"),
        ("", BLUE[1], "X204"),
        ("500000000001", "", "X204"),
        ("", "", "X204"),
        ("500000000001", "500000000002", "X202"),
    ],
)
def test_only_a_pair_that_aws_created_is_confirmed(
    tmp_path: Path, commercial: str, govcloud: str, code: str | None
) -> None:
    ordinary = {"State": "SUCCEEDED", "AccountId": _ORDINARY}
    aws_list = aws_list_of(page(request(), request(GREEN), ordinary), folder=tmp_path)
    found = unconfirmed(aws_list, commercial, govcloud)
    assert (found and found.rule.id) == code


def test_columns_that_were_sorted_separately_or_swapped_are_errors(called: Govlink, tmp_path: Path) -> None:
    apart = [f"1,,{BLUE[0]},,{GREEN[1]}", f"1,,{GREEN[0]},,{BLUE[1]}"]
    exchanged = [f"1,,{BLUE[1]},,{BLUE[0]}", f"1,,{GREEN[1]},,500000000001"]
    for rows in (apart, exchanged):
        assert codes(called, tmp_path, *rows) == [(2, "X105"), (3, "X105")]


def test_an_error_names_the_account_that_aws_created_with_it_and_its_side(called: Govlink, tmp_path: Path) -> None:
    codes(called, tmp_path, f"1,,{BLUE[1]},,{GREEN[1]}")
    out = called("check", "m.csv", "--verify-against", "aws.json").out
    assert f"{BLUE[1]} on the commercial side is the GovCloud account of {BLUE[0]} (see aws.json)" in out
    assert f"AWS created {GREEN[0]} together with {GREEN[1]} (see aws.json)" in out


def test_an_error_is_at_the_account_that_the_aws_list_contradicts(called: Govlink, tmp_path: Path) -> None:
    codes(called, tmp_path, f"1,,{BLUE[0]},,{GREEN[1]}", f"1,,{BLUE[1]},,500000000001")
    out = called("check", "m.csv", "--verify-against", "aws.json").out
    assert [line.split(": ")[0] for line in out.splitlines()[:2]] == ["m.csv:2:18", "m.csv:3:4"]


def test_a_row_that_names_an_account_only_by_id_is_reported_as_not_compared(called: Govlink, tmp_path: Path) -> None:
    rows = ["1,10,,21,", f"1,,{BLUE[0]},22,", f"1,12,,,{GREEN[1]}", f"1,10,{GREEN[0]},,{GREEN[1]}"]
    assert [found for found in codes(called, tmp_path, *rows) if found[1] == "X204"] == [
        (2, "X204"),
        (3, "X204"),
        (4, "X204"),
    ]


def test_only_contradictions_are_reported_for_a_row_with_errors(called: Govlink, tmp_path: Path) -> None:
    rows = ["1,,bad,,500000000001", f"1,,bad,,{BLUE[0]}", "1,,,,500000000002"]
    assert codes(called, tmp_path, *rows) == [(2, "V101"), (3, "V101"), (3, "X105"), (4, "R113")]


def test_the_number_of_pairs_in_the_aws_list_is_printed(called: Govlink, tmp_path: Path) -> None:
    codes(called, tmp_path, f"1,,{BLUE[0]},,{BLUE[1]}")
    for form in ("text", "json"):
        reported = called("check", "m.csv", "--format", form, "--verify-against", "aws.json")
        assert reported.err == "govlink: rows are compared with AWS's own list of 2 pairs\n"


def test_an_aws_list_that_cannot_be_used_ends_with_2(called: Govlink, tmp_path: Path) -> None:
    codes(called, tmp_path, f"1,,{BLUE[0]},,{BLUE[1]}")
    (tmp_path / "none.json").write_text(page({"State": "FAILED"}))
    for name in ("none.json", "missing.json"):
        reported = called("check", "m.csv", "--verify-against", name)
        assert (reported.code, reported.out) == (2, "")
        assert reported.err.startswith(f"govlink: {name}: ")


def test_the_variable_takes_several_files_with_colons_between_them_and_spaces_within(
    govlink: Govlink, tmp_path: Path
) -> None:
    (tmp_path / "a b.json").write_text(page(request()))
    (tmp_path / "c.json").write_text(page(request(GREEN)))
    (tmp_path / "m.csv").write_text(_HEADER + f"1,,{BLUE[0]},,{BLUE[1]}\n")
    reported = govlink("check", "m.csv", env={"GOVLINK_VERIFY_AGAINST": "a b.json:c.json"})
    assert (reported.code, reported.err) == (0, "govlink: rows are compared with AWS's own list of 2 pairs\n")


def test_mapping_and_aws_list_cannot_both_be_standard_input(govlink: Govlink) -> None:
    reported = govlink("check", "-", "--input-format", "csv", "--verify-against", "-", stdin=page(request()))
    assert reported.code == 2
    assert "only once" in reported.err


def test_a_check_without_an_aws_list_loads_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(_HEADER + f"1,,{BLUE[0]},,{BLUE[1]}\n")
    program = (
        "import sys; from batch.cli import main; main(['check', 'm.csv'])\n"
        "print([name for name in sys.modules if name.startswith('batch.') and 'aws' in name])"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "['batch.cli.aws_list']"
