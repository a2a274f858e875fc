"""How a spreadsheet reads a report; needs Debian's libreoffice-calc."""

import csv
import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from story import HOSTILE, finished, plan_of, reported, started

pytestmark = pytest.mark.slow

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
NUMBER = "000123456789"
# A spreadsheet changes line endings and drops what XML can't hold, so such rows are identified by other cells.
CELLS = [text for text in HOSTILE if text and not set(text) & set("\r\n\t\x1b\ufeff")]


# Comma, double quote, UTF-8, from line 1, the kinds of columns, English; the last one turns on formulas.
READING = "CSV:44,34,76,1,{},1033,false,true,false,false,false,0,true"


def _opened(content: bytes, folder: Path, kinds: str = "") -> ET.Element:
    """A CSV file as LibreOffice reads it."""
    if not OFFICE:
        pytest.skip("there is no LibreOffice on this machine")
    table = folder / "table.csv"
    table.write_bytes(content)
    command = [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    converting = ["--convert-to", "fods", "--outdir", str(folder), str(table)]
    subprocess.run(
        [*command, f"--infilter={READING.format(kinds)}", *converting], check=True, capture_output=True, timeout=110
    )
    return ET.parse(folder / "table.fods").getroot()


@pytest.fixture(scope="module")
def report() -> bytes:
    """The `report.csv` of hostile rows."""
    rows = [
        {"status": "invalid", "commercial_owner_id": NUMBER, "commercial_name": text, "message": text, "note": text}
        for text in CELLS
    ]
    return reported(plan_of(*rows, own=["note", "=1+1"]), [started(), finished(1)]).files["report.csv"]


def _cells(root: ET.Element) -> Iterator[str]:
    for cell in root.iter(f"{TABLE}table-cell"):
        yield "\n".join("".join(paragraph.itertext()) for paragraph in cell.iter(f"{TEXT}p"))


def _formulas(root: ET.Element) -> list[str]:
    return [cell.attrib[f"{TABLE}formula"] for cell in root.iter() if f"{TABLE}formula" in cell.attrib]


def test_no_cell_becomes_a_formula_although_a_plain_table_would_have_some(report: bytes, tmp_path: Path) -> None:
    assert _formulas(_opened(b"a,b\r\n=1+1,x\r\n", tmp_path)) == ["of:=1+1"]
    opened = _opened(report, tmp_path)
    assert _formulas(opened) == []
    assert "'=1+1" in set(_cells(opened))


def test_account_numbers_keep_their_zeros_in_columns_opened_as_text(report: bytes, tmp_path: Path) -> None:
    with io.StringIO(report.decode(), newline="") as lines:
        width = len(next(csv.reader(lines)))
    opened = _opened(report, tmp_path, "/".join(f"{column}/2" for column in range(1, width + 1)))
    assert list(_cells(opened)).count(NUMBER) == len(CELLS)
