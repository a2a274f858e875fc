"""`govlink audit`: how CloudHealth and the mapping stand to each other."""

from typing import Any

import click

from batch.cli import options
from batch.cli.parameters import SectionedCommand


@click.command("audit", cls=SectionedCommand)
@click.argument("mapping", nargs=-1)
@options.reading
@options.auditing
@options.connection
@options.direction
@options.sandbox
@options.output
@options.offline
@options.tell_changes
def command(**given: Any) -> int:  # noqa: ANN401 - click's
    """Report how CloudHealth and MAPPING files stand to each other, and what changed since the last audit.

    Writes nothing to CloudHealth. Without MAPPING, the customers that the options name are audited: every linkage is
    then one that stands in no mapping.
    """
    from batch.cli.running import run

    return run("audit", **given)
