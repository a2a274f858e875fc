"""Which customers a command is about, where its options say so and not a mapping."""

from batch.cli.connecting import require_scenario
from batch.errors import UsageError
from batch.runs.options import ExportOptions, RunOptions


def refuse_contradictions(options: RunOptions | ExportOptions) -> None:
    """Raise `UsageError` where the options name customers in ways that contradict each other."""
    if options.all_customers and options.reading.direct_customer:
        raise UsageError(
            "--all-customers and --direct-customer can't be used together: a direct customer has no tenants"
        )


def without_mapping(options: RunOptions | ExportOptions, nothing: str) -> list[str]:
    """The customers that the options name, "" for a direct one; none where all are meant.

    Raises `UsageError` where they name nobody, which begins with `nothing`.
    """
    require_scenario(options.sandbox)
    if options.all_customers and options.reading.client_api_id:
        raise UsageError("--all-customers and --client-api-id can't be used together: one names all, the other one")
    if options.reading.direct_customer:
        return [""]
    if options.reading.client_api_id:
        return [options.reading.client_api_id]
    if not options.all_customers:
        raise UsageError(f"{nothing} --client-api-id, --direct-customer or --all-customers")
    return []
