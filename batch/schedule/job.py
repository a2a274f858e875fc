"""What is run, and when: values that are the same for every program that starts a job."""

from collections.abc import Iterable
from typing import NamedTuple

from batch.diagnostics import shown
from batch.errors import UsageError

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Job(NamedTuple):
    """An `apply` or `audit`; its options are words of a command line, without the API key's file."""

    command: str
    options: tuple[str, ...]
    mappings: tuple[str, ...]
    needs_key: bool = True
    key_file: str = ""
    """The file with the API key on this machine, or "" if none was given."""
    stop_seconds: int = 120
    """How long a run may take to stop: requests in flight, then the reports."""
    has_code_for_changes: bool = False
    """Whether the run may end with exit code 5, which is not a failure."""
    advice: tuple[str, ...] = ()
    """What the user should know about this job, one sentence each."""

    def words(self, *more: str) -> list[str]:
        """The words after `govlink`, with `more` options; raises UsageError if one can't be written down."""
        end_of_options = ["--"] if any(name.startswith("-") for name in self.mappings) else []
        words = [self.command, *self.options, *more, *end_of_options, *self.mappings]
        refuse_unwritable(words)
        return words


class Here(NamedTuple):
    """How the program is run on this machine: its words, the folder of relative paths, and the user."""

    program: tuple[str, ...]
    folder: str
    user: str


class When(NamedTuple):
    """A time of day, on some days of the week (0 is Monday; empty for all), in a time zone ("" for the machine's)."""

    hour: int
    minute: int
    days: tuple[int, ...] = ()
    zone: str = ""

    @property
    def day_names(self) -> list[str]:
        """The names of the days, in the order of the week."""
        return [_DAYS[day] for day in sorted(self.days)]

    def __str__(self) -> str:
        return f"{' and '.join(self.day_names) or 'every day'} at {self.hour:02}:{self.minute:02}"

    def as_cron(self) -> str:
        """The five fields for cron and Kubernetes, which count days from Sunday."""
        days = ",".join(str(day) for day in sorted((day + 1) % 7 for day in self.days))
        return f"{self.minute} {self.hour} * * {days or '*'}"


def refuse_unwritable(texts: Iterable[str]) -> None:
    """Raise UsageError for a text that would not survive being printed and pasted."""
    for text in texts:
        if not text.isprintable():
            raise UsageError(
                f'"{shown(text)}" has a line break or another invisible character, which a schedule can\'t hold'
            )


def comment(*sentences: str) -> list[str]:
    """The sentences as comment lines, which look the same in all three formats."""
    return [f"# {sentence}" for sentence in sentences]
