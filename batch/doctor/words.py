"""The checks as lines of text; pure. The outlet takes care of colors and terminals."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from batch.counting import counted
from batch.doctor import Diagnosis
from batch.doctor.check import Check, State
from batch.errors import Exit
from batch.report.service_words import service_words
from batch.report.wording import address

_WIDTH = 110
_NAME = len("certificate")
_STATE = len(State.ATTENTION)
_INDENT = " " * (2 + _STATE + 2 + _NAME + 2)
_NEXT = "next: "


def lines(ended: Diagnosis) -> Iterator[str]:
    """Yield all lines, the conclusion last."""
    if ended.base_url:
        yield f"govlink doctor for {address(ended.base_url, is_sandbox=ended.is_sandbox)}"
        yield ""
    for heading, checks in ended.sections.items():
        yield from _section(heading, checks)
        yield ""
    yield from _service(ended)
    yield ""
    yield _conclusion(ended)


def _section(heading: str, checks: Sequence[Check]) -> Iterator[str]:
    """Yield a heading, then each check: state, name, what was found, and below it what to do."""
    yield f"{heading}:"
    for check in checks:
        start = f"  {check.state:{_STATE}}  {check.name:{_NAME}}  "
        yield from _wrapped(check.words, start, _INDENT)
        if check.remedy:
            yield from _wrapped(check.remedy, _INDENT + _NEXT, _INDENT + " " * len(_NEXT))


def _service(ended: Diagnosis) -> Iterator[str]:
    yield "What this service does where its documentation is silent:"
    for words in service_words(ended.traits) or ["Nothing is known yet."]:
        yield from _wrapped(words, "  ", "    ")
    if runs := ended.earlier_runs:
        yield f"  (from these answers and {counted(runs, 'earlier run')})"


def _conclusion(ended: Diagnosis) -> str:
    counts = Counter(check.state for check in ended.checks)
    asked = f"{counted(ended.requests, 'request')} sent, all reads" if ended.requests else "no requests sent"
    if ended.exit_code is Exit.OK and not counts[State.SKIPPED]:
        return f"All {counted(len(ended.checks), 'check')} passed ({asked})."
    parts = [f"{counts[State.FAILED]:,} failed"] if counts[State.FAILED] else []
    if needing := counts[State.ATTENTION]:
        parts.append(f"{needing:,} {'needs' if needing == 1 else 'need'} attention")
    parts += [f"{counts[State.SKIPPED]:,} skipped"] if counts[State.SKIPPED] else []
    return f"Of {counted(len(ended.checks), 'check')}, {', '.join(parts)} ({asked})."


def _wrapped(text: str, start: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=start, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ) or [start.rstrip()]
