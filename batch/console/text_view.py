"""A run in words for people: results on standard output; progress, warnings, and errors on standard error."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from batch.clock import iso
from batch.console.audit_words import audit_lines
from batch.console.outlet import Outlet, json_line
from batch.console.progress import Progress
from batch.console.question import agreed
from batch.console.words import plan_lines, result_lines, stopped_line
from batch.events import CustomerRead, CustomersNamed, Event, SandboxMet, as_json
from batch.report import Rendered, roll_up
from batch.report.wording import address, customer, names_of
from batch.statuses import Status

_NOT_COMPARED = frozenset({Status.INVALID, Status.DUPLICATE, Status.NOT_ATTEMPTED})


class TextView:
    """Shows a run in words; `base_url` and `is_sandbox` identify the CloudHealth that it uses."""

    def __init__(
        self,
        progress: Progress,
        out: Outlet,
        err: Outlet,
        *,
        quiet: bool,
        verbose: bool,
        base_url: str,
        is_sandbox: bool,
    ) -> None:
        self._progress = progress
        self._out = out
        self._err = err
        self._quiet = quiet
        self._verbose = verbose
        self._base_url = base_url
        self._is_sandbox = is_sandbox
        self._shown: list[str] = []
        self._names: Mapping[str, str] = {}

    def event(self, event: Event) -> None:
        """Feed the progress display; with --verbose, every event is printed."""
        if self._verbose:
            self._progress.line(json_line(as_json(event, iso(datetime.now(UTC)))))
        self._progress.event(event)
        if isinstance(event, CustomerRead) and event.left_out:
            owner = customer(event.client_api_id, direct=True)
            self.warn(f"{owner}: {event.left_out}; no row can link these")
        if isinstance(event, CustomersNamed):
            self._names = event.names
        if isinstance(event, SandboxMet):
            self._is_sandbox = True
            self.note(f"this is a rehearsal: {self._address} answers")

    @property
    def _address(self) -> str:
        return address(self._base_url, is_sandbox=self._is_sandbox)

    def note(self, text: str) -> None:
        """Show what is about to happen, unless --quiet was given."""
        if not self._quiet:
            self._progress.line(f"govlink: {text}")

    def plan(self, plan: pd.DataFrame, forecast: Sequence[str]) -> None:
        """Show the plan."""
        self._progress.pause()
        # If a run is stopped before any customer is read, nothing was compared.
        compared = [f"Compared with {self._address}.", ""] if set(plan["status"]) - _NOT_COMPARED else []
        self._shown = [*compared, *plan_lines(plan, forecast, self._names), ""]
        if not self._quiet:
            print_lines(self._shown, self._out)

    def confirm(self, question: str) -> bool:
        """Ask before the first write; the plan in question is shown even with --quiet."""
        if self._quiet:
            print_lines(self._shown, self._out)
        return agreed(question, self._err)

    def warn(self, text: str) -> None:
        """Print a warning on standard error."""
        self._progress.pause()
        self._err.line(f"govlink: {text}")

    def pause(self) -> None:
        """Remove the progress display."""
        self._progress.pause()

    def result(self, rendered: Rendered, folder: Path) -> None:
        """Print what became of the rows, or what an audit found."""
        self._progress.pause()
        show_result(rendered, folder, self._out)
        if fault := self._out.fault:
            self.warn(f"{fault}; the reports are in {folder}")
        if stopped := stopped_line(rendered.summary):
            self.warn(stopped)


def show_result(rendered: Rendered, folder: Path, out: Outlet) -> None:
    """Print what became of a run's rows, or what an audit found, why, and what to do next."""
    causes = roll_up(rendered.report, rendered.facts, rendered.going_on, folder, names_of(rendered.summary))
    if rendered.facts is None:
        apply_command = rendered.going_on.with_plan(folder) if rendered.summary["apply_command"] else ""
        lines = result_lines(rendered.summary, causes, folder, apply_command, rendered.warnings)
    else:
        lines = audit_lines(rendered.summary, rendered.facts, causes, folder, rendered.warnings)
    print_lines(lines, out)


def print_lines(lines: Iterable[str], out: Outlet) -> None:
    """Print lines."""
    for line in lines:
        out.line(line)
