"""A mapping to start from has no rows, explains itself, and passes the check once it has rows."""

import io
import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator
from office import typed_into
from openpyxl import load_workbook
from program import PROJECT, Govlink

from batch.mapping.rows import COLUMNS
from batch.template import template
from batch.template.schema import FILE, schema
from batch.template.words import EXAMPLE, MEANINGS, STARTED_WITH

_TABLES = {"m.csv": ",", "m.tsv": "\t"}
_TEXTS = [*_TABLES, "m.yaml", "m.yml"]
_ROWS = (("4001", "Acme", "021000000101", "041000000101"), ("4001", "Acme", "210000000102", "410000000102"))


def _uncommented(text: str) -> str:
    return "".join(line.removeprefix("# ") for line in text.splitlines(keepends=True))


@pytest.mark.parametrize("name", [*_TEXTS, "m.xlsx"])
def test_an_unfilled_template_has_no_rows_and_no_other_problem(called: Govlink, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(template(name))
    ran = called("check", name, "--format", "json")
    assert ran.code == 2
    assert [problem["message"] for problem in json.loads(ran.out)["problems"]] == ["the file has no rows"]


@pytest.mark.parametrize("name", ["m.csv", "m.tsv"])
def test_a_comment_is_one_cell_whatever_separator_a_spreadsheet_uses(name: str) -> None:
    comments = [line for line in template(name).decode("ascii").splitlines() if line.startswith("#")]
    assert [line for line in comments if {",", ";", "\t"} & set(line)] == []


@pytest.mark.parametrize("name", _TEXTS)
def test_every_column_is_explained_and_every_line_is_ascii(name: str) -> None:
    text = template(name).decode("ascii")
    assert all(f"#   {column} " in text for column in COLUMNS)
    assert MEANINGS.keys() == set(COLUMNS)
    assert all(len(line) <= 120 for line in text.splitlines())


@pytest.mark.parametrize(("name", "separator"), _TABLES.items())
def test_a_table_with_rows_below_its_header_is_a_valid_mapping(
    called: Govlink, tmp_path: Path, name: str, separator: str
) -> None:
    rows = "".join(f"{separator.join(row)}\n" for row in _ROWS)
    (tmp_path / name).write_bytes(template(name) + rows.encode())
    assert called("check", name).out == "2 rows in 1 file: no problems.\n"


def test_a_list_of_rows_below_the_comments_is_a_valid_mapping(called: Govlink, tmp_path: Path) -> None:
    rows = "".join(
        f'- {{client_api_id: {a}, commercial_owner_id: "{b}", govcloud_owner_id: "{c}"}}\n' for a, _, b, c in _ROWS
    )
    (tmp_path / "m.yaml").write_bytes(template("m.yaml") + rows.encode())
    assert called("check", "m.yaml").out == "2 rows in 1 file: no problems.\n"


@pytest.mark.parametrize("begins", ["- client_api_id", "customers:"])
def test_the_yaml_examples_are_valid_except_for_their_documentation_numbers(
    called: Govlink, tmp_path: Path, begins: str
) -> None:
    text = _uncommented(template("m.yaml").decode())
    example = begins + text.partition(f"\n{begins}")[2].partition("\n#\n")[0] + "\n"
    (tmp_path / "m.yaml").write_text(example)
    assert Draft7Validator(schema()).is_valid(yaml.safe_load(example))
    ran = called("check", "m.yaml")
    assert ran.code == 0
    assert ran.out.count("V202") >= 2


def test_the_yaml_template_and_the_shipped_example_name_the_schema_on_their_first_line() -> None:
    first = f"# yaml-language-server: $schema={FILE}"
    assert template("m.yaml").decode().splitlines()[0] == first
    assert (PROJECT / "mappings" / "example.yaml").read_text(encoding="utf-8").splitlines()[0] == first


def test_a_workbook_has_an_empty_table_of_text_and_a_sheet_of_instructions() -> None:
    book = load_workbook(io.BytesIO(template("m.xlsx")))
    table, words = book.worksheets
    assert [cell.value for cell in table[1]] == list(STARTED_WITH)
    assert table.max_row == 1
    columns = table.column_dimensions.values()
    formats = {at: one.number_format for one in columns for at in range(one.min or 0, (one.max or 0) + 1)}
    assert formats == dict.fromkeys(range(1, len(STARTED_WITH) + 1), "@")
    assert table.data_validations.count == 0
    texts = [cell.value for row in words.iter_rows() for cell in row if cell.value]
    assert set(MEANINGS.values()) | set(EXAMPLE.values()) <= set(texts)
    assert template("m.xlsx") == template("m.xlsx")


def test_a_workbook_with_rows_in_its_table_is_a_valid_mapping(called: Govlink, tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(template("m.xlsx")))
    for row in _ROWS:
        book.worksheets[0].append(row)
    book.save(tmp_path / "m.xlsx")
    ran = called("check", "m.xlsx")
    assert (ran.out, ran.err) == ("2 rows in 1 file: no problems.\n", "")


@pytest.mark.slow
def test_a_number_that_is_typed_into_the_workbook_keeps_its_zeros(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "m.xlsx").write_bytes(template("m.xlsx"))
    cells = {
        ("Mapping", f"{'ABCD'[at]}{line}"): cell for line, row in enumerate(_ROWS, 2) for at, cell in enumerate(row)
    }
    typed_into(tmp_path / "m.xlsx", cells, tmp_path / "typed.xlsx")
    table = load_workbook(tmp_path / "typed.xlsx").worksheets[0]
    assert [tuple(cell.value for cell in row) for row in table.iter_rows(min_row=2, max_row=3, max_col=4)] == list(
        _ROWS
    )
    assert called("check", "typed.xlsx").out == "2 rows in 1 file: no problems.\n"
