"""`govlink sandbox` as a user starts it: a process that serves until it is interrupted."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from batch.cli import main
from batch.cli.sandbox import command

LINKAGES = "/api/v1/govcloud_linkages"


@contextmanager
def started(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "batch", "sandbox", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process:
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.terminate()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_address_and_what_it_is_and_ends_when_interrupted(number: signal.Signals) -> None:
    with started() as (process, base_url):
        answer = requests.get(f"{base_url}/v1/customers", headers={"Authorization": "Bearer any"}, timeout=30)
        assert answer.json()["customers"][0]["name"] == "Acme Corp"
        process.send_signal(number)
        output, complaints = process.communicate(timeout=30)
        assert process.returncode == 0
        assert output == "", "the address was the first line and the only one"
        assert "not CloudHealth" in complaints
        assert "Traceback" not in complaints


@pytest.mark.parametrize(("host", "warned"), [("0.0.0.0", True), ("127.0.0.1", False), ("localhost", False)])
def test_a_host_that_other_machines_reach_causes_a_warning(host: str, *, warned: bool) -> None:
    with started("--host", host) as (process, _):
        process.terminate()
        _, complaints = process.communicate(timeout=30)
    assert ("can be reached from other machines" in complaints) is warned


def test_a_scenario_without_customers_is_served_with_a_note(tmp_path: Path) -> None:
    scenario = tmp_path / "mine.yaml"
    scenario.write_text("limits: [{requests: 30, seconds: 60}]\n")
    with started("--scenario", str(scenario)) as (process, _):
        process.terminate()
        _, complaints = process.communicate(timeout=30)
    assert "this scenario has no customers" in complaints


def test_the_direction_wins_over_the_scenario_and_the_scenario_s_other_switches_stay(tmp_path: Path) -> None:
    scenario = tmp_path / "mine.yaml"
    scenario.write_text(
        "crowd: {customers: 1, pairs: 2, first_id: 1}\n"
        "switches: {direction: by-name, created_status: 200, errors: text, is_govcloud: true}\n",
        encoding="utf-8",
    )
    flags = ["--scenario", str(scenario), "--direction", "swapped"]
    with started(*flags) as (_, base_url), requests.Session() as session:
        session.headers["Authorization"] = "Bearer any"
        url = f"{base_url}{LINKAGES}?client_api_id=1"
        assert session.post(url, json={"govcloud_acct_id": 10002, "commercial_acct_id": 10001}).status_code == 200
        refused = session.post(url, json={"govcloud_acct_id": 10003, "commercial_acct_id": 10004})
        assert refused.status_code == 422
        assert isinstance(refused.json()["error"], str)
        account = session.get(f"{base_url}/v1/aws_accounts?client_api_id=1").json()["aws_accounts"][0]
        assert account["is_govcloud"] is True


@pytest.mark.parametrize(
    ("linkage", "says"), [("", "add --direction swapped"), ("    linkages: [{govcloud: 1, commercial: 2}]\n", "")]
)
def test_a_swapped_direction_that_no_linkage_shows_is_reported_with_the_option_for_it(
    tmp_path: Path, linkage: str, says: str
) -> None:
    scenario = tmp_path / "mine.yaml"
    accounts = "[{id: 1, region: govcloud}, {id: 2, region: global}]"
    scenario.write_text(f"customers:\n  - id: 4001\n    accounts: {accounts}\n{linkage}", encoding="utf-8")
    with started("--scenario", str(scenario), "--direction", "swapped") as (process, _):
        process.terminate()
        _, complaints = process.communicate(timeout=30)
    assert says in complaints
    assert ("swapped" in complaints) == bool(says)


def test_the_state_file_is_named(tmp_path: Path) -> None:
    with started("--state", str(tmp_path / "state.db")) as (process, _):
        process.send_signal(signal.SIGTERM)
        assert str(tmp_path / "state.db") in process.communicate(timeout=30)[1]


def test_settings_of_a_scenario_have_no_option() -> None:
    named = {name for param in command.params for name in param.opts}
    assert named == {"--scenario", "--state", "--port", "--host", "--direction"}


def test_a_world_that_can_t_be_served_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "--scenario", "none-such"]) == 2
    assert "no scenario none-such" in capsys.readouterr().err
