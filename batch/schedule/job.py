"""What is run, and when: plain values that are the same for everything that can start a job."""

from collections.abc import Iterable
from typing import NamedTuple

from batch.diagnostics import shown
from batch.errors import UsageError

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Job(NamedTuple):
    """An `apply` or `audit`; its options are words as on a command line, the API key's file not among them."""

    command: str
    options: tuple[str, ...]
    mappings: tuple[str, ...]
    needs_key: bool = True
    key_file: str = ""
    """Where the API key is here; "" where nobody said."""
    stop_seconds: int = 120
    """So long a run may take to end once it is asked to: requests in flight, then the reports."""
    tells_changes: bool = False
    """It may end with exit code 5, which is no failure."""
    advice: tuple[str, ...] = ()
    """What the user should know of this very job, a sentence each."""

    def words(self, *more: str) -> list[str]:
        """The words behind `govlink`, with `more` options; raises UsageError where one can't be written down."""
        end_of_options = ["--"] if any(name.startswith("-") for name in self.mappings) else []
        words = [self.command, *self.options, *more, *end_of_options, *self.mappings]
        refuse_unwritable(words)
        return words


class Here(NamedTuple):
    """How the program is run on this machine: its words, the folder that relative paths begin in, and by whom."""

    program: tuple[str, ...]
    folder: str
    user: str


class When(NamedTuple):
    """A time of the day, on some days of the week (0 is Monday; none: on all), in a time zone ("": the machine's)."""

    hour: int
    minute: int
    days: tuple[int, ...] = ()
    zone: str = ""

    @property
    def day_names(self) -> list[str]:
        """The days in English, in the order of the week."""
        return [_DAYS[day] for day in sorted(self.days)]

    def __str__(self) -> str:
        return f"{' and '.join(self.day_names) or 'every day'} at {self.hour:02}:{self.minute:02}"

    def as_cron(self) -> str:
        """The five fields that cron and Kubernetes understand; they count the days from Sunday."""
        days = ",".join(str(day) for day in sorted((day + 1) % 7 for day in self.days))
        return f"{self.minute} {self.hour} * * {days or '*'}"


def refuse_unwritable(texts: Iterable[str]) -> None:
    """Raise UsageError for a text that would not survive being printed and pasted."""
    for text in texts:
        if not text.isprintable():
            raise UsageError(
                f'"{shown(text)}" has a line break or another invisible character in it: a schedule can\'t hold that'
            )


def comment(*sentences: str) -> list[str]:
    """The sentences as lines of a comment, the same in all three languages."""
    return [f"# {sentence}" for sentence in sentences]
