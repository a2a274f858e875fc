"""The world that `--sandbox` makes from a mapping."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whole_run import HEADER, apply
from worlds import world

from batch.errors import UsageError
from batch.mapping import Row
from batch.runs.rehearsal import WORDS, scenario_for
from batch.sandbox import Scenario, load_scenario, shipped_scenarios


def _row(number: int = 1, word: str = "", client: str = "1", **keys: str) -> Row:
    named = keys or {"commercial_owner_id": f"2{number:011}", "govcloud_owner_id": f"4{number:011}"}
    return Row("m.csv", number + 1, client, **named, extra={"sandbox": word})


def _accounts(world: dict[str, Any]) -> list[dict[str, Any]]:
    return [account for customer in world["customers"] for account in customer["accounts"]]


def test_every_account_that_a_row_names_exists_on_that_side() -> None:
    world = scenario_for([_row(1), _row(2, client="2")])
    assert [account["region"] for account in _accounts(world)] == ["global", "govcloud"] * 2
    assert not any(customer["linkages"] for customer in world["customers"])


def test_an_account_named_by_id_here_and_by_number_there_is_one() -> None:
    rows = [
        _row(commercial_acct_id="5", govcloud_acct_id="6"),
        _row(commercial_acct_id="5", commercial_owner_id="000000000005", govcloud_acct_id="6"),
        _row(commercial_owner_id="000000000005", govcloud_acct_id="6"),
    ]
    accounts = _accounts(scenario_for(rows))
    assert accounts == [
        {"region": "global", "id": 5, "owner_id": "000000000005"},
        {"region": "govcloud", "id": 6},
    ]


def test_a_mapping_without_customers_becomes_a_direct_customer() -> None:
    world = scenario_for([_row(client="")])
    assert world["customers"] == []
    assert len(world["own"]["accounts"]) == 2


def test_the_users_own_name_columns_name_the_accounts() -> None:
    row = Row("m.csv", 2, "1", govcloud_owner_id="4" * 12, extra={"GovCloud Name": "acme-gov"})
    assert _accounts(scenario_for([row]))[0]["name"] == "acme-gov"


def test_a_customer_is_called_by_the_first_name_that_its_rows_give() -> None:
    rows = [_row(at, client=client)._replace(customer_name=name) for at, (client, name) in enumerate(_CALLED, start=1)]
    called = {customer["id"]: customer["name"] for customer in scenario_for(rows)["customers"]}
    assert called == {1: "Acme", 2: "=Globex, Inc.", 3: ""}


_CALLED = [("1", ""), ("1", " Acme "), ("1", "Umbrella"), ("2", "=Globex, Inc."), ("3", " ")]


def test_an_unknown_word_is_refused_with_its_line_and_a_suggestion() -> None:
    with pytest.raises(UsageError, match=r"m\.csv:2: .*did you mean linked\?"):
        scenario_for([_row(word="linkd")])


FAULTS = {
    "lost-answer": ("reset", None, "POST"),
    "broken": ("status", 500, "POST"),
    "refused": ("status", 422, "POST"),
    "customer-refused": ("status", 403, None),
    "customer-broken": ("status", 500, "GET"),
}
"""The fault for each word: its kind, status, and method."""


def _expected(words: Iterable[str], client: str) -> Iterator[tuple[str, int | None, str | None]]:
    for word, fault in FAULTS.items():
        needs = client if word.startswith("customer-") else "no-govcloud" not in words
        if word in words and needs:
            yield fault


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.lists(st.sampled_from(list(WORDS))), st.sampled_from(["1", "2", ""])),
        max_size=12,
    )
)
def test_any_words_make_a_world_with_their_faults_that_the_sandbox_accepts(
    rows: list[tuple[int, list[str], str]],
) -> None:
    made = scenario_for(_row(number, " ".join(words), client) for number, words, client in rows)
    Scenario.from_dict(made)
    faults = [(fault["kind"], fault.get("status"), fault.get("method")) for fault in made["faults"]]
    assert faults == [fault for _, words, client in rows for fault in _expected(words, client)]


@given(st.lists(st.builds(Row, st.just("m"), st.just(1), *[st.text(max_size=14)] * 5, st.just({})), max_size=8))
def test_cells_without_a_valid_account_make_no_account(rows: list[Row]) -> None:
    Scenario.from_dict(scenario_for(rows))


@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_shipped_scenario_keeps_everything_except_its_customers(name: str) -> None:
    scenario = load_scenario(name)
    made = Scenario.from_dict(scenario_for([_row(word="broken")]))
    rehearsed = scenario.rehearsing(made)
    assert rehearsed.tenants == made.tenants
    assert rehearsed.faults == made.faults + scenario.faults
    assert replace(rehearsed, customers=scenario.customers, own=scenario.own, faults=scenario.faults) == scenario


@pytest.mark.parametrize("count", [1, 2, 40])
def test_a_users_own_rows_are_rehearsed_in_an_outage(count: int) -> None:
    rows = [_row(number) for number in range(1, count + 1)]
    lines = [f"1,,{row.commercial_owner_id},,{row.govcloud_owner_id},\n" for row in rows]
    scenario = load_scenario("outage").rehearsing(Scenario.from_dict(scenario_for(rows)))
    # As with --sandbox: the check for writes that may have been applied comes before the outage ends.
    made = world(scenario, settle_time=0.1)
    assert set(apply(made, HEADER + "".join(lines)).statuses) == {"created"}
    assert len(made.linkages) == count
    met = Counter(entry.status for entry in made.log)
    assert met[502]
    assert met[503]
    assert sum(entry.delivery != "whole" and entry.committed is not None for entry in made.log) == min(count, 2)
