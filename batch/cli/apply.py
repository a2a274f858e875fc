"""`govlink apply`: the linkages that are missing are sent."""

from typing import Any

import click

from batch.cli import options
from batch.cli.parameters import SectionedCommand


@click.command("apply", cls=SectionedCommand)
@click.argument("mapping", nargs=-1)
@options.reading
@options.connection
@options.reviewed
@options.sending
@options.direction
@options.allow_update
@options.sandbox
@options.output
def command(**given: Any) -> int:  # noqa: ANN401 - click's
    """Plan, ask, submit the linkages that MAPPING files want and CloudHealth lacks, then report."""
    from batch.cli.running import run

    return run("apply", **given)
