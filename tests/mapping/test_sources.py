"""Which files the arguments name, and the errors if they name none."""

import io
import os
import sys
import threading
from pathlib import Path

import pytest
from program import Govlink
from workbooks import NAMES, ROW, by_openpyxl

from batch.checking import load
from batch.errors import UsageError
from batch.mapping import ReadOptions, find_sources


def find(*arguments: str, input_format: str | None = None) -> list[str]:
    options = ReadOptions(input_format=input_format)
    return [source.name for source in find_sources(arguments, options, io.BytesIO(b""))]


def reported(folder: Path) -> str:
    words: list[str] = []
    find_sources([str(folder)], ReadOptions(), io.BytesIO(), words.append)
    return "\n".join(words)


def refusal(*arguments: str) -> str:
    with pytest.raises(UsageError) as caught:
        find(*arguments)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_folder_is_read_as_every_mapping_file_in_it_by_name(tmp_path: Path) -> None:
    for name in ("b.csv", "a.YAML", "c.yml", "d.tsv", "notes.txt", ".hidden.csv"):
        (tmp_path / name).write_text("")
    (tmp_path / "folder.csv").mkdir()
    assert find(str(tmp_path)) == [str(tmp_path / name) for name in ("a.YAML", "b.csv", "c.yml", "d.tsv")]


def test_a_workbook_in_a_folder_is_read_with_the_others_and_a_lock_file_is_skipped(tmp_path: Path) -> None:
    for name in ("a.csv", "c.csv"):
        (tmp_path / name).write_text("")
    by_openpyxl(tmp_path / "b.xlsx", [NAMES, ROW])
    (tmp_path / "~$b.xlsx").write_text("")
    assert find(str(tmp_path)) == [str(tmp_path / name) for name in ("a.csv", "b.xlsx:Accounts", "c.csv")]


@pytest.mark.parametrize("library", ["openpyxl", "defusedxml"])
def test_a_workbook_without_the_extra_that_reads_it_is_refused_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    path = by_openpyxl(tmp_path / "b.xlsx", [NAMES, ROW])
    monkeypatch.setitem(sys.modules, library, None)
    for argument in (path, tmp_path):
        assert (
            refusal(str(argument))
            == f"reading {path} needs {library}: pip install 'govlink[excel]', or in a clone: pip install '.[excel]'"
        )


def test_a_folder_without_mapping_files_is_refused(tmp_path: Path) -> None:
    assert "no .csv, .tsv, .yaml, .yml, or .xlsx file" in refusal(str(tmp_path))


def test_unread_files_in_a_folder_are_named_except_hidden_and_lock_files(tmp_path: Path) -> None:
    for name in ("a.csv", "notes.txt", "book.XLSM", "b.csv.gz", ".hidden", "~$book.xlsx"):
        (tmp_path / name).write_text("")
    (tmp_path / "team-b").mkdir()
    (tmp_path / "linked").symlink_to("team-b")
    os.mkfifo(tmp_path / "pipe.csv")
    assert reported(tmp_path) == (
        f"{tmp_path}: other files are not read: b.csv.gz, notes.txt; "
        "these files are not read (save them as .xlsx, or export their tables as CSV): book.XLSM; "
        "folders within it are not read (name them as well if their files belong to the mapping): linked, team-b; "
        "pipes, sockets and devices in a folder are not read: pipe.csv"
    )


def test_a_folder_that_is_read_completely_gets_no_remark(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("")
    assert reported(tmp_path) == ""


def test_a_folder_without_readable_files_is_refused_with_its_contents(tmp_path: Path) -> None:
    (tmp_path / "book.ods").write_text("")
    assert refusal(str(tmp_path)).endswith(
        "these files are not read (save them as .xlsx, or export their tables as CSV): book.ods"
    )


def test_a_dangling_link_is_an_error_in_a_folder_and_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("")
    (tmp_path / "c.csv").symlink_to("/nowhere/c.csv")
    words = f"{tmp_path / 'c.csv'}: this is a link to /nowhere/c.csv, which does not exist"
    assert refusal(str(tmp_path)).startswith(words)
    assert refusal(str(tmp_path / "c.csv")).startswith(words)


def test_a_circular_link_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "c.csv").symlink_to("c.csv")
    assert "can't be read: too many levels of symbolic links" in refusal(str(tmp_path))


@pytest.mark.timeout(20)
def test_a_pipe_that_nobody_writes_to_is_refused_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("batch.piped._PATIENCE", 0.1)
    os.mkfifo(tmp_path / "pipe.csv")
    assert "nothing writes to it" in refusal(str(tmp_path / "pipe.csv"))


@pytest.mark.timeout(20)
def test_a_device_is_no_mapping(tmp_path: Path) -> None:
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    assert "it is neither a file nor a pipe" in refusal(str(tmp_path / "zero.csv"))


def test_a_missing_file_is_refused_with_the_most_similar_name(tmp_path: Path) -> None:
    (tmp_path / "mapping.csv").write_text("")
    assert refusal(str(tmp_path / "maping.csv")).endswith(f"did you mean {tmp_path / 'mapping.csv'}?")
    assert "nor the folder" in refusal(str(tmp_path / "no" / "mapping.csv"))


@pytest.mark.parametrize(
    ("missing", "there", "is_meant"),
    [
        ("Mapping.csv", "mapping.csv", True),
        ("mapping.csv", "mapping.yaml", True),
        ("mappnig.csv", "mapping.csv", True),
        ("pair-2026-11.csv", "pairs-2026-11.csv", True),
        ("pairs-2026-11.csv", "pairs-2026-10.csv", False),
        ("a.csv", "b.csv", False),
        ("prod.csv", "test.csv", False),
        ("accounts.csv", "account-owners.csv", False),
        ("mapping.csv", "mapping.txt", False),
    ],
)
def test_only_a_very_similar_name_is_suggested(tmp_path: Path, missing: str, there: str, *, is_meant: bool) -> None:
    (tmp_path / there).write_text("")
    assert refusal(str(tmp_path / missing)).endswith(f"did you mean {tmp_path / there}?") == is_meant


@pytest.mark.parametrize(
    ("name", "hint"), [("m.cvs", "mean .csv?"), ("m.xlsm", "save it as .xlsx, or export"), ("m", ".yml")]
)
def test_an_unknown_extension_is_refused_with_the_known_ones(tmp_path: Path, name: str, hint: str) -> None:
    (tmp_path / name).write_text("")
    assert hint in refusal(str(tmp_path / name))


def test_a_file_named_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("")
    assert "was given twice" in refusal(str(tmp_path / "m.csv"), str(tmp_path))


def test_a_file_named_in_two_ways_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "m.csv").write_text("")
    (tmp_path / "link.csv").symlink_to("m.csv")
    monkeypatch.chdir(tmp_path)
    assert refusal("./m.csv", "m.csv").startswith("m.csv was given twice, also as ./m.csv;")
    assert "was given twice" in refusal("m.csv", "link.csv")


def test_standard_input_is_given_only_once() -> None:
    with pytest.raises(UsageError, match="- was given twice;"):
        find("-", "-", input_format="csv")


@pytest.mark.timeout(20)
def test_a_named_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    text = "client_api_id,commercial_acct_id,govcloud_acct_id\n1,2,3\n"
    writer = threading.Thread(target=path.write_text, args=(text,), daemon=True)
    writer.start()
    sources = find_sources([str(path)], ReadOptions(), io.BytesIO())
    assert [len(load(sources, ReadOptions()).rows) for _ in range(2)] == [1, 1]


def test_standard_input_needs_its_format() -> None:
    assert "--input-format" in refusal("-")
    assert find("-", input_format="yaml") == ["-"]


def test_no_argument_is_refused() -> None:
    assert "no mapping was given" in refusal()


def test_a_file_that_vanishes_before_it_is_read_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("")
    sources = find_sources([str(path)], ReadOptions(), io.BytesIO())
    path.unlink()
    with pytest.raises(UsageError, match="can't be read: no such file"):
        load(sources, ReadOptions())


def test_an_impossible_file_name_is_refused_in_one_line() -> None:
    assert "can't be read" in refusal("x" * 5000 + ".csv")
    assert "no such file" in refusal("nul\0byte.csv")


@pytest.mark.parametrize(
    "words", [["check"], ["plan", "--sandbox"], ["schedule", "systemd", "apply", "--yes", "--sandbox"]]
)
def test_each_command_names_what_it_does_not_read_on_standard_error(
    words: list[str], called: Govlink, tmp_path: Path
) -> None:
    folder = tmp_path / "maps"
    (folder / "team-b").mkdir(parents=True)
    (folder / "a.csv").write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n1,2,3\n")
    reported = called(*words, folder).err
    assert f"govlink: {folder}: folders within it are not read" in reported
    assert "team-b" in reported
