"""`govlink doctor` as a new user meets it: one problem after the other, over real HTTP."""

import json
import os
import re
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from program import KEY, WORLD, Govlink, Ran, Served
from scripted_server import Script, closes, listening, refusing, says

from batch.rules import sending
from batch.runs.lock import one_run_at_a_time

PARTNER = says(b'{"customers": [{"id": 4001}]}')
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@dataclass(frozen=True)
class Told:
    """The command's output for programs."""

    ran: Ran
    checks: dict[str, dict[str, Any]]

    def state(self, name: str) -> str:
        return str(self.checks[name]["state"])

    def words(self, name: str) -> str:
        return str(self.checks[name]["words"])

    @property
    def troubles(self) -> set[str]:
        return {name for name, check in self.checks.items() if check["state"] in {"attention", "failed"}}


@pytest.fixture
def doctor(called: Govlink, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Told]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("CLOUDHEALTH_API_KEY", raising=False)

    def run(*args: object, key: str | None = KEY) -> Told:
        ran = called("doctor", "--json", "--rate", "1000/s", *args, key=key)
        told = json.loads(ran.out)
        assert told["exit_code"] == ran.code
        # Exactly the checks that need attention have a remedy.
        for check in told["checks"]:
            assert bool(check["remedy"]) == (check["state"] in {"attention", "failed"}), check
            assert ".csv" not in check["remedy"]  # there are no rows to continue with
        assert KEY not in ran.out + ran.err
        return Told(ran, {check["name"]: check for check in told["checks"]})

    return run


def world(**customer: Any) -> dict[str, Any]:
    one = {**WORLD["customers"][0], **customer}
    return {**WORLD, "customers": [one, *WORLD["customers"][1:]]}


def test_if_everything_works_every_check_is_ok_and_five_reads_are_sent(doctor: Any, served: Served) -> None:
    sandbox = served()
    told = doctor("--base-url", sandbox.base_url)
    assert (told.ran.code, told.troubles) == (0, set())
    assert {check["state"] for check in told.checks.values()} == {"ok"}
    assert "customer 4001 has 6 accounts (3 GovCloud, 3 commercial) and 1 linkage" in told.words("accounts")
    assert "by name, as 1 linkage shows" in told.words("direction")
    assert len(sandbox.requests) == 5
    assert {request.method for request in sandbox.requests} == {"GET"}


@pytest.mark.parametrize("most", [0, 1, 2, 3, 7])
def test_no_more_requests_are_sent_than_are_allowed(doctor: Any, served: Served, most: int) -> None:
    sandbox = served()
    told = doctor("--base-url", sandbox.base_url, "--requests", most)
    assert len(sandbox.requests) == most
    assert told.ran.code == 0
    assert told.troubles == set()


def test_with_more_requests_further_customers_are_read(doctor: Any, served: Served) -> None:
    told = doctor("--base-url", served().base_url, "--requests", 20)
    assert "customer 4001 has" in told.words("accounts")
    assert "customer 4002 has 2 accounts" in told.words("accounts")
    assert (
        "customer 4002: unknown, since there is no linkage yet, so by name unless the first row is refused"
        in told.words("direction")
    )


def test_linkages_that_no_request_was_left_for_are_not_reported_as_missing(doctor: Any, served: Served) -> None:
    told = doctor("--base-url", served().base_url, "--requests", 7)
    assert "customer 4002 has 2 accounts (1 GovCloud, 1 commercial) and linkages that were not read" in told.words(
        "accounts"
    )
    assert "customer 4002: unknown, since its linkages were not read" in told.words("direction")


def test_the_text_has_a_line_for_each_check_and_can_be_read_without_color(called: Govlink, served: Served) -> None:
    ran = called("doctor", "--base-url", served().base_url, "--rate", "1000/s", key="another-key-0123456789")
    lines = [line for line in ran.out.splitlines() if re.match(r"  (ok|attention|failed|skipped) ", line)]
    assert len(lines) == 15
    assert {line[2:11].strip() for line in lines} == {"ok", "failed", "skipped"}
    assert "\x1b" not in ran.out
    assert all(len(line) <= 110 for line in ran.out.splitlines())
    assert "next: Check CLOUDHEALTH_API_KEY (or --api-key-file)" in ran.out
    assert "Of 15 checks, 1 failed, 4 skipped (2 requests sent, all reads)." in ran.out


def test_a_wrong_key_fails_only_its_own_check_and_dependent_checks_are_skipped(doctor: Any, served: Served) -> None:
    told = doctor("--base-url", served().base_url, key="another-key-0123456789")
    assert (told.ran.code, told.troubles) == (3, {"key"})
    assert "from CLOUDHEALTH_API_KEY, refused for the list of customers and for accounts: answered 403" in told.words(
        "key"
    )
    assert {told.state(name) for name in ("customers", "accounts", "pace", "direction")} == {"skipped"}
    assert {told.state(name) for name in ("address", "clock", "lock")} == {"ok"}


@pytest.mark.parametrize(
    ("key", "why"),
    [(None, "no API key: set CLOUDHEALTH_API_KEY"), (JWT, "a login token (JWT)"), ("<your key>", "placeholder")],
)
def test_without_a_key_this_machine_is_still_checked(doctor: Any, key: str | None, why: str) -> None:
    told = doctor(key=key)
    assert (told.ran.code, told.troubles) == (2, {"key"})
    assert why in told.words("key")
    assert told.state("reports") == "ok"
    assert told.state("address") == "skipped"
    assert JWT not in told.ran.out


def test_an_invalid_address_fails_the_address(doctor: Any) -> None:
    told = doctor("--base-url", f"https://user:{KEY}-and-more@host")
    assert (told.ran.code, told.troubles) == (2, {"address"})
    assert "and-more" not in told.ran.out


@pytest.mark.parametrize("shape", ["html", "empty", "object", "by-field"])
def test_a_refusal_of_any_shape_fails_the_key(doctor: Any, served: Served, shape: str) -> None:
    sandbox = served({**WORLD, "switches": {"errors": shape}})
    assert doctor("--base-url", sandbox.base_url).ran.code == 0
    assert doctor("--base-url", sandbox.base_url, key="another-key-0123456789").troubles == {"key"}


def test_a_direct_customer_s_key_is_ok_whatever_the_shape_of_refusals(doctor: Any, served: Served) -> None:
    data = {**WORLD, "customers": [], "own": WORLD["customers"][0], "switches": {"errors": "html"}}
    assert doctor("--base-url", served(data).base_url).troubles == set()


@pytest.mark.parametrize(
    ("script", "accounts"),
    [
        (says(b"", "429 Too Many"), "skipped"),
        (says(b"", "503 Unavailable"), "failed"),
        (closes, "failed"),
        (says(b"{}", "403 Forbidden"), "failed"),
        (says(b'{"x": 1}'), "failed"),
    ],
)
def test_a_failure_on_the_way_is_reported_once(doctor: Any, script: Script, accounts: str) -> None:
    with listening(PARTNER, script) as server:
        told = doctor("--base-url", server.url)
    assert told.state("customers") == "ok"
    assert told.state("accounts") == accounts
    assert told.troubles == ({"pace"} if accounts == "skipped" else {"accounts"})


@pytest.mark.parametrize(
    ("headers", "state", "words"),
    [
        ("", "ok", "the answers have no rate-limit headers"),
        ("X-RateLimit-Limit: 30\r\nX-RateLimit-Remaining: 29\r\n", "ok", "x-ratelimit-remaining: 29"),
        ("X-RateLimit-Limit: 30\r\nX-RateLimit-Remaining: 0\r\n", "attention", "the limit is used up"),
        ("RateLimit-Policy: 10;w=60\r\n", "attention", "--rate is 1000/s"),
        ("RateLimit-Policy: oddly\r\n", "ok", "oddly"),
    ],
)
def test_the_pace_is_compared_with_the_rate_limit_headers(doctor: Any, headers: str, state: str, words: str) -> None:
    with listening(says(b'{"customers": [{"id": 4001}]}', headers=headers)) as server:
        told = doctor("--base-url", server.url, "--requests", 1)
    assert (told.state("pace"), words in told.words("pace")) == (state, True)


def test_all_configuration_problems_are_reported_together(doctor: Any) -> None:
    told = doctor("--base-url", "ftp://host", key=None)
    assert told.troubles == {"address", "key"}


@pytest.mark.parametrize(("hours", "words"), [(1, "1 h behind"), (-1, "1 h ahead of")])
def test_a_clock_that_is_an_hour_off_is_reported_as_ahead_or_behind(
    doctor: Any, served: Served, hours: int, words: str
) -> None:
    sandbox = served(clock=lambda: time.time() + hours * 3600)
    told = doctor("--base-url", sandbox.base_url)
    assert (told.ran.code, told.troubles) == (1, {"clock"})
    assert told.words("clock").startswith(words)


def test_a_clock_that_is_some_seconds_off_is_ok(doctor: Any, served: Served) -> None:
    assert doctor("--base-url", served(clock=lambda: time.time() + 40).base_url).ran.code == 0


def test_without_a_date_in_the_answers_the_clock_is_not_checked(doctor: Any) -> None:
    with listening(PARTNER) as server:
        told = doctor("--base-url", server.url, "--requests", 1)
    assert told.state("clock") == "skipped"


def test_a_missing_host_fails_the_address(doctor: Any) -> None:
    with refusing() as port:
        told = doctor("--base-url", f"http://127.0.0.1:{port}")
    assert (told.ran.code, told.troubles) == (3, {"address"})
    assert "connection refused" in told.words("address")
    assert told.state("certificate") == "skipped"


@pytest.mark.parametrize(
    ("script", "trouble", "words"),
    [
        (says(b'{"error": "You need to sign in"}', "401 Unauthorized"), "key", "answered 401: You need to sign in"),
        (says(b"{}", "403 Forbidden"), "key", "answered 403"),
        (says(b"<html>Please log in</html>"), "address", "login page"),
        (says(b"<html><h1>Bad gateway</h1></html>", "502 Bad Gateway"), "address", "answered 502: Bad gateway"),
        (says(b"<html>Welcome to nginx</html>"), "address", "the answer is a web page; Welcome to nginx"),
        (
            says(b"", "302 Found", "Location: https://elsewhere/?api_key=x\r\n"),
            "address",
            "a redirect to another address",
        ),
        (says(b'{"error": "no"}', "404 Not Found"), "address", "no API at http://127.0.0.1:"),
        (says(b"", "503 Unavailable", "Retry-After: 7200\r\n"), "address", "asks for a pause of 120 minutes"),
        (closes, "address", "the connection ended before the answer was complete"),
    ],
)
def test_any_other_answer_is_reported_in_one_line(doctor: Any, script: Script, trouble: str, words: str) -> None:
    with listening(script) as server:
        told = doctor("--base-url", server.url)
    assert (told.ran.code, told.troubles) == (3, {trouble})
    assert words in told.words(trouble)
    assert len(server.requests) <= 2


def test_a_throttle_fails_the_pace_and_is_not_waited_out(doctor: Any) -> None:
    with listening(says(b"", "429 Too Many", "Retry-After: 40\r\n")) as server:
        told = doctor("--base-url", server.url)
        assert len(server.requests) == 1
    assert (told.ran.code, told.troubles) == (1, {"pace"})
    assert "asks for a pause of 40 s" in told.words("pace")
    assert told.state("key") == "skipped"


def test_an_unreadable_list_is_reported(doctor: Any) -> None:
    with listening(says(b'{"people": 3}')) as server:
        told = doctor("--base-url", server.url)
    assert told.ran.code == 3
    assert "customers" in told.troubles


def _tls(tmp_path: Path, *, days: int) -> tuple[ssl.SSLContext, str]:
    authority, bundle = trustme.CA(), tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ends = datetime.now(UTC) + timedelta(days=days, hours=1)
    authority.issue_cert("localhost", not_after=ends).configure_cert(tls)
    return tls, str(bundle)


@pytest.mark.parametrize(("days", "state"), [(400, "ok"), (5, "attention")])
def test_a_certificate_is_reported_with_its_end(doctor: Any, tmp_path: Path, days: int, state: str) -> None:
    tls, bundle = _tls(tmp_path, days=days)
    with listening(PARTNER, tls=tls) as server:
        told = doctor("--base-url", f"https://localhost:{server.port}", "--ca-bundle", bundle, "--requests", 1)
    assert told.state("certificate") == state
    assert f"({days} days)" in told.words("certificate")


def test_an_untrusted_certificate_fails_only_its_own_check(doctor: Any, tmp_path: Path) -> None:
    tls, _ = _tls(tmp_path, days=400)
    with listening(PARTNER, tls=tls) as server:
        told = doctor("--base-url", f"https://localhost:{server.port}")
    assert (told.ran.code, told.troubles) == (3, {"certificate"})
    assert told.words("certificate").startswith("not trusted: ")
    assert "--ca-bundle" in told.checks["certificate"]["remedy"]
    assert not server.requests


def test_a_proxy_that_refuses_is_named_with_its_variable(doctor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(says(b"", "403 Forbidden")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("http://", "http://ann:pass-word-99@"))
        told = doctor("--base-url", "https://cloudhealth-407.example")
    assert (told.ran.code, told.troubles) == (3, {"proxy"})
    assert "the proxy of HTTPS_PROXY (127.0.0.1" in told.words("proxy")
    assert told.checks["proxy"]["remedy"] == sending.PROXY_REFUSED.remedy
    assert "pass-word" not in told.ran.out


def test_a_proxy_is_reported_whether_it_can_be_used_or_not(doctor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1080")
    told = doctor("--base-url", "https://cloudhealth-407.example")
    assert (told.ran.code, told.troubles) == (2, {"proxy"})


def test_a_key_of_a_customer_s_own_is_recognized(doctor: Any, served: Served) -> None:
    data = {**WORLD, "customers": [], "own": WORLD["customers"][0]}
    told = doctor("--base-url", served(data).base_url)
    assert told.ran.code == 0
    assert "so the key seems to be a customer's own: use --direct-customer" in told.words("customers")
    assert "the key's own customer has 6 accounts" in told.words("accounts")
    told = doctor("--base-url", served(data).base_url, "--client-api-id", 4001)
    assert (told.ran.code, told.troubles) == (1, {"customers"})


def test_a_customer_that_the_key_may_not_see_is_reported(doctor: Any, served: Served) -> None:
    told = doctor("--base-url", served().base_url, "--client-api-id", 4999)
    assert told.ran.code == 3
    assert "but not 4999" in told.words("customers")
    assert "the accounts of customer 4999 can't be read: answered 403" in told.words("accounts")


def test_the_named_customer_is_read(doctor: Any, served: Served) -> None:
    sandbox = served()
    doctor("--base-url", sandbox.base_url, "--client-api-id", 4002)
    assert {request.query.get("client_api_id") for request in sandbox.requests[1:]} == {"4002"}


def test_linkages_of_accounts_that_the_key_does_not_see_show_a_sub_organization(doctor: Any) -> None:
    accounts = b'{"aws_accounts": [{"id": 1, "owner_id": "000000000001", "region": "govcloud"}]}'
    linkages = b'[{"id": 8, "customer_id": 4001, "govcloud_acct": 1, "commercial_acct": 2}]'
    refused = says(b'{"error": "none"}', "404 Not Found")
    with listening(PARTNER, says(accounts), says(linkages), refused, says(linkages)) as server:
        told = doctor("--base-url", server.url)
    assert (told.ran.code, told.troubles) == (1, {"accounts"})
    assert "1 linkage with accounts that the key does not see: it may belong to a sub-organization" in told.words(
        "accounts"
    )


def test_accounts_with_neither_region_nor_number_are_reported(doctor: Any, served: Served) -> None:
    sandbox = served({**WORLD, "switches": {"hide_regions": True, "owner_ids": "absent"}})
    told = doctor("--base-url", sandbox.base_url)
    assert told.troubles == {"accounts"}
    assert "3 show no region; no account shows its AWS number" in told.words("accounts")


def test_mixed_directions_name_the_linkages_to_check(doctor: Any, served: Served) -> None:
    linkages = [{"govcloud": 1, "commercial": 2}, {"govcloud": 3, "commercial": 4, "reversed": True, "id": 77}]
    told = doctor("--base-url", served(world(linkages=linkages)).base_url)
    assert (told.ran.code, told.troubles) == (1, {"direction"})
    assert "mixed, with the commercial account in the GovCloud field in 1 of 2 linkages (id 77)" in told.words(
        "direction"
    )


def test_a_swapped_customer_is_ok(doctor: Any, served: Served) -> None:
    told = doctor("--base-url", served({**WORLD, "switches": {"direction": "swapped"}}).base_url)
    assert told.ran.code == 0
    assert "swapped, as 1 linkage shows" in told.words("direction")


def test_another_run_that_holds_the_lock_is_named_and_no_request_is_sent(doctor: Any, served: Served) -> None:
    sandbox = served()
    held = one_run_at_a_time(
        sandbox.base_url, KEY, command="govlink apply", started_at="now", timeout=0, wait=time.sleep
    )
    with held:
        told = doctor("--base-url", sandbox.base_url)
    assert (told.ran.code, told.troubles) == (4, {"lock"})
    assert "`govlink apply`" in told.words("lock")
    assert not sandbox.requests


def test_a_reports_folder_that_is_not_writable_is_reported(doctor: Any, served: Served, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    told = doctor("--base-url", served().base_url, "--reports", tmp_path / "file" / "reports")
    assert (told.ran.code, told.troubles) == (1, {"reports"})
    assert "it is a file" in told.words("reports")
    assert doctor("--base-url", served().base_url, "--reports", tmp_path / "new" / "one").ran.code == 0
    assert not (tmp_path / "new").exists()


def test_text_from_outside_is_escaped_in_a_terminal(called: Govlink) -> None:
    body = json.dumps({"error": f"\x1b[31mno {KEY}\u202e"}).encode()
    with listening(says(body, "401 Unauthorized")) as server:
        ran = called("doctor", "--base-url", server.url, key=KEY)
    assert ran.code == 3
    assert not {"\x1b", "\u202e"} & set(ran.out)
    assert KEY not in ran.out


def test_the_sandbox_needs_a_scenario_and_no_key(doctor: Any) -> None:
    told = doctor("--sandbox", "--sandbox-scenario", "first-steps", key=None)
    assert told.ran.code == 0
    assert json.loads(told.ran.out)["sandbox"] is True
    assert told.words("key") == "from the sandbox itself, accepted"


def test_output_that_can_t_be_printed_is_a_failure(served: Served) -> None:
    base = ("doctor", "--base-url", served().base_url, "--rate", "1000/s")
    command = " ".join([sys.executable, "-m", "batch", *base])
    ran = subprocess.run(
        ["/bin/sh", "-c", f"{command} > /dev/full"],
        env={**os.environ, "CLOUDHEALTH_API_KEY": KEY},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 3
    assert "standard output can't be written" in ran.stderr
