"""The options that commands share."""

from pathlib import Path

import click

from batch.cli.parameters import Duration, KeyHeader, option, together
from batch.problem_formats import NAMES

_COUNT = click.IntRange(min=0)
_AT_LEAST_ONE = click.IntRange(min=1)
_FILE = click.Path(dir_okay=False, path_type=Path)

reading = together(
    option("Mapping", "--client-api-id", variable=False, metavar="ID", help="The customer of rows that name none."),
    option(
        "Mapping",
        "--direct-customer",
        variable=False,
        is_flag=True,
        help="The key belongs to a customer without tenants; then no row may name one.",
    ),
    option(
        "Mapping",
        "--column",
        "columns",
        multiple=True,
        type=KeyHeader(),
        metavar="KEY=HEADER",
        help="The header of a key's column, where it is an unusual one. Repeatable.",
    ),
    option("Mapping", "--input-format", type=click.Choice(["csv", "yaml"]), help="The format of standard input."),
    option(
        "Mapping",
        "--verify-against",
        multiple=True,
        metavar="FILE",
        help="AWS's own record of the pairs, as import-aws reads it: a row that contradicts it is wrong. Repeatable.",
    ),
)

importing = option(
    "Mapping", "--client-api-id", variable=False, metavar="ID", help="Write this customer into every row."
)

checking = together(
    option(
        "Output",
        "--format",
        "output_format",
        type=click.Choice(NAMES),
        default="text",
        show_default=True,
        help="For whom the problems are written.",
    ),
    option("Output", "--show-all", is_flag=True, help="List every problem, however long a code's list (text)."),
    option("Output", "--no-color", is_flag=True, help="No colours; the variable NO_COLOR says the same."),
)

auditing = together(
    option("Audit", "--all-customers", is_flag=True, help="Audit every customer that the key can see."),
    option(
        "Audit",
        "--accepted",
        type=click.Path(exists=True, path_type=Path),
        metavar="FILE",
        help="Findings that are meant to be so, each with a reason (CSV or YAML).",
    ),
)

connection = together(
    option("Connection", "--base-url", metavar="URL", help="Default: https://chapi.cloudhealthtech.com."),
    option(
        "Connection",
        "--api-key-file",
        type=_FILE,
        metavar="FILE",
        help="File with the API key. Default: the variable CLOUDHEALTH_API_KEY.",
    ),
    option("Connection", "--ca-bundle", type=click.Path(exists=True), metavar="FILE", help="CA certificates to trust."),
    option(
        "Connection",
        "--rate",
        metavar="RATE",
        help="The pace of all requests; several as 60/min,500/10min. Default: 30/min; none against the sandbox.",
    ),
    option("Connection", "--burst", type=_AT_LEAST_ONE, default=1, metavar="N", help="Let N requests go at once."),
    option(
        "Connection",
        "--rate-scope",
        type=click.Choice(["key", "client"]),
        default="key",
        show_default=True,
        help="Whether the rate holds for the key or for each customer.",
    ),
    option(
        "Connection",
        "--concurrency",
        type=click.IntRange(1, 64),
        default=4,
        show_default=True,
        metavar="N",
        help="Requests in flight at most.",
    ),
    option(
        "Connection",
        "--timeout",
        type=click.FloatRange(min=0.1, max=3600),
        default=60.0,
        show_default=True,
        metavar="SECONDS",
        help="For a request, all in.",
    ),
    option(
        "Connection", "--max-attempts", type=_AT_LEAST_ONE, default=5, show_default=True, metavar="N", help="Per row."
    ),
    option(
        "Connection",
        "--lock-timeout",
        type=click.FloatRange(min=0),
        default=0.0,
        show_default=True,
        metavar="SECONDS",
        help="How long to wait for another run with this base URL and key.",
    ),
)

sandbox = together(
    option(
        "Sandbox",
        "--sandbox",
        variable=False,
        is_flag=True,
        help="Use a stand-in for CloudHealth, started for this run and seeded from the mapping. Needs no key.",
    ),
    option("Sandbox", "--sandbox-state", type=_FILE, metavar="FILE", help="File that keeps the stand-in's state."),
    option("Sandbox", "--sandbox-scenario", metavar="NAME|FILE", help="A world for it, instead of the mapping's."),
)

direction = option(
    "Safety",
    "--direction",
    variable=False,
    type=click.Choice(["auto", "by-name", "swapped"]),
    default="auto",
    show_default=True,
    help="Which way round the API's places hold the accounts.",
)
allow_update = option(
    "Safety", "--allow-update", variable=False, is_flag=True, help="Repoint a conflicting linkage by PUT."
)

reviewed = option(
    "Safety",
    "--plan",
    "reviewed",
    variable=False,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="RUN",
    help="Instead of a MAPPING: send what stands in the plan of that run's folder, where it still holds.",
)

sending = together(
    option("Safety", "--yes", "-y", variable=False, is_flag=True, help="Apply without asking."),
    option("Safety", "--max-creates", type=_COUNT, metavar="N", help="Refuse a plan with more rows to create."),
    option("Safety", "--max-updates", type=_COUNT, metavar="N", help="Refuse a plan with more rows to update."),
    option("Safety", "--require-clean", is_flag=True, help="Refuse a plan with any row that can't be sent."),
    option("Safety", "--limit", type=_COUNT, metavar="N", help="Send at most N rows."),
    option("Safety", "--max-failures", type=_AT_LEAST_ONE, metavar="N", help="Stop after N rows that did not work."),
    option("Safety", "--max-duration", type=Duration(), metavar="TIME", help="Stop after a time such as 90m or 2h."),
)

output = together(
    option(
        "Output",
        "--reports",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path("reports"),
        show_default=True,
        metavar="DIR",
        help="Where the run's folder goes.",
    ),
    option("Output", "--json", "as_events", is_flag=True, help="Events as NDJSON on standard output, nothing else."),
    option("Output", "--quiet", "-q", is_flag=True, help="Only the result."),
    option("Output", "--verbose", "-v", is_flag=True, help="Every event, on standard error."),
    option("Output", "--keep", type=_AT_LEAST_ONE, metavar="N", help="Then remove all but the newest N runs of it."),
    option(
        "Output",
        "--keep-days",
        type=_AT_LEAST_ONE,
        metavar="N",
        help="Then remove runs of it that are older; with --keep, only those beyond both.",
    ),
    option(
        "Output",
        "--metrics-file",
        type=_FILE,
        metavar="FILE",
        help="Prometheus textfile: last run, last success, counts, duration, requests.",
    ),
    option(
        "Output",
        "--notify",
        metavar="URL",
        help="Tell this healthchecks-style address of the start (URL/start) and the end (URL, or URL/<exit code>).",
    ),
    option("Output", "--no-color", is_flag=True, help="No colours; the variable NO_COLOR says the same."),
)

offline = option(
    "Output",
    "--snapshot",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="RUN",
    help="Decide again on what that run saw: no network, no key.",
)

tell_changes = option(
    "Output", "--exit-code", "tell_changes", is_flag=True, help="Exit with 5 where all is well but changes are pending."
)
