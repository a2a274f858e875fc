"""The command line's own types, its help, and its errors of use."""

import json
from pathlib import Path

import click
import pytest
from program import Govlink

from batch.cli import main
from batch.cli.parameters import Duration, KeyHeader


@pytest.mark.parametrize(
    ("text", "seconds"), [("45", 45.0), ("45s", 45.0), ("90m", 5400.0), ("2h", 7200.0), ("1.5h", 5400.0)]
)
def test_a_duration_is_read_as_people_write_it(text: str, seconds: float) -> None:
    assert Duration().convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["", "soon", "2 hours", "-1h", "1e3"])
def test_an_invalid_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(click.BadParameter, match="90m"):
        Duration().convert(text, None, None)


def test_a_column_is_a_key_and_a_header_that_may_hold_anything() -> None:
    assert KeyHeader().convert("client_api_id=Kunde = Nr.", None, None) == ("client_api_id", "Kunde = Nr.")


@pytest.mark.parametrize("text", ["client_api_id", "=Kunde", "client_api_id="])
def test_a_column_without_key_or_header_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="KEY=HEADER"):
        KeyHeader().convert(text, None, None)


def test_a_header_with_a_blank_can_be_named_in_a_variable(
    called: Govlink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping = tmp_path / "m.csv"
    mapping.write_text("Kunde = Nr.,it's,govcloud_acct_id\n4001,2,1\n", encoding="utf-8")
    monkeypatch.setenv("GOVLINK_COLUMN", """client_api_id='Kunde = Nr.'\ncommercial_acct_id="it's" """)
    assert called("check", mapping).code == 0


def test_a_file_with_a_colon_can_be_named_in_a_variable(
    called: Govlink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping = tmp_path / "m.csv"
    mapping.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n", encoding="utf-8")
    monkeypatch.setenv("GOVLINK_VERIFY_AGAINST", "'one: a b.json':other file.json")
    assert "one: a b.json: " in called("check", mapping).err


@pytest.mark.parametrize("second", ["client_api_id=Customer", "commercial_acct_id=Kunde"])
def test_a_key_and_a_header_are_given_once(second: str, called: Govlink) -> None:
    ran = called("check", "m.csv", "--column", "client_api_id=Kunde", "--column", second)
    assert ran.code == 2
    assert "is given twice" in ran.err


@pytest.mark.parametrize("variable", ["GOVLINK_COLUMN", "GOVLINK_VERIFY_AGAINST"])
def test_a_variable_with_an_open_quote_is_refused(
    called: Govlink, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "client_api_id='Kunde")
    ran = called("check", "m.csv")
    assert ran.code == 2
    assert "its variable has an unclosed quote" in ran.err


_NO_NUMBERS = [
    *[("--timeout", text) for text in ("nan", "inf", "-inf", "1e999", "9e99", "0")],
    *[("--lock-timeout", text) for text in ("nan", "inf", "1e10", "-1")],
    *[("--settle-time", text) for text in ("nan", "inf", "1e10", "-1")],
    *[("--max-duration", text) for text in ("nan", "inf", "1e9d", "120000d", "9" * 400, "9" * 400 + "d")],
    *[("--rate", text) for text in ("nan/min", "inf/min", "0/min", "1e400/min", "1/999999999d", "9" * 400 + "/min")],
    *[("--keep-days", text) for text in ("0", "1000000000", "99999999999", "nan")],
    *[(name, "9" * 400) for name in ("--keep", "--burst", "--max-attempts", "--max-creates", "--limit")],
    *[(name, "inf") for name in ("--concurrency", "--max-failures", "--max-updates")],
]


@pytest.mark.parametrize(("name", "text"), _NO_NUMBERS)
@pytest.mark.parametrize("said_by", ["option", "variable"])
def test_an_invalid_or_overflowing_number_is_wrong_usage(
    name: str, text: str, said_by: str, called: Govlink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "m.csv").write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n", encoding="utf-8")
    said = [f"{name}={text}"] if said_by == "option" else []
    if not said:
        monkeypatch.setenv("GOVLINK_" + name.removeprefix("--").replace("-", "_").upper(), text)
    ran = called("apply", "m.csv", "--sandbox", "--yes", *said)
    assert ran.code == 2
    assert name in ran.err
    assert not ran.reports.exists()


def test_help_lists_the_options_in_sections(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["apply", "--help"]) == 0
    told = capsys.readouterr().out
    sections = [line[:-1] for line in told.splitlines() if line and not line.startswith(" ") and line.endswith(":")]
    assert sections == ["Mapping", "Connection", "Safety", "Sandbox", "Output", "Other"]


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["frobnicate"], "No such command 'frobnicate'"),
        (["apply", "--no-such-option"], "No such option '--no-such-option'"),
        (["plan"], "Missing argument 'MAPPING...'"),
        (["plan", "x.csv", "--rate-scope", "planet"], "'--rate-scope': 'planet' is not one of 'key', 'client'"),
        (["plan", "x.csv", "--sandbox-state", "s"], "need --sandbox"),
        (["plan", "x.csv", "--sandbox", "--rate", "fast"], "--rate"),
        (["apply", "--plan", ".", "x.csv", "--sandbox", "--yes"], "leave out MAPPING"),
        (["apply", "--plan", ".", "--sandbox", "--yes"], "not a run's folder"),
        (["apply", "--sandbox", "--yes"], "no mapping was given"),
    ],
)
def test_wrong_usage_ends_with_2_and_an_error_message(
    argv: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 2
    assert says in capsys.readouterr().err


def test_an_error_of_several_lines_is_printed_on_several_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted = tmp_path / "accepted.csv"
    accepted.write_text("finding,govcloud_owner_id,reason\nunlinked,000000000005,\n", encoding="utf-8")
    assert (
        main(
            ["audit", "--client-api-id", "1", "--sandbox", "--sandbox-scenario", "outage", "--accepted", str(accepted)]
        )
        == 2
    )
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_an_option_may_come_from_its_environment_variable_and_a_flag_wins(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GOVLINK_RATE", "nonsense")
    assert main(["plan", "x.csv", "--sandbox"]) == 2
    assert "nonsense" in capsys.readouterr().err
    assert main(["plan", "x.csv", "--sandbox", "--rate", "1/s"]) == 2
    assert "no such file" in capsys.readouterr().err


def test_options_for_the_command_line_only_have_no_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    mapping = tmp_path / "pairs.csv"
    mapping.write_text(_MAPPING, encoding="utf-8")
    monkeypatch.setenv("CLOUDHEALTH_API_KEY", "test-key-0123456789")
    monkeypatch.setenv("GOVLINK_YES", "1")
    assert main(["apply", str(mapping)]) == 2
    assert "add --yes" in capsys.readouterr().err
    monkeypatch.delenv("CLOUDHEALTH_API_KEY")
    monkeypatch.setenv("GOVLINK_SANDBOX", "1")
    assert main(["apply", str(mapping), "--yes"]) == 2
    assert "no API key" in capsys.readouterr().err


def test_the_command_that_continues_a_run_repeats_its_limits_but_not_what_concerns_only_that_run(
    called: Govlink, tmp_path: Path
) -> None:
    mapping = tmp_path / "pairs.csv"
    mapping.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n4001,4,3\n", encoding="utf-8")
    limits = ("--limit", 1, "--max-creates", 5, "--max-updates", 0)
    ran = called("apply", mapping, "--sandbox", "--yes", "--quiet", *limits, "--notify", "http://127.0.0.1:9/secret")
    assert ran.summary["settings"] == {"sandbox": True, "max-creates": 5, "max-updates": 0}
    written = json.loads((ran.folder / "manifest.json").read_text(encoding="utf-8"))
    assert written["options"].keys() == {"mapping", "sandbox", "yes", "quiet", "limit", "max-creates", "max-updates"}


_MAPPING = "client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n"


@pytest.mark.parametrize(
    "command", [("plan", "pairs.csv"), ("export", "--direct-customer"), ("doctor",), ("customers",)]
)
@pytest.mark.parametrize("option", ["--base-url", "--api-key-file", "--ca-bundle"])
def test_an_option_that_reaches_cloudhealth_is_refused_if_a_sandbox_takes_its_place(
    called: Govlink, tmp_path: Path, command: tuple[str, ...], option: str
) -> None:
    (tmp_path / "pairs.csv").write_text(_MAPPING, encoding="utf-8")
    ran = called(*command, "--sandbox", "--sandbox-scenario", "first-steps", option, "pairs.csv")
    assert ran.code == 2
    assert f"{option} and --sandbox can't be used together" in ran.err


def test_it_is_refused_with_a_snapshot_and_in_a_job_as_well(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(_MAPPING, encoding="utf-8")
    seen = called("plan", "pairs.csv", "--sandbox")
    address = ("--base-url", "https://example.com")
    replayed = called("plan", "pairs.csv", "--snapshot", seen.folder, *address)
    scheduled = called("schedule", "cron", "audit", "pairs.csv", "--sandbox", *address)
    assert [ran.code for ran in (replayed, scheduled)] == [2, 2]
    assert "--base-url and --snapshot can't be used together: what an earlier run saw takes" in replayed.err
    assert "--base-url and --sandbox can't be used together" in scheduled.err


def test_a_variable_for_the_same_may_be_set_and_is_not_in_the_commands_that_continue_a_rehearsal(
    called: Govlink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pairs.csv").write_text(_MAPPING, encoding="utf-8")
    monkeypatch.setenv("GOVLINK_BASE_URL", "https://example.com")
    monkeypatch.setenv("GOVLINK_API_KEY_FILE", "no-such-file")
    planned = called("plan", "pairs.csv", "--sandbox")
    command = planned.summary["apply_command"]
    assert "--base-url" not in command
    assert called(*command.split()[1:], "--yes").statuses == ["created"]
    replayed = called("plan", "pairs.csv", "--snapshot", planned.folder)
    assert "--base-url" not in replayed.summary["apply_command"]


def test_a_job_that_rehearses_has_no_address_of_a_variable(
    called: Govlink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pairs.csv").write_text(_MAPPING, encoding="utf-8")
    monkeypatch.setenv("GOVLINK_BASE_URL", "https://example.com")
    ran = called("schedule", "cron", "audit", "pairs.csv", "--sandbox")
    assert ran.code == 0
    assert "example.com" not in ran.out
