"""What doctor reports about the machine itself."""

import os
import signal
import socket
import subprocess
import sys
import threading
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from program import KEY, PROJECT
from scripted_server import closes, listening
from waiting import PATIENCE, until_said

from batch.doctor import diagnosis
from batch.doctor.check import Check
from batch.doctor.facts import Facts, Machine
from batch.extras import EXTRAS
from batch.runs.doctor import this_machine

WELL = Machine(
    "1.2",
    "CPython 3.11",
    "Linux",
    has_libyaml=True,
    extras={"sandbox": True},
    reports="r",
    reports_fault="",
    free=10**12,
)


def check(name: str, **machine: Any) -> Check:
    told = diagnosis(Facts(replace(WELL, **machine), "https://x", "y"))
    return next(each for each in told.checks if each.name == name)


def test_without_libyaml_the_cost_is_reported() -> None:
    found = check("libyaml", has_libyaml=False)
    assert (found.state, found.exit_code) == ("attention", 1)
    assert "25 times slower" in found.words


def test_a_disk_that_is_nearly_full_needs_attention() -> None:
    assert check("reports", free=10**6).state == "attention"
    assert check("reports").state == "ok"


def test_extras_that_are_not_installed_are_named_with_how_to_get_them() -> None:
    found = check("extras", extras={"sandbox": False})
    assert found.state == "ok"
    assert (
        found.words
        == "not installed: sandbox (pip install 'govlink[sandbox]', or in a clone: pip install '.[sandbox]')"
    )


def test_the_extras_are_those_that_can_be_installed() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert EXTRAS.keys() == project["optional-dependencies"].keys() - {"test", "slow"}
    assert all(this_machine(Path()).extras.values())


def test_a_signal_ends_it_and_what_was_found_is_printed(tmp_path: Path) -> None:
    asked, stops = threading.Event(), threading.Event()

    def answers_when_it_stops(connection: socket.socket, request: bytes) -> None:
        asked.set()
        stops.wait(PATIENCE)
        closes(connection, request)

    environment = {**os.environ, "CLOUDHEALTH_API_KEY": KEY}
    with listening(answers_when_it_stops) as server:
        running = subprocess.Popen(
            [sys.executable, "-m", "batch", "doctor", "--base-url", server.url],
            cwd=tmp_path,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert asked.wait(PATIENCE)
        running.send_signal(signal.SIGTERM)
        until_said("stopping", running.stderr)
        stops.set()
        out, _ = running.communicate(timeout=PATIENCE)
    assert running.returncode == 143
    assert "  ok         python " in out
