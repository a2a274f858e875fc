"""The ways in which a whole command ends early, each with its exit code and words for a person.

The guide shows the text below each exit code.
"""

from enum import IntEnum


class Exit(IntEnum):
    """What a scheduler sees."""

    OK = 0
    """Nothing needs attention; after `apply`, every row is linked as mapped."""
    ATTENTION = 1
    """The command finished, but something needs attention."""
    USAGE = 2
    """The options, the configuration, or the mapping as a whole can't be used; nothing was sent."""
    STOPPED = 3
    """The run stopped early or was refused: some rows were not attempted, or some customers not read."""
    LOCKED = 4
    """Another run has the lock; the message names it."""
    CHANGES_PENDING = 5
    """Only with `--exit-code`: nothing needs attention, but there are changes to apply."""
    HUNG_UP = 129
    """The run was interrupted by SIGHUP (the terminal was closed); the reports are written."""
    INTERRUPTED = 130
    """The run was interrupted by SIGINT (Ctrl-C); the reports are written. A second one ends it without them."""
    TERMINATED = 143
    """The run was interrupted by SIGTERM; the reports are written. A second one ends it without them."""


class GovlinkError(Exception):
    """A command can't go on; the text says why and what to do, and is shown without a traceback."""

    exit_code = Exit.STOPPED


class UsageError(GovlinkError):
    """An option, the configuration or the environment is not usable: nothing was sent."""

    exit_code = Exit.USAGE


class EndedEarlyError(GovlinkError):
    """The command ended before it had a result, by a signal, say; nothing was sent or written."""

    def __init__(self, words: str, exit_code: Exit) -> None:
        super().__init__(words)
        self.exit_code = exit_code


class ExhaustedError(GovlinkError):
    """The machine gave the program no more of what it needs; the text says what is left to do."""


class LockedError(GovlinkError):
    """Another run holds the lock; the text names its `holder`."""

    exit_code = Exit.LOCKED

    def __init__(self, words: str, holder: str) -> None:
        super().__init__(words)
        self.holder = holder
