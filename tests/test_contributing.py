"""The page for contributors compared with the code, and the forms of `.github/` with what GitHub accepts."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from program import PROJECT

BATCH = PROJECT / "batch"
GITHUB = PROJECT / ".github"
PAGE = (GITHUB / "CONTRIBUTING.md").read_text(encoding="utf-8")
BUILT, WHERE = "How it is built", "Where a change goes"

FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
OF_A_KIND = {
    "markdown": {"value"},
    "input": {"label"},
    "textarea": {"label"},
    "dropdown": {"label", "options"},
    "checkboxes": {"label", "options"},
}
"""What each kind of element of an issue form must have."""
OPTIONAL = {"description", "placeholder", "value", "render", "multiple", "default"}


def _section(heading: str) -> str:
    return PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def _modules(text: str) -> set[str]:
    """The modules and rooms that a text names."""
    return {name.strip("/") for name in re.findall(r"(?<![\w/])((?:[a-z_]+/)*[a-z_]+(?:\.py|/))(?![\w/])", text)}


def _there() -> set[str]:
    paths = [path for path in BATCH.rglob("*") if "__pycache__" not in path.parts and path.suffix in {"", ".py"}]
    return {path.relative_to(BATCH).as_posix() for path in paths}


def test_the_architecture_names_only_modules_and_rooms_that_exist() -> None:
    named = {name for name in _modules(_section(BUILT)) if not name.startswith("tests/")}
    assert named <= _there()


def test_the_table_of_rooms_names_every_room_and_module_of_the_package() -> None:
    rooms = re.search(r"\| room \|.*?\n\n", PAGE, re.DOTALL)
    assert rooms
    named = _modules(" ".join(re.findall(r"`([^`]+)`", rooms[0])))
    assert named <= _there()
    assert {name for name in _there() if "/" not in name and not name.startswith(("_", "py.typed"))} <= named


def test_files_that_the_page_refers_to_exist() -> None:
    named = set(re.findall(r"`(?:python )?((?:[\w.-]+/)+[\w.-]*)(?: [^`]*)?`", PAGE))
    assert {name for name in named if not any((root / name).exists() for root in (PROJECT, BATCH))} == {"dist/"}


def test_the_page_explains_every_dependency_and_no_other() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in ("excel", "sandbox") for each in project["optional-dependencies"][extra]),
    ]
    named = {name.lower().replace(" ", "-") for name in re.findall(r"\*\*([\w -]+)\*\*", _section("Dependencies"))}
    assert named == {Requirement(each).name.lower() for each in wanted}


def test_each_word_is_in_the_glossary_once() -> None:
    words = [
        word for words in re.findall(r"(?m)^\| ([a-zA-Z, ]+) \|", _section("Glossary")) for word in words.split(", ")
    ]
    assert len(words) == len(set(words)) > 15


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_github_accepts_an_issue_form(path: Path) -> None:
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert {"name", "description", "body"} <= form.keys() <= {"name", "description", "body", "title", "labels"}
    assert all(isinstance(form[key], str) and form[key] for key in ("name", "description"))
    assert {"markdown"} != {element["type"] for element in form["body"]}, "a form asks for something"
    for element in form["body"]:
        _check(element)
    asked = [element for element in form["body"] if element["type"] != "markdown"]
    for names in ([each["id"] for each in asked], [each["attributes"]["label"] for each in asked]):
        assert len(names) == len(set(names))


def _check(element: Mapping[str, Any]) -> None:
    attributes, kind = element["attributes"], element["type"]
    assert element.keys() <= {"type", "id", "attributes", "validations"}
    assert OF_A_KIND[kind] <= attributes.keys() <= OF_A_KIND[kind] | OPTIONAL
    assert all(isinstance(attributes[key], str) for key in attributes.keys() - {"options", "multiple", "default"})
    if kind != "markdown":
        assert re.fullmatch("[a-zA-Z][a-zA-Z0-9_-]*", element["id"])
    assert all(isinstance(value, bool) for value in element.get("validations", {}).values())
    assert element.get("validations", {}).keys() <= {"required"}
    options = attributes.get("options", [])
    if kind == "dropdown":
        assert all(isinstance(option, str) for option in options)
        assert len(options) == len(set(options)) > 1
    for option in options if kind == "checkboxes" else []:
        assert {"label"} <= option.keys() <= {"label", "required"}


def test_each_form_has_its_own_name() -> None:
    names = [yaml.safe_load(path.read_text(encoding="utf-8"))["name"] for path in FORMS]
    assert len(names) == len(set(names)) > 1


def test_a_bug_is_reported_with_what_doctor_prints_and_without_secrets() -> None:
    text = (GITHUB / "ISSUE_TEMPLATE/bug.yml").read_text(encoding="utf-8")
    for asked in ("govlink doctor", "govlink --version", "--record", "API key", "names"):
        assert asked in text


def test_github_accepts_the_choice_of_issue_forms() -> None:
    config = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE/config.yml").read_text(encoding="utf-8"))
    assert config.keys() <= {"blank_issues_enabled", "contact_links"}
    assert isinstance(config["blank_issues_enabled"], bool)
    for link in config.get("contact_links", []):
        assert link.keys() == {"name", "url", "about"}
        assert link["url"].startswith("https://")
