"""Where a mapping goes that a command makes: to standard output, or whole into a new file."""

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
    """Raises `UsageError` where it can't be, before anything is made; `among` are the files that are read."""

    def __init__(self, path: Path | None, among: Sequence[str] = ()) -> None:
        self._path = path
        self.form = written_as(path) if path else Format.CSV
        self.name = str(path) if path else "<stdout>"
        """What places in it are named by."""
        self.remark = _remark(path, among) if path else ""
        """What a person should know of the place, "" for nothing."""
        if self.form is Format.XLSX:
            require("xlsxwriter", purpose=f"writing {path}")
        if path is None:
            refuse_closed_output()
        elif _is_taken(path):
            raise UsageError(f"--output {path}: there is such a file already; name another one, or remove it")

    def source(self, content: bytes) -> Source:
        """What was written there, to be read again."""
        return Source(self.name, self.form, content=content, sheet=SHEET if self.form is Format.XLSX else "")

    def write(self, content: bytes) -> None:
        """Write it whole; raises `UsageError` where it can't be written."""
        if self._path is None:
            print_file(content)
            return
        write_new(self._path, content, f"--output {self._path}")


def write_new(path: Path, content: bytes, called: str) -> None:
    """Write a file whole, unless something is there already; raises `UsageError`, which begins as it is `called`."""
    try:
        update(path, lambda _before: content, lambda _before: False)
    except NotWrittenError as error:
        raise UsageError(f"{called}: {error}") from error


def _remark(path: Path, among: Sequence[str]) -> str:
    folder = next((name for name in among if name != "-" and Path(name).resolve() == path.resolve().parent), None)
    return f"{path} is in {folder}: while it is there, whoever reads the folder reads every row twice" if folder else ""


def _is_taken(path: Path) -> bool:
    try:
        found = path.stat()
    except OSError:  # it is said where it is written
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size > 0
