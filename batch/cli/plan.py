"""`govlink plan`: what `apply` would do."""

from typing import Any

import click

from batch.cli import options
from batch.cli.mapping_options import reading
from batch.cli.parameters import SectionedCommand


@click.command("plan", cls=SectionedCommand, short_help="Show what `apply` would do, and send nothing.")
@click.argument("mapping", nargs=-1, required=True)
@reading
@options.connection
@options.direction
@options.allow_update
@options.sandbox
@options.output
@options.offline
@options.tell_changes
def command(**given: Any) -> int:  # noqa: ANN401 - click's
    """Check MAPPING files, compare them with CloudHealth and show what `apply` would do; sends nothing."""
    from batch.cli.running import run

    return run("plan", **given)
