"""Runs the examples of every rule: the wrong one breaks the rule, and the right one breaks none."""

import csv
import json
import re
import shlex
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml
from circumstances import CIRCUMSTANCES, OFFLINE, WORKBOOKS, Asking
from program import KEY, Govlink, Ran
from workbooks import by_openpyxl

from batch.diagnostics import Example, Rule
from batch.rules import drift
from batch.rules.registry import RULES
from batch.sandbox import Scenario, serve

CODE = re.compile(r"\(([A-Z][0-9]{3})\)")
ACCEPTED = {drift.ACCEPTED.id}

Broken = Callable[[Example], set[str]]


@pytest.fixture
def broken(called: Govlink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Broken:
    """The ids of the rules that an example breaks."""
    monkeypatch.setenv("CLOUDHEALTH_API_KEY", KEY)

    def run(example: Example) -> set[str]:
        commands = [shlex.split(line) for _, line in example.steps]
        assert {program for program, *_ in commands} == {"govlink"}
        _, command, *arguments = commands[0]
        file = next(argument for argument in arguments if argument.startswith("mapping."))
        write(tmp_path / file, example)
        for name, text in example.other_files:
            (tmp_path / name).write_text(text)
        if not example.cloudhealth:
            OFFLINE["" if file.endswith(".xlsx") else example.circumstance](monkeypatch)
            ran = called(command, *arguments, "--format", "jsonl")
            return {json.loads(line)["code"] for line in ran.out.splitlines()}
        bring_about, port = CIRCUMSTANCES[example.circumstance], 0
        with ExitStack() as served:
            for (scenario, _), (_, *words) in zip(example.steps, commands, strict=True):
                if scenario:
                    served.close()
                    sandbox = served.enter_context(serve(Scenario.from_dict(yaml.safe_load(scenario)), port=port))
                    port = int(sandbox.base_url.rpartition(":")[2])
                complaints = bring_about(Asking(words, sandbox, called, tmp_path, monkeypatch, served.close))
                bring_about = CIRCUMSTANCES[""]
        return reported(tmp_path / "reports") | set(CODE.findall(complaints))

    return run


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_the_wrong_example_breaks_the_rule(rule: Rule, broken: Broken) -> None:
    assert rule.id in broken(rule.wrong)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_the_right_example_breaks_no_rule(rule: Rule, broken: Broken) -> None:
    # An accepted finding is the correction of one whose acceptance has expired.
    assert broken(rule.right) == (ACCEPTED if rule is drift.ACCEPTANCE_EXPIRED else set())


def write(path: Path, example: Example) -> None:
    """Write the mapping of an example; for a workbook, the text is its table."""
    if path.suffix == ".xlsx":
        assert isinstance(example.text, str)
        rows = list(csv.reader(example.text.splitlines()))
        WORKBOOKS[example.circumstance](by_openpyxl(path, rows))
    else:
        path.write_bytes(content(example))


def content(example: Example) -> bytes:
    text = example.text
    if isinstance(text, bytes):
        return text
    if example.repeated:
        at = text.index("…")
        text = text[:at] + text[at - 1] * example.repeated + text[at + 1 :]
    return text.encode()


def reported(reports: Path) -> set[str]:
    """Return every code that the last run reports for a row, or for a finding that isn't accepted."""
    left = Ran(0, "", "", reports)
    table = next((name for name in ("audit.csv", "report.csv") if (left.folder / name).exists()), "")
    codes = [set(line["codes"].split()) for line in (left.table(table) if table else ())]
    return set().union(*(each & ACCEPTED or each for each in codes))
