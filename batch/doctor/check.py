"""A check and its result."""

from dataclasses import dataclass
from enum import StrEnum

from batch.errors import Exit


class State(StrEnum):
    """The result of a check."""

    OK = "ok"
    ATTENTION = "attention"
    FAILED = "failed"
    SKIPPED = "skipped"
    """Not made, since an earlier check failed."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was found, and the `remedy` if that isn't ok ("" if it is).

    `exit_code` is this check's part in the command's exit code.
    """

    name: str
    state: State
    words: str
    remedy: str = ""
    exit_code: Exit = Exit.OK


def ok(name: str, words: str) -> Check:
    """Return a check that passed."""
    return Check(name, State.OK, words)


def attention(name: str, words: str, remedy: str, exit_code: Exit = Exit.ATTENTION) -> Check:
    """Return a check that works, but needs attention."""
    return Check(name, State.ATTENTION, words, remedy, exit_code)


def failed(name: str, words: str, remedy: str, exit_code: Exit = Exit.STOPPED) -> Check:
    """Return a check that failed."""
    return Check(name, State.FAILED, words, remedy, exit_code)


def skipped(name: str, why: str) -> Check:
    """Return a check that was not made, for this reason."""
    return Check(name, State.SKIPPED, why)
