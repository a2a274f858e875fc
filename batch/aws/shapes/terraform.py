"""The state of Terraform or OpenTofu: its AWS Organizations accounts, each with the GovCloud account created for it.

It is read from `terraform show -json` (for a plan, its prior state), the state file, and `terraform output -json`.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from batch.aws.arguments import NUMBER, Argument
from batch.aws.aws_list import AwsPair, LeftOut
from batch.aws.entry import Entry, number, text
from batch.aws.shapes.shape import Meaning, Shape
from batch.errors import UsageError

_TYPE = "aws_organizations_account"
_COMMERCIAL, _GOVCLOUD = "id", "govcloud_id"
# https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/organizations_account, at `govcloud_id`
_NO_GOVCLOUD = f"with an empty {_GOVCLOUD} (none was created, or the account was imported, which loses it)"
_OF_A_STATE = {"terraform_version", "root_module", "child_modules", "resources"}
"""Keys of a state, or of a part copied from one."""
_OF_AN_OUTPUT = {"sensitive", "value"}


class _Account(NamedTuple):
    address: str
    attributes: object
    left_out: str = ""
    """Why the account can't be linked, "" if it can."""


def _read(entry: Entry, argument: Argument) -> Iterator[Meaning]:
    state = {"resources": [entry.fields]} if _is_resource(entry.fields) else entry.fields
    if "modules" in state:
        raise UsageError(
            f"{argument.path}: this is a state of Terraform before 0.12; give what `terraform show -json` prints"
        )
    values = _object(state.get("values") or _object(state.get("prior_state")).get("values"))
    accounts = list(_in_modules(state, values))
    left_out = {_id(account) for account in accounts if account.left_out}
    accounts += (account for account in _in_outputs(state, values) if _id(account) not in left_out)
    for account in accounts:
        yield _meaning(account, argument.path)


def _id(account: _Account) -> str:
    return str(_object(account.attributes).get(_COMMERCIAL) or account.address)


def _meaning(account: _Account, source: str) -> Meaning:
    fields = _object(account.attributes)
    entry = Entry(f"{source}: {account.address}", fields)
    name = text(entry, "name") or account.address
    if account.left_out:
        return LeftOut(name, account.left_out, _id(account))
    commercial = number(entry, _COMMERCIAL)
    if not fields.get(_GOVCLOUD):
        return LeftOut(name, _NO_GOVCLOUD, commercial)
    return AwsPair(commercial, number(entry, _GOVCLOUD), (source,), name=name)


def _in_modules(state: Mapping[str, object], values: Mapping[str, object]) -> Iterator[_Account]:
    """Yield the accounts of all modules; a state file has all of them in one list."""
    modules = [state, _object(state.get("root_module")), _object(values.get("root_module"))]
    while modules:
        module = modules.pop()
        modules.extend(reversed(_objects(module.get("child_modules"))))
        for resource in _objects(module.get("resources")):
            if resource.get("type") == _TYPE:
                yield from _of_resource(resource)


def _of_resource(resource: Mapping[str, object]) -> Iterator[_Account]:
    if "values" in resource:  # in `terraform show`, each instance is a resource
        why = _why_left_out(resource, resource.get("deposed_key"), resource.get("tainted"))
        yield _Account(str(resource.get("address")), resource["values"], why)
    module = f"{resource['module']}." if resource.get("module") else ""
    for instance in _objects(resource.get("instances")):
        key = instance.get("index_key")
        index = "" if key is None else f'["{key}"]' if isinstance(key, str) else f"[{key}]"
        why = _why_left_out(resource, instance.get("deposed"), instance.get("status") == "tainted")
        yield _Account(f"{module}{_TYPE}.{resource.get('name')}{index}", instance.get("attributes"), why)


def _why_left_out(resource: Mapping[str, object], deposed: object, tainted: object) -> str:
    if resource.get("mode") == "data":
        return "looked up by Terraform (a data source has no govcloud_id)"
    if deposed:
        return "deposed (Terraform is about to remove them)"
    return "tainted (Terraform is about to replace them)" if tainted else ""


def _in_outputs(state: Mapping[str, object], values: Mapping[str, object]) -> Iterator[_Account]:
    """Yield the objects in outputs that are clearly such accounts."""
    if not _OF_A_STATE.isdisjoint(state):
        outputs = {**_object(state.get("outputs")), **_object(values.get("outputs"))}
    else:  # all outputs of `terraform output -json`, or one output
        outputs = dict(state) if _are_outputs(state) else {"": {"value": state}}
    waiting = [(f"output {name}".strip(), _object(output).get("value")) for name, output in reversed(outputs.items())]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, dict):
            if _is_clearly_an_account(value):
                yield _Account(place, value)
            waiting.extend((f"{place}.{key}", value[key]) for key in reversed(value))
        elif isinstance(value, list):
            waiting.extend((f"{place}[{at}]", value[at]) for at in reversed(range(len(value))))


def _is_clearly_an_account(value: Mapping[str, object]) -> bool:
    if _GOVCLOUD not in value or not _is_number(value.get(_COMMERCIAL)):
        return False
    return value[_GOVCLOUD] in (None, "") or _is_number(value[_GOVCLOUD])


def _is_number(value: object) -> bool:
    return isinstance(value, str) and NUMBER.fullmatch(value) is not None


def _recognizes(fields: Mapping[str, object]) -> bool:
    if _is_resource(fields) or not _OF_A_STATE.isdisjoint(fields) or _are_outputs(fields):
        return True
    return any(_GOVCLOUD in perhaps_account for perhaps_account in (fields, *map(_object, fields.values())))


def _is_resource(fields: Mapping[str, object]) -> bool:
    return {"mode", "type", "name"} <= fields.keys() and not {"values", "instances"}.isdisjoint(fields)


def _are_outputs(fields: Mapping[str, object]) -> bool:
    return bool(fields) and all(_object(value).keys() >= _OF_AN_OUTPUT for value in fields.values())


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[Mapping[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


SHAPE = Shape(source="`terraform show -json`", recognizes=_recognizes, read=_read)
