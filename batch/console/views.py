"""The views: words for people, with a progress bar on a terminal and a line now and then elsewhere.

Or events as NDJSON.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import pandas as pd

from batch.clock import iso
from batch.console import View
from batch.console.audit_words import audit_lines
from batch.console.progress import Bar, Lines, Progress, Silent
from batch.console.words import plan_lines, result_lines, stopped_line
from batch.events import Event, as_json
from batch.report import Rendered
from batch.report.wording import address, visible


def open_view(*, as_events: bool, quiet: bool, verbose: bool, base_url: str, is_sandbox: bool) -> View:
    """The view that the options and the terminal ask for."""
    if as_events:
        return EventView()
    progress: Progress = Silent() if quiet else Bar() if sys.stderr.isatty() else Lines()
    return TextView(progress, quiet=quiet, verbose=verbose, address=address(base_url, is_sandbox=is_sandbox))


class TextView:
    """Words for people."""

    def __init__(self, progress: Progress, *, quiet: bool, verbose: bool, address: str) -> None:
        self._progress = progress
        self._quiet = quiet
        self._verbose = verbose
        self._address = address
        self._shown: list[str] = []

    def event(self, event: Event) -> None:
        """Feed the progress display; with --verbose, every event is told."""
        if self._verbose:
            self._progress.tell(json.dumps(as_json(event, iso(datetime.now(UTC))), ensure_ascii=False))
        self._progress.event(event)

    def note(self, text: str) -> None:
        """Tell what is about to happen."""
        if not self._quiet:
            self._progress.tell(f"govlink: {visible(text)}")

    def plan(self, plan: pd.DataFrame, forecast: Sequence[str]) -> None:
        """Show the plan."""
        self._progress.pause()
        self._shown = [f"Compared with {self._address}.", "", *plan_lines(plan, forecast), ""]
        if not self._quiet:
            _print(self._shown)

    def confirm(self, question: str) -> bool:
        """Ask before the first write; what is asked about is shown even to those who want quiet."""
        if self._quiet:
            _print(self._shown)
        return click.confirm(question, err=True)

    def warn(self, text: str) -> None:
        """Complain."""
        self._progress.pause()
        click.echo(f"govlink: {visible(text)}", err=True)

    def result(self, rendered: Rendered, folder: Path) -> None:
        """Say what became of the rows."""
        self._progress.pause()
        show_result(rendered, folder)
        if stopped := stopped_line(rendered.summary):
            self.warn(stopped)


class EventView:
    """One event a line, as the journal has them; nothing else on standard output."""

    def event(self, event: Event) -> None:
        """Print it."""
        click.echo(json.dumps(as_json(event, iso(datetime.now(UTC))), ensure_ascii=False))

    def note(self, text: str) -> None:
        """Nothing: the events say it."""

    def plan(self, plan: pd.DataFrame, forecast: Sequence[str]) -> None:
        """Nothing: the plan is in its file."""

    def confirm(self, question: str) -> bool:
        """Ask before the first write."""
        return click.confirm(question, err=True)

    def warn(self, text: str) -> None:
        """Complain."""
        click.echo(f"govlink: {visible(text)}", err=True)

    def result(self, rendered: Rendered, folder: Path) -> None:
        """Close with one line that says where the reports are and what `summary.json` counts."""
        if stopped := stopped_line(rendered.summary):
            self.warn(stopped)
        closing = {"event": "reported", "folder": str(folder), "counts": rendered.summary["counts"]}
        click.echo(json.dumps(closing, ensure_ascii=False))


def show_result(rendered: Rendered, folder: Path) -> None:
    """Print what became of a run's rows, or what an audit found, why, and what to do next."""
    if rendered.facts is None:
        _print(result_lines(rendered.summary, rendered.causes, folder))
    else:
        _print(audit_lines(rendered.summary, rendered.facts, folder))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(visible(line))
