"""`govlink report`: the reports of a run, made again from its plan and journal."""

from pathlib import Path

import click


@click.command("report")
@click.argument("run", type=click.Path(file_okay=False, path_type=Path))
def command(run: Path) -> int:
    """Rebuild the reports of the run folder RUN (of a killed run, say) from its plan and journal.

    The run's own exit code stands in its summary.json.
    """
    from batch.rebuild import rebuild

    return rebuild(run)
