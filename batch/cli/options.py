"""The options shared by the commands that ask CloudHealth."""

from pathlib import Path

import click

from batch.cli.parameters import AT_LEAST_ONE, Count, Seconds, option, together

_FILE = click.Path(dir_okay=False, path_type=Path)

connection = together(
    option(
        "Connection",
        "--base-url",
        metavar="URL",
        help="Address of the API. Default: https://chapi.cloudhealthtech.com.",
    ),
    option(
        "Connection",
        "--api-key-file",
        type=_FILE,
        metavar="FILE",
        help="File that holds the API key. Default: the key in the variable CLOUDHEALTH_API_KEY.",
    ),
    option("Connection", "--ca-bundle", type=click.Path(exists=True), metavar="FILE", help="CA certificates to trust."),
    option(
        "Connection",
        "--rate",
        metavar="RATE",
        help="Limit for all requests, such as 60/min or 60/min,500/10min. Default: 30/min; with --sandbox, none.",
    ),
    option(
        "Connection",
        "--burst",
        type=AT_LEAST_ONE,
        default=1,
        metavar="N",
        help="Send up to N requests at once if the rate allows.",
    ),
    option(
        "Connection",
        "--rate-scope",
        type=click.Choice(["key", "client"]),
        default="key",
        show_default=True,
        help="Whether the rate applies to the key or to each customer.",
    ),
    option(
        "Connection",
        "--concurrency",
        type=Count(1, 64),
        default=4,
        show_default=True,
        metavar="N",
        help="Send at most N requests at the same time.",
    ),
    option(
        "Connection",
        "--timeout",
        type=Seconds(0.1, 3600),
        default=60.0,
        show_default=True,
        metavar="SECONDS",
        help="Time limit for one whole request, in seconds.",
    ),
    option(
        "Connection",
        "--max-attempts",
        type=AT_LEAST_ONE,
        default=5,
        show_default=True,
        metavar="N",
        help="Try each row, and each read, at most N times.",
    ),
    option(
        "Connection",
        "--settle-time",
        type=Seconds(0, 3600),
        metavar="SECONDS",
        help="Time between checks for a write that may have been applied. Default: 60; with --sandbox, 0.1.",
    ),
    option(
        "Connection",
        "--lock-timeout",
        type=Seconds(0),
        default=0.0,
        show_default=True,
        metavar="SECONDS",
        help="How long to wait while another run uses the same base URL and key.",
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
    option(
        "Sandbox",
        "--sandbox-state",
        type=_FILE,
        metavar="FILE",
        help="File that keeps the stand-in's linkages between runs.",
    ),
    option(
        "Sandbox",
        "--sandbox-scenario",
        metavar="NAME|FILE",
        help="How the stand-in behaves. Customers and accounts are those of the mapping, unless FILE has its own.",
    ),
)

no_names = option(
    "Connection",
    "--no-names",
    is_flag=True,
    help="Skip the requests for customers' names (one per 100 customers).",
)

direction = option(
    "Safety",
    "--direction",
    variable=False,
    type=click.Choice(["auto", "by-name", "swapped"]),
    default="auto",
    show_default=True,
    help="Which account goes into which field of the API; auto follows the customer's existing linkages.",
)
allow_update = option(
    "Safety",
    "--allow-update",
    variable=False,
    is_flag=True,
    help="Repoint conflicting linkages (by PUT) to the mapping's pairs.",
)

verbosity = together(
    option("Output", "--quiet", "-q", repeated=False, is_flag=True, help="Print only the result."),
    option("Output", "--verbose", "-v", repeated=False, is_flag=True, help="Print every event on standard error."),
)

reports = option(
    "Output",
    "--reports",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("reports"),
    show_default=True,
    metavar="DIR",
    help="Folder in which each run creates its own folder.",
)

no_color = option(
    "Output", "--no-color", repeated=False, is_flag=True, help="Print without color, as with the variable NO_COLOR."
)

output = together(
    reports,
    option(
        "Output",
        "--json",
        "as_events",
        repeated=False,
        is_flag=True,
        help="Print events as NDJSON on standard output instead of text.",
    ),
    verbosity,
    option(
        "Output",
        "--keep",
        repeated=False,
        type=AT_LEAST_ONE,
        metavar="N",
        help="After the run, delete this command's run folders except the newest N.",
    ),
    option(
        "Output",
        "--keep-days",
        repeated=False,
        type=Count(1, 36_500),
        metavar="N",
        help="After the run, delete this command's run folders older than N days; with --keep, only those beyond both "
        "limits.",
    ),
    option(
        "Output",
        "--metrics-file",
        repeated=False,
        type=_FILE,
        metavar="FILE",
        help="Write a Prometheus textfile: last run, last success, counts, duration, requests.",
    ),
    option(
        "Output",
        "--notify",
        repeated=False,
        secret=True,
        metavar="URL",
        help="Ping this healthchecks-style address at the start (URL/start) and the end (URL, or URL/<exit code>).",
    ),
    no_color,
)

output_file = option(
    "Output",
    "--output",
    "output_file",
    variable=False,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="New file for the mapping; its extension sets the format. Default: CSV on standard output.",
)

offline = option(
    "Output",
    "--snapshot",
    repeated=False,
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="Use what the run in RUN read from CloudHealth; needs no network or key.",
)

code_for_changes = option(
    "Output",
    "--exit-code",
    "code_for_changes",
    repeated=False,
    is_flag=True,
    help="Exit with 5 if nothing needs attention but changes are pending.",
)
