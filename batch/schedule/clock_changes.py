"""Whether a time of the day is one that a change of the clock leaves out or repeats, as with summer time."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from batch.schedule.job import When

_DAYS = 2 * 366
"""So far ahead the changes are looked for: further rules are often yet to be decided."""


def clock_changes(when: When, today: date) -> tuple[list[date], list[date]]:
    """Give the days of the next two years on which the job's time does not come, and those on which it comes twice."""
    left_out: list[date] = []
    twice: list[date] = []
    for day in (today + timedelta(days=number) for number in range(_DAYS)):
        if when.days and day.weekday() not in when.days:
            continue
        local = datetime.combine(day, time(when.hour, when.minute), ZoneInfo(when.zone) if when.zone else None)
        # Without a zone it is the machine's; `fold` distinguishes the two times that one reading of a clock can have.
        first, second = (local.replace(fold=fold).timestamp() for fold in (0, 1))
        if first != second:
            (left_out if first > second else twice).append(day)
    return left_out, twice


def about_clock_changes(when: When, today: date, better: str) -> Iterator[str]:
    """Say in sentences what a change of the clock does to the job; `better` is an `--at` without one."""
    left_out, twice = clock_changes(when, today)
    clock = f"{when.hour:02}:{when.minute:02}"
    zone = when.zone or "this machine's time zone"
    if left_out:
        yield (
            f"A change of the clock in {zone} leaves {clock} out on {_listed(left_out)}, and the job may not run that "
            f"day: no zone changes its clock at {better}."
        )
    if twice:
        yield (
            f"A change of the clock in {zone} repeats {clock} on {_listed(twice)}, and the job may run twice that day: "
            f"no zone changes its clock at {better}."
        )


def _listed(days: list[date]) -> str:
    return " and ".join(map(str, days))
