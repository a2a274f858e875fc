"""The question before the first write."""

import select
import sys

from batch.console.outlet import Outlet
from batch.streams import InputError

_GLANCE = 0.2
"""Seconds between checks of the input. A blocking read could miss a signal that came just before it."""


def agreed(question: str, outlet: Outlet) -> bool:
    """Ask; only `y` and `yes` mean yes. The end of the input and an unreadable input mean no."""
    outlet.line(f"{question} [y/N]: ", end="")
    while not select.select([sys.stdin], [], [], _GLANCE)[0]:
        pass
    try:
        answer = sys.stdin.readline()
    except (InputError, UnicodeDecodeError):
        answer = ""
    if not answer.endswith("\n"):
        outlet.line("")
    return answer.strip().lower() in {"y", "yes"}
