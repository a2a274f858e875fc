"""A check and what came of it."""

from dataclasses import dataclass
from enum import StrEnum

from batch.errors import Exit


class State(StrEnum):
    """What came of a check."""

    OK = "ok"
    ATTENTION = "attention"
    FAILED = "failed"
    SKIPPED = "skipped"
    """Not made, since a check before it failed."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was found, and the `remedy` where it isn't well ("" where it is).

    `exit_code` is what the command ends with for the sake of this check alone.
    """

    name: str
    state: State
    words: str
    remedy: str = ""
    exit_code: Exit = Exit.OK


def ok(name: str, words: str) -> Check:
    """It is well."""
    return Check(name, State.OK, words)


def attention(name: str, words: str, remedy: str, exit_code: Exit = Exit.ATTENTION) -> Check:
    """It works, and somebody should look."""
    return Check(name, State.ATTENTION, words, remedy, exit_code)


def failed(name: str, words: str, remedy: str, exit_code: Exit = Exit.STOPPED) -> Check:
    """It doesn't work."""
    return Check(name, State.FAILED, words, remedy, exit_code)


def skipped(name: str, why: str) -> Check:
    """It was not made, for this reason."""
    return Check(name, State.SKIPPED, why)
