"""Where a command writes the mapping that it makes: to standard output, or to a new file."""

import stat
from collections.abc import Sequence
from pathlib import Path

from batch.cli.printing import print_file, refuse_closed_output
from batch.errors import UsageError
from batch.extras import require
from batch.mapping.sources import Format, Source
from batch.output_file import NotWrittenError, update
from batch.writing import written_as
from batch.writing.as_workbook import SHEET


class Destination:
    """Standard output or a new file; raises `UsageError` if it can't be written. `among` are the input files."""

    def __init__(self, path: Path | None, among: Sequence[str] = ()) -> None:
        self._path = path
        self.form = written_as(path) if path else Format.CSV
        self.name = str(path) if path else "<stdout>"
        """The file name in the places of problems."""
        self.remark = _remark(path, among) if path else ""
        """What the user should know about this destination, or ""."""
        if self.form is Format.XLSX:
            require("xlsxwriter", purpose=f"writing {path}")
        if path is None:
            refuse_closed_output()
        elif _is_taken(path):
            raise UsageError(f"--output {path}: the file already exists; name another one, or remove it")

    def source(self, content: bytes) -> Source:
        """Return `content` as a source, so that it can be read again."""
        return Source(self.name, self.form, content=content, sheet=SHEET if self.form is Format.XLSX else "")

    def write(self, content: bytes) -> None:
        """Write all of it, or raise `UsageError`."""
        if self._path is None:
            print_file(content)
            return
        write_new(self._path, content, f"--output {self._path}")


def write_new(path: Path, content: bytes, called: str) -> None:
    """Write all of a new file, or raise `UsageError`, whose message begins with `called`."""
    try:
        update(path, lambda _before: content, lambda _before: False)
    except NotWrittenError as error:
        raise UsageError(f"{called}: {error}") from error


def _remark(path: Path, among: Sequence[str]) -> str:
    folder = next((name for name in among if name != "-" and Path(name).resolve() == path.resolve().parent), None)
    return f"{path} is in {folder}: a command that reads that folder now reads every row twice" if folder else ""


def _is_taken(path: Path) -> bool:
    try:
        found = path.stat()
    except OSError:  # writing it reports the same error
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size > 0
