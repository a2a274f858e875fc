"""The exact command that continues with what a run left undone, ready to copy into a shell; pure."""

import shlex
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from batch.diagnostics import file_and_sheet, printable
from batch.events import RunStarted
from batch.report.taking_up import FIX_FILE, MAY_APPEAR, RETRY_FILE, WORKBOOK_FILE
from batch.rules import linkages, sending
from batch.statuses import Action, Status

_DEFAULT_REPORTS = "reports"
_OF_APPLY_ALONE = frozenset({"max-creates", "max-updates", "max-duration", "max-failures", "require-clean"})
_OF_READING = ("client-api-id", "column", "sheet")
"""The options for reading a mapping's files, which `retry.csv` and `fix.csv` don't need."""
_STALE = frozenset({linkages.BLOCKED_BY_ANOTHER_ROW.id, linkages.STALE.id})
"""Codes of rows that a reviewed plan no longer covers; the next step is a new plan to review, not an apply."""
_LIMIT_ON = {"max-creates": Action.CREATE, "max-updates": Action.UPDATE}
_STDIN = "-"
_SOURCES_AT_MOST = 5
"""A command with more files is too long to copy."""


def run_folder(started: RunStarted) -> Path:
    """Where the run wrote its reports; `started` is its first event."""
    return Path(str(started.settings.get("reports", _DEFAULT_REPORTS)), started.run)


class Continuation:
    """The commands that continue a run: `started` is its first event, `report` its rows (`batch.frames.REPORT`).

    `to_edit` is the file of its folder in which rows are edited: `fix.csv`, or the workbook. `stopped` is the code of
    the run's stop reason, or "".
    """

    def __init__(self, started: RunStarted, report: pd.DataFrame, to_edit: str = FIX_FILE, stopped: str = "") -> None:
        self._must_wait = stopped == sending.ANSWER_NAMES_OTHER_ACCOUNTS.id
        self.to_edit = to_edit
        self._command = started.command
        self._settings = started.settings
        self._options = started.options
        # The reviewed plan is the run's first input; the path of its option may point elsewhere by now.
        self._reviewed = Path(str(started.inputs[0]["path"])).parent if self._options.get("plan") else None
        waiting = report[report["status"] == Status.NOT_ATTEMPTED]
        self._waiting = {limit: int((waiting["action"] == action).sum()) for limit, action in _LIMIT_ON.items()}
        self._files = list(dict.fromkeys(file_and_sheet(source)[0] for source in report["source"].unique()))

    def with_file(self, folder: Path, file: str, code: str) -> str:
        """The command that continues with the rows of this code in a file of the run's folder, now at `folder`.

        "" if nothing may be run again before CloudHealth's support has answered.
        """
        if self._must_wait:
            return ""
        is_of_sheet = "sheet" in self._settings and file == WORKBOOK_FILE
        reading = {"sheet": self._settings["sheet"]} if is_of_sheet else {}
        if code in _STALE:
            return self._with("plan", [folder / file], reading=reading)
        if self._reviewed is None:
            # An audit changes nothing, so apply continues with its rows.
            command = "apply" if self._command == "audit" else self._command
            return self._with(command, [folder / file], code, reading)
        # Reviewed rows are only sent as reviewed; rows that were rejected or are edited now need a new review.
        if file == RETRY_FILE and code not in MAY_APPEAR:
            return self.with_plan(self._reviewed, code)
        return self._with("plan", [folder / file], reading=reading)

    def with_plan(self, folder: Path, code: str = "") -> str:
        """The command that sends the plan in `folder`, and nothing else."""
        return _line(["govlink", "apply", "--plan", str(folder), *chain(*option_words(self._kept("apply", code)))])

    def with_mapping(self) -> str:
        """The command that applies the whole mapping, or "" if it was on standard input or in too many files."""
        if _STDIN in self._files or not 0 < len(self._files) <= _SOURCES_AT_MOST:
            return ""
        reading = {name: self._options[name] for name in _OF_READING if name in self._options}
        return self._with("apply", map(Path, self._files), reading=reading)

    def _with(
        self, command: str, files: Iterable[Path], code: str = "", reading: Mapping[str, Any] | None = None
    ) -> str:
        options = {**self._kept(command, code), **(reading or {})}
        return _line(["govlink", command, *map(_as_argument, files), *chain(*option_words(options))])

    def _kept(self, command: str, code: str) -> dict[str, Any]:
        """The run's options that the command needs, with the limit that stopped the run raised."""
        kept = {
            name: value
            for name, value in self._settings.items()
            if name != "sheet" and (command != "plan" or name not in _OF_APPLY_ALONE)
        }
        if code == sending.SAFETY_LIMIT.id:
            kept |= {limit: max(kept[limit], rows) for limit, rows in self._waiting.items() if limit in kept}
        if code == sending.REFUSED_FOR_ITS_REGION.id:
            # As the remedy asks: send one row the other way round, and check it before the rest is sent.
            kept |= {"direction": "swapped"} | ({"limit": 1} if command == "apply" else {})
        return kept


def rebuilding(folder: Path) -> str:
    """The command that makes the reports in a run's folder from its plan and journal."""
    return _line(["govlink", "report", _as_argument(folder)])


def _as_argument(file: Path) -> str:
    """The file in a form that can't be mistaken for an option."""
    return f"./{file}" if str(file).startswith("-") else str(file)


def option_words(options: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Each option as words of a command line: its name, and its value if it has one."""
    for name, value in options.items():
        if value is True:
            yield (f"--{name}",)
        elif value is not False and value is not None:
            for one in value if isinstance(value, list | tuple) else [value]:
                yield f"--{name}", "=".join(one) if isinstance(one, list | tuple) else str(one)


def _line(words: Iterable[str]) -> str:
    """The words as one line for a shell; displaying it neither breaks the line nor changes a word."""
    return " ".join(shlex.quote(word) if word.isprintable() else _spelled_out(word) for word in words)


def _spelled_out(word: str) -> str:
    r"""`$'a\nb'`, as bash, zsh, and ksh read it."""
    return "$'" + printable(word.replace("\\", "\\\\").replace("'", "\\'")) + "'"
