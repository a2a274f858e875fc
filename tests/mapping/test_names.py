"""A name that could be meant for a key is an error, with the option that maps it to the key."""

import shlex
from pathlib import Path

import pytest
from reading import codes, read

from batch.mapping.options import VariableColumns

_KEYS = "client_api_id,commercial_acct_id,govcloud_acct_id"
_MEANT = {
    "Client API ID (CloudHealth)": "client_api_id",
    "client_api_id*": "client_api_id",
    "Client API ID (new)": "client_api_id",
    "CLIENT_API_IDs": "client_api_id",
    "clientapiidcht": "client_api_id",
    "Client ID": "client_api_id",
    "Customer #": "client_api_id",
    "tenant id": "client_api_id",
    "CloudHealth customer number": "client_api_id",
    "API ID": "client_api_id",
    "MSP cust. id": "client_api_id",
    "customerid": "client_api_id",
    "tenantids": "client_api_id",
    "clientno": "client_api_id",
    "Client ID (CH)": "client_api_id",
    "Kunden ID": "client_api_id",
    "Kundennummer": "client_api_id",
    "GovCloudAccountIDs": "govcloud_acct_id",
    "Gov account": "govcloud_acct_id",
    "govcloud_account_id": "govcloud_acct_id",
    "commercialLinkedAccountId": "commercial_acct_id",
    "GovCloud workload account": "govcloud_acct_id",
    "Commercial paired account": "commercial_acct_id",
    "GovCloud Asset Account": "govcloud_acct_id",
    "AWS GovCloud (US) account": "govcloud_owner_id",
    "Kommerzielle Kontonummer": "commercial_owner_id",
    "commercialaccountid": "commercial_acct_id",
    "Commercial account # (payer)": "commercial_owner_id",
    "AWS GovCloud owner id (12 digits)": "govcloud_owner_id",
    "Gov-Cloud Owner": "govcloud_owner_id",
    "Gov AWS Account": "govcloud_owner_id",
    "GovCloud Acct ID [required]": "govcloud_acct_id",
    "comercial owner id (AWS)": "commercial_owner_id",
    "Commercial account no.": "commercial_owner_id",
    "StandardAccountNumber": "commercial_owner_id",
}
_OWN = (
    """
ticket|owner|account manager|customer_names|client contact|customer segment|AWS region|commercial region|gov
govcloud_owner_email|commercial invoice number|Client API ID (old)|note|sandbox|business owner
no|number|id|team|gov sponsor|account name|cost center|Payer Account|Linked Account|sys_id|GovCloud OU|Kundenname
clientele|New Customer|Customer Number of Users|GovCloud Spend (USD)|Commercial Terms|API Gateway ID|Owner ID
commercial_name|govcloud_name|linkage_id|action|status|codes|message|http_status|attempts|started_at|finished_at|source|line
finding|since|change|previous_commercial_acct_id|previous_govcloud_acct_id|input_client_api_id|govlink_status
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


def _file(name: str, key: str) -> str:
    header = _KEYS.replace(key.replace("owner", "acct"), name)
    return f"{header}\n4001,2,3\n"


@pytest.mark.parametrize(("name", "key"), _MEANT.items())
def test_a_column_that_could_be_meant_for_a_key_refuses_the_file_and_gives_the_option(
    tmp_path: Path, name: str, key: str
) -> None:
    found = read(tmp_path, "m.csv", _file(name, key), client_api_id="9999")
    assert [(problem.rule.id, problem.field) for problem in found.problems] == [("H102", key)]
    assert f"--column {key}={name if name.isidentifier() else repr(name)}" in (found.problems[0].hint or "")
    assert codes(read(tmp_path, "m.csv", _file(name, key), columns={key: name})) in ([], [(2, "V117")])


@pytest.mark.parametrize("name", [name for name, key in _MEANT.items() if key == "client_api_id"])
def test_a_key_of_yaml_is_an_error_of_its_row(tmp_path: Path, name: str) -> None:
    text = f'- {{"{name}": 4001, commercial_acct_id: 2, govcloud_acct_id: 3}}\n'
    (problem,) = read(tmp_path, "m.yaml", text, client_api_id="9999").problems
    assert (problem.rule.id, problem.row) == ("R108", 0)
    assert "--column" not in problem.in_full  # the option would take the key from rows with the right name
    assert "Correct the key in this row" in problem.in_full


@pytest.mark.parametrize(
    ("value", "option"), [("210000000001", "govcloud_owner_id"), ("5909874999458", "govcloud_acct_id")]
)
def test_an_account_id_may_be_either_number_and_the_values_decide_which(
    tmp_path: Path, value: str, option: str
) -> None:
    found = read(tmp_path, "m.csv", _file("GovCloud id", "govcloud_acct_id").replace(",3\n", f",{value}\n"))
    assert "did you mean govcloud_owner_id" in found.problems[0].message
    assert (found.problems[0].hint or "").endswith(f", add --column {option}='GovCloud id' to the command.")


_OF_THE_WILD = {
    "Customer,Linked account,Gov account": "client_api_id=Customer commercial=Linked account govcloud=Gov account",
    "client_api_id,Payer,GovCloud workload account": "commercial=Payer govcloud=GovCloud workload account",
    "client_api_id,Payer,Linked account,Gov account": "commercial=Linked account govcloud=Gov account",
    "client_api_id,awsAccountId,commercialLinkedAccountId": (
        "govcloud=awsAccountId commercial=commercialLinkedAccountId"
    ),
    "client_api_id,AccountId,GovCloudAccountId": "commercial=AccountId govcloud=GovCloudAccountId",
    "client_api_id,commercialAccountId,accountName,govCloudAccountId": (
        "commercial=commercialAccountId govcloud=govCloudAccountId"
    ),
    "Tenant,Commercial,GovCloud": "client_api_id=Tenant commercial=Commercial govcloud=GovCloud",
    "client_api_id,Account,GovCloud": "commercial=Account govcloud=GovCloud",
    "client_api_id,commercial_owner_id,AWS account number": "govcloud=AWS account number",
    "client_api_id,Account,Linked account": "commercial=Linked account",
    "client_api_id,Account 1,Account 2": "",
    "client_api_id,Payer,Payer account,govcloud_owner_id": "",
    "client_api_id,commercial_owner_id,account name,old gov account,account email,payer name": "",
    "client_api_id,commercial_owner_id,GovCloud OU,sys_id,id,number": "",
}


@pytest.mark.parametrize(("header", "meant"), _OF_THE_WILD.items())
def test_missing_columns_are_suggested_once_as_ready_options_and_never_assumed(
    tmp_path: Path, header: str, meant: str
) -> None:
    names = header.split(",")
    row = ",".join(
        "4001" if name in {"client_api_id", "Customer", "Tenant"} else f"21000000000{at}"
        for at, name in enumerate(names)
    )
    found = read(tmp_path, "m.csv", f"{header}\n{row}\n")
    assert found.unreadable
    assert {problem.rule.id for problem in found.problems} <= {"H101", "H102"}
    hints = [problem.hint for problem in found.problems if problem.hint]
    pasted = hints[0].partition(", add ")[2].removesuffix(" to the command.") if hints else ""
    words = shlex.split(pasted)
    sides = {"commercial_owner_id": "commercial", "govcloud_owner_id": "govcloud"}
    options = [word.split("=") for word in words if word != "--column"]
    assert len(hints) == bool(meant)
    assert " ".join(f"{sides.get(key, key)}={name}" for key, name in options) == meant
    if meant and "Account,Linked" not in header:
        assert codes(read(tmp_path, "m.csv", f"{header}\n{row}\n", columns=dict(options))) == []


def test_options_that_replace_a_variable_include_its_columns(tmp_path: Path) -> None:
    columns = VariableColumns(client_api_id="Kunden Nr")
    text = "Kunden Nr,commercial_owner_id,Gov account\n4001,210000000001,410000000001\n"
    hint = read(tmp_path, "m.csv", text, columns=columns).problems[0].hint
    assert (hint or "").endswith(
        ", add --column client_api_id='Kunden Nr' --column govcloud_owner_id='Gov account' to the command."
    )


def test_a_header_without_any_key_is_found_below_a_title_by_its_likely_names(tmp_path: Path) -> None:
    text = "Accounts of March\nCustomer,Commercial account,Gov account\n4001,210000000001,410000000001\n"
    found = read(tmp_path, "m.csv", text)
    assert codes(found) == [(1, "H105"), (2, "H102"), (2, "H102"), (2, "H102")]
    assert "govcloud_owner_id='Gov account'" in (found.problems[1].hint or "")


@pytest.mark.parametrize(
    ("name", "cells", "is_meant"),
    [
        ("Customer", ("Acme", ""), True),  # as with merged cells
        ("Client Name", ("Acme", "Globex 2"), True),
        ("Kunde", ("Acme", "42"), False),  # unclear
        ("Customer", ("", ""), False),
        ("Customer contact", ("Ada", "Bob"), False),
    ],
)
def test_a_column_with_names_of_customers_is_among_the_suggested_options(
    tmp_path: Path, name: str, cells: tuple[str, str], *, is_meant: bool
) -> None:
    rows = [f"{cell},21000000000{at},41000000000{at}" for at, cell in enumerate(cells)]
    found = read(tmp_path, "m.csv", "\n".join([f"{name},Commercial account,Gov account", *rows, ""]))
    hint = next(problem.hint for problem in found.problems if problem.hint)
    assert (f"--column customer_name={shlex.quote(name)}" in hint) == is_meant


def test_no_column_is_suggested_for_the_name_if_there_is_one_for_the_id(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", "client_api_id,Client,Gov account\n4001,Acme,410000000001\n")
    assert not any("customer_name" in (problem.hint or "") for problem in found.problems)


def test_a_column_of_names_is_not_suggested(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", "client_api_id,Linked account,Gov account\n4001,acme-prod,acme-gov\n")
    assert [(problem.rule.id, problem.hint) for problem in found.problems] == [("H101", None), ("H101", None)]


@pytest.mark.parametrize("name", _OWN)
def test_a_users_own_column_or_one_of_a_report_is_no_error(tmp_path: Path, name: str) -> None:
    assert (
        codes(read(tmp_path, "m.csv", f"{name},commercial_acct_id,govcloud_acct_id\n7,2,3\n", client_api_id="1")) == []
    )
    text = f'- {{"{name}": 7, commercial_acct_id: 2, govcloud_acct_id: 3}}\n'
    assert codes(read(tmp_path, "m.yaml", text, client_api_id="1")) == []


@pytest.mark.parametrize(
    "name", ["customer", "Client", "tenant", "customer code", "CloudHealth ID", "Kunde", "Client ID (SAP)"]
)
def test_a_column_of_customers_is_meant_for_the_key_if_it_has_numbers(tmp_path: Path, name: str) -> None:
    quoted = f'"{name}"'
    csv = f"{name},commercial_acct_id,govcloud_acct_id\n,2,3\n{{}},4,5\n"
    yaml = f"- {{{{{quoted}: {{}}, commercial_acct_id: 2, govcloud_acct_id: 3}}}}\n"
    for file, text, code in (("m.csv", csv, (1, "H102")), ("m.yaml", yaml, (1, "R108"))):
        assert codes(read(tmp_path, file, text.format("4001"), client_api_id="1")) == [code]
        assert codes(read(tmp_path, file, text.format("4001.0"), client_api_id="1")) == [code]
        assert codes(read(tmp_path, file, text.format("ACME"), client_api_id="1")) == []


def test_a_column_of_customers_is_meant_for_the_key_even_if_its_first_number_comes_late(tmp_path: Path) -> None:
    blank = "".join(f",{2 * at},{2 * at + 1}\n" for at in range(1, 10_001))
    text = f"Customer,commercial_acct_id,govcloud_acct_id\n{blank}{{0}},70000,70001\n{{0}},70002,70003\n"
    found = read(tmp_path, "m.csv", text.format("4001"), client_api_id="1")
    assert codes(found) == [(1, "H102")]
    assert found.unreadable
    assert codes(read(tmp_path, "m.csv", text.format("ACME"), client_api_id="1")) == []


def test_a_column_like_a_key_is_the_users_own_if_the_key_itself_is_there(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", f"{_KEYS},Client ID\n4001,2,3,7\n")
    assert codes(found) == []
    assert found.rows[0].extra == {"Client ID": "7"}
