"""Other lists than AWS's requests to create accounts, as the tests need them."""

import json
from collections.abc import Mapping
from typing import Any

SIDES = {"aws": "commercial", "aws-us-gov": "GovCloud"}


def account(number: str, name: str, partition: str = "aws", **more: object) -> dict[str, Any]:
    """An account as `aws organizations list-accounts` prints it."""
    arn = (
        f"arn:{partition}:organizations::{'9' if partition == 'aws' else '8'}00000000001:account/o-abcdefghij/{number}"
    )
    fields = {"Id": number, "Arn": arn, "Email": f"{name}@example.com", "Name": name, "Status": "ACTIVE"}
    return fields | {"JoinedMethod": "CREATED"} | more


def govcloud(number: str, name: str, **more: object) -> dict[str, Any]:
    return account(number, name, "aws-us-gov", **more)


def accounts(*entries: Mapping[str, object], **more: object) -> str:
    return json.dumps({"Accounts": entries} | more)


def resource(pair: tuple[str, str], name: str = "blue", **more: object) -> dict[str, Any]:
    """An account as `terraform show -json` has it in a module."""
    values = {"id": pair[0], "govcloud_id": pair[1], "name": name, "email": f"{name}@example.com"}
    kind = "aws_organizations_account"
    return {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name, "values": values} | more


def shown_state(root: Mapping[str, object], **outputs: object) -> str:
    """What `terraform show -json` prints of a state."""
    values = {"root_module": root, "outputs": {name: output(value) for name, value in outputs.items()}}
    return json.dumps({"format_version": "1.0", "terraform_version": "1.9.8", "values": values})


def output(value: object) -> dict[str, Any]:
    return {"sensitive": False, "type": "string", "value": value}


def stored_state(*resources: Mapping[str, object], **more: object) -> str:
    """A state file."""
    return json.dumps({"version": 4, "terraform_version": "1.9.8", "serial": 3, "resources": resources} | more)


def stored(*instances: Mapping[str, object], **more: object) -> dict[str, Any]:
    """An account as a state file has it."""
    return {"mode": "managed", "type": "aws_organizations_account", "name": "a", "instances": instances} | more


def parameters(values: Mapping[str, object], **more: object) -> str:
    """What `aws ssm get-parameters-by-path` prints."""
    entries = [{"Name": name, "Type": "String", "Value": value, "Version": 1} for name, value in values.items()]
    return json.dumps({"Parameters": entries} | more)
