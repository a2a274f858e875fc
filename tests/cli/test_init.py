"""`govlink init` writes a new mapping to start from, and the schema of the YAML form."""

import subprocess
import sys
from pathlib import Path

import pytest
from program import Govlink

from batch.template import template
from batch.template.schema import text


def test_without_a_file_csv_goes_to_standard_output(called: Govlink) -> None:
    ran = called("init")
    assert (ran.code, ran.out, ran.err) == (0, template("m.csv").decode(), "")


@pytest.mark.parametrize("name", ["m.csv", "m.TSV", "m.yaml", "m.yml", "m.xlsx"])
def test_the_ending_of_the_file_sets_its_format(called: Govlink, tmp_path: Path, name: str) -> None:
    ran = called("init", name)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"govlink: {name} was written; add your rows, then run: govlink check {name}\n"
    assert (tmp_path / name).read_bytes() == template(name)


def test_the_schema_is_printed_or_written(called: Govlink, tmp_path: Path) -> None:
    assert called("init", "--schema").out == text()
    assert called("init", "--schema", "s.json").err == "govlink: s.json was written\n"
    assert (tmp_path / "s.json").read_text() == text()


@pytest.mark.parametrize("schema", [[], ["--schema"]])
def test_an_existing_file_is_never_overwritten(called: Govlink, tmp_path: Path, schema: list[str]) -> None:
    name = "m.json" if schema else "m.csv"
    (tmp_path / name).write_text("mine")
    ran = called("init", name, *schema)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"govlink: {name}: the file exists and has other content; name another one, or remove it\n"
    assert (tmp_path / name).read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("m.txt", "m.txt: the name of a mapping must end in .csv, .tsv, .yaml, .yml, or .xlsx"),
        ("mapping", "mapping: the name of a mapping must end in .csv"),
        ("file/m.csv", "file/m.csv: not a directory"),
    ],
)
def test_a_file_that_can_not_be_written_is_refused(called: Govlink, tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "file").touch()
    ran = called("init", name)
    assert ran.code == 2
    assert said in ran.err


def test_a_schema_has_a_name_of_its_own(called: Govlink, tmp_path: Path) -> None:
    ran = called("init", "--schema", "m.yaml")
    assert ran.code == 2
    assert "m.yaml: the schema is JSON; name a file that ends in .json" in ran.err
    assert not (tmp_path / "m.yaml").exists()


@pytest.mark.slow
def test_a_file_that_does_not_fit_on_the_disk_is_not_left_incomplete(tmp_path: Path) -> None:
    command = f"ulimit -f 1; exec '{sys.executable}' -m batch init --schema s.json"
    ran = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert ran.stderr == "govlink: s.json: file too large\n"
    assert not (tmp_path / "s.json").exists()


def test_without_the_extra_a_workbook_is_refused_with_what_installs_it_and_no_file_is_left(
    called: Govlink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("batch.extras.find_spec", lambda _library: None)
    ran = called("init", "m.xlsx")
    assert ran.code == 2
    assert "pip install 'govlink[excel]'" in ran.err
    assert not (tmp_path / "m.xlsx").exists()
