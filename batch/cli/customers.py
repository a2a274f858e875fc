"""Which customers a command is about, where its options say so and not a mapping."""

from collections.abc import Mapping
from typing import Any

from batch.errors import UsageError


def refuse_contradictions(given: Mapping[str, Any]) -> None:
    """Raise `UsageError` where the options name customers in ways that contradict each other."""
    if given["all_customers"] and given["direct_customer"]:
        raise UsageError(
            "--all-customers and --direct-customer can't be used together: a direct customer has no tenants"
        )


def without_mapping(given: Mapping[str, Any], nothing: str) -> list[str]:
    """The customers that the options name, "" for a direct one; none where all are meant.

    Raises `UsageError` where they name nobody, which begins with `nothing`.
    """
    if given["sandbox"] and not given["sandbox_scenario"]:
        raise UsageError("without a mapping to make it from, --sandbox needs --sandbox-scenario")
    if given["direct_customer"]:
        return [""]
    if given["client_api_id"]:
        return [given["client_api_id"]]
    if not given["all_customers"]:
        raise UsageError(f"{nothing} --client-api-id, --direct-customer or --all-customers")
    return []
