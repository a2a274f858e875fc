"""`govlink schedule`: a job is parsed as by `apply` and `audit`, and nothing secret is printed."""

from pathlib import Path

import pytest
from program import KEY, Govlink

from batch.cli import main

PAIRS = "client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text(PAIRS, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "words",
    [
        ["apply", "--yes", "--no-such-option", "pairs.csv"],
        ["apply", "--yes", "--max-creates", "many", "pairs.csv"],
        ["apply", "--yes"],
        ["apply", "--yes", "paris.csv"],
        ["apply", "--yes", "--rate", "fast", "pairs.csv"],
        ["apply", "--yes", "--base-url", "http://example.org", "pairs.csv"],
        ["apply", "--yes", "--notify", "healthchecks", "pairs.csv"],
        ["apply", "--yes", "--sandbox-state", "s", "pairs.csv"],
        ["apply", "--yes", "--column", "x=y", "pairs.csv"],
        ["apply", "--yes", "--client-api-id", "007", "pairs.csv"],
        ["apply", "--yes", "--verify-against", "absent.json", "pairs.csv"],
        ["audit"],
        ["audit", "--accepted", "pairs.csv", "pairs.csv"],
        ["audit", "--all-customers", "--direct-customer"],
    ],
)
@pytest.mark.usefixtures("mapping")
def test_what_the_scheduled_command_refuses_is_refused_with_its_message(words: list[str], called: Govlink) -> None:
    by_itself = called(*words, key=KEY)
    scheduled = called("schedule", "systemd", *words)
    assert (scheduled.code, scheduled.err, scheduled.out) == (2, by_itself.err, "")
    assert by_itself.code == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["apply", "pairs.csv"], "add --yes, and limit what it may do with --max-creates"),
        (["apply", "--yes", "--plan", "reports"], "without --plan"),
        (["audit", "--snapshot", ".", "pairs.csv"], "--snapshot"),
        (["apply", "--yes", "-", "--input-format", "csv"], "no standard input"),
        (["apply", "--yes", "pairs.csv", "--verify-against", "-"], "no standard input"),
        (["audit", "pairs.csv", "--verify-against", "123456789012=-"], "no standard input"),
        (["plan", "pairs.csv"], "only apply and audit can be scheduled, not 'plan'"),
        (["apply", "--yes", "pairs.csv", "--metrics-file", "a\nb"], 'a\\nb" has a line break'),
        (["apply", "--yes", "pairs.csv", "--metrics-file", "a\u200bb"], "invisible"),
    ],
)
@pytest.mark.parametrize("kind", ["cron", "systemd"])
@pytest.mark.usefixtures("mapping")
def test_a_job_that_cannot_run_unattended_is_refused_with_the_reason(
    kind: str, words: list[str], says: str, called: Govlink, tmp_path: Path
) -> None:
    (tmp_path / "key").write_text(KEY, encoding="utf-8")
    ran = called("schedule", kind, *words, "--api-key-file", "key")
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


@pytest.mark.parametrize(
    "times",
    [
        ["--at", "24:00"],
        ["--at", "noon"],
        ["--on", "monday"],
        ["--time-zone", "Middle/Earth"],
        ["--time-zone", "../etc"],
    ],
)
def test_invalid_times_are_refused_with_an_example(times: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", "systemd", *times, "audit", "--all-customers"]) == 2
    assert "write" in capsys.readouterr().err


@pytest.mark.parametrize("kind", [["cron"], ["systemd"], ["kubernetes", "--image", "registry/govlink:1"]])
@pytest.mark.usefixtures("mapping")
def test_the_key_is_never_printed(kind: list[str], called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY, encoding="utf-8")
    ran = called("schedule", *kind, "apply", "--yes", "--api-key-file", "key", "pairs.csv", key=KEY)
    assert ran.code == 0
    assert KEY not in ran.out + ran.err


@pytest.mark.usefixtures("mapping")
def test_cron_without_a_key_file_is_refused_because_cron_does_not_see_the_variable(called: Govlink) -> None:
    ran = called("schedule", "cron", "audit", "pairs.csv", key=KEY)
    assert (ran.code, ran.out) == (2, "")
    assert "add --api-key-file FILE" in ran.err
    assert called("schedule", "cron", "audit", "--sandbox", "pairs.csv").code == 0


@pytest.mark.usefixtures("mapping")
def test_options_from_variables_are_written_out_as_they_were_given(
    called: Govlink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVLINK_RATE", "60/min")
    monkeypatch.setenv("GOVLINK_MAX_DURATION", "90m")
    monkeypatch.setenv("GOVLINK_QUIET", "1")
    monkeypatch.setenv("GOVLINK_REQUIRE_CLEAN", "0")
    monkeypatch.setenv("GOVLINK_COLUMN", "commercial_owner_id=AWS govcloud_owner_id=Gov")
    line = called("schedule", "cron", "apply", "--yes", "--sandbox", "--rate", "10/min", "pairs.csv").out
    assert "--column commercial_owner_id=AWS --column govcloud_owner_id=Gov --rate 10/min --yes" in line
    assert "--max-duration 90m --sandbox --quiet pairs.csv)" in line
    assert "--require-clean" not in line


@pytest.mark.usefixtures("mapping")
def test_a_notify_address_from_a_variable_is_neither_printed_nor_forgotten(
    called: Govlink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVLINK_NOTIFY", "https://ping.example/secret")
    ran = called("schedule", "systemd", "audit", "pairs.csv")
    assert (ran.code, ran.out) == (2, "")
    assert "secret" not in ran.err
    assert '--notify "$GOVLINK_NOTIFY"' in ran.err
    said = called("schedule", "systemd", "audit", "--notify", "https://ping.example/secret", "pairs.csv")
    assert said.code == 0
    assert "--notify https://ping.example/secret" in said.out


@pytest.mark.usefixtures("mapping")
def test_an_apply_without_limits_gets_advice_and_one_with_limits_does_not(called: Govlink) -> None:
    bounds = ("--max-creates", "5", "--max-updates", "1")
    apply = ("schedule", "systemd", "apply", "--yes", "--allow-update", "pairs.csv")
    unbounded = called(*apply).out
    assert "add --max-creates N" in unbounded
    assert "add --max-updates N" in unbounded
    assert "Nothing limits" in unbounded
    assert "Nothing limits" not in called(*apply, *bounds).out


@pytest.mark.usefixtures("mapping")
def test_a_job_for_a_sandbox_of_this_machine_is_pointed_out(called: Govlink, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("schedule", "systemd", "audit", "pairs.csv")
    assert "probably a sandbox" not in called(*words).out
    monkeypatch.setenv("GOVLINK_BASE_URL", "http://127.0.0.1:8080")
    assert "The job's CloudHealth is http://127.0.0.1:8080 on this machine, probably a sandbox" in called(*words).out


@pytest.mark.usefixtures("mapping")
def test_connection_variables_of_the_shell_are_named_without_their_values(
    called: Govlink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://ann:pass@proxy:3128")
    told = called("schedule", "systemd", "audit", "pairs.csv").out
    assert "HTTPS_PROXY" in told
    assert "pass" not in told


@pytest.mark.usefixtures("mapping")
def test_the_same_words_print_the_same_text_each_time(called: Govlink) -> None:
    words = ("schedule", "systemd", "audit", "pairs.csv")
    assert called(*words).out == called(*words).out


def test_help_after_a_command_is_that_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", "cron", "audit", "--help"]) == 0
    assert "Usage: govlink audit" in capsys.readouterr().out
