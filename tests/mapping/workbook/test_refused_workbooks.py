"""A file that is not a workbook, or a harmful workbook, is refused with one problem and a remedy."""

import io
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from office import converted
from reading import read
from workbooks import NAMES, ROW, SHEET, by_hand, by_openpyxl, changed, part_of, text_row

from batch.checking import load
from batch.mapping import ReadOptions, find_sources

SOUND = text_row(1, *NAMES) + text_row(2, *ROW)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(path: Path) -> tuple[str, str]:
    """The code and the message of the only problem, for which the workbook is refused."""
    found = read(path.parent, path.name, path.read_bytes())
    (problem,) = found.problems
    assert (found.rows, found.unreadable, problem.line, problem.source.startswith(str(path))) == ([], True, 1, True)
    return problem.rule.id, problem.message


def sound(folder: Path) -> Path:
    return by_hand(folder / "m.xlsx", SOUND)


def of_bytes(folder: Path, content: bytes) -> Path:
    path = folder / "m.xlsx"
    path.write_bytes(content)
    return path


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as package:
        for name in names:
            package.writestr(name, b"")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b"client_api_id,commercial_owner_id\n", "plain text"),
        (b"\n<html>", "HTML or XML"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\x00\x01\x02", "another binary file"),
        (OLE, "a workbook of Excel 97 (.xls)"),
        (zipped("a"), "another zip archive"),
        (zipped("mimetype"), "an OpenDocument file (.ods)"),
        (zipped("[Content_Types].xml", "xl/workbook.bin"), "a binary workbook (.xlsb)"),
        (zipped("[Content_Types].xml", "word/document.xml"), "a Word document"),
    ],
)
def test_a_file_that_is_not_a_workbook_is_named(tmp_path: Path, content: bytes, kind: str) -> None:
    assert refusal(of_bytes(tmp_path, content)) == ("F124", f"the file is {kind}, not a workbook (.xlsx)")


def test_offices_lock_file_is_named_if_a_shell_pattern_includes_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "~$accounts.xlsx"
    path.write_bytes(b"\x03Ann" + bytes(160))
    assert refusal(path) == (
        "F124",
        "the file is Office's lock file for an open workbook, not a workbook (.xlsx)",
    )


def test_a_workbook_with_a_password_is_distinguished_from_an_old_one(tmp_path: Path) -> None:
    encrypted = OLE + "EncryptedPackage".encode("utf-16-le") + bytes(64)
    assert refusal(of_bytes(tmp_path, encrypted)) == ("F125", "the workbook is protected by a password")


def test_a_zip_archive_with_a_password_counts_as_locked(tmp_path: Path) -> None:
    content = bytearray(sound(tmp_path).read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refusal(of_bytes(tmp_path, bytes(content)))[0] == "F125"


def test_a_workbook_that_unpacks_to_more_than_any_mapping_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = sound(tmp_path)
    with ZipFile(path, "a", ZIP_DEFLATED, compresslevel=1) as package, package.open("xl/media/1.png", "w") as bomb:
        for _ in range(33):
            bomb.write(bytes(8 << 20))
    began = time.process_time()
    assert refusal(path) == ("F126", "the workbook is too large: more than 256 MiB when unpacked")
    assert time.process_time() - began < 1


def test_a_part_that_is_larger_than_declared_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = by_hand(tmp_path / "m.xlsx", SOUND + "<row/>" * 100_000)
    size = len(part_of(path, SHEET)).to_bytes(4, "little")
    content = path.read_bytes()
    assert content.count(size) == 2
    assert refusal(of_bytes(tmp_path, content.replace(size, (400).to_bytes(4, "little"))))[0] == "F127"


@pytest.mark.parametrize(
    ("part", "most"), [("xl/workbook.xml", 500_000), ("xl/styles.xml", 500_000), ("xl/sharedStrings.xml", 8_000_000)]
)
def test_an_endless_part_is_not_kept(tmp_path: Path, part: str, most: int) -> None:
    path = changed(sound(tmp_path), {part: b"<x>" + b"<a/>" * most + b"</x>"})
    assert refusal(path) == ("F126", f"the workbook is too large: more than {most:,} XML tags in {part}")


def test_a_workbook_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    path = sound(tmp_path)
    with ZipFile(path, "a") as package:
        for number in range(10_000):
            package.writestr(str(number), b"")
    assert refusal(path) == ("F126", "the workbook is too large: more than 10,000 parts")


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = sound(tmp_path)
    with path.open("ab") as file:
        file.truncate(1 << 40)  # a sparse file, which takes no space on the disk
    (problem,) = load(find_sources([str(path)], ReadOptions(), io.BytesIO()), ReadOptions()).problems
    assert (problem.rule.id, problem.message) == ("F126", "the workbook is too large: more than 64 MiB")


BOMB = b"""<!DOCTYPE lol [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""
OUTSIDE = b"""<?xml version="1.0"?>
<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><worksheet><sheetData/></worksheet>"""


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels"])
@pytest.mark.parametrize("content", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16")])
def test_no_part_may_declare_a_document_type(tmp_path: Path, part: str, content: bytes) -> None:
    texts = '<row r="2"><c t="s"><v>0</v></c></row>'
    path = by_hand(tmp_path / "m.xlsx", text_row(1, *NAMES) + texts, strings="<si><t>4001</t></si>")
    code, message = refusal(changed(path, {part: content}))
    assert (code, message) == (
        "F127",
        f"the workbook is damaged: {part} has a document type declaration, which no spreadsheet program writes",
    )


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-30])


def twice(path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"), ZipFile(path, "a") as package:
        package.writestr(SHEET, b"")


def garbled(path: Path) -> None:
    content = bytearray(path.read_bytes())
    at = content.index(SHEET.encode()) + len(SHEET) + 5
    content[at : at + 8] = bytes(8)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (cut_off, "its end is missing, or its directory of parts is wrong"),
        (twice, "it has two parts with the same name"),
        (garbled, f"{SHEET} can't be unpacked (Error -3 while decompressing data: invalid code lengths set)"),
        (lambda path: changed(path, {SHEET: None}), f"{SHEET} is missing"),
        (
            lambda path: changed(path, {"xl/workbook.xml": None}),
            "it can't be opened (There is no item named 'xl/workbook.xml' in the archive)",
        ),
        (
            lambda path: changed(path, {SHEET: b"<worksheet><row>"}),
            f"{SHEET} can't be read (no element found: line 1, column 16)",
        ),
        (
            lambda path: changed(path, {SHEET: b""}),
            f"{SHEET} is not valid XML (no element found: line 1, column 0)",
        ),
        (lambda path: changed(path, {"xl/workbook.xml": b"<workbook/>"}), "it has no sheets"),
    ],
)
def test_the_damage_is_named(tmp_path: Path, spoil: Callable[[Path], object], words: str) -> None:
    path = sound(tmp_path)
    spoil(path)
    assert refusal(path) == ("F127", f"the workbook is damaged: {words}")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ('<row r="1"><c t="s"><v>0</v></c></row>', "list index out of range"),
        ('<row r="1"><c s="x"><v>1</v></c></row>', "invalid literal for int() with base 10: 'x'"),
        ('<row r="1"><c s="99"><v>1</v></c></row>', "list index out of range"),
        ('<row r="2"/><row r="1"/>', "row 1 is out of order"),
        (
            '<row r="1"><c r="AAAA1"><v>1</v></c></row>',
            "'AAAA' is not a valid column name. Column names are from A to ZZZ",
        ),
        ('<row r="1"><c t="d"><v>today</v></c></row>', "Invalid datetime value today"),
        ("<row>" + "<c/>" * 200_000 + "</row>", "a row has more than 200,000 elements"),
    ],
)
def test_a_sheet_that_no_program_writes_is_refused_at_once(tmp_path: Path, rows: str, words: str) -> None:
    path = by_hand(tmp_path / "m.xlsx", rows, styles="<cellXfs><xf/></cellXfs>")
    assert refusal(path) == ("F127", f"the workbook is damaged: {SHEET} can't be read ({words})")


def test_a_workbook_with_macros_is_read_and_no_macro_runs(tmp_path: Path) -> None:
    path = changed(sound(tmp_path), {"xl/vbaProject.bin": OLE})
    found = read(path.parent, path.name, path.read_bytes())
    assert (len(found.rows), found.problems) == (1, [])


def test_a_workbook_in_the_strict_form_of_the_standard_is_named(tmp_path: Path) -> None:
    path = sound(tmp_path)
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for usual, strict in (
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (b"http://schemas.openxmlformats.org/officeDocument/2006", b"http://purl.oclc.org/ooxml/officeDocument"),
    ):
        parts = {name: part.replace(usual, strict) for name, part in parts.items()}
    assert refusal(changed(path, parts)) == (
        "F124",
        "the file is a Strict Open XML workbook, not a workbook (.xlsx)",
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ending", "kind"), [(".xls", "a workbook of Excel 97 (.xls)"), (".ods", "an OpenDocument file (.ods)")]
)
def test_other_formats_of_libreoffice_are_named(tmp_path: Path, ending: str, kind: str) -> None:
    other = converted(by_openpyxl(tmp_path / "a.xlsx", [NAMES, ROW]), ending, tmp_path)
    assert refusal(of_bytes(tmp_path, other.read_bytes()))[1] == f"the file is {kind}, not a workbook (.xlsx)"


def test_external_references_are_not_requested(tmp_path: Path) -> None:
    path = sound(tmp_path)
    outside = (
        b'<Relationship Id="e" Type="x/sharedStrings" Target="http://127.0.0.1:9/x" TargetMode="External"/>'
        b"</Relationships>"
    )
    name = "xl/_rels/workbook.xml.rels"
    changed(path, {name: part_of(path, name).replace(b"</Relationships>", outside)})
    assert len(read(path.parent, path.name, path.read_bytes()).rows) == 1


@pytest.mark.parametrize("rows", [50_000, pytest.param(2_000_000, marks=pytest.mark.slow)])
def test_formatted_rows_without_a_value_cost_little_time_and_no_memory(tmp_path: Path, rows: int) -> None:
    empty = "".join(f'<row r="{row}" s="1" customFormat="1"><c s="1"/></row>' for row in range(3, rows + 3))
    path = by_hand(tmp_path / "m.xlsx", SOUND + empty + text_row(rows + 3, *ROW))
    del empty
    began = time.process_time()
    found = load(find_sources([str(path)], ReadOptions(), io.BytesIO()), ReadOptions())
    assert time.process_time() - began < 60
    assert [row.line for row in found.rows] == [2, rows + 3]


def test_memory_does_not_grow_with_a_sheets_empty_cells(tmp_path: Path) -> None:
    path = by_hand(tmp_path / "m.xlsx", SOUND + '<row><c s="1"/><c s="1"/></row>' * 8_000)
    tracemalloc.start()
    try:
        assert len(read(path.parent, path.name, path.read_bytes()).rows) == 1
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


def test_any_byte_of_a_workbook_may_be_wrong_and_it_is_read_or_refused(tmp_path: Path) -> None:
    content = by_openpyxl(tmp_path / "m.xlsx", [NAMES, ROW]).read_bytes()
    directory = content.index(b"PK\x01\x02")
    for at in (*range(0, directory, 37), *range(directory, directory + 60), *range(len(content) - 22, len(content))):
        spoiled = bytearray(content)
        spoiled[at] ^= 0x55
        found = read(tmp_path, "spoiled.xlsx", bytes(spoiled))
        assert len(found.rows) == 1 or found.unreadable
