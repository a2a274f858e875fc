"""The question before the first write."""

import select
import sys

from batch.console.outlet import Outlet
from batch.streams import InputError

_GLANCE = 0.2
"""Seconds between looks at the input. A blocking read could sleep through a signal that came just before it."""


def agreed(question: str, outlet: Outlet) -> bool:
    """Ask, and take nothing but `y` or `yes` for a yes; the end of the input is a no, and so is its loss."""
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
