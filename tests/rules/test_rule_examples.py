"""The examples of every rule, through the real program: the wrong one breaks the rule, the right one breaks none."""

import json
import shlex
from pathlib import Path

import pytest
from program import Govlink

from batch.diagnostics import Example, Rule
from batch.rules.registry import CODES

CHECKED = [rule for rule in CODES.values() if rule.wrong.text and not rule.wrong.cloudhealth]


@pytest.mark.parametrize("rule", CHECKED, ids=lambda rule: rule.id)
def test_the_wrong_example_breaks_the_rule(rule: Rule, called: Govlink, tmp_path: Path) -> None:
    assert rule.id in broken(rule.wrong, called, tmp_path)


@pytest.mark.parametrize("rule", CHECKED, ids=lambda rule: rule.id)
def test_the_right_example_breaks_no_rule(rule: Rule, called: Govlink, tmp_path: Path) -> None:
    assert broken(rule.right, called, tmp_path) == set()


def broken(example: Example, called: Govlink, folder: Path) -> set[str]:
    """The ids of the rules that an example breaks; its files are written as its command names them."""
    program, command, *arguments = shlex.split(example.command)
    assert program == "govlink"
    file = next(argument for argument in arguments if argument.startswith("mapping."))
    (folder / file).write_bytes(content(example))
    for name, text in example.beside:
        (folder / name).write_text(text)
    ran = called(command, *arguments, "--format", "jsonl")
    return {json.loads(line)["code"] for line in ran.out.splitlines()}


def content(example: Example) -> bytes:
    text = example.text
    if isinstance(text, bytes):
        return text
    if example.repeated:
        at = text.index("…")
        text = text[:at] + text[at - 1] * example.repeated + text[at + 1 :]
    return text.encode()
