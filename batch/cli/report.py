"""`govlink report`: the reports of a run, made again from its plan and journal, or held against its manifest."""

from pathlib import Path

import click

from batch.errors import UsageError


@click.command("report")
@click.argument("runs", metavar="RUN…", nargs=-1, required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--verify", "is_check", is_flag=True, help="Only say which files are not what the run wrote.")
def command(runs: tuple[Path, ...], *, is_check: bool) -> int:
    """Rebuild the reports of the run folder RUN (of a killed run, say) from its plan and journal.

    The run's own exit code stands in its summary.json. With --verify, which takes several run folders, nothing is
    written: files that are missing, altered or added since the run are named, and the exit code is 1 if there are any.
    """
    from batch.runs.rebuild import rebuild, verify_all

    if is_check:
        return verify_all(runs)
    if len(runs) > 1:
        raise UsageError("reports are rebuilt for one run at a time; --verify takes several")
    return rebuild(runs[0])
