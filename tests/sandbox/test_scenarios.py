"""Scenario files: what is shipped, what is refused, and how an impossible world is reported."""

import json
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from asking import account, client, world
from jsonschema import Draft7Validator

from batch.sandbox import Scenario, ScenarioError, Switches, load_scenario, shipped_scenarios
from batch.sandbox.cloud import Cloud
from batch.sandbox.faults import Fault
from batch.sandbox.latency import Latency
from batch.sandbox.limits import Limit
from batch.sandbox.scenario import Account, Customer, SeededLinkage
from batch.sandbox.structure import packaged

THREE = [account(1, govcloud=True), account(2), account(3)]


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_shipped_scenario_starts_and_has_a_summary(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.name == name
    assert scenario.summary
    assert Cloud(scenario).accounts


def test_the_promised_scenarios_ship() -> None:
    promised = {"first-steps", "messy-migration", "swapped-tenant", "outage", "ten-thousand"}
    assert promised <= set(shipped_scenarios())


def test_the_scenario_ten_thousand_has_that_many_accounts() -> None:
    cloud = Cloud(load_scenario("ten-thousand"))
    assert (len(cloud.scenario.customers), len(cloud.accounts), len(cloud.linkages)) == (200, 10_000, 1000)
    assert len({known.account.owner_id for known in cloud.accounts}) == 10_000


SCHEMA = json.loads(packaged("scenario.schema.json"))


def test_the_schema_is_a_valid_one() -> None:
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("account", Account),
        ("customer", Customer),
        ("fault", Fault),
        ("latency", Latency),
        ("limit", Limit),
        ("linkage", SeededLinkage),
        ("switches", Switches),
    ],
)
def test_the_schema_has_every_field_and_each_of_its_values(name: str, kind: type) -> None:
    described, known = SCHEMA["definitions"][name]["properties"], get_type_hints(kind)
    assert set(described) == set(known)
    for field, rule in described.items():
        # What is referred to, directly or as one of several shapes.
        rules = [rule, *rule.get("anyOf", ())]
        rules += [SCHEMA["definitions"][each["$ref"].rpartition("/")[2]] for each in rules if "$ref" in each]
        values = next((each["enum"] for each in rules if "enum" in each), None)
        enums = [
            hint
            for hint in (known[field], *get_args(known[field]))
            if isinstance(hint, type) and issubclass(hint, Enum)
        ]
        if enums:
            assert values
            assert [value for value in values if value is not None] == [member.value for member in enums[0]]


def test_the_schema_describes_every_switch_and_has_its_default() -> None:
    described = SCHEMA["definitions"]["switches"]["properties"]
    assert all(rule["description"] for rule in described.values())
    assert {name: rule["default"] for name, rule in described.items()} == asdict(Switches())


def test_the_schema_has_every_part_of_a_scenario() -> None:
    assert set(SCHEMA["properties"]) == set(get_type_hints(Scenario)) | {"crowd"}


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("customers: [{id: 7, accounts: [{owner_id: '000000000001'}]}]", encoding="utf-8")
    scenario = load_scenario(file)
    assert (scenario.name, scenario.customers[0].id) == ("mine", 7)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- 1", r"yaml:1:1: not a scenario: it must be a mapping of keys to values$"),
        ("customers:\n- {id: 1}\n- name: x", r"yaml:3:3: not a scenario: customers\[1\] has no id$"),
        (
            "customers: [{id: x}]",
            r"yaml:1:14: not a scenario: customers\[0\].id must be a whole number, at least 1, at",
        ),
        (
            "seed: 1\ncustomer: []",
            r"yaml:2:1: not a scenario: unknown key customer; the keys are name, summary, .*crowd",
        ),
        (
            "customers: [{id: 1, acounts: []}]",
            r":1:21: not a scenario: unknown key acounts in customers\[0\]; the keys",
        ),
        (
            "customers:\n- id: 1\n  accounts:\n  - {owner_id: '12'}",
            r"yaml:4:6: .*accounts\[0\].owner_id must be an AWS account number: 12 digits, quoted, or null$",
        ),
        (
            "customers: [{id: 1, accounts: [{owner_id: 123456789012}]}]",
            r":1:33: .*accounts\[0\].owner_id must be an AWS",
        ),
        ("limits: [{requests: 0, seconds: 60}]", r":1:11: .*limits\[0\].requests must be a whole number, at least 1$"),
        ("faults: [{kind: gremlin}]", r":1:11: .*faults\[0\].kind must be one of status, reset, hang"),
        ("faults: [{kind: status, headers: {'A b': x}}]", ":1:25: .*headers"),
        ('faults: [{kind: status, headers: {A: "x\\r\\nB: y"}}]', ":1:35: .*headers"),
        ("switches: {direction: sideways}", r":1:12: .*: switches.direction must be one of by-name, swapped$"),
        ("x: &a {direction: up}\nswitches: {<<: *a}", r":2:1: .*: switches.direction must be one of by-name"),
        ("{", r":1:2: not valid YAML: expected the node content"),
        ("limits:\n  - {requests: 30\nlatency: x", r":3:8: not valid YAML: expected ',' or '}'"),
        ("\x00", "special characters"),
        ("name: 2020-99-99", "month must be in"),
        ("seed: 0b_", "invalid literal"),
        ("[" * 5000, "nested too deeply"),
    ],
)
def test_an_invalid_scenario_is_refused_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=words) as caught:
        load_scenario(file)
    assert str(file) in str(caught.value)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ScenarioError, match=r"no scenario frist-steps: use one of .*first-steps"):
        load_scenario("frist-steps")


def test_a_missing_or_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"none\.yaml: can't be read: no such file or directory$"):
        load_scenario(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"name: caf\xe9")
    with pytest.raises(ScenarioError, match=r"latin\.yaml"):
        load_scenario(tmp_path / "latin.yaml")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"customers": [{"id": 1}, {"id": 1}]}, "customer 1 is given"),
        ({"customers": [{"id": 1}], "own": {"id": 1}}, "customer 1 is given"),
        ({"customers": [{"id": n, "accounts": [account(5)]} for n in (1, 2)]}, "account 5 is given"),
        (
            {
                "customers": [
                    {"id": 1, "accounts": THREE, "linkages": [{"govcloud": 1, "commercial": n} for n in (2, 3)]}
                ]
            },
            "linked account 1 is given",
        ),
        ({"customers": [{"id": 1, "linkages": [{"govcloud": 5, "commercial": 6}]}]}, "names account 5"),
    ],
)
def test_an_impossible_world_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        Cloud(world(**changes))


def test_a_linkage_that_is_written_twice_is_one() -> None:
    linkages = [{"govcloud": 1, "commercial": 2}, {"govcloud": "000000000001", "commercial": 2}]
    assert len(Cloud(world(customers=[{"id": 1, "accounts": THREE, "linkages": linkages}])).linkages) == 1


def test_accounts_without_an_id_get_one_that_no_other_has() -> None:
    accounts = [{"owner_id": "000000000001"}, {"owner_id": "000000000001"}, {"name": "fresh"}, {"id": 600_002}]
    cloud = Cloud(world(customers=[{"id": 1, "accounts": accounts}]))
    ids = [known.id for known in cloud.accounts]
    assert len(set(ids)) == 4
    assert ids[3] == 600_002


def test_a_crowd_is_added_to_listed_customers() -> None:
    scenario = Scenario.from_dict({"customers": [{"id": 1}], "crowd": {"customers": 2, "pairs": 3, "linked": 9}})
    assert [customer.id for customer in scenario.customers] == [1, 10_001, 10_002]
    assert len(Cloud(scenario).linkages) == 6


def test_two_clouds_of_one_scenario_share_nothing() -> None:
    scenario = world()
    client(scenario).post()
    assert client(scenario).cloud.linkages == ()
