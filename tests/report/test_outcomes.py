from typing import Any

import pytest
from story import AT, PLANNED, answered, finished, intent, joined, plan_of, settled, started

from batch.frames import REPORT


def _only(*events: dict[str, Any], **plan: str) -> dict[str, str]:
    [row] = joined(plan_of({**PLANNED, **plan}), events).to_dict("records")
    return {str(name): str(cell) for name, cell in row.items()}


def test_the_columns_are_those_of_the_contract_then_the_users_own() -> None:
    assert list(joined(plan_of({}, own=["Owner"]), [started()])) == [*REPORT, "Owner"]


def test_a_settled_row_has_its_outcome() -> None:
    row = _only(started(), intent(1), settled(1, attempts=2), finished())
    assert (row["status"], row["linkage_id"], row["http_status"], row["attempts"]) == ("created", "8", "201", "2")
    assert (row["started_at"], row["finished_at"]) == (AT, AT)


def test_the_plans_message_of_a_row_comes_before_its_outcome() -> None:
    row = _only(started(), settled(1, "rejected", "S101", "refused"), codes="V202", message="an example number")
    assert (row["codes"], row["message"]) == ("V202 S101", "an example number; refused")


def test_an_outcome_without_a_message_keeps_the_plans_message() -> None:
    row = _only(started(), settled(1, http_status=None, linkage_id=""), codes="V202", message="m", linkage_id="5")
    assert (row["codes"], row["message"], row["linkage_id"], row["http_status"]) == ("V202", "m", "5", "")


def test_an_intent_without_an_outcome_is_unknown() -> None:
    row = _only(started(), intent(1), intent(1, attempt=2))
    assert (row["status"], row["codes"], row["attempts"]) == ("unknown", "S302", "2")


def test_a_row_whose_run_was_killed_after_its_answer_names_the_request_of_its_last_attempt() -> None:
    before, after = answered() | {"request_id": "7f3a"}, answered() | {"request_id": "bead"}
    read = answered(method="GET") | {"request_id": "read"}
    killed = "no outcome was recorded: the run ended abruptly"
    assert _only(started(), intent(1), before, read)["message"] == f"{killed} (request id 7f3a)"
    assert _only(started(), intent(1), before, intent(1, attempt=2), after)["message"] == f"{killed} (request id bead)"
    assert _only(started(), intent(1), before, intent(1, attempt=2))["message"] == killed
    assert _only(started(), intent(1), answered())["message"] == killed


def test_an_intent_without_an_outcome_is_unknown_even_if_the_run_was_stopped() -> None:
    stopped = {"event": "stopped", "at": AT, "code": "S206", "reason": "down", "client_api_id": None}
    assert _only(started(), intent(1), stopped)["status"] == "unknown"


def test_a_planned_row_of_a_killed_run_was_not_attempted() -> None:
    row = _only(started())
    assert (row["status"], row["codes"], row["attempts"]) == ("not_attempted", "S302", "0")


@pytest.mark.parametrize(("client", "code"), [(None, "S304"), ("4001", "A122"), ("4002", "S302")])
def test_a_row_that_was_not_reached_has_the_stop_reason_of_the_run_or_its_customer(
    client: str | None, code: str
) -> None:
    stopped = {"event": "stopped", "at": AT, "code": code, "reason": "words", "client_api_id": client}
    row = _only(started(), stopped)
    assert (row["status"], row["codes"]) == ("not_attempted", code)


def test_a_customers_own_reason_goes_before_the_runs() -> None:
    run = {"event": "stopped", "at": AT, "code": "S301", "reason": "SIGINT", "client_api_id": None}
    customer = {"event": "stopped", "at": AT, "code": "S105", "reason": "canaries", "client_api_id": "4001"}
    assert _only(started(), customer, run)["codes"] == "S105"


def test_a_customer_that_refused_the_key_rejects_its_rows() -> None:
    stopped = {"event": "stopped", "at": AT, "code": "A121", "reason": "answered 403", "client_api_id": "4001"}
    assert _only(started(), stopped)["status"] == "rejected"


def test_a_plan_sends_nothing_so_its_rows_stay_planned() -> None:
    assert _only(started("plan"), finished())["status"] == "planned"


def test_rows_that_were_not_to_be_sent_stay_as_they_were_planned() -> None:
    report = joined(plan_of({"status": "in_sync"}, PLANNED, {"status": "invalid"}), [started(), settled(2), finished()])
    assert report["status"].tolist() == ["in_sync", "created", "invalid"]


def test_events_of_a_later_version_are_skipped() -> None:
    assert _only(started(), {"event": "blessed", "at": AT}, settled(1))["status"] == "created"
