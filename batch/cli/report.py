"""`govlink report`: the reports of a run, made again from its plan and journal, or held against its manifest."""

from collections.abc import Sequence
from pathlib import Path

import click

from batch.errors import Exit, UsageError


@click.command("report", short_help="Rebuild a run's reports, or verify its files.")
@click.argument("runs", metavar="RUN…", nargs=-1, required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--verify", "is_check", is_flag=True, help="Only say which files are not what the run wrote.")
def command(runs: tuple[Path, ...], *, is_check: bool) -> int:
    """Rebuild the reports of the run folder RUN (of a killed run, say) from its plan and journal.

    The run's own exit code stands in its summary.json. With --verify, which takes several run folders, nothing is
    written: files that are missing, altered or added since the run are named, and the exit code is 1 if there are any.
    """
    if is_check:
        return _verify(runs)
    if len(runs) > 1:
        raise UsageError("reports are rebuilt for one run at a time; --verify takes several")
    _rebuild(runs[0])
    return Exit.OK


def _rebuild(folder: Path) -> None:
    from batch.archive.manifest import MANIFEST_FILE
    from batch.console.outlet import Outlet
    from batch.console.text_view import show_result
    from batch.runs.rebuild import rebuild

    rebuilt = rebuild(folder)
    if altered := rebuilt.altered:
        click.echo(
            f"govlink: {' and '.join(altered)} {'is' if len(altered) == 1 else 'are'} not what the run wrote, so these "
            f"reports aren't either; {MANIFEST_FILE} is left as the run wrote it",
            err=True,
        )
    out = Outlet()
    show_result(rebuilt.rendered, folder, out)
    if out.fault:
        click.echo(f"govlink: {out.fault}; the reports are in {folder}", err=True)


def _verify(folders: Sequence[Path]) -> Exit:
    """Say of each run's folder which files are not what the run wrote."""
    from batch.archive.manifest import MANIFEST_FILE, manifest_digest, verify

    code = Exit.OK
    for folder in folders:
        try:
            deviants = verify(folder)
        except UsageError as error:
            click.echo(f"{folder}: {error}")
            code = Exit.ATTENTION
            continue
        for deviant in deviants:
            click.echo(f"{folder / deviant.file}: {deviant.deviation}")
            code = Exit.ATTENTION
        if not deviants:
            digest = manifest_digest(folder)
            click.echo(f"{folder}: every file is what the run wrote ({MANIFEST_FILE} has SHA-256 {digest})")
    return code
