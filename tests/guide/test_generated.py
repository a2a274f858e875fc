"""What the code writes into the guide: it is up to date, and nothing that needs words is without."""

from dataclasses import fields
from typing import Any, get_args

import pytest
from generate import GUIDE, PARTS, documented, files_of_a_run, fresh
from program import KEY, Govlink, Served

from batch.audit import Finding
from batch.errors import Exit
from batch.events import Event, FactFound, Reported
from batch.frames import AUDIT
from batch.sandbox import load_scenario, shipped_scenarios
from batch.statuses import Status

EVENTS = [kind for kind in (*get_args(Event), Reported) if kind is not FactFound]


@pytest.mark.parametrize("page", sorted(GUIDE.glob("*.md")), ids=lambda page: page.stem)
def test_a_generated_part_is_what_the_code_has_now(page: Any) -> None:
    text = page.read_text(encoding="utf-8")
    is_fresh = text == fresh(text)
    assert is_fresh, "run: python tests/guide/generate.py"


def test_every_part_is_on_a_page() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in GUIDE.glob("*.md"))
    assert [name for name in PARTS if f"<!-- generated: {name} -->" not in pages] == []


@pytest.mark.parametrize("kind", [Status, Exit, Finding])
def test_every_member_is_described(kind: Any) -> None:
    assert documented(kind).keys() == kind.__members__.keys()


@pytest.mark.parametrize("kind", EVENTS)
def test_every_event_and_each_of_its_fields_is_described(kind: Any) -> None:
    assert kind.__doc__
    assert list(documented(kind)) == [field.name for field in fields(kind)]


def test_a_fact_as_an_event_has_the_columns_of_the_audit() -> None:
    assert [field.name for field in fields(FactFound)] == list(AUDIT)


def test_every_shipped_scenario_is_described() -> None:
    assert all(load_scenario(name).summary for name in shipped_scenarios())


def test_every_file_of_a_runs_folder_is_described(called: Govlink, served: Served) -> None:
    sandbox = served()
    audit = called("audit", "--all-customers", "--base-url", sandbox.base_url, "--rate", "1000/s", key=KEY)
    assert {path.name for path in audit.folder.iterdir()} == {name for name, _ in files_of_a_run()}
