"""What all tests share: the program as a process, and stand-ins to run it against."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from program import WORLD, Govlink, Ran, Served

from batch.cli import main
from batch.sandbox import Scenario, serve
from batch.sandbox.server import RunningSandbox

# The same examples in every run, and no clock: a test that fails by chance, or on a busy machine, stops people who
# changed nothing. To search for new examples, run `pytest --hypothesis-profile=search`.
_UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", _UNHURRIED, derandomize=True, database=None)
settings.register_profile("search", _UNHURRIED, max_examples=2000, print_blob=True)
settings.load_profile("same")

# Child processes inherit which signals their parent ignores: hang-ups under `nohup`, interruptions if a script starts
# it in the background. The tests send both.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers() -> int:
    """One and a half workers per core: a third of the tests' time is spent waiting for processes."""
    return (os.cpu_count() or 2) * 3 // 2


@pytest.fixture
def govlink(tmp_path: Path) -> Govlink:
    """The program as a separate process, in an empty folder, without a key unless one is given."""

    def run(*args: object, key: str | None = None, stdin: str = "", env: dict[str, str] | None = None) -> Ran:
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GOVLINK_", "CLOUDHEALTH_")) and name.lower() not in {"http_proxy", "https_proxy"}
        }
        environment |= env or {}
        if key is not None:
            environment["CLOUDHEALTH_API_KEY"] = key
        done = subprocess.run(
            [sys.executable, "-m", "batch", *map(str, args)],
            cwd=tmp_path,
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr, tmp_path / "reports")

    return run


@pytest.fixture
def served() -> Iterator[Served]:
    """Start stand-ins for the duration of the test, from a scenario's data and the arguments of `serve`."""
    with ExitStack() as stack:

        def start(data: dict[str, Any] | None = None, **options: Any) -> RunningSandbox:
            return stack.enter_context(serve(Scenario.from_dict(data or WORLD), **options))

        yield start


@pytest.fixture
def called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Govlink:
    """The program called in this process: all of it except its start, and many times faster."""
    monkeypatch.chdir(tmp_path)

    def run(*args: object, key: str | None = None) -> Ran:
        if key is not None:
            monkeypatch.setenv("CLOUDHEALTH_API_KEY", key)
        code = main([str(arg) for arg in args])
        out, err = capsys.readouterr()
        return Ran(code, out, err, tmp_path / "reports")

    return run
