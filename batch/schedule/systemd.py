"""A job as a systemd service and timer, in the form of `systemctl cat`: each part begins with its file's path."""

import re
import shlex

from batch.errors import UsageError
from batch.schedule.job import Here, Job, When, comment, refuse_unwritable

_FOLDER = "/etc/systemd/system"
_CREDENTIAL = "cloudhealth-api-key"
_LOADED = f"${{CREDENTIALS_DIRECTORY}}/{_CREDENTIAL}"
"""Where the job finds the API key; %d would be shorter, but needs systemd 250."""
_KEY_FILE = f"/etc/govlink/{_CREDENTIAL}"
_PLAIN = re.compile(r"[A-Za-z0-9_./:=@,+-]+")


def units(job: Job, when: When, here: Here, name: str) -> str:
    """Both files; raises UsageError for what a unit can't hold."""
    refuse_unwritable((*here.program, here.folder, here.user, job.key_file))
    return "\n".join([*_service(job, here, name), "", *_timer(job, when, name), ""])


def _service(job: Job, here: Here, name: str) -> list[str]:
    program, *words = [*here.program, *job.words(*(("--api-key-file", _LOADED) if job.needs_key else ()))]
    # systemd expands no variables in the first word.
    line = [quoted(program, "%"), *(word if word == _LOADED else quoted(word) for word in words)]
    return [
        f"# {_FOLDER}/{name}.service",
        *comment(*job.advice),
        "[Unit]",
        f"Description=govlink {job.command}",
        "Wants=network-online.target",
        "After=network-online.target",
        *comment("To be notified of failed runs, add --notify URL, or name a unit of yours that sends a message:"),
        "#OnFailure=",
        "",
        "[Service]",
        "Type=oneshot",
        f"User={_raw(here.user)}",
        f"WorkingDirectory={_raw(here.folder)}",
        *_credential(job),
        f"ExecStart={' '.join(line)}",
        *(["SuccessExitStatus=5"] if job.has_code_for_changes else []),
        *comment("A stopped run needs time for its requests in flight and its reports."),
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
    lines = comment(f"The file with the API key, which only root needs to read: sudo {how}")
    return [*lines, f"LoadCredential={_CREDENTIAL}:{_raw(file)}"]


def _timer(job: Job, when: When, name: str) -> list[str]:
    days = ",".join(day[:3] for day in when.day_names)
    clock = f"*-*-* {when.hour:02}:{when.minute:02}:00"
    return [
        f"# {_FOLDER}/{name}.timer",
        *comment(
            f"Once both files are in place: sudo systemctl daemon-reload && sudo systemctl enable --now {name}.timer",
            f"To try it now: sudo systemctl start {name}.service; to see its output: journalctl -u {name}.service",
        ),
        "[Unit]",
        f"Description=govlink {job.command}, {when}",
        "",
        "[Timer]",
        *([] if when.zone else comment("In this machine's time zone.")),
        f"OnCalendar={' '.join(part for part in (days, clock, when.zone) if part)}",
        *comment("If the machine is off at that time, the job runs when it is on again."),
        "Persistent=yes",
        "",
        "[Install]",
        "WantedBy=timers.target",
    ]


def quoted(word: str, doubled: str = "%$") -> str:
    """Quote a word for a unit's command line; `doubled` are the characters that must be doubled there."""
    if _PLAIN.fullmatch(word):
        return word
    for sign in '\\"':
        word = word.replace(sign, f"\\{sign}")
    for sign in doubled:
        word = word.replace(sign, sign * 2)
    return f'"{word}"'


def _raw(value: str) -> str:
    """Escape the percent signs of a setting's value, which extends to the end of its line."""
    if value.endswith((" ", "\\")):
        raise UsageError(f"a systemd unit can't hold {value!r}, which ends in a space or a backslash")
    return value.replace("%", "%%")
