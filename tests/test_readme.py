"""The README: its recipes run as they are, and what it names is there."""

import re
from pathlib import Path

import click
import pytest
from console_blocks import failures

from batch.cli import root

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")


@pytest.mark.timeout(300)
def test_the_recipes_print_what_the_readme_shows() -> None:
    assert not failures(PROJECT / "README.md")


def test_every_guarantee_names_existing_tests() -> None:
    guarantees = README.partition("## Guarantees")[2].partition("\n## ")[0]
    rows = [line for line in guarantees.splitlines() if line.startswith("| ")][1:]
    assert rows
    for row in rows:
        files = re.findall(r"`(tests/[^`]+)`", row)
        assert files, row
        assert all((PROJECT / file).is_file() for file in files), row


def test_the_readme_names_only_existing_commands() -> None:
    named = set(re.findall(r"(?m)(?:`|^\$ )govlink ([a-z][a-z-]*)", README))
    assert {"apply", "fix", "guide", "sandbox"} <= named
    assert named <= set(root.list_commands(click.Context(root)))


def test_the_readme_can_be_read_in_five_minutes() -> None:
    assert len(README.splitlines()) <= 200
