"""Files and strings from public collections; skipped unless a folder of them is given.

`GOVLINK_CORPORA` names a folder with `blns.json` (the big list of naughty strings), `csv-spectrum.json` (files of that
project) and `yaml-test-suite.json` (inputs of that suite, with whether they are errors), the files in base64.
"""

import base64
import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from batch.checking import Checked, load
from batch.mapping import ReadOptions, Source
from batch.mapping.sources import Format
from batch.rules import files

_FOLDER = Path(os.environ.get("GOVLINK_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))

pytestmark = pytest.mark.skipif(not _FOLDER.is_dir(), reason="no folder of corpora is given (GOVLINK_CORPORA)")


def corpus(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    return found


def read(content: bytes, form: Format) -> Checked:
    return load([Source("m", form, content=content)], ReadOptions())


def test_naughty_strings_pass_through_own_columns_and_are_refused_as_ids() -> None:
    strings = [text for text in corpus("blns.json")["strings"] if "\0" not in text]
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["client_api_id", "commercial_owner_id", "govcloud_owner_id", "note"])
    for number, text in enumerate(strings):
        writer.writerow(["1", f"{100000000000 + number}", text, text])
    checked = read(out.getvalue().encode(), Format.CSV)
    assert [row.extra["note"] for row in checked.rows] == strings
    assert [row.govcloud_owner_id for row in checked.rows] == strings
    wrong = {problem.row for problem in checked.problems if problem.rule.id[:2] in {"V1", "R1"}}
    assert wrong == set(range(len(strings)))


def test_naughty_strings_as_whole_files_crash_nothing() -> None:
    for text in corpus("blns.json")["strings"]:
        for form in Format:
            checked = read(text.encode(), form)
            assert checked.unreadable or checked.invalid_count == checked.row_count


def test_files_of_other_dialects_have_the_rows_that_a_plain_reader_sees() -> None:
    for name, coded in corpus("csv-spectrum.json")["files"].items():
        content = base64.b64decode(coded)
        plain = list(csv.reader(io.StringIO(content.decode(), newline="")))
        checked = read(content, Format.CSV)
        assert checked.unreadable, name
        assert len(checked.rows) == len(plain) - 1, name
        assert [list(row.extra.values()) for row in checked.rows] == plain[1:], name


def test_every_kind_of_yaml_is_read_or_refused_and_invalid_yaml_is_reported() -> None:
    for name, case in corpus("yaml-test-suite.json")["files"].items():
        content = base64.b64decode(case["b64"])
        checked = read(content, Format.YAML)
        reported = {problem.rule.id for problem in checked.problems}
        try:
            list(yaml.parse(content.decode(), Loader=yaml.CBaseLoader))
        except yaml.YAMLError:
            assert checked.unreadable, name
            assert files.YAML_SYNTAX.id in reported or reported & {
                files.YAML_SHAPE.id,
                files.SECOND_DOCUMENT.id,
                files.NUL_BYTE.id,
            }, name
