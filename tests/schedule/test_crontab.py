"""A crontab line: how cron reads it, and what its command does in cron's minimal environment."""

import shlex
import subprocess
from pathlib import Path
from shutil import which

import pytest
from hypothesis import given
from hypothesis import strategies as st
from program import KEY, Govlink, Ran, Served

from batch.errors import UsageError
from batch.schedule.cron import crontab, quoted
from batch.schedule.job import Here, Job, When

HERE = Here(("/opt/govlink",), "/srv/pairs", "ann")
JOB = Job("apply", ("--yes",), ("pairs.csv",), key_file="key")
HEADER = "client_api_id,commercial_acct_id,govcloud_acct_id\n"

# The second kind has mostly special characters, so that they occur together.
texts = st.text(st.characters(exclude_categories=["C", "Z"])) | st.text(st.sampled_from(" \\%'a"))


def as_cron_reads(command: str, *, takes_second_backslash: bool) -> str:
    r"""What cron hands to the shell: a bare % ends it, `\%` is %, and in some of them `\\` is a single backslash."""
    taken, escaped = "", False
    for char in command:
        if escaped:
            special = "%\\" if takes_second_backslash else "%"
            taken, escaped = (taken[:-1] if char in special else taken) + char, False
            continue
        if char == "%":
            break
        escaped = char == "\\"
        taken += char
    return taken


def command_of(printed: str) -> str:
    (line,) = [line for line in printed.splitlines() if not line.startswith("#")]
    return as_cron_reads(line.split(" ", 5)[5], takes_second_backslash=True)


@given(st.lists(texts, min_size=1))
def test_every_word_survives_each_crons_treatment_of_backslashes(words: list[str]) -> None:
    line = " ".join(map(quoted, words))
    for takes_second_backslash in (True, False):
        assert shlex.split(as_cron_reads(line, takes_second_backslash=takes_second_backslash)) == words


def test_the_crontab_line_and_its_comments_have_this_text() -> None:
    assert crontab(JOB, When(3, 17, (0, 6)), HERE) == (
        "# govlink apply, Monday and Sunday at 03:17, in this machine's time zone. Add it with `crontab -e` as ann.\n"
        "# A run that needs no attention prints nothing. Cron mails any other output to you, or to MAILTO= if set.\n"
        "# If this machine can't send mail, add --notify URL; otherwise nobody is notified.\n"
        "# key holds the API key; only you should be able to read it (chmod 600).\n"
        "17 3 * * 0,1 cd /srv/pairs && output=$(/opt/govlink apply --yes --api-key-file key --quiet pairs.csv)"
        ' || printf \'govlink apply ended with exit code \\%s\\n\\%s\\n\' "$?" "$output"\n'
    )


def test_a_command_that_is_longer_than_crontab_takes_is_refused() -> None:
    with pytest.raises(UsageError, match="crontab takes at most 998"):
        crontab(JOB._replace(mappings=("ü" * 450,)), When(3, 17), HERE)


def test_a_mapping_that_looks_like_an_option_is_still_a_mapping() -> None:
    assert "--quiet -- -odd.csv)" in crontab(JOB._replace(mappings=("-odd.csv",)), When(3, 17), HERE)


def at_night(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as cron does: with hardly any variables, and not in the job's folder."""
    poor = ["env", "-i", f"HOME={folder}", "SHELL=/bin/sh", "PATH=/usr/bin:/bin", "LOGNAME=ann"]
    return subprocess.run([*poor, "/bin/sh", "-c", command], cwd="/", capture_output=True, text=True, check=False)


def scheduled(govlink: Govlink, tmp_path: Path, base_url: str, rows: str) -> Ran:
    hard = tmp_path / 'Müller & Söhne\'s "50%" $HOME \\n'
    hard.mkdir(exist_ok=True)
    (hard / "pairs.csv").write_text(HEADER + rows, encoding="utf-8")
    (hard / "key").write_text(KEY, encoding="utf-8")
    words = ("apply", "--yes", hard / "pairs.csv", "--api-key-file", hard / "key", "--base-url", base_url)
    return govlink("schedule", "cron", *words, "--rate", "1000/s", "--reports", hard / "100% done")


def test_the_command_works_in_crons_environment_and_prints_nothing(
    govlink: Govlink, served: Served, tmp_path: Path
) -> None:
    printed = scheduled(govlink, tmp_path, served().base_url, "4001,4,3\n").out
    ran = at_night(command_of(printed), tmp_path)
    assert (ran.stdout, ran.stderr) == ("", "")
    reports = tmp_path / 'Müller & Söhne\'s "50%" $HOME \\n' / "100% done"
    assert Ran(0, "", "", reports).statuses == ["created"]


def test_what_needs_attention_is_printed_with_the_exit_code(govlink: Govlink, served: Served, tmp_path: Path) -> None:
    printed = scheduled(govlink, tmp_path, served().base_url, "4001,99,3\n").out
    told = at_night(command_of(printed), tmp_path).stdout
    assert told.startswith("govlink apply ended with exit code 1\n")
    assert "To edit or decide first (1 row in report.xlsx, sheet To fix)" in told


def test_a_run_that_cannot_begin_reports_why(govlink: Govlink, served: Served, tmp_path: Path) -> None:
    printed = scheduled(govlink, tmp_path, served().base_url, "4001,4,3\n").out
    for key in tmp_path.glob("*/key"):
        key.unlink()
    ran = at_night(command_of(printed), tmp_path)
    assert "ended with exit code 2" in ran.stdout
    assert "--api-key-file" in ran.stderr


@pytest.mark.slow
@pytest.mark.skipif(which("crontab") is None, reason="needs crontab, from the package cron")
def test_crontab_takes_the_line(tmp_path: Path) -> None:
    file = tmp_path / "crontab"
    longest = JOB._replace(mappings=("a" * 790,))
    for job in (JOB, longest):
        file.write_text(crontab(job, When(3, 17, (0, 6)), HERE), encoding="utf-8")
        # Debian's way to check without installing.
        checked = subprocess.run(["crontab", "-n", file], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
