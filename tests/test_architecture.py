"""The design's layers are checked against the imports, and its folders against those of the tests."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from batch.audit import Finding
from batch.cloudhealth.verdict import Verdict
from batch.events import Event
from batch.rules.registry import RULES
from batch.statuses import Status

PROJECT = Path(__file__).parents[1]
_OF_THE_PROJECT = ("architecture", "contributing", "dependencies", "readme", "samples")
"""Subjects of tests that are not about the program."""


def test_no_import_runs_against_the_direction_of_the_design() -> None:
    lint = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"]
    found = subprocess.run([*lint, "--no-cache"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_a_test_is_in_the_folder_of_what_it_tests() -> None:
    batch, tests = PROJECT / "batch", PROJECT / "tests"
    modules = {path.relative_to(batch).with_suffix("") for path in batch.rglob("*.py")}
    rooms = modules | {module.parent for module in modules}
    tested = {test.parent.relative_to(tests) for test in tests.glob("*/**/test_*.py")}
    tested |= {Path(test.stem.removeprefix("test_")) for test in tests.glob("test_*.py")}
    # Benchmarks and journeys cover several folders.
    assert {str(room) for room in tested - rooms} == {"bench", "journeys", *_OF_THE_PROJECT}


def test_help_and_version_start_without_pandas_and_requests() -> None:
    program = (
        "import sys; from batch.cli import main\n"
        "commands = (['apply'], ['plan'], ['check'], ['export'], ['doctor'], ['schedule'], ['schedule', 'cron'])\n"
        "commands += (['customers'], ['import-aws'], ['fix'], ['guide'])\n"
        "for argv in (['--version'], ['--help'], *([*names, '--help'] for names in commands)):\n"
        "    main(argv)\n"
        "print(sorted({'pandas', 'requests', 'rich', 'tenacity', 'starlette'} & sys.modules.keys()))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_codes_are_named_by_their_constants() -> None:
    found = [
        f"{where}: {text!r}"
        for where, tree in modules()
        if "rules" not in where.parts
        for text in strings_of(tree)
        if any(code in text for code in RULES)
    ]
    assert found == []


def test_events_verdicts_statuses_and_findings_are_compared_by_their_constants() -> None:
    kinds = {
        *(event.name for event in get_args(Event)),
        *(verdict.__name__ for verdict in get_args(Verdict)),
        *Status,
        *Finding,
    } - {"unknown"}  # accounts and directions can be unknown as well
    found = [
        f"{where}: {text!r}"
        for where, tree in modules()
        if "sandbox" not in where.parts  # which must not depend on these
        for text in compared_with(tree)
        if text in kinds
    ]
    assert found == []


def test_no_two_classes_have_the_same_name() -> None:
    named: dict[str, list[Path]] = {}
    for where, tree in modules():
        # The sandbox has the same things, seen from the server's side.
        for node in tree.body if "sandbox" not in where.parts else ():
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                named.setdefault(node.name, []).append(where)
    assert {name: places for name, places in named.items() if len(places) > 1} == {}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((PROJECT / "batch").rglob("*.py")):
        yield path.relative_to(PROJECT), ast.parse(path.read_text())


def strings_of(tree: ast.Module) -> Iterator[str]:
    """Every string of a module except its docstrings."""
    documents = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documents:
            yield node.value


def compared_with(tree: ast.Module) -> Iterator[str]:
    """The strings that a module compares something with or matches it against."""
    for node in ast.walk(tree):
        sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
        sides += [node.value] if isinstance(node, ast.MatchValue) else []
        for side in sides:
            if isinstance(side, ast.Constant) and isinstance(side.value, str):
                yield side.value
