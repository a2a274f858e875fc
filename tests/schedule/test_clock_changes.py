"""A time that a clock change skips loses a night: no zone skips the default times, and others are reported."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from program import Govlink

from batch.cli.schedule import _USUAL
from batch.schedule.clock_changes import about_clock_changes, clock_changes
from batch.schedule.job import When

_TODAY = date(2027, 1, 1)
_SPRING, _AUTUMN = [date(2027, 3, 28), date(2028, 3, 26)], [date(2027, 10, 31), date(2028, 10, 29)]


@pytest.fixture
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
    time.tzset()


def _changes_its_clock(zone: str, year: int) -> bool:
    offsets = {datetime(year, month, 15, tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset() for month in range(1, 13)}
    return len(offsets) > 1


@pytest.mark.parametrize(
    "year", [2027, *(pytest.param(year, marks=pytest.mark.slow) for year in (2024, 2029, 2031, 2033))]
)
def test_no_zone_changes_its_clock_at_the_usual_times(year: int) -> None:
    zones = [zone for zone in available_timezones() if _changes_its_clock(zone, year)]
    assert "Europe/Athens" in zones
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]
    found = [
        (zone, day)
        for zone in zones
        for hour, minute in _USUAL.values()
        for day in days
        if (local := datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))).utcoffset()
        != local.replace(fold=1).utcoffset()
    ]
    assert found == []


def test_a_time_that_is_left_out_or_comes_twice_is_found_on_its_days() -> None:
    assert clock_changes(When(2, 30, zone="Europe/Berlin"), _TODAY) == (_SPRING, _AUTUMN)
    assert clock_changes(When(3, 17, zone="Europe/Athens"), _TODAY) == (_SPRING, _AUTUMN)
    assert clock_changes(When(3, 0, zone="Europe/Berlin"), _TODAY) == ([], [])
    assert clock_changes(When(2, 30, zone="Etc/UTC"), _TODAY) == ([], [])


def test_a_job_that_does_not_run_on_that_day_of_the_week_is_not_concerned() -> None:
    assert clock_changes(When(2, 30, (6,), "Europe/Berlin"), _TODAY) == (_SPRING, _AUTUMN)
    assert clock_changes(When(2, 30, (0, 1, 2, 3, 4, 5), "Europe/Berlin"), _TODAY) == ([], [])


@pytest.mark.usefixtures("in_berlin")
def test_without_a_zone_it_is_that_of_the_machine() -> None:
    assert clock_changes(When(2, 30), _TODAY) == (_SPRING, _AUTUMN)


def test_a_clock_change_is_reported_with_its_days_and_a_better_time() -> None:
    skipped, doubled = about_clock_changes(When(2, 30, zone="Europe/Berlin"), _TODAY, "04:17")
    assert "skips 02:30 on 2027-03-28 and 2028-03-26, and the job may not run that day" in skipped
    assert "repeats 02:30 on 2027-10-31 and 2028-10-29, and the job may run twice that day" in doubled
    assert skipped.endswith("no time zone changes its clock at 04:17.")


@pytest.mark.parametrize("kind", [["systemd"], ["kubernetes", "--image", "i"]])
def test_a_clock_change_is_reported_with_the_job_and_in_it(kind: list[str], called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n", encoding="utf-8")
    apply = ("apply", "--yes", "m.csv")
    ran = called("schedule", *kind, "--time-zone", "Europe/Berlin", "--at", "02:30", *apply)
    assert "skips 02:30" in ran.err
    assert "# A clock change in Europe/Berlin skips 02:30" in ran.out
    assert called("schedule", *kind, "--time-zone", "Europe/Berlin", *apply).err == ""
