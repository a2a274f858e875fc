"""A job as a systemd service and its timer, in the form of `systemctl cat`: each part begins with its file's path."""

import re
import shlex

from batch.errors import UsageError
from batch.schedule.job import Here, Job, When, comment, refuse_unwritable

_FOLDER = "/etc/systemd/system"
_CREDENTIAL = "cloudhealth-api-key"
_LOADED = f"${{CREDENTIALS_DIRECTORY}}/{_CREDENTIAL}"
"""Where the job finds the API key; %d would be shorter, but systemd knows it since version 250 only."""
_KEY_FILE = f"/etc/govlink/{_CREDENTIAL}"
_PLAIN = re.compile(r"[A-Za-z0-9_./:=@,+-]+")


def units(job: Job, when: When, here: Here, name: str) -> str:
    """Both files; raises UsageError for what a unit can't hold."""
    refuse_unwritable((*here.program, here.folder, here.user, job.key_file))
    return "\n".join([*_service(job, here, name), "", *_timer(job, when, name), ""])


def _service(job: Job, here: Here, name: str) -> list[str]:
    program, *words = [*here.program, *job.words(*(("--api-key-file", _LOADED) if job.needs_key else ()))]
    # The first word is not looked through for variables.
    line = [quoted(program, "%"), *(word if word == _LOADED else quoted(word) for word in words)]
    return [
        f"# {_FOLDER}/{name}.service",
        *comment(*job.advice),
        "[Unit]",
        f"Description=govlink {job.command}",
        "Wants=network-online.target",
        "After=network-online.target",
        *comment("Nobody is told of a failed run, unless --notify is given or this names a unit of yours that tells:"),
        "#OnFailure=",
        "",
        "[Service]",
        "Type=oneshot",
        f"User={_raw(here.user)}",
        f"WorkingDirectory={_raw(here.folder)}",
        *_credential(job),
        f"ExecStart={' '.join(line)}",
        *(["SuccessExitStatus=5"] if job.tells_changes else []),
        *comment("Time for the requests in flight and the reports of a run that is stopped."),
        f"TimeoutStopSec={job.stop_seconds}",
        "NoNewPrivileges=yes",
        "ProtectSystem=full",
        f"ReadWritePaths={quoted(here.folder, '%')}",
    ]


def _credential(job: Job) -> list[str]:
    if not job.needs_key:
        return []
    file = job.key_file or _KEY_FILE
    how = f"chmod 600 {shlex.quote(file)}" if job.key_file else f"install -D -m 600 KEY-FILE {_KEY_FILE}"
    lines = comment(f"The file with the API key, which root alone has to read: sudo {how}")
    return [*lines, f"LoadCredential={_CREDENTIAL}:{_raw(file)}"]


def _timer(job: Job, when: When, name: str) -> list[str]:
    days = ",".join(day[:3] for day in when.day_names)
    clock = f"*-*-* {when.hour:02}:{when.minute:02}:00"
    return [
        f"# {_FOLDER}/{name}.timer",
        *comment(
            f"With both files in place: sudo systemctl daemon-reload && sudo systemctl enable --now {name}.timer",
            f"To try it now: sudo systemctl start {name}.service; what it says: journalctl -u {name}.service",
        ),
        "[Unit]",
        f"Description=govlink {job.command}, {when}",
        "",
        "[Timer]",
        *([] if when.zone else comment("In this machine's time zone.")),
        f"OnCalendar={' '.join(part for part in (days, clock, when.zone) if part)}",
        *comment("A time at which the machine was off is made up for."),
        "Persistent=yes",
        "",
        "[Install]",
        "WantedBy=timers.target",
    ]


def quoted(word: str, doubled: str = "%$") -> str:
    """The word for a unit's command line; `doubled` are the signs that mean something there unless they are doubled."""
    if _PLAIN.fullmatch(word):
        return word
    for sign in '\\"':
        word = word.replace(sign, f"\\{sign}")
    for sign in doubled:
        word = word.replace(sign, sign * 2)
    return f'"{word}"'


def _raw(value: str) -> str:
    """The value of a setting that goes to the end of the line, as it is but for percent signs."""
    if value.endswith((" ", "\\")):
        raise UsageError(f"a unit can't hold a name that ends like this one: {value!r}")
    return value.replace("%", "%%")
