"""`govlink report`: rebuild a run's reports from its plan and journal, or compare its files with its manifest."""

from collections.abc import Sequence
from pathlib import Path

import click

from batch.errors import Exit, UsageError


@click.command("report", short_help="Rebuild a run's reports, or verify its files.")
@click.argument("runs", metavar="RUN…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--verify", "is_check", is_flag=True, help="Only list the files that differ from what the run wrote.")
def command(runs: tuple[Path, ...], *, is_check: bool) -> int:
    """Rebuild the reports in the run folder RUN (of a killed run, for example) from its plan and journal.

    The run's own exit code is in its summary.json. With --verify, which takes several run folders, nothing is written:
    files that are missing, altered, or added since the run, or that can't be read, are listed, and the exit code is 1
    if there are any.
    """
    if is_check:
        return _verify(runs)
    if len(runs) > 1:
        raise UsageError("only one run's reports can be rebuilt at a time; --verify takes several")
    _rebuild(runs[0])
    return Exit.OK


def _rebuild(run: Path) -> None:
    from batch.archive.filing import rebuild
    from batch.archive.latest import named_run
    from batch.archive.manifest import MANIFEST_FILE
    from batch.console.outlet import Outlet
    from batch.console.text_view import show_result

    folder = named_run(run)
    rebuilt = rebuild(folder)
    out, err = Outlet(), Outlet(to_stderr=True)
    if altered := rebuilt.altered:
        err.line(
            f"govlink: {' and '.join(altered)} {'is' if len(altered) == 1 else 'are'} not what the run wrote, so these "
            f"reports are not either; {MANIFEST_FILE} is unchanged"
        )
    if replaced := rebuilt.replaced:
        err.line(f"govlink: in {folder}, files had been altered since the run and are rewritten: {', '.join(replaced)}")
    show_result(rebuilt.rendered, folder, out)
    if out.fault:
        err.line(f"govlink: {out.fault}; the reports are in {folder}")


def _verify(runs: Sequence[Path]) -> Exit:
    """List the files of each run's folder that differ from what the run wrote."""
    from batch.diagnostics import printable

    code = Exit.OK
    for run in runs:
        try:
            lines, is_whole = _compared(run)
        except UsageError as error:
            lines, is_whole = [f"{run}: {error}"], False
        for line in lines:
            click.echo(printable(line))
        if not is_whole:
            code = Exit.ATTENTION
    return code


def _compared(run: Path) -> tuple[list[str], bool]:
    """Return what to print about a run's files, and whether all are as the run wrote them; raises `UsageError`."""
    from batch.archive.latest import named_run
    from batch.archive.manifest import MANIFEST_FILE, manifest_digest, verify

    folder = named_run(run)
    if deviants := verify(folder):
        return [f"{folder / deviant.file}: {deviant}" for deviant in deviants], False
    digest = manifest_digest(folder)
    return [f"{folder}: every file is what the run wrote ({MANIFEST_FILE} has SHA-256 {digest})"], True
