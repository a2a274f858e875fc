"""A job as a line for crontab, with what the user must know of it in comments."""

import shlex

from batch.errors import UsageError
from batch.schedule.job import Here, Job, When, comment, refuse_unwritable

_LONGEST = 998
"""Bytes of a command, from Debian's and FreeBSD's cron (MAX_COMMAND, two less); longer ones are refused or cut."""


def crontab(job: Job, when: When, here: Here) -> str:
    """The line and its comments; raises UsageError for what crontab can't hold.

    A run that is well prints nothing, so that cron mails what needs attention and nothing else: complaints as they
    come, the result where the exit code is not 0. The code is mailed as well: a run that was killed has no other words.
    """
    key = ("--api-key-file", job.key_file) if job.needs_key else ()
    quiet = () if {"--quiet", "--verbose"} & set(job.options) else ("--quiet",)
    refuse_unwritable((*here.program, here.folder))
    program = " ".join(map(quoted, (*here.program, *job.words(*key, *quiet))))
    failed = f'printf \'govlink {job.command} ended with exit code \\%s\\n\\%s\\n\' "$?" "$told"'
    command = f"cd {quoted(here.folder)} && told=$({program}) || {failed}"
    if len(command.encode()) > _LONGEST:
        raise UsageError(
            f"the command has {len(command.encode())} bytes, and crontab takes {_LONGEST}: use shorter paths or fewer "
            "options, or systemd"
        )
    lines = comment(
        f"govlink {job.command}, {when}, in this machine's time zone. For `crontab -e`, as {here.user}.",
        "A run that is well prints nothing. What needs attention is printed, and cron mails it to you or MAILTO=.",
        "Where mail is not set up, nobody learns of it: --notify URL is for that.",
        *([f"{job.key_file} holds the API key: let nobody else read it (chmod 600)."] if job.needs_key else []),
        *job.advice,
    )
    return "\n".join([*lines, f"{when.as_cron()} {command}", ""])


def quoted(word: str) -> str:
    r"""The word for the shell behind cron, which takes the backslash from `\%` and, some of them, from `\\`.

    No backslash is followed by another one or by a percent sign: quotation marks are closed and opened between them.
    """
    return shlex.quote(word).replace("\\", "\\''").replace("%", "\\%")
