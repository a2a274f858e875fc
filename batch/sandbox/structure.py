"""Turn plain data from YAML or JSON into values: checked against the published schema, with crowds expanded."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from batch.sandbox.errors import SandboxError
from batch.sandbox.latency import Latency
from batch.sandbox.misfit import misfit

_Value = TypeVar("_Value")
_FIRST_NUMBER = 200_000_000_000
"""The first AWS account number of a crowd."""


def checked(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the data if it matches the schema of scenarios, else raise `MisfitError`."""
    try:
        import cattrs  # noqa: F401, PLC0415 - so that both missing extras are found here
        import fastjsonschema  # noqa: PLC0415 - comes with the extra
    except ModuleNotFoundError as error:
        raise missing_extra(error) from error
    try:
        _validator()(data)
    except fastjsonschema.JsonSchemaValueException as error:
        raise misfit(error, _schema()["definitions"]) from error
    return data


def populated(data: Mapping[str, Any]) -> dict[str, Any]:
    """Replace a scenario's `crowd` with its customers, after those that are listed.

    Each has the given number of pairs, GovCloud and commercial; the first `linked` of them are already linked.
    """
    rest = {name: value for name, value in data.items() if name != "crowd"}
    crowd = data.get("crowd")
    if crowd is None:
        return rest
    customers = [_customer(crowd, index) for index in range(crowd["customers"])]
    return {**rest, "customers": [*data.get("customers", ()), *customers]}


def _customer(crowd: Mapping[str, Any], index: int) -> dict[str, Any]:
    customer_id, pairs = crowd.get("first_id", 10_001) + index, range(crowd["pairs"])
    accounts = [
        {
            "id": customer_id * 10_000 + 2 * pair + place,
            "owner_id": _number(index, pair, place),
            "name": name,
            "region": region,
        }
        for pair in pairs
        for place, name, region in (
            (1, f"workload-{pair + 1:04d}-gov", "govcloud"),
            (2, f"workload-{pair + 1:04d}", "global"),
        )
    ]
    linked = [
        {"govcloud": accounts[2 * pair]["id"], "commercial": accounts[2 * pair + 1]["id"]}
        for pair in pairs[: crowd.get("linked", 0)]
    ]
    return {"id": customer_id, "name": f"Customer {index + 1:03d}", "accounts": accounts, "linkages": linked}


def _number(index: int, pair: int, place: int) -> str:
    return str(_FIRST_NUMBER + index * 1_000_000 + pair * 10 + place)


def structured(data: Mapping[str, Any], kind: type[_Value]) -> _Value:
    """Make a `kind` from checked data."""
    import cattrs  # noqa: PLC0415 - comes with the extra

    converter = cattrs.Converter(detailed_validation=False)
    # An account is named by id (a number) or by AWS account number (text): both keep their type.
    converter.register_structure_hook(int | str, lambda value, _: value)
    converter.register_structure_hook(int | str | None, lambda value, _: value)
    # A constant time is written as a number.
    converter.register_structure_hook(Latency | None, lambda value, _: _time(value, converter))
    return converter.structure(data, kind)


def _time(value: object, converter: Any) -> Latency | None:  # noqa: ANN401 - cattrs is imported where it is used
    if value is None or isinstance(value, Mapping):
        return None if value is None else converter.structure(value, Latency)
    return Latency(float(value))  # type: ignore[arg-type]


def missing_extra(error: ModuleNotFoundError) -> SandboxError:
    """Return an error that names what to install."""
    library = (error.name or "").partition(".")[0]
    return SandboxError(
        f"the sandbox needs {library}, which comes with its extra: pip install 'govlink[sandbox]', or in a clone: "
        "pip install '.[sandbox]'"
    )


@cache
def _validator() -> Any:  # noqa: ANN401 - the library has no types
    import fastjsonschema  # noqa: PLC0415 - comes with the extra

    return fastjsonschema.compile(_schema(), use_default=False)


def _schema() -> Any:  # noqa: ANN401 - whatever JSON holds
    return json.loads(packaged("scenario.schema.json"))


def packaged(name: str) -> str:
    """Read a file of this package."""
    return resources.files("batch.sandbox").joinpath(name).read_text(encoding="utf-8")
