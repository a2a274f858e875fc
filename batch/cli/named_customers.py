"""The customers that a command covers if its options name them, and not a mapping."""

from batch.cli.connecting import require_scenario
from batch.errors import UsageError
from batch.runs.options import ExportOptions, RunOptions


def refuse_contradictions(options: RunOptions | ExportOptions) -> None:
    """Raise `UsageError` if the options name customers in contradictory ways."""
    if options.all_customers and options.reading.direct_customer:
        raise UsageError(
            "--all-customers and --direct-customer can't be used together: a direct customer has no tenants"
        )


def without_mapping(options: RunOptions | ExportOptions, nothing: str) -> list[str]:
    """Return the customers that the options name: "" for a direct one, and an empty list for all of them.

    Raises `UsageError`, whose message begins with `nothing`, if the options name none.
    """
    require_scenario(options.sandbox)
    if options.all_customers and options.reading.client_api_id:
        raise UsageError("--all-customers and --client-api-id can't be used together; choose one of them")
    if options.reading.direct_customer:
        return [""]
    if options.reading.client_api_id:
        return [options.reading.client_api_id]
    if not options.all_customers:
        raise UsageError(f"{nothing} --client-api-id, --direct-customer, or --all-customers")
    return []
