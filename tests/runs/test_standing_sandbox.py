"""A sandbox at the base URL makes a rehearsal, even without an option, and every report shows that."""

import json
from pathlib import Path

import pytest
from program import KEY, Govlink, Ran, Served

MAPPING = "client_api_id,commercial_acct_id,govcloud_acct_id\n4001,4,3\n4001,2,1\n"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def _says_so(ran: Ran, base_url: str) -> None:
    assert f"the SANDBOX at {base_url} (not CloudHealth)" in ran.out
    assert ran.summary["sandbox"] is True
    assert json.loads((ran.folder / "manifest.json").read_bytes())["sandbox"] is True
    page = (ran.folder / "report.html").read_text(encoding="utf-8")
    assert "<strong>SANDBOX</strong>" in page
    assert "<title>SANDBOX: " in page


@pytest.mark.parametrize("command", ["plan", "apply", "audit"])
def test_every_output_of_a_run_names_the_sandbox(called: Govlink, served: Served, mapping: Path, command: str) -> None:
    base_url = served().base_url
    usual = ["--base-url", base_url, "--rate", "200/s", "--metrics-file", "metrics.prom"]
    ran = called(command, mapping, *usual, *(["--yes"] if command == "apply" else []), key=KEY)
    _says_so(ran, base_url)
    assert ran.err.count("this is a rehearsal: the SANDBOX at") == 1
    told = (mapping.parent / "metrics.prom").read_text(encoding="utf-8")
    assert 'target="sandbox"' in told
    assert base_url not in told
    before = (ran.folder / "summary.json").read_bytes()
    again = called("report", ran.folder)
    assert "SANDBOX" in again.out
    assert (ran.folder / "summary.json").read_bytes() == before


def test_the_events_name_the_sandbox_before_the_first_customer_is_read(
    called: Govlink, served: Served, mapping: Path
) -> None:
    ran = called("plan", mapping, "--base-url", served().base_url, "--rate", "200/s", "--json", key=KEY)
    names = [json.loads(line)["event"] for line in ran.out.splitlines()]
    assert names.count("sandbox_met") == 1
    assert names.index("sandbox_met") < names.index("customer_read")


def test_what_is_decided_on_a_rehearsal_s_snapshot_is_a_rehearsal_at_its_address(
    called: Govlink, served: Served, mapping: Path
) -> None:
    base_url = served().base_url
    seen = called("plan", mapping, "--base-url", base_url, "--rate", "200/s", key=KEY)
    again = called("plan", mapping, "--snapshot", seen.folder)
    _says_so(again, base_url)
    assert f"--base-url {base_url}" in again.summary["apply_command"] or "--plan" in again.summary["apply_command"]
    assert again.summary["settings"]["base-url"] == base_url


def test_an_export_reports_its_source(called: Govlink, served: Served) -> None:
    base_url = served().base_url
    ran = called("export", "--client-api-id", "4001", "--base-url", base_url, "--rate", "200/s", key=KEY)
    assert f"from the SANDBOX at {base_url} (not CloudHealth)" in ran.err


def test_an_embedded_sandbox_is_named_without_an_event(called: Govlink, mapping: Path) -> None:
    ran = called("plan", mapping, "--sandbox")
    assert ran.summary["sandbox"] is True
    assert "sandbox_met" not in (ran.folder / "journal.jsonl").read_text(encoding="utf-8")
