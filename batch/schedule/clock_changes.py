"""Which times of day a clock change skips or repeats, as with daylight saving time."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from batch.schedule.job import When

_DAYS = 2 * 366
"""How far ahead to look for clock changes; later rules are often not decided yet."""


def clock_changes(when: When, today: date) -> tuple[list[date], list[date]]:
    """Return the days of the next two years on which the job's time is skipped, and those on which it comes twice."""
    left_out: list[date] = []
    twice: list[date] = []
    for day in (today + timedelta(days=number) for number in range(_DAYS)):
        if when.days and day.weekday() not in when.days:
            continue
        local = datetime.combine(day, time(when.hour, when.minute), ZoneInfo(when.zone) if when.zone else None)
        # Without a zone it is the machine's; `fold` distinguishes the two moments that one clock time can mean.
        first, second = (local.replace(fold=fold).timestamp() for fold in (0, 1))
        if first != second:
            (left_out if first > second else twice).append(day)
    return left_out, twice


def about_clock_changes(when: When, today: date, better: str) -> Iterator[str]:
    """Yield sentences about what clock changes do to the job; `better` is an `--at` that none affects."""
    left_out, twice = clock_changes(when, today)
    clock = f"{when.hour:02}:{when.minute:02}"
    zone = when.zone or "this machine's time zone"
    if left_out:
        yield (
            f"A clock change in {zone} skips {clock} on {_listed(left_out)}, and the job may not run that day; no "
            f"time zone changes its clock at {better}."
        )
    if twice:
        yield (
            f"A clock change in {zone} repeats {clock} on {_listed(twice)}, and the job may run twice that day; no "
            f"time zone changes its clock at {better}."
        )


def _listed(days: list[date]) -> str:
    return " and ".join(map(str, days))
