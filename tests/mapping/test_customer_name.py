"""The customer's name in a mapping: a column that govlink understands, but not an id."""

from pathlib import Path

import pytest
from reading import codes, read

from batch.errors import UsageError
from batch.mapping import ReadOptions

_HEADER = "client_api_id,commercial_acct_id,govcloud_acct_id"


@pytest.mark.parametrize("header", ["customer_name", "Customer Name", "CUSTOMER-NAME", "customername"])
def test_the_name_of_the_customer_is_read_in_every_spelling_of_its_header(tmp_path: Path, header: str) -> None:
    found = read(tmp_path, "m.csv", f'{_HEADER},{header},note\n4001,2,1," Acme, Inc.",x\n4001,4,3,,y\n')
    assert codes(found) == []
    assert [row.customer_name for row in found.rows] == [" Acme, Inc.", ""]
    assert [dict(row.extra) for row in found.rows] == [{"note": "x"}, {"note": "y"}]


def test_the_option_names_the_only_column_for_customer_names(tmp_path: Path) -> None:
    text = f"{_HEADER},Tenant,customer_name\n4001,2,1,Acme,ours\n"
    found = read(tmp_path, "m.csv", text, columns={"customer_name": "tenant"})
    assert codes(found) == []
    assert [(row.customer_name, dict(row.extra)) for row in found.rows] == [("Acme", {"customer_name": "ours"})]


def test_an_unknown_key_of_the_option_is_refused_with_the_existing_keys() -> None:
    with pytest.raises(UsageError, match="the keys are client_api_id, customer_name, commercial_acct_id"):
        ReadOptions(columns={"name": "Tenant"})


def test_two_columns_of_names_refuse_the_file(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", f"{_HEADER},customer_name,Customer Name\n4001,2,1,Acme,Globex\n")
    assert [(problem.rule.id, problem.field) for problem in found.problems] == [("H103", "customer_name")]


def test_no_row_needs_a_customer_name(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", "customer_name,commercial_acct_id,govcloud_acct_id\nAcme,2,1\n")
    assert codes(found) == [(2, "R111")]


def test_a_row_of_yaml_may_name_its_customer_and_null_is_no_name(tmp_path: Path) -> None:
    text = "".join(
        f"- {{client_api_id: 4001, commercial_acct_id: {at + 1}, govcloud_acct_id: {at}, customer_name: {name}}}\n"
        for at, name in ((1, "Acme"), (3, "~"), (5, "null"), (7, '"null"'), (9, '"=Acme"'), (11, "4711"))
    )
    found = read(tmp_path, "m.yaml", text)
    assert codes(found) == []
    assert [row.customer_name for row in found.rows] == ["Acme", "", "", "null", "=Acme", "4711"]


def test_a_name_that_a_report_defused_is_read_as_it_was_and_any_other_as_it_is(tmp_path: Path) -> None:
    text = f"{_HEADER},customer_name{{}}\n4001,2,1,'=Acme{{}}\n"
    [back] = read(tmp_path, "fix.csv", text.format(",govlink_status", ",invalid")).rows
    [own] = read(tmp_path, "own.csv", text.format("", "")).rows
    assert (back.customer_name, own.customer_name) == ("=Acme", "'=Acme")
