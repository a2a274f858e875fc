"""`govlink plan`: show what `apply` would do."""

import click

from batch.cli import options as shared
from batch.cli.mapping_options import reading
from batch.cli.parameters import SectionedCommand
from batch.cli.settings import with_options
from batch.runs.options import RunOptions


@click.command("plan", cls=SectionedCommand, short_help="Show what `apply` would do; send nothing.")
@click.argument("mapping", nargs=-1, required=True)
@reading
@shared.connection
@shared.no_names
@shared.direction
@shared.allow_update
@shared.sandbox
@shared.output
@shared.offline
@shared.code_for_changes
@with_options(RunOptions)
def command(options: RunOptions) -> int:
    """Check MAPPING files, compare them with CloudHealth, and show what `apply` would do. Sends nothing."""
    from batch.cli.running import run

    return run("plan", options)
