"""A job as a crontab line, with comments for the user."""

import shlex

from batch.errors import UsageError
from batch.schedule.job import Here, Job, When, comment, refuse_unwritable

_LONGEST = 998
"""Bytes of a command in Debian's and FreeBSD's cron (MAX_COMMAND less two); longer ones are refused or cut."""


def crontab(job: Job, when: When, here: Here) -> str:
    """The line and its comments; raises UsageError for what crontab can't hold.

    A successful run prints nothing, so that cron mails only what needs attention: warnings as they come, and the result
    if the exit code is not 0. The code is part of the mail, because a killed run prints nothing else.
    """
    key = ("--api-key-file", job.key_file) if job.needs_key else ()
    quiet = () if {"--quiet", "--verbose"} & set(job.options) else ("--quiet",)
    refuse_unwritable((*here.program, here.folder))
    program = " ".join(map(quoted, (*here.program, *job.words(*key, *quiet))))
    failed = f'printf \'govlink {job.command} ended with exit code \\%s\\n\\%s\\n\' "$?" "$output"'
    command = f"cd {quoted(here.folder)} && output=$({program}) || {failed}"
    if len(command.encode()) > _LONGEST:
        raise UsageError(
            f"the command has {len(command.encode())} bytes, and crontab takes at most {_LONGEST}; use shorter paths "
            "or fewer options, or systemd"
        )
    lines = comment(
        f"govlink {job.command}, {when}, in this machine's time zone. Add it with `crontab -e` as {here.user}.",
        "A run that needs no attention prints nothing. Cron mails any other output to you, or to MAILTO= if set.",
        "If this machine can't send mail, add --notify URL; otherwise nobody is notified.",
        *(
            [f"{job.key_file} holds the API key; only you should be able to read it (chmod 600)."]
            if job.needs_key
            else []
        ),
        *job.advice,
    )
    return "\n".join([*lines, f"{when.as_cron()} {command}", ""])


def quoted(word: str) -> str:
    r"""Quote a word for the shell that cron starts; cron removes the backslash from `\%`, and some crons from `\\`.

    No backslash is followed by another one or by a percent sign: quotation marks are closed and opened between them.
    """
    return shlex.quote(word).replace("\\", "\\''").replace("%", "\\%")
