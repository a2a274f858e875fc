"""How the service behaved in a run: read from the journal, shown in the summary and in words, without guesses."""

import json
from typing import Any

import pytest
from program import KEY, WORLD, Govlink, Served
from story import answered, event, intent, settled, started, story

from batch.report.service_words import service_words

LATER = "2026-11-23T00:00:21.400Z"
READ_BACK = answered(method="GET", status=404, verdict="Rejected") | {"path": "/api/v1/govcloud_linkages/8"}


def noticed(trait: str, value: str) -> dict[str, Any]:
    return event("noticed", trait=trait, value=value)


def test_a_trait_has_all_its_values_if_answers_differ() -> None:
    events = [started(), noticed("post.status", "201"), noticed("errors.422", "text"), noticed("errors.422", "list")]
    assert story(events).service.by_trait == {"errors.422": ["list", "text"], "post.status": "201"}
    assert story([started()]).service.by_trait == {}


def test_a_late_read_is_measured_by_the_time_until_its_row_was_found() -> None:
    sent = [started(), intent(1), answered()]
    assert story([*sent, READ_BACK, settled(1) | {"at": LATER}]).service.by_trait == {"linkages.late": "21"}
    read = READ_BACK | {"http_status": 200, "verdict": "Accepted"}
    assert story([*sent, read, settled(1)]).service.by_trait == {"linkages.late": "0"}
    assert story([*sent, settled(1)]).service.by_trait == {}


@pytest.mark.parametrize("status", ["unknown", "conflict"])
def test_a_row_that_was_not_found_does_not_show_how_late_reads_are(status: str) -> None:
    assert (
        story([started(), intent(1), answered(), READ_BACK, settled(1, status) | {"at": LATER}]).service.by_trait == {}
    )


def test_the_longest_pause_is_one_that_the_service_led_to() -> None:
    pauses = [("throttled", 3.0), ("the service asks for a pause", 40.0), ("2 rows may have been applied; …", 60.0)]
    events = [event("paused", reason=reason, seconds=seconds) for reason, seconds in pauses]
    assert story([started(), *events]).service.by_trait == {"pauses.longest": "40"}


def test_sentences_report_only_what_was_observed() -> None:
    assert service_words({}) == []
    assert service_words({"no.such": "trait", "linkages.customer_id": "present"}) == []
    assert service_words({"linkages.list": "bare", "linkages.x_total": "absent"}) == [
        "Linkages come as a bare list, without X-Total."
    ]
    assert service_words(
        {
            "accounts.list": "wrapped",
            "accounts.page_size": "100",
            "accounts.x_total": "present",
            "accounts.ids": "number",
        }
    ) == ["Accounts come as a list in an object, 100 per page, with X-Total; their ids are numbers."]
    assert service_words({"post.status": "201", "post.answer": "bare", "refusal.status": ["400", "422"]}) == [
        "POST answers 201 with the linkage itself.",
        "A linkage is refused with 400 or 422.",
    ]
    assert service_words({"rate_limit_headers": "none", "request_id": ["none", "x-request-id"]}) == [
        "Answers have no rate-limit headers.",
        "Some answers have a request id (x-request-id).",
    ]
    assert service_words({"linkages.late": "0", "pauses.longest": "65"}) == [
        "The longest pause after a 429 or a 503 was 1 min 5 s.",
        "A new linkage could be read at once.",
    ]


def test_sentences_distinguish_fields_of_all_some_and_no_accounts() -> None:
    traits: dict[str, str | list[str]] = {
        "accounts.owner_id": ["mixed", "string"],
        "accounts.region": "present",
        "accounts.is_govcloud": "absent",
    }
    traits |= {"accounts.amazon_name": "null", "accounts.account_type": ["absent", "present"]}
    some, none = "some accounts show owner_id and account_type", "no account shows is_govcloud or amazon_name"
    assert service_words(traits) == [f"Accounts show region; {some}; {none}."]
    assert service_words({"accounts.owner_id": "number"}) == ["Accounts show owner_id as a number."]


def test_an_unknown_value_of_a_later_version_is_shown_unchanged() -> None:
    assert service_words({"errors.422": "riddle"}) == ["The body of an error is riddle (422)."]


def test_a_run_shows_the_services_traits_in_its_summary_and_on_its_page(
    called: Govlink, served: Served, tmp_path: Any
) -> None:
    sandbox = served({**WORLD, "switches": {"hide_request_ids": True}})
    mapping = tmp_path / "pairs.csv"
    mapping.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,4,3\n4001,6,1\n", encoding="utf-8")
    ran = called("apply", mapping, "--yes", "--base-url", sandbox.base_url, "--rate", "200/s", key=KEY)
    service = ran.summary["service"]
    expected = {"linkages.list": "bare", "post.status": "201", "request_id": "none", "accounts.owner_id": "string"}
    assert expected.items() <= service.items()
    assert service["linkages.late"] == "0"
    page = (ran.folder / "report.html").read_text(encoding="utf-8")
    for sentence in service_words(service):
        assert sentence.replace("'", "&#39;") in page
    lines = (ran.folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    told = [(line["trait"], line["value"]) for line in map(json.loads, lines) if line["event"] == "noticed"]
    assert len(told) == len(set(told))
    before = {name: (ran.folder / name).read_bytes() for name in ("summary.json", "report.html")}
    called("report", ran.folder)
    assert {name: (ran.folder / name).read_bytes() for name in before} == before
