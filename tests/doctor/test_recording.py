"""What doctor learns about a service, recorded and used in a sandbox: it behaves as the service did."""

from contextlib import suppress
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from program import KEY, Govlink, Served
from worlds import world

from batch.doctor.facts import Facts, Machine
from batch.doctor.recording import recording, scenario
from batch.doctor.traits import Traits, traits_in
from batch.runs.doctor import ObservedTransport, with_answers
from batch.sandbox import Scenario, Switches

MACHINE = Machine("", "", "", has_libyaml=True, extras={}, reports="", reports_fault="", free=0)
KINDS = get_type_hints(Switches)
SIZES = (2, 5, 30)
UNSEEN = frozenset(
    {"created_status", "links_with_key", "lenient_content_type", "objects", "assignments"}
    | {"assignments_name_customers", "unassigned_govcloud"}
)
"""Switches that none of doctor's reads shows."""
WITH_EFFECT: dict[str, Any] = {"linkage_paging": "headers", "direction": "swapped", "beyond_the_end": "refused"}
"""Values that other switches' values depend on."""


def values(switch: str) -> tuple[Any, ...]:
    kind = KINDS[switch]
    if issubclass(kind, Enum):
        return tuple(member.value for member in kind)
    return (False, True) if kind is bool else SIZES


def asked(data: dict[str, Any], most: int = 12) -> Traits:
    """What doctor learns about this world."""
    made = world(data, has_answered=False)
    observed = ObservedTransport(made.transport, made.clock)
    cloudhealth = type(made.cloudhealth)(
        made.cloudhealth.connection, observed, made.clock, made.stopping, observed.note(made.events.append)
    )
    return traits_in(with_answers(Facts(MACHINE, "", ""), cloudhealth, observed, most))


def service(*, direct: bool = False, **switches: Any) -> dict[str, Any]:
    """A tenant with names and numbers of its own, and six pairs, four of them linked."""
    accounts = [
        {"id": 900 + number, "owner_id": f"7700000000{number:02d}", "name": f"secret-{number}", "region": region}
        for number, region in enumerate(["govcloud", "global"] * 6)
    ]
    linkages = [{"govcloud": 900 + 2 * pair, "commercial": 901 + 2 * pair} for pair in range(4)]
    whole = {"id": 555, "name": "Secret Inc", "accounts": accounts, "linkages": linkages}
    whose = {"own": whole} if direct else {"customers": [whole]}
    return {**whose, "switches": switches}


@pytest.mark.parametrize(
    ("switch", "value"), [(each.name, value) for each in fields(Switches) for value in values(each.name)]
)
def test_a_sandbox_made_from_a_recording_behaves_the_same_for_every_switch(switch: str, value: Any) -> None:
    learned = asked(service(**{switch: value}))
    assert asked(scenario(learned)) == learned


def test_every_switch_that_a_read_shows_is_seen() -> None:
    plain = asked(service(**WITH_EFFECT))
    unseen = {
        each.name
        for each in fields(Switches)
        if all(asked(service(**WITH_EFFECT | {each.name: value})) == plain for value in values(each.name))
    }
    assert unseen <= UNSEEN


@settings(max_examples=30)
@given(
    st.fixed_dictionaries({}, optional={each.name: st.sampled_from(values(each.name)) for each in fields(Switches)}),
    st.sampled_from([5, 6, 12]),
    st.booleans(),
)
def test_a_recording_is_faithful_whatever_the_switches(switches: dict[str, Any], most: int, direct: bool) -> None:  # noqa: FBT001
    learned = asked(service(direct=direct, **switches), most)
    assert asked(scenario(learned), most) == learned


@pytest.mark.parametrize("most", range(1, 8))
def test_nothing_is_recorded_about_requests_that_were_not_sent(most: int) -> None:
    learned = asked(service(errors="by-field", paging="link", linkage_paging="total"), most)
    played = asked(scenario(learned), most)
    assert played == learned


def test_a_direct_customer_s_service_is_recorded_as_one() -> None:
    learned = asked(service(direct=True))
    assert learned["key"] == ["own"]
    assert asked(scenario(learned)) == learned


@pytest.mark.parametrize("mixed", ["owner_id", "region"])
def test_accounts_that_differ_are_recorded_as_such(mixed: str) -> None:
    data = service()
    data["customers"][0]["accounts"][3] |= {mixed: None}
    learned = asked(data)
    assert learned[f"accounts.{mixed}"] == ["mixed"]
    assert asked(scenario(learned)) == learned


def test_mixed_directions_are_recorded_as_such() -> None:
    data = service()
    data["customers"][0]["linkages"][1]["reversed"] = True
    learned = asked(data)
    assert learned["linkages.direction"] == ["mixed"]
    assert asked(scenario(learned)) == learned


def test_an_empty_service_can_be_recorded() -> None:
    learned = asked({"customers": [{"id": 1}]})
    assert Scenario.from_dict(scenario(learned))


TRAITS = (
    *("key", "post.status", "post.places", "refusal.status", "throttled.retry_after", "linkages.late", "errors.422"),
    *("accounts.list", "accounts.x_total", "accounts.x_per_page", "accounts.page_size", "accounts.beyond_the_end"),
    *("accounts.per_page", "accounts.unreadable", "linkages.page_size", "linkages.link", "linkages.ids", "errors.404"),
    *("linkages.direction", "linkages.beyond_the_end", "customers.link"),
)
VALUES = (
    *("present", "absent", "200", "202", "40", "0", "repeated", "refused", "mixed", "by-name", "swapped", "exchanged"),
    *("seconds", "own", "text", "other", "empty", "\x1b[31m"),
)


@settings(max_examples=30)
@given(st.dictionaries(st.sampled_from(TRAITS), st.lists(st.sampled_from(VALUES), min_size=1, max_size=2)))
def test_whatever_was_learned_a_recording_is_a_scenario(traits: dict[str, list[str]]) -> None:
    text = recording(traits, "1.0")
    assert Scenario.from_dict(yaml.safe_load(text))
    assert "\x1b" not in text


def test_what_earlier_runs_learned_is_recorded_too() -> None:
    learned = {
        "post.status": ["200"],
        "refusal.status": ["400"],
        "throttled.retry_after": ["date"],
        "linkages.late": ["20"],
    }
    made = Scenario.from_dict(scenario(learned))
    assert (made.switches.created_status, made.switches.refused_status) == (200, 400)
    assert (made.limits[0].retry_after, made.read_lag and made.read_lag.mean) == ("date", 20)


def test_a_recording_contains_none_of_the_service_s_data(called: Govlink, served: Served, tmp_path: Path) -> None:
    file = tmp_path / "recorded.yaml"
    sandbox = served({**service(), "keys": [KEY]})
    ran = called("doctor", "--base-url", sandbox.base_url, "--rate", "1000/s", "--record", file, key=KEY)
    assert ran.code == 0
    text = file.read_text(encoding="utf-8")
    for own in ("secret", "Secret", "7700", "555", "90", KEY, "127.0.0.1"):
        assert own not in text
    again = called("doctor", "--sandbox", "--sandbox-scenario", file)
    assert again.code == 0
    assert ran.out.partition("What this service does")[2] == again.out.partition("What this service does")[2]


def test_a_file_that_is_not_a_recording_is_not_overwritten(called: Govlink, served: Served, tmp_path: Path) -> None:
    file = tmp_path / "mapping.yaml"
    file.write_text("linkages: []\n", encoding="utf-8")
    base = ("doctor", "--base-url", served().base_url, "--rate", "1000/s", "--record", file)
    ran = called(*base, key=KEY)
    assert ran.code == 2
    assert "the file exists and has other content" in ran.err
    assert file.read_text(encoding="utf-8") == "linkages: []\n"
    file.unlink()
    assert [called(*base, key=KEY).code for _ in range(2)] == [0, 0]


def test_nothing_is_recorded_if_nothing_was_learned(called: Govlink, tmp_path: Path) -> None:
    with suppress(FileNotFoundError):
        ran = called("doctor", "--base-url", "http://127.0.0.1:9", "--record", tmp_path / "x.yaml", key=KEY)
    assert ran.code == 3
    assert "nothing was learned" in ran.err
    assert not (tmp_path / "x.yaml").exists()


def test_a_refused_key_does_not_show_whose_it_is() -> None:
    assert "key" not in asked({**service(), "keys": ["another"]})


def test_a_mapping_is_rehearsed_against_a_recording_with_its_own_accounts(called: Govlink, tmp_path: Path) -> None:
    file, mapping = tmp_path / "recorded.yaml", tmp_path / "pairs.csv"
    learned = {**asked(service(linkage_paging="silent", text_ids=True)), "post.status": ["200"]}
    file.write_text(recording(learned, "1"), encoding="utf-8")
    mapping.write_text(
        "client_api_id,commercial_owner_id,govcloud_owner_id,sandbox\n"
        "7,210000000001,210000000002,\n7,210000000003,210000000004,linked\n",
        encoding="utf-8",
    )
    ran = called("apply", mapping, "--sandbox", "--sandbox-scenario", file, "--yes")
    assert ran.statuses == ["created", "in_sync"]
    assert [row["http_status"] for row in ran.rows] == ["200", ""]
    noticed = (ran.folder / "journal.jsonl").read_text(encoding="utf-8")
    assert '"trait":"linkages.ids","value":"string"' in noticed
