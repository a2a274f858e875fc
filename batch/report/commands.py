"""The exact command that goes on with what a run left undone, ready to copy into a shell; pure."""

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from batch.events import JournalLine

_DEFAULT_REPORTS = "reports"
_OF_APPLY_ALONE = frozenset({"max-creates", "max-updates", "max-duration", "max-failures", "require-clean"})
_STALE = frozenset({"L104", "L105"})
"""Codes of rows that a reviewed plan no longer covers: the way on is a new plan to review, not an apply."""


def run_folder(started: JournalLine) -> Path:
    """Where the run wrote its reports; `started` is its first event."""
    reports: str = started["settings"].get("reports", _DEFAULT_REPORTS)
    return Path(reports, started["run"])


def go_on_with(file: Path, command: str, settings: Mapping[str, Any]) -> str:
    """The command that takes up `retry.csv` or `fix.csv`, with the options of the run that wrote it."""
    kept = {name: value for name, value in settings.items() if command != "plan" or name not in _OF_APPLY_ALONE}
    return shlex.join(["govlink", command, str(file), *_options(kept)])


def follow_up(code: str, command: str) -> str:
    """The command that rows of this code go on with, after a run of `command`."""
    if code in _STALE:
        return "plan"
    # An audit changes nothing: what goes on with its rows is an apply.
    return "apply" if command == "audit" else command


def apply_plan(folder: Path, settings: Mapping[str, Any]) -> str:
    """The command that sends what a run of `plan` has shown, and nothing else."""
    return shlex.join(["govlink", "apply", "--plan", str(folder), *_options(settings)])


def _options(settings: Mapping[str, Any]) -> Iterator[str]:
    for name, value in settings.items():
        if value is True:
            yield f"--{name}"
        elif value is not False and value is not None:
            for one in value if isinstance(value, list | tuple) else [value]:
                yield from (f"--{name}", str(one))
