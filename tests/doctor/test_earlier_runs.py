"""What the journals of earlier runs show about the service."""

import json
from pathlib import Path

from program import KEY, WORLD, Govlink, Served

from batch.doctor.facts import earlier_in
from batch.events import Answered, Line, Paused, Settled

LINKAGE = "/api/v1/govcloud_linkages/8"


def answered(second: int, method: str, status: int, verdict: str, *, path: str = LINKAGE, row: int = 1) -> Line:
    return Line(at(second), Answered(method, path, "4001", row, status, verdict, "", 0.1))


def settled(second: int, row: int = 1) -> Line:
    return Line(at(second), Settled(row, "created", "", "", "8", 201, 1, at(0), at(second)))


def at(second: int) -> str:
    return f"2026-11-30T10:00:{second:02d}.000Z"


POST = answered(0, "POST", 201, "Accepted", path="/api/v1/govcloud_linkages")


def test_a_linkage_that_is_read_back_at_once_is_not_late() -> None:
    assert earlier_in([[POST, answered(1, "GET", 200, "Accepted"), settled(1)]]).late == 0


def test_a_linkage_that_is_missing_when_it_is_read_back_is_late_until_it_is_found() -> None:
    missing = answered(1, "GET", 404, "Rejected")
    assert earlier_in([[POST, missing, settled(21)]]).late == 21
    assert earlier_in([[POST, missing, settled(21)], [POST, answered(1, "GET", 200, "Accepted")]]).late == 21


def test_if_nothing_was_read_back_nothing_is_claimed_about_reads() -> None:
    assert earlier_in([]).late is None
    assert earlier_in([[POST, settled(1)]]).late is None
    assert earlier_in([[answered(1, "GET", 404, "Rejected"), settled(9)]]).late is None


def test_throttles_are_counted_and_the_longest_pause_kept() -> None:
    pauses = [Line("", Paused(reason, seconds)) for reason, seconds in PAUSES]
    found = earlier_in([[answered(0, "GET", 429, "Throttled"), *pauses], [answered(0, "POST", 429, "Throttled")]])
    assert (found.runs, found.throttled, found.longest_pause) == (2, 2, 40.0)


PAUSES = [("throttled", 40.0), ("throttled", 8.0), ("rows wait for a look", 60.0)]


def test_doctor_lists_what_earlier_runs_against_the_same_service_learned(
    called: Govlink, served: Served, tmp_path: Path
) -> None:
    sandbox = served({**WORLD, "switches": {"created_status": 200}})
    mapping = tmp_path / "pairs.csv"
    mapping.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,4,3\n4001,6,99\n", encoding="utf-8")
    where = ("--base-url", sandbox.base_url, "--rate", "1000/s")
    assert called("apply", mapping, *where, "--yes", key=KEY).code == 1
    told = json.loads(called("doctor", *where, "--json", key=KEY).out)
    assert told["traits"]["post.status"] == "200"
    assert told["traits"]["linkages.late"] == "0"
    assert told["earlier_runs"] == 1
    said = called("doctor", *where, key=KEY).out
    assert "POST answers 200 with the linkage itself" in said
    assert "A new linkage could be read at once." in said
    assert "(from these answers and 1 earlier run)" in said
    elsewhere = json.loads(called("doctor", "--json", "--base-url", served().base_url, "--requests", 1, key=KEY).out)
    assert elsewhere["earlier_runs"] == 0
    assert "post.status" not in elsewhere["traits"]
