"""A systemd service and timer: how systemd reads each line, by its documented rules and by systemd itself."""

import re
import subprocess
from functools import partial
from pathlib import Path
from shutil import which

import pytest
from hypothesis import given
from hypothesis import strategies as st
from program import KEY, Govlink, Ran, Served

from batch.errors import UsageError
from batch.schedule.job import Here, Job, When
from batch.schedule.systemd import quoted, units

HERE = Here(("/opt/govlink",), "/srv/pairs", "ann")
JOB = Job("audit", ("--exit-code",), ("pairs.csv",), key_file="/srv/key", has_code_for_changes=True)
HARD = 'Müller & Söhne\'s "50%" $HOME ${HOME} \\n ;'

# The second kind has mostly special characters, so that they occur together.
texts = st.text(st.characters(exclude_categories=["C", "Z"])) | st.text(st.sampled_from(" \\%$'\"{};a"))


def parts(printed: str) -> dict[str, str]:
    """The files by name, split at the lines with their paths."""
    found = re.split(r"^# /etc/systemd/system/(.*)\n", printed, flags=re.MULTILINE)
    assert found[0] == ""
    return dict(zip(found[1::2], found[2::2], strict=True))


def settings(unit: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in unit.splitlines() if "=" in line and not line.startswith("#"))


def _variable(credentials: str, found: re.Match[str]) -> str:
    assert found[1], "a variable that nobody meant"
    return "$" if found[1] == "$" else credentials


def as_systemd_reads(line: str, credentials: str = "") -> list[str]:
    """The words of a command line by systemd.service(5): quotation marks and backslashes, then %% and $$, ${…}."""
    words: list[str] = []
    for in_marks, bare in re.findall(r'"((?:[^"\\]|\\.)*)"|([^\s"]+)', line):
        word = bare or re.sub(r"\\(.)", r"\1", in_marks)
        assert not re.search(r"%[^%]", word.replace("%%", "")), word
        word = word.replace("%%", "%")
        # systemd expands no variables in the first word.
        words.append(
            re.sub(r"\$(\$|\{CREDENTIALS_DIRECTORY\})?", partial(_variable, credentials), word) if words else word
        )
    return words


@given(st.lists(texts, min_size=1))
def test_every_word_comes_back_from_a_command_line(words: list[str]) -> None:
    assert as_systemd_reads(" ".join(["/bin/true", *map(quoted, words)])) == ["/bin/true", *words]


def test_the_service_and_the_timer_have_this_text() -> None:
    assert (
        units(JOB, When(5, 47, (0, 3), "Europe/Berlin"), HERE, "pairs-weekly")
        == """\
# /etc/systemd/system/pairs-weekly.service
[Unit]
Description=govlink audit
Wants=network-online.target
After=network-online.target
# To be notified of failed runs, add --notify URL, or name a unit of yours that sends a message:
#OnFailure=

[Service]
Type=oneshot
User=ann
WorkingDirectory=/srv/pairs
# The file with the API key, which only root needs to read: sudo chmod 600 /srv/key
LoadCredential=cloudhealth-api-key:/srv/key
ExecStart=/opt/govlink audit --exit-code --api-key-file ${CREDENTIALS_DIRECTORY}/cloudhealth-api-key pairs.csv
SuccessExitStatus=5
# A stopped run needs time for its requests in flight and its reports.
TimeoutStopSec=120
NoNewPrivileges=yes
ProtectSystem=full
ReadWritePaths=/srv/pairs

# /etc/systemd/system/pairs-weekly.timer
# Once both files are in place: sudo systemctl daemon-reload && sudo systemctl enable --now pairs-weekly.timer
# To try it now: sudo systemctl start pairs-weekly.service; to see its output: journalctl -u pairs-weekly.service
[Unit]
Description=govlink audit, Monday and Thursday at 05:47

[Timer]
OnCalendar=Mon,Thu *-*-* 05:47:00 Europe/Berlin
# If the machine is off at that time, the job runs when it is on again.
Persistent=yes

[Install]
WantedBy=timers.target
"""
    )


def test_without_a_key_file_a_place_for_one_is_named_with_the_command_that_fills_it() -> None:
    service = parts(units(JOB._replace(key_file=""), When(5, 47), HERE, "a"))["a.service"]
    assert "sudo install -D -m 600 KEY-FILE /etc/govlink/cloudhealth-api-key\n" in service
    assert settings(service)["LoadCredential"] == "cloudhealth-api-key:/etc/govlink/cloudhealth-api-key"


def test_a_rehearsal_needs_no_key() -> None:
    service = settings(parts(units(JOB._replace(needs_key=False), When(5, 47), HERE, "a"))["a.service"])
    assert "LoadCredential" not in service
    assert "api-key" not in service["ExecStart"]


def test_paths_are_unchanged_except_for_percent_signs() -> None:
    here = Here((f"/opt/{HARD}/govlink", "-m", "batch"), f"/srv/{HARD}", "ann")
    service = settings(parts(units(JOB._replace(key_file=f"/key/{HARD}"), When(5, 47), here, "a"))["a.service"])
    assert service["WorkingDirectory"] == f"/srv/{HARD}".replace("%", "%%")
    assert service["LoadCredential"] == f"cloudhealth-api-key:/key/{HARD}".replace("%", "%%")
    assert as_systemd_reads(service["ExecStart"])[:3] == list(here.program)


@pytest.mark.parametrize("folder", ["/srv/pairs ", "/srv/pairs\\"])
def test_a_folder_whose_end_systemd_would_not_read_is_refused(folder: str) -> None:
    with pytest.raises(UsageError, match="which ends in a space or a backslash"):
        units(JOB, When(5, 47), HERE._replace(folder=folder), "a")


def test_the_command_works_with_the_key_from_its_credential(govlink: Govlink, served: Served, tmp_path: Path) -> None:
    (tmp_path / f"{HARD}.csv").write_text(
        "client_api_id,commercial_acct_id,govcloud_acct_id\n4001,4,3\n", encoding="utf-8"
    )
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials" / "cloudhealth-api-key").write_text(KEY, encoding="utf-8")
    base_url = ("--base-url", served().base_url, "--rate", "1000/s")
    printed = govlink("schedule", "systemd", "apply", "--yes", *base_url, f"{HARD}.csv").out
    service = settings(parts(printed)["govlink-apply.service"])
    words = as_systemd_reads(service["ExecStart"], str(tmp_path / "credentials"))
    ran = subprocess.run(words, cwd=service["WorkingDirectory"], env={}, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert Ran(0, "", "", tmp_path / "reports").statuses == ["created"]


@pytest.mark.slow
@pytest.mark.skipif(which("systemd-analyze") is None, reason="needs systemd-analyze, from the package systemd")
def test_systemd_accepts_the_files(tmp_path: Path) -> None:
    folder = tmp_path / HARD
    folder.mkdir()
    job = JOB._replace(mappings=(HARD, ";", "", "$$"), key_file=str(folder / "key"))
    printed = units(job, When(5, 47, (0, 3), "Europe/Berlin"), Here(("/bin/true",), str(folder), "root"), "a")
    for name, text in parts(printed).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    verify = ["systemd-analyze", "verify", "--man=no", str(tmp_path / "a.timer"), str(tmp_path / "a.service")]
    checked = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    calendar = ["systemd-analyze", "calendar", settings(parts(printed)["a.timer"])["OnCalendar"]]
    assert "Next elapse" in subprocess.run(calendar, capture_output=True, text=True, check=True).stdout
