"""`govlink schedule`: print what makes cron, systemd, or Kubernetes run `apply` or `audit` regularly."""

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from batch.cli.parameters import SectionedCommand, option, together
from batch.cli.printing import remark
from batch.cli.scheduling import here, scheduled
from batch.errors import UsageError
from batch.schedule.clock_changes import about_clock_changes
from batch.schedule.job import Job, When

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?")

_USUAL = {"apply": (4, 17), "audit": (5, 47)}
"""Not on the hour, when everybody's jobs run; not both at once, because both need the lock; and not when a clock change
skips or repeats an hour, which in all of today's time zones happens between 21:00 and 04:00."""


_TimeOfDay = tuple[int, int]


class _Clock(click.ParamType[_TimeOfDay]):
    name = "time of day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> _TimeOfDay:
        match = _CLOCK.fullmatch(str(value))
        if not match:
            self.fail(f"{value!r} is not a time of day; write one such as 04:17", param, ctx)
        return int(match[1]), int(match[2])


class _Days(click.ParamType[tuple[int, ...]]):
    name = "days"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        names = [day.strip() for day in str(value).lower().split(",")]
        if not set(names) <= set(_DAYS):
            self.fail(f"{value!r} is not a list of weekdays; write one such as mon or mon,thu", param, ctx)
        return tuple(index for index, day in enumerate(_DAYS) if day in names)


class _Zone(click.ParamType[str]):
    name = "time zone"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return ZoneInfo(str(value)).key
        except (KeyError, ValueError, OSError):
            self.fail(f"{value!r} is not a time zone on this machine; write one such as Europe/Berlin", param, ctx)


class _Label(click.ParamType[str]):
    name = "name"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not _LABEL.fullmatch(str(value)):
            self.fail(
                f"{value!r} is not a name; write at most 52 lower-case letters, digits, and dashes, without a dash at "
                "either end",
                param,
                ctx,
            )
        return str(value)


_what = click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, metavar="apply|audit [ARGUMENT]...")
_when = together(
    option(
        "Time",
        "--at",
        "clock",
        variable=False,
        type=_Clock(),
        metavar="HH:MM",
        help="Time of day. Default: 04:17 for apply, 05:47 for audit.",
    ),
    option(
        "Time",
        "--on",
        "days",
        variable=False,
        type=_Days(),
        metavar="DAYS",
        help="Days of the week, such as mon,thu. Default: every day.",
    ),
)
_zone = option(
    "Time",
    "--time-zone",
    "zone",
    variable=False,
    type=_Zone(),
    metavar="ZONE",
    help="Time zone, such as Europe/Berlin.",
)
_name = option(
    "Name", "--name", variable=False, type=_Label(), metavar="NAME", help="Default: govlink-apply or govlink-audit."
)
_SETTINGS = {"allow_interspersed_args": False}
"""Arguments after `apply` or `audit` belong to that command."""


@click.group("schedule", short_help="Print a cron, systemd, or Kubernetes job for apply or audit.")
def command() -> None:
    """Print a job for cron, systemd, or Kubernetes that runs `apply` or `audit` regularly.

    Nothing is installed, and nothing is sent. The arguments after `apply` or `audit` are checked as that command would
    check them. Options set by GOVLINK_ variables are written out, because the job does not see the variables. An API
    key is never printed.
    """


@command.command("cron", cls=SectionedCommand, context_settings=_SETTINGS)
@_when
@_what
def _cron(words: tuple[str, ...], clock: _TimeOfDay | None, days: tuple[int, ...] | None) -> None:
    """Print a crontab line."""
    from batch.runs.api_key import api_key
    from batch.schedule.cron import crontab

    job = scheduled(words, lambda file: api_key(file) if file else "").job
    if job.needs_key and not job.key_file:
        raise UsageError(
            "a cron job does not see a shell's CLOUDHEALTH_API_KEY; put the key into a file that only you can read, "
            "and add --api-key-file FILE"
        )
    when = _times(job.command, clock, days)
    click.echo(crontab(_advised(job, when), when, here()), nl=False)


@command.command("systemd", cls=SectionedCommand, context_settings=_SETTINGS)
@_when
@_zone
@_name
@_what
def _systemd(
    words: tuple[str, ...],
    name: str | None,
    clock: _TimeOfDay | None,
    days: tuple[int, ...] | None,
    zone: str | None,
) -> None:
    """Print a systemd service and timer, each below its file's path."""
    from batch.schedule.systemd import units

    job = scheduled(words).job
    if job.key_file:
        job = job._replace(key_file=str(Path(job.key_file).absolute()))
    when = _times(job.command, clock, days, zone)
    click.echo(units(_advised(job, when), when, here(), name or f"govlink-{job.command}"), nl=False)


@command.command("kubernetes", cls=SectionedCommand, context_settings=_SETTINGS)
@_when
@_zone
@_name
@option(
    "Name", "--namespace", variable=False, type=_Label(), metavar="NAME", help="Default: the namespace of your context."
)
@option("Name", "--image", variable=False, required=True, metavar="IMAGE", help="Image that contains govlink.")
@_what
def _kubernetes(
    words: tuple[str, ...],
    image: str,
    name: str | None,
    namespace: str | None,
    clock: _TimeOfDay | None,
    days: tuple[int, ...] | None,
    zone: str | None,
) -> None:
    """Print a Kubernetes CronJob and the volume for its reports.

    Times are UTC, unless --time-zone names another zone.
    """
    from batch.schedule.kubernetes import Pod, cron_job

    job, files, options = scheduled(words)
    lost = {"--metrics-file": options.output.metrics_file, "--sandbox-state": options.sandbox.sandbox_state}
    for name_of_option, file in lost.items():
        if file:
            raise UsageError(f"a pod keeps only its reports; leave out {name_of_option}")
    when = _times(job.command, clock, days, zone)
    when = when._replace(zone=when.zone or "Etc/UTC")
    pod = Pod(name or f"govlink-{job.command}", image, files, str(options.output.reports), namespace or "")
    click.echo(cron_job(_advised(job, when), when, pod), nl=False)


def _times(command: str, clock: _TimeOfDay | None, days: tuple[int, ...] | None, zone: str | None = None) -> When:
    return When(*(clock or _USUAL[command]), days or (), zone or "")


def _advised(job: Job, when: When) -> Job:
    """Add advice about clock changes to the job, and show it on standard error too, since the job may be piped on."""
    hour, minute = _USUAL[job.command]
    advice = tuple(about_clock_changes(when, datetime.now(UTC).date(), f"{hour:02}:{minute:02}"))
    for sentence in advice:
        remark(sentence)
    return job._replace(advice=(*job.advice, *advice))
