"""Chooses the view of a run from its options and the terminal."""

import sys

from batch.console import View
from batch.console.event_view import EventView
from batch.console.outlet import Outlet
from batch.console.progress import Bar, Lines, Progress, Silent
from batch.console.text_view import TextView
from batch.streams import allows_color


def open_view(*, as_events: bool, quiet: bool, verbose: bool, no_color: bool, base_url: str, is_sandbox: bool) -> View:
    """The view for a run against this address; `NO_COLOR` in the environment has the same effect as `no_color`."""
    color = not no_color and allows_color()
    out, err = Outlet(color=color), Outlet(to_stderr=True, color=color)
    if as_events:
        return EventView(out, err)
    progress: Progress = Silent(err) if quiet else Bar(err) if sys.stderr.isatty() else Lines(err)
    return TextView(progress, out, err, quiet=quiet, verbose=verbose, base_url=base_url, is_sandbox=is_sandbox)
