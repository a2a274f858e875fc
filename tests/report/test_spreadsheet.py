"""What a spreadsheet makes of a report; needs Debian's libreoffice-calc."""

import csv
import shutil
import subprocess
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from story import HOSTILE, finished, plan_of, started

from batch.report import render

pytestmark = pytest.mark.slow

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
NUMBER = "000123456789"
# A spreadsheet reads its own line ends and drops what XML can't hold: these are told by the other cells.
CELLS = [text for text in HOSTILE if text and not set(text) & set("\r\n\t\x1b\ufeff")]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> ET.Element:
    """`report.csv` of hostile rows as LibreOffice understands it, every column taken as text, as its dialog offers."""
    if not OFFICE:
        pytest.skip("there is no LibreOffice on this machine")
    folder = tmp_path_factory.mktemp("office")
    rows = [
        {"status": "invalid", "commercial_owner_id": NUMBER, "commercial_name": text, "message": text, "note": text}
        for text in CELLS
    ]
    report = folder / "report.csv"
    report.write_bytes(render(plan_of(*rows, own=["note", "=1+1"]), [started(), finished(1)]).files["report.csv"])
    with report.open(encoding="utf-8", newline="") as lines:
        width = len(next(csv.reader(lines)))
    # Comma, double quote, UTF-8, from line 1, every column as text; the last but one says that formulas be evaluated.
    columns = "/".join(f"{column}/2" for column in range(1, width + 1))
    reading = f"CSV:44,34,76,1,{columns},1033,false,true,false,false,true"
    command = [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", f"--infilter={reading}"]
    subprocess.run(
        [*command, "--convert-to", "fods", "--outdir", str(folder), str(report)],
        check=True,
        capture_output=True,
        timeout=110,
    )
    return ET.parse(folder / "report.fods").getroot()


def _cells(root: ET.Element) -> Iterator[str]:
    for cell in root.iter(f"{TABLE}table-cell"):
        yield "\n".join("".join(paragraph.itertext()) for paragraph in cell.iter(f"{TEXT}p"))


def test_no_cell_has_become_a_formula(opened: ET.Element) -> None:
    assert [cell.attrib for cell in opened.iter() if f"{TABLE}formula" in cell.attrib] == []
    assert "'=1+1" in set(_cells(opened))


def test_account_numbers_keep_their_zeros(opened: ET.Element) -> None:
    assert list(_cells(opened)).count(NUMBER) == len(CELLS)
