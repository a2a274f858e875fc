"""Other tools' lists of AWS's pairs are read if each account's side is certain, and refused if it is not."""

import json
from itertools import permutations
from pathlib import Path

import pytest
from aws_facts import BLUE, GREEN, aws_list_of, page, pairs, request
from listed import account, accounts, output, parameters, resource, shown_state, stored, stored_state

from batch.errors import UsageError

_THIRD = ("200000000033", "300000000033")
_ATTRIBUTES = {"id": BLUE[0], "govcloud_id": BLUE[1], "name": "blue"}
_IMPORTED = "with an empty govcloud_id (none was created, or the account was imported, which loses it)"


def refusal(*texts: str, folder: Path, ending: str = "json") -> str:
    with pytest.raises(UsageError) as caught:
        aws_list_of(*texts, folder=folder, ending=ending)
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(f"{folder}/", "")


def test_terraform_shows_the_accounts_of_every_module(tmp_path: Path) -> None:
    inner = {"address": "module.a.module.b", "resources": [resource(GREEN, index="prod"), resource(_THIRD, index=0)]}
    other = {"type": "aws_organizations_unit", "mode": "managed", "values": {"id": "1", "govcloud_id": "2"}}
    text = shown_state({"resources": [resource(BLUE), other], "child_modules": [{"child_modules": [inner]}]})
    aws_list = aws_list_of(text, folder=tmp_path)
    assert pairs(aws_list) == [BLUE, GREEN, _THIRD]
    assert aws_list.by_commercial[BLUE[0]].name == "blue"
    assert aws_list.left_out() == {}


def test_the_prior_state_of_a_plan_is_read(tmp_path: Path) -> None:
    planned = {"root_module": {"resources": [resource(GREEN)]}}
    before = {"format_version": "1.0", "values": {"root_module": {"resources": [resource(BLUE)]}}}
    plan = {"format_version": "1.2", "terraform_version": "1.9.8", "planned_values": planned, "prior_state": before}
    assert pairs(aws_list_of(json.dumps(plan), folder=tmp_path)) == [BLUE]


def test_an_output_does_not_bring_back_an_account_that_was_left_out(tmp_path: Path) -> None:
    root = {"resources": [resource(BLUE), resource(GREEN, "green", tainted=True)]}
    text = shown_state(root, accounts=[{"id": pair[0], "govcloud_id": pair[1]} for pair in (BLUE, GREEN)])
    aws_list = aws_list_of(text, folder=tmp_path)
    assert pairs(aws_list) == [BLUE]
    assert aws_list.left_out() == {"tainted (Terraform is about to replace them)": ["green"]}


def test_parts_copied_from_a_state_are_read_like_the_whole(tmp_path: Path) -> None:
    root = {"resources": [{"mode": "managed", "type": "aws_vpc", "name": "x", "values": {}}, resource(BLUE)]}
    root["resources"].append(resource(GREEN, "green", tainted=True))
    file = json.loads(stored_state(stored({"attributes": _ATTRIBUTES}), stored({"status": "tainted"})))
    parts = [{"root_module": root}, root, root["resources"], {"child_modules": [root]}, file["resources"]]
    for part in parts:
        aws_list = aws_list_of(json.dumps(part), folder=tmp_path)
        assert pairs(aws_list) == [BLUE]
        assert list(aws_list.left_out()) == ["tainted (Terraform is about to replace them)"]


@pytest.mark.parametrize(
    "text",
    [
        shown_state({}, one={"id": BLUE[0], "govcloud_id": BLUE[1]}),
        shown_state({}, accounts={"blue": _ATTRIBUTES, "noise": {"id": "7", "govcloud_id": "8"}}),
        shown_state({}, nested=[{"deep": [[_ATTRIBUTES]]}], ids=[BLUE[0], GREEN[1]]),
        stored_state(outputs={"one": {"value": _ATTRIBUTES, "type": "string"}}),
        json.dumps({"accounts": output({"blue": _ATTRIBUTES}), "region": output("us-east-1")}),
        json.dumps({"blue": _ATTRIBUTES}),
        json.dumps([_ATTRIBUTES]),
        json.dumps(_ATTRIBUTES),
    ],
)
def test_outputs_that_clearly_have_both_accounts_are_read(tmp_path: Path, text: str) -> None:
    assert pairs(aws_list_of(text, folder=tmp_path)) == [BLUE]


def test_a_state_file_has_instances_by_key_and_by_number(tmp_path: Path) -> None:
    by_key = {"index_key": "blue", "schema_version": 0, "attributes": _ATTRIBUTES}
    by_number = {"index_key": 0, "attributes": {"id": GREEN[0], "govcloud_id": GREEN[1], "name": None}}
    text = stored_state(stored(by_key), stored(by_number, module="module.x"))
    aws_list = aws_list_of(text, folder=tmp_path)
    assert pairs(aws_list) == [BLUE, GREEN]
    assert aws_list.by_commercial[GREEN[0]].name == "module.x.aws_organizations_account.a[0]"


@pytest.mark.parametrize("empty", ["", None])
def test_an_account_whose_govcloud_id_is_empty_is_left_out_and_never_called_ordinary(
    tmp_path: Path, empty: str | None
) -> None:
    root = {"resources": [resource(BLUE), resource(GREEN, values={"id": GREEN[0], "govcloud_id": empty, "name": "x"})]}
    aws_list = aws_list_of(shown_state(root), folder=tmp_path)
    assert aws_list.left_out() == {_IMPORTED: ["x"]}
    assert not aws_list.is_ordinary(GREEN[0])


def test_a_file_that_adds_nothing_is_named(tmp_path: Path) -> None:
    for text in (shown_state({"resources": []}), "[]"):
        [warning] = aws_list_of(text, page(request()), folder=tmp_path).warnings
        assert warning == f"{tmp_path}/0.json: has no accounts, so it adds nothing"
    assert aws_list_of(page(), page(request()), folder=tmp_path).warnings == []


def test_an_account_that_another_list_pairs_is_not_left_out(tmp_path: Path) -> None:
    imported = shown_state({"resources": [resource((BLUE[0], ""))]})
    for texts in permutations([imported, page(request())]):
        assert aws_list_of(*texts, folder=tmp_path).left_out() == {}
    assert f"(left out: 1 {_IMPORTED})" in refusal(imported, folder=tmp_path)


@pytest.mark.parametrize(
    ("shown", "instance", "reason"),
    [
        ({"mode": "data"}, {}, "looked up by Terraform (a data source has no govcloud_id)"),
        ({"deposed_key": "0a1b2c3d"}, {"deposed": "0a1b2c3d"}, "deposed (Terraform is about to remove them)"),
        ({"tainted": True}, {"status": "tainted"}, "tainted (Terraform is about to replace them)"),
    ],
)
def test_resources_that_terraform_is_about_to_remove_are_left_out_with_the_reason(
    tmp_path: Path, shown: dict[str, object], instance: dict[str, object], reason: str
) -> None:
    root = {"resources": [resource(BLUE), resource(GREEN, "green", **shown)]}
    assert aws_list_of(shown_state(root), folder=tmp_path).left_out() == {reason: ["green"]}
    attributes = {"id": GREEN[0], "govcloud_id": GREEN[1], "name": "green"}
    mode = {"mode": str(shown.get("mode", "managed"))}
    text = stored_state(stored({"attributes": _ATTRIBUTES}), stored({"attributes": attributes} | instance, **mode))
    assert aws_list_of(text, folder=tmp_path).left_out() == {reason: ["green"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (shown_state({}), "0.json: no pair of accounts was found; give a list that has them"),
        (json.dumps({"format_version": "1.0", "terraform_version": "1.9.8"}), "0.json: no pair of accounts was found"),
        (json.dumps({"version": 3, "terraform_version": "0.11.14", "modules": []}), "is a state of Terraform before"),
        (
            shown_state({"resources": [resource(("12345", BLUE[1]))]}),
            "0.json: aws_organizations_account.blue: id 12345 is not an AWS account number",
        ),
        (stored_state(stored({"attributes": {"govcloud_id": BLUE[1]}})), "aws_organizations_account.a has no id"),
    ],
)
def test_a_state_without_pairs_or_with_broken_numbers_is_refused(tmp_path: Path, text: str, message: str) -> None:
    assert message in refusal(text, folder=tmp_path)


def test_parameters_of_both_layouts_are_paired_by_their_paths(tmp_path: Path) -> None:
    text = parameters(
        {
            "/compliant/framework/accounts/core/logging/aws-us-gov/id": BLUE[1],
            "/compliant/framework/accounts/core/logging/aws/id": BLUE[0],
            "/compliant/framework/accounts/prod/logging/aws/id": GREEN[0],
            "/compliant/framework/accounts/prod/logging/aws-us-gov/id": GREEN[1],
            "/orgs/global/Payroll": _THIRD[0],
            "/orgs/govcloud/Payroll": _THIRD[1],
        }
    )
    aws_list = aws_list_of(text, folder=tmp_path)
    assert pairs(aws_list) == [BLUE, GREEN, _THIRD]
    assert [pair.name for pair in aws_list.by_commercial.values()] == ["logging", "logging", "Payroll"]


def test_parameters_may_be_in_two_files_of_which_each_has_one_side(tmp_path: Path) -> None:
    sides = [parameters({"/o/global/A": BLUE[0]}), parameters({"/o/govcloud/A": BLUE[1]})]
    for texts in permutations(sides):
        assert pairs(aws_list_of(*texts, folder=tmp_path)) == [BLUE]


def test_single_parameters_and_bare_lists_of_them_are_read(tmp_path: Path) -> None:
    one, other = (
        {"Name": f"/o/{side}/A", "Value": value} for side, value in zip(("global", "govcloud"), BLUE, strict=True)
    )
    for text in (json.dumps([one, other]), json.dumps({"Parameter": one}) + json.dumps({"Parameter": other})):
        assert pairs(aws_list_of(text, folder=tmp_path)) == [BLUE]


def test_a_parameter_without_its_other_side_or_without_an_account_is_left_out_and_never_shown(
    tmp_path: Path,
) -> None:
    text = parameters(
        {
            "/o/global/A": BLUE[0],
            "/o/govcloud/A": BLUE[1],
            "/o/global/B": GREEN[0],
            "/o/govcloud/C": GREEN[1],
            "/o/global/region": "hush-hush",
            "/x/accounts/core/a/aws/secret-access-key": "hush-hush",
            "/x/central/aws-us-gov/id": _THIRD[1],
        }
    )
    assert aws_list_of(text, folder=tmp_path).left_out() == {
        "parameters without an account number": ["/o/global/region"],
        "parameters whose name has no side": ["/x/accounts/core/a/aws/secret-access-key", "/x/central/aws-us-gov/id"],
        "with only a commercial account": ["B"],
        "with only a GovCloud account": ["C"],
    }
    message = refusal(parameters({"/x/accounts/core/a/aws/id": "hush-hush"}), folder=tmp_path)
    assert "/x/accounts/core/a/aws/id is not an AWS account number of 12 digits; if it is encrypted" in message
    assert "hush" not in message


def test_a_parameter_that_differs_between_two_files_is_refused(tmp_path: Path) -> None:
    first = parameters({"/o/global/A": BLUE[0], "/o/govcloud/A": BLUE[1]})
    message = refusal(first, parameters({"/o/global/A": GREEN[0]}), folder=tmp_path)
    assert message == (
        f"0.json has {BLUE[0]} as the commercial account of A, but 1.json has {GREEN[0]}; one of them is wrong"
    )


def test_a_single_parameter_contradicts_a_list_with_its_account_on_the_other_side(tmp_path: Path) -> None:
    for side, number in (("global", BLUE[1]), ("govcloud", BLUE[0])):
        for texts in permutations([page(request()), parameters({f"/o/{side}/A": number})]):
            assert "one of them is wrong" in refusal(*texts, folder=tmp_path)


def test_the_bridges_list_is_read_with_its_times(tmp_path: Path) -> None:
    entry = {"govCloudAccountId": BLUE[1], "commercialAccountId": BLUE[0], "accountName": "blue"}
    text = json.dumps({"accounts": [entry | {"requestId": "car-1", "createTime": "2025-10-06T12:00:00.123Z"}]})
    [pair] = aws_list_of(text, folder=tmp_path).by_commercial.values()
    assert (pair.commercial, pair.govcloud, pair.name, pair.requested_at) == (*BLUE, "blue", "2025-10-06T12:00:00Z")


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        (
            json.dumps(
                {"Items": [{"awsAccountId": {"S": BLUE[1]}, "commercialLinkedAccountId": {"S": BLUE[0]}, "meta": {}}]}
            ),
            "json",
        ),
        (json.dumps([{"awsAccountId": BLUE[1], "name": "blue", "commercialLinkedAccountId": BLUE[0]}]), "json"),
        (f'"awsAccountId","commercialLinkedAccountId"\n"{BLUE[1]}","{BLUE[0]}"\n', "csv"),
    ],
)
def test_in_the_innovation_sandboxs_table_the_account_is_the_govcloud_one(
    tmp_path: Path, text: str, ending: str
) -> None:
    assert pairs(aws_list_of(text, folder=tmp_path, ending=ending)) == [BLUE]


def test_a_row_without_its_commercial_account_is_left_out(tmp_path: Path) -> None:
    rows = [
        {"awsAccountId": BLUE[1], "commercialLinkedAccountId": BLUE[0]},
        {"awsAccountId": GREEN[1], "name": "green"},
    ]
    aws_list = aws_list_of(json.dumps({"Items": rows}), folder=tmp_path)
    assert aws_list.left_out() == {"without a commercialLinkedAccountId": ["green"]}


@pytest.mark.parametrize(
    "text",
    [
        "mandatoryAccounts:\n  - name: Management\n    email: a@example.com\naccountIds: []\n",
        "# accounts\nworkloadAccounts:\n  - name: W\n    enableGovCloud: true\n",
    ],
)
def test_the_landing_zones_configuration_is_refused_because_it_has_no_commercial_numbers(
    tmp_path: Path, text: str
) -> None:
    message = refusal(text, folder=tmp_path, ending="yaml")
    assert message.startswith(
        "0.yaml: this is the Landing Zone Accelerator's accounts-config.yaml, which has no numbers"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (json.dumps(BLUE), "entry 1 is only an account number, without its side or its other account"),
        (f"{BLUE[0]}\n{BLUE[1]}\n", "0.json: the file has account numbers without a header or keys, so neither"),
        (f'"{BLUE[0]}","{BLUE[1]}"\n', "has account numbers without a header or keys"),
        (
            f"Gov account,Linked account\n{BLUE[0]},{BLUE[1]}\n",
            "a table of your own may already be a mapping; try `govlink check`",
        ),
        (json.dumps([{"id": BLUE[0]}]), "entry 1 has id and belongs to no known list of pairs"),
        (json.dumps([{"Id": BLUE[0], "Email": "a@b"}]), "entry 1 has no Arn, and without it nothing shows"),
        (json.dumps({"Accounts": [{"Id": BLUE[0], "Name": "a"}]}), f"nothing shows whether {BLUE[0]} is a commercial"),
        (
            accounts(account(BLUE[0], "a", Arn="arn:aws:iam::1:root")),
            "Arn arn:aws:iam::1:root is not the Arn of account",
        ),
        (accounts(account(BLUE[0], "a") | {"Id": GREEN[0]}), f"is not the Arn of account {GREEN[0]}"),
        (json.dumps([{"awsAccountID": BLUE[1]}]), "has awsAccountID; did you mean awsAccountId?"),
    ],
)
def test_input_that_does_not_show_the_side_is_refused_with_the_reason(tmp_path: Path, text: str, message: str) -> None:
    assert message in refusal(text, folder=tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        shown_state({"resources": [resource((BLUE[0], GREEN[1]))]}),
        parameters({"/o/global/A": BLUE[0], "/o/govcloud/A": GREEN[1]}),
        json.dumps([{"awsAccountId": BLUE[1], "commercialLinkedAccountId": GREEN[0]}]),
        json.dumps([{"awsAccountId": BLUE[0], "commercialLinkedAccountId": BLUE[1]}]),
        json.dumps({"accounts": [{"govCloudAccountId": BLUE[1], "commercialAccountId": GREEN[0]}]}),
    ],
)
def test_lists_of_different_kinds_that_contradict_each_other_are_refused_with_both_named(
    tmp_path: Path, text: str
) -> None:
    for texts in permutations([page(request()), text]):
        message = refusal(*texts, folder=tmp_path)
        assert "0.json" in message
        assert "1.json" in message
        assert "one of them is wrong" in message
