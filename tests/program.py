"""The real program as a process, its environment, and the folders that it leaves."""

import csv
import json
import os
import pty
import select
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from waiting import until

from batch.sandbox.server import RunningSandbox

PROJECT = Path(__file__).parents[1]
KEY = "test-key-0123456789"


@dataclass(frozen=True)
class Ran:
    """A finished govlink process, and the folder of its run if it wrote one."""

    code: int
    out: str
    err: str
    reports: Path

    @property
    def folder(self) -> Path:
        return last_run(self.reports)

    @property
    def rows(self) -> list[dict[str, str]]:
        return self.table("report.csv")

    @property
    def statuses(self) -> list[str]:
        return [row["status"] for row in self.rows]

    @property
    def summary(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.folder / "summary.json").read_text(encoding="utf-8"))
        return told

    def table(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))


def last_run(reports: Path) -> Path:
    """The folder of the last run; not by name, because the names of two runs within one second are in any order."""
    folders = [path for path in reports.iterdir() if path.is_dir() and not path.is_symlink()]
    return max(folders, key=lambda path: path.stat().st_mtime_ns)


def all_text(folder: Path) -> str:
    """The texts of all files in a run's folder, including those inside a workbook."""
    parts = []
    for path in folder.iterdir():
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as workbook:
                parts += [workbook.read(name).decode() for name in workbook.namelist()]
        else:
            parts.append(path.read_text(encoding="utf-8"))
    return "".join(parts)


class Terminal:
    """The program on its own terminal."""

    def __init__(self, folder: Path, *args: str) -> None:
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.environ.update(TERM="xterm", COLUMNS="160", LINES="50")
            os.execv(sys.executable, [sys.executable, "-m", "batch", *args])
        self.seen = b""

    def wait_for(self, text: bytes, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while text not in self.seen:
            ready, _, _ = select.select([self._fd], [], [], max(0, end - time.monotonic()))
            assert ready, f"{text!r} never came: {self.seen!r}"
            self.seen += os.read(self._fd, 65536)

    def type(self, text: bytes) -> None:
        os.write(self._fd, text)

    def close(self) -> None:
        """Do what closing the window does."""
        os.close(self._fd)

    def exit_code(self) -> int:
        while True:
            try:
                more = os.read(self._fd, 65536)
            except OSError:
                break
            if not more:
                break
            self.seen += more
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def interrupted(folder: Path, sandbox: RunningSandbox, number: int, *args: str) -> tuple[int, bytes, bytes]:
    """Send the program a signal after it has read some customers' accounts; returns exit code, output, and errors."""
    with subprocess.Popen(
        [sys.executable, "-m", "batch", *args, "--base-url", sandbox.base_url, "--rate", "20/s"],
        cwd=folder,
        env={**os.environ, "CLOUDHEALTH_API_KEY": KEY},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        until(lambda: sum(request.path == "/v1/aws_accounts" for request in sandbox.requests) >= 3)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    return process.returncode, out, err


Govlink = Callable[..., Ran]
Served = Callable[..., RunningSandbox]

WORLD: dict[str, Any] = {
    "name": "tests",
    "keys": [KEY],
    "customers": [
        {
            "id": 4001,
            "name": "Acme",
            "accounts": [
                {"id": 1, "owner_id": "000000000001", "name": "one-gov", "region": "govcloud"},
                {"id": 2, "owner_id": "000000000002", "name": "one"},
                {"id": 3, "owner_id": "000000000003", "name": "two-gov", "region": "govcloud"},
                {"id": 4, "owner_id": "000000000004", "name": "two"},
                {"id": 5, "owner_id": "000000000005", "name": "three-gov", "region": "govcloud"},
                {"id": 6, "owner_id": "000000000006", "name": "three"},
            ],
            "linkages": [{"govcloud": 1, "commercial": 2}],
        },
        {
            "id": 4002,
            "name": "Globex",
            "accounts": [
                {"id": 11, "owner_id": "000000000011", "name": "four-gov", "region": "govcloud"},
                {"id": 12, "owner_id": "000000000012", "name": "four"},
            ],
        },
    ],
}
"""Two customers, four pairs, one of them linked."""
