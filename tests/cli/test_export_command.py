"""`govlink export`, against a stand-in over HTTP: what it writes is a mapping that is in sync."""

import copy
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from program import KEY, WORLD, Govlink, Ran, Served, interrupted

from batch.runs.lock import one_run_at_a_time
from batch.sandbox import load_scenario, serve

HEADER = (
    "client_api_id,commercial_acct_id,commercial_owner_id,govcloud_acct_id,govcloud_owner_id,commercial_name,"
    "govcloud_name,govlink_linkage_id\r\n"
)
HOSTILE = [
    "=cmd()",
    "'apos",
    'a,b"c"\r\nnext',
    "\x1b[31mred\x07",
    "#hash",
    " lead ",
    "é漢😀",
    "tab\tx",
    "-1",
    "null",
    "",
]


def _export(program: Govlink, address: str, *args: object, key: str = KEY) -> Ran:
    return program("export", *args, "--base-url", address, "--rate", "200/s", key=key)


def _kept(ran: Ran, folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text(ran.out, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("form", ["csv", "yaml"])
@pytest.mark.parametrize(
    ("scenario", "whose", "code", "linked"),
    [
        ("first-steps", "--all-customers", 0, 1),
        ("swapped-tenant", "--all-customers", 3, 2),
        ("messy-migration", "--all-customers", 3, 2),
        ("direct-customer", "--direct-customer", 0, 1),
    ],
)
def test_an_export_is_a_mapping_without_errors_that_a_plan_calls_in_sync(
    called: Govlink, tmp_path: Path, form: str, scenario: str, whose: str, code: int, linked: int
) -> None:
    reading = ("--direct-customer",) if whose == "--direct-customer" else ()
    with serve(load_scenario(scenario)) as sandbox:
        made = _export(called, sandbox.base_url, whose, "--format", form)
        assert made.code == code
        assert f"govlink: {linked} linkage" in made.err
        assert "SANDBOX" in made.err
        assert not made.reports.exists()
        path = _kept(made, tmp_path, f"pairs.{form}")
        checked = called("check", path, *reading)
        assert (checked.code, checked.out.partition(" in 1 file: ")[2]) == (0, "no problems.\n")
        planned = called("plan", path, *reading, "--base-url", sandbox.base_url, "--rate", "200/s")
        assert (planned.code, planned.statuses) == (0, ["in_sync"] * linked)


def test_nothing_but_the_mapping_is_on_standard_output_and_nothing_is_written_to_cloudhealth(
    govlink: Govlink, served: Served
) -> None:
    sandbox = served()
    made = _export(govlink, sandbox.base_url, "--all-customers")
    row = "4001,2,000000000002,1,000000000001,one,one-gov,1\n"
    assert (made.code, made.out) == (0, HEADER.replace("\r\n", "\n") + row)
    sandbox_named = f"the SANDBOX at {sandbox.base_url} (not CloudHealth)"
    assert made.err == (
        f"govlink: this is a rehearsal: {sandbox_named} answers\n"
        f"govlink: 1 linkage of 2 customers, from {sandbox_named}\n"
    )
    assert {request.method for request in sandbox.requests} == {"GET"}


def test_the_same_state_is_exported_to_the_same_bytes(called: Govlink, served: Served) -> None:
    address = served().base_url
    first, second = (_export(called, address, "--all-customers", "--quiet") for _ in range(2))
    assert first.out == second.out
    assert first.out.startswith(HEADER)
    assert (first.err, second.err) == ("", "")


@pytest.mark.parametrize("form", ["csv", "yaml"])
def test_names_of_any_kind_come_back_as_they_were_whatever_the_locale(
    called: Govlink, served: Served, tmp_path: Path, form: str
) -> None:
    accounts: list[dict[str, Any]] = []
    for at, name in enumerate(HOSTILE, start=1):
        accounts.append({"id": 2 * at, "owner_id": f"{2 * at:012}", "name": name})
        accounts.append({"id": 2 * at + 1, "owner_id": f"{2 * at + 1:012}", "name": name, "region": "govcloud"})
    linkages = [{"commercial": 2 * at, "govcloud": 2 * at + 1} for at in range(1, len(HOSTILE) + 1)]
    sandbox = served({"name": "hostile", "customers": [{"id": 7, "accounts": accounts, "linkages": linkages}]})
    args = ("--all-customers", "--format", form, "--base-url", sandbox.base_url, "--rate", "200/s")
    made = subprocess.run(
        [sys.executable, "-m", "batch", "export", *args],
        env=os.environ | {"PYTHONIOENCODING": "latin-1", "CLOUDHEALTH_API_KEY": KEY},
        capture_output=True,
        check=True,
    )
    path = tmp_path / f"m.{form}"
    path.write_bytes(made.stdout)
    planned = called("plan", path, "--base-url", sandbox.base_url, "--rate", "200/s", key=KEY)
    assert set(planned.statuses) == {"in_sync"}
    for row in planned.rows:
        assert row["input_commercial_name"] == row["commercial_name"]
        assert row["input_govcloud_name"] == row["govcloud_name"]
    assert "govlink_linkage_id" not in planned.rows[0]


def test_what_cannot_be_seen_is_spelled_out_in_yaml(called: Govlink, served: Served) -> None:
    accounts = [{"id": 1, "name": 'a"\\\n\x1b\u202e', "region": "govcloud"}, {"id": 2, "name": "é漢😀"}]
    tenant = {"id": 7, "accounts": accounts, "linkages": [{"govcloud": 1, "commercial": 2}]}
    made = _export(called, served({"customers": [tenant]}).base_url, "--all-customers", "--format", "yaml")
    assert 'govcloud_name: "a\\"\\\\\\n\\x1b\\u202e"\n' in made.out
    assert 'commercial_name: "é漢😀"\n' in made.out


def test_a_closed_standard_output_is_reported_without_a_traceback(tmp_path: Path) -> None:
    args = "export --all-customers --sandbox --sandbox-scenario first-steps"
    shell = ["sh", "-c", f"exec {sys.executable} -m batch {args} >&-"]
    ran = subprocess.run(shell, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (
        2,
        "govlink: standard output is closed, so the mapping can't be written\n",
    )


def test_one_customer_of_several_is_exported(called: Govlink, served: Served) -> None:
    sandbox = served()
    made = _export(called, sandbox.base_url, "--client-api-id", 4002, "--format", "yaml")
    assert (made.code, made.out) == (0, "[]\n")
    assert "the mapping can't be read again: the file has no rows (F104)" in made.err
    assert "0 linkages of 1 customer" in made.err
    assert {request.query.get("client_api_id") for request in sandbox.requests} == {"4002"}


def test_a_customer_that_cannot_be_read_completely_is_named_and_the_others_are_written(
    called: Govlink, served: Served
) -> None:
    broken = {"kind": "status", "status": 500, "customer": 4002, "path": "/v1/aws_accounts"}
    made = _export(called, served({**WORLD, "faults": [broken]}).base_url, "--all-customers", "--max-attempts", 2)
    assert made.code == 3
    assert made.out.startswith(f"{HEADER}4001,2,")
    assert "customer 4002 is left out: " in made.err
    assert "(A122)" in made.err


def test_a_customer_with_mixed_directions_is_exported_if_the_user_gives_one(called: Govlink) -> None:
    world = ("--sandbox", "--sandbox-scenario", "swapped-tenant", "--client-api-id", 4003)
    undecided = called("export", *world)
    assert (undecided.code, undecided.out) == (3, "")
    assert "customer 4003 is left out: 1 of 2 linkages" in undecided.err
    assert "nothing is written" in undecided.err
    told = called("export", *world, "--direction", "swapped")
    assert (told.code, len(told.out.splitlines())) == (0, 3)


def test_a_key_that_is_refused_leaves_nothing_behind(called: Govlink, served: Served) -> None:
    made = _export(called, served().base_url, "--all-customers", key="wrong-key")
    assert (made.code, made.out) == (3, "")
    assert "nothing is written" in made.err
    assert "govlink explain S2" in made.err
    assert "wrong-key" not in made.err


def test_a_customer_that_is_not_the_keys_is_named(called: Govlink, served: Served) -> None:
    made = _export(called, served().base_url, "--client-api-id", 9999)
    assert (made.code, made.out) == (3, "")
    assert "customer 9999 is left out" in made.err


@pytest.mark.slow
def test_an_unreachable_host_is_given_up_and_nothing_is_written(called: Govlink, tmp_path: Path) -> None:
    # Its own key, because the lock and the address are shared by the whole machine.
    key = f"{KEY}-{tmp_path.name}-{os.getpid()}"
    made = _export(called, "http://127.0.0.1:9", "--client-api-id", 4001, "--max-attempts", 2, key=key)
    assert (made.code, made.out) == (3, "")
    assert "connection refused" in made.err


def test_a_list_of_customers_that_breaks_off_writes_nothing(called: Govlink, served: Served) -> None:
    fault = {"kind": "status", "status": 500, "path": "/v1/customers"}
    made = _export(called, served({**WORLD, "faults": [fault]}).base_url, "--all-customers", "--max-attempts", 2)
    assert (made.code, made.out) == (3, "")
    assert "S208" in made.err


def test_a_second_run_with_the_same_key_is_refused_and_names_the_first(called: Govlink, served: Served) -> None:
    sandbox = served()
    with one_run_at_a_time(
        sandbox.base_url, KEY, command="govlink apply", started_at="now", timeout=0, wait=time.sleep
    ):
        made = _export(called, sandbox.base_url, "--all-customers")
    assert (made.code, made.out) == (4, "")
    assert "`govlink apply`" in made.err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_export_that_is_interrupted_leaves_no_half_of_a_mapping(
    served: Served, tmp_path: Path, number: int, code: int
) -> None:
    world = copy.deepcopy(WORLD)
    world["customers"] += [{"id": at, "name": "x"} for at in range(5000, 5060)]
    sandbox = served(world)
    *ended, err = interrupted(tmp_path, sandbox, number, "export", "--all-customers")
    assert ended == [code, b""]
    assert b"nothing is written: interrupted" in err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "nothing to export; give --client-api-id"),
        (("--all-customers", "--direct-customer"), "can't be used together"),
        (("--client-api-id", "4001", "--direct-customer"), "can't be used together"),
        (("--client-api-id", "0401"), "--client-api-id '0401' is not a customer's id"),
        (("--all-customers", "--sandbox"), "needs --sandbox-scenario with --sandbox"),
        (("--all-customers", "--base-url", "http://cloudhealth.example"), "https://"),
        (("--all-customers", "--sandbox", "--sandbox-scenario", "no-such"), "no-such"),
    ],
)
def test_contradictory_options_of_an_export_are_refused(called: Govlink, args: tuple[str, ...], words: str) -> None:
    made = called("export", *args, key=KEY)
    assert (made.code, made.out) == (2, "")
    assert words in made.err


def test_without_a_key_the_error_names_the_ways_to_give_one(govlink: Govlink) -> None:
    made = govlink("export", "--all-customers")
    assert made.code == 2
    assert "CLOUDHEALTH_API_KEY" in made.err


def test_the_format_has_no_variable(called: Govlink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVLINK_FORMAT", "sarif")
    made = called("export", "--all-customers", "--sandbox", "--sandbox-scenario", "first-steps")
    assert (made.code, made.out.startswith(HEADER)) == (0, True)
