"""A bounded fuzzing run, if atheris is installed."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

_HERE = Path(__file__).parent


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")
def test_a_minute_of_fuzzing_finds_nothing(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for trap in (_HERE / "traps").iterdir():
        form = {".csv": b"\0", ".tsv": b"\1"}.get(trap.suffix, b"\2")
        if trap.suffix != ".expected":
            (seeds / trap.name).write_bytes(form + trap.read_bytes())
    done = subprocess.run(
        [sys.executable, str(_HERE / "fuzz.py"), "60", str(seeds)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
