"""`govlink check` as people, editors, and pipelines call it."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from batch.cli import main
from batch.problem_formats import NAMES
from batch.rules.values import APOSTROPHE

_HEADER = "client_api_id,commercial_owner_id,govcloud_owner_id,name\n"
_GOOD = "4001,200000000017,300000000017,blue\n"


def govlink(*arguments: str, stdin: bytes = b"", **variables: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "batch", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        env=os.environ | variables,
    )


def written(folder: Path, *rows: str) -> str:
    path = folder / "m.csv"
    path.write_text(_HEADER + "".join(rows), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([_GOOD], 0),
        ([_GOOD, _GOOD], 0),
        (["4001,123456789012,300000000017,docs\n"], 0),
        ([_GOOD, "4001,bad,300000000018,x\n"], 1),
        ([], 2),
        (['4001,"open\n', "4001,bad,300000000018,x\n"], 2),
    ],
)
def test_the_exit_code_distinguishes_errors_of_rows_from_errors_of_files(
    tmp_path: Path, rows: list[str], code: int
) -> None:
    assert main(["check", written(tmp_path, *rows)]) == code


def test_a_wrong_customer_that_no_row_needs_is_an_error_of_the_exit_code_too(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(
        "client_api_id: 4O01\nlinkages:\n- {client_api_id: 1, commercial_acct_id: 2, govcloud_acct_id: 3}\n"
    )
    assert main(["check", str(path)]) == 1


def test_a_clean_mapping_gets_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", written(tmp_path, _GOOD)])
    assert capsys.readouterr().out == "1 row in 1 file: no problems.\n"


def test_each_problem_is_a_line_that_editors_understand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "4001,'200000000017,300000000017,x\n")
    main(["check", path])
    first, hint, *_, last = capsys.readouterr().out.splitlines()
    assert first == f'{path}:2:6: V105 commercial_owner_id "\'200000000017" begins with an apostrophe'
    assert hint == "    It was probably 200000000017."
    assert last == "1 row in 1 file: 1 error in 1 row."


def test_a_problem_of_the_file_alone_is_not_counted_in_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", written(tmp_path, _GOOD), "--column", "client_api_id=Kunde"])
    assert capsys.readouterr().out.splitlines()[-1] == "1 row in 1 file: 1 error."


def test_a_long_list_is_cut_and_its_count_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, *(f"4001,bad,{number},x\n" for number in range(300000000000, 300000000025)))
    main(["check", path])
    shown = capsys.readouterr().out
    assert shown.count("V101 commercial_owner_id") == 20
    assert "25  V101 not-a-number (5 not listed; --show-all lists them)" in shown
    main(["check", path, "--show-all"])
    assert capsys.readouterr().out.count("V101 commercial_owner_id") == 25
    main(["check", path, "--format", "jsonl"])
    assert len(capsys.readouterr().out.splitlines()) == 25


@pytest.mark.parametrize("form", NAMES)
def test_every_format_has_message_hint_and_remedy_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    main(["check", written(tmp_path, "4001,'200000000017,300000000017,x\n"), "--format", form])
    told = capsys.readouterr().out
    for words in ("begins with an apostrophe", "It was probably 200000000017.", APOSTROPHE.remedy):
        assert told.count(words) == 1


def test_json_is_one_document_with_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, _GOOD, _GOOD, "4001,bad,300000000018,x\n")
    main(["check", path, "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told["counts"] == {"files": 1, "rows": 3, "invalid_rows": 1, "by_code": {"V101": 1, "X201": 1}}
    assert told["problems"][0]["related"] == [{"file": path, "line": 2}]
    assert {key: told["problems"][1][key] for key in ("code", "severity", "line", "column", "row", "value")} == {
        "code": "V101",
        "severity": "error",
        "line": 4,
        "column": 6,
        "row": 2,
        "value": "bad",
    }


def test_json_of_a_clean_mapping_is_a_document_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("json", "sarif"):
        main(["check", written(tmp_path, _GOOD), "--format", form])
        json.loads(capsys.readouterr().out)


def test_github_annotations_are_escaped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "a,b%:c"
    folder.mkdir()
    main(["check", written(folder, '4001,"b%\nd",300000000018,x\n'), "--format", "github"])
    command = capsys.readouterr().out.splitlines()[0]
    assert command.startswith("::error file=")
    assert "/a%2Cb%25%3Ac/m.csv,line=2,col=6,title=V101 not-a-number::" in command
    assert 'commercial_owner_id "b%25\\nd"' in command


def test_sarif_names_rule_level_and_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, _GOOD, _GOOD, "4001,bad,300000000018,x\n")
    main(["check", path, "--format", "sarif"])
    run = json.loads(capsys.readouterr().out)["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["X201", "V101"]
    assert [result["level"] for result in run["results"]] == ["note", "error"]
    assert run["results"][1]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": path},
        "region": {"startLine": 4, "startColumn": 6},
    }
    assert run["results"][0]["relatedLocations"][0]["physicalLocation"]["region"] == {"startLine": 2}


def test_the_table_of_problems_is_safe_to_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", written(tmp_path, "4001,=1+1,300000000018,x\n"), "--format", "csv"])
    out = capsys.readouterr().out
    assert out.count("\r\n") == out.count("\n") == 2  # as RFC 4180 has it
    record = next(csv.DictReader(io.StringIO(out)))
    assert (record["code"], record["value"], record["row"]) == ("V116", "'=1+1", "0")


def test_control_characters_never_reach_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "red\x1b[31m"
    folder.mkdir()
    main(["check", written(folder, "4001,\x1b]0;owned\x07,\u202e300000000018,x\n")])
    shown = capsys.readouterr().out
    assert all(char.isprintable() or char == "\n" for char in shown)
    assert "\\x1b]0;owned\\x07" in shown


def test_standard_input_is_read_once_in_the_given_format() -> None:
    done = govlink("check", "-", "--input-format", "csv", stdin=(_HEADER + _GOOD).encode())
    assert (done.returncode, done.stdout) == (0, b"1 row in 1 file: no problems.\n")


def test_options_may_come_from_the_environment(tmp_path: Path) -> None:
    path = written(tmp_path, "4001,bad,300000000018,x\n")
    assert govlink("check", path, GOVLINK_FORMAT="jsonl").stdout.startswith(b'{"code"')
    assert govlink("check", "-", stdin=b"[]", GOVLINK_INPUT_FORMAT="yaml").returncode == 2


def test_a_missing_file_is_one_line_on_standard_error() -> None:
    done = govlink("check", "missing.csv")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"govlink: missing.csv: there is no such file\n"


@pytest.mark.parametrize(("variables", "colored"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colors_are_for_terminals_that_want_them(tmp_path: Path, variables: dict[str, str], *, colored: bool) -> None:
    main_side, other_side = pty.openpty()
    path = written(tmp_path, "4001,bad,300000000018,x\n")
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | variables
    process = subprocess.Popen([sys.executable, "-m", "batch", "check", path], stdout=other_side, env=environment)
    assert process.wait(60) == 1
    os.close(other_side)
    shown = os.read(main_side, 100_000)
    os.close(main_side)
    assert (b"\x1b[" in shown) is colored


def test_checking_loads_neither_pandas_nor_requests_nor_yaml(tmp_path: Path) -> None:
    path = written(tmp_path, _GOOD)
    code = f"import sys; from batch.cli import main; main(['check', {path!r}]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pandas", "numpy", "requests", "rich", "yaml", "jinja2"}.intersection(done.stderr.split())


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("4001,2000-0000-0017", 1),
        ("?4001,2000-0000-0017", 0),
        ("4001,20000000017", 0),
        ("4001,TBD", 0),
        ("4001,200000000017", 0),
    ],
)
def test_fix_is_suggested_if_a_value_can_mean_only_one_thing(
    row: str, told: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", written(tmp_path, f"{row},300000000017,x\n")])
    assert capsys.readouterr().err.count("`govlink fix` fixes") == told
