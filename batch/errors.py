"""The ways in which a whole command ends early, each with its exit code and words for a person."""

from enum import IntEnum


class Exit(IntEnum):
    """What a scheduler sees."""

    OK = 0
    ATTENTION = 1
    USAGE = 2
    STOPPED = 3
    LOCKED = 4
    CHANGES_PENDING = 5
    HUNG_UP = 129
    INTERRUPTED = 130
    TERMINATED = 143


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
