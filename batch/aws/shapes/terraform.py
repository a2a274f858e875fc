"""Terraform's (and OpenTofu's) state: its accounts of AWS Organizations, each with the GovCloud account that it got.

Read are `terraform show -json`, of a plan its state before, the state file itself, and `terraform output -json`.
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
_NO_GOVCLOUD = f"with an empty {_GOVCLOUD} (so it is after an import, whatever account belongs to it)"
_VERSION = "terraform_version"
_OF_AN_OUTPUT = {"sensitive", "value"}


class _Account(NamedTuple):
    address: str
    attributes: object
    left_out: str = ""
    """Why it is no account to link, if it is none."""


def _read(entry: Entry, argument: Argument) -> Iterator[Meaning]:
    state = entry.fields
    if "modules" in state:
        raise UsageError(
            f"{argument.path}: is a state of Terraform before 0.12; give what `terraform show -json` prints"
        )
    values = _object(state.get("values") or _object(state.get("prior_state")).get("values"))
    for account in (*_shown(values), *_stored(state), *_put_out(state, values)):
        yield _meaning(account, argument.path)


def _meaning(account: _Account, source: str) -> Meaning:
    fields = _object(account.attributes)
    entry = Entry(f"{source}: {account.address}", fields)
    name = text(entry, "name") or account.address
    if account.left_out:
        return LeftOut(name, account.left_out, str(fields.get(_COMMERCIAL) or account.address))
    commercial = number(entry, _COMMERCIAL)
    if not fields.get(_GOVCLOUD):
        return LeftOut(name, _NO_GOVCLOUD, commercial)
    return AwsPair(commercial, number(entry, _GOVCLOUD), (source,), name=name)


def _shown(values: Mapping[str, object]) -> Iterator[_Account]:
    """Give the accounts of `terraform show -json`, of whatever module."""
    modules = [_object(values.get("root_module"))]
    while modules:
        module = modules.pop()
        modules.extend(reversed(_objects(module.get("child_modules"))))
        for resource in _objects(module.get("resources")):
            if resource.get("type") == _TYPE:
                why = _why_left_out(resource, resource.get("deposed_key"), resource.get("tainted"))
                yield _Account(str(resource.get("address")), resource.get("values"), why)


def _stored(state: Mapping[str, object]) -> Iterator[_Account]:
    """Give the accounts of a state file."""
    for resource in _objects(state.get("resources")):
        if resource.get("type") == _TYPE:
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


def _put_out(state: Mapping[str, object], values: Mapping[str, object]) -> Iterator[_Account]:
    """Give the objects in outputs that are plainly such accounts."""
    if _VERSION in state:
        outputs = {**_object(state.get("outputs")), **_object(values.get("outputs"))}
    else:  # of `terraform output -json`, or of one of them
        outputs = dict(state) if _are_outputs(state) else {"": {"value": state}}
    waiting = [(f"output {name}".strip(), _object(output).get("value")) for name, output in reversed(outputs.items())]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, dict):
            if _is_plainly_an_account(value):
                yield _Account(place, value)
            waiting.extend((f"{place}.{key}", value[key]) for key in reversed(value))
        elif isinstance(value, list):
            waiting.extend((f"{place}[{at}]", value[at]) for at in reversed(range(len(value))))


def _is_plainly_an_account(value: Mapping[str, object]) -> bool:
    if _GOVCLOUD not in value or not _is_number(value.get(_COMMERCIAL)):
        return False
    return value[_GOVCLOUD] in (None, "") or _is_number(value[_GOVCLOUD])


def _is_number(value: object) -> bool:
    return isinstance(value, str) and NUMBER.fullmatch(value) is not None


def _are_outputs(fields: Mapping[str, object]) -> bool:
    return bool(fields) and all(_object(value).keys() >= _OF_AN_OUTPUT for value in fields.values())


def _is_state(fields: Mapping[str, object]) -> bool:
    perhaps_accounts = (fields, *map(_object, fields.values()))
    return _VERSION in fields or _are_outputs(fields) or any(_GOVCLOUD in each for each in perhaps_accounts)


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[Mapping[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


SHAPE = Shape(source="`terraform show -json`", recognises=_is_state, read=_read)
