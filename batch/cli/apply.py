"""`govlink apply`: send the missing linkages."""

from pathlib import Path

import click

from batch.cli import options as shared
from batch.cli.mapping_options import reading
from batch.cli.parameters import AT_LEAST_ONE, Count, Duration, SectionedCommand, option, together
from batch.cli.settings import with_options
from batch.runs.options import RunOptions

_COUNT = Count()

_reviewed = option(
    "Safety",
    "--plan",
    "reviewed",
    repeated=False,
    variable=False,
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="Instead of MAPPING: send the reviewed plan in that run's folder, except rows that have changed since.",
)

_sending = together(
    option("Safety", "--yes", "-y", repeated=False, variable=False, is_flag=True, help="Apply without asking."),
    option("Safety", "--max-creates", type=_COUNT, metavar="N", help="Refuse a plan with more than N rows to create."),
    option("Safety", "--max-updates", type=_COUNT, metavar="N", help="Refuse a plan with more than N rows to update."),
    option("Safety", "--require-clean", is_flag=True, help="Refuse a plan if any row can't be sent."),
    option("Safety", "--limit", repeated=False, type=_COUNT, metavar="N", help="Send at most N rows."),
    option(
        "Safety",
        "--max-failures",
        type=AT_LEAST_ONE,
        metavar="N",
        help="Stop once N rows are rejected, failed, or unknown.",
    ),
    option(
        "Safety", "--max-duration", type=Duration(), metavar="TIME", help="Stop after this time, such as 90m or 2h."
    ),
)


@click.command("apply", cls=SectionedCommand, short_help="Send the missing linkages.")
@click.argument("mapping", nargs=-1)
@reading
@shared.connection
@shared.no_names
@_reviewed
@_sending
@shared.direction
@shared.allow_update
@shared.sandbox
@shared.output
@with_options(RunOptions)
def command(options: RunOptions) -> int:
    """Plan, ask for confirmation, send the linkages that MAPPING files want and CloudHealth lacks, and report."""
    from batch.cli.running import run

    return run("apply", options)
