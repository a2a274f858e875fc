"""Fix a mapping like `govlink fix`, from text to text."""

import csv
import io
from dataclasses import dataclass

from batch.aws import AwsList
from batch.checking import Checked
from batch.fixing.accounts import Known, KnownToAws
from batch.fixing.mapping import drafted, fix, restore
from batch.fixing.result import result
from batch.mapping import ReadOptions, Source
from batch.mapping.sources import Format
from batch.mapping.workbook.choice import choose_sheet
from batch.writing.as_workbook import SHEET

HEADER = "client_api_id,commercial_owner_id,govcloud_owner_id,note\n"


@dataclass(frozen=True)
class Mended:
    content: bytes
    changes: list[str]
    remarks: list[str]
    left: Checked

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def rows(self) -> list[list[str]]:
        return list(csv.reader(io.StringIO(self.text, newline="")))[1:]

    @property
    def header(self) -> list[str]:
        return next(csv.reader(io.StringIO(self.text, newline="")))

    @property
    def codes(self) -> list[str]:
        return [problem.rule.id for problem in self.left.problems]


def fixed(
    *texts: str | bytes,
    fill_down: bool = False,
    aws: AwsList | None = None,
    read_as: Format = Format.CSV,
    write_as: Format = Format.CSV,
    options: ReadOptions | None = None,
    known: Known | None = None,
) -> Mended:
    """Fix the files `1.csv`, `2.csv`, and so on (or with another extension) as one."""
    options = options or ReadOptions()
    contents = [text.encode() if isinstance(text, str) else text for text in texts]
    sources = [Source(f"{at}.{read_as}", read_as, content=content) for at, content in enumerate(contents, start=1)]
    for source in sources if read_as is Format.XLSX else ():
        choose_sheet(source, options, lambda _words: None)
    mapping = drafted(sources, options, aws)
    assert not mapping.found.unreadable, [problem.in_full for problem in mapping.found.problems]
    fix(mapping, options, fill_down=fill_down)
    if aws:
        restore(mapping, KnownToAws(aws))
    if known:
        restore(mapping, known)
    sheet = SHEET if write_as is Format.XLSX else ""
    content, left = result(
        mapping, write_as, lambda content: Source("result", write_as, content=content, sheet=sheet), options, aws
    )
    return Mended(content, list(map(str, mapping.changes)), mapping.remarks, left)
