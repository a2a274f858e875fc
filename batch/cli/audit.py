"""`govlink audit`: how CloudHealth and the mapping differ."""

from pathlib import Path

import click

from batch.cli import options as shared
from batch.cli.mapping_options import reading
from batch.cli.parameters import SectionedCommand, option, together
from batch.cli.settings import with_options
from batch.runs.options import RunOptions

_auditing = together(
    option("Audit", "--all-customers", repeated=False, is_flag=True, help="Audit every customer that the key can see."),
    option(
        "Audit",
        "--accepted",
        repeated=False,
        type=click.Path(exists=True, path_type=Path),
        metavar="FILE",
        help="Accepted findings, each with a reason (CSV or YAML).",
    ),
)


@click.command("audit", cls=SectionedCommand, short_help="Report how CloudHealth and a mapping differ.")
@click.argument("mapping", nargs=-1)
@reading
@_auditing
@shared.connection
@shared.no_names
@shared.direction
@shared.sandbox
@shared.output
@shared.offline
@shared.code_for_changes
@with_options(RunOptions)
def command(options: RunOptions) -> int:
    """Report how CloudHealth and MAPPING files differ, and what changed since the last audit.

    Writes nothing to CloudHealth. Without MAPPING, the customers that the options name are audited, and every linkage
    is reported as unmanaged.
    """
    from batch.cli.running import run

    return run("audit", options)
