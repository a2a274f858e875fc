"""The options that the commands which make a run share."""

from pathlib import Path

import click

from batch.cli.parameters import AT_LEAST_ONE, option, together

_FILE = click.Path(dir_okay=False, path_type=Path)

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
    option("Connection", "--burst", type=AT_LEAST_ONE, default=1, metavar="N", help="Let N requests go at once."),
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
        "Connection",
        "--max-attempts",
        type=AT_LEAST_ONE,
        default=5,
        show_default=True,
        metavar="N",
        help="Per row, and per read.",
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

telling = together(
    option("Output", "--quiet", "-q", is_flag=True, help="Only the result."),
    option("Output", "--verbose", "-v", is_flag=True, help="Every event, on standard error."),
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
    telling,
    option("Output", "--keep", type=AT_LEAST_ONE, metavar="N", help="Then remove all but the newest N runs of it."),
    option(
        "Output",
        "--keep-days",
        type=AT_LEAST_ONE,
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
