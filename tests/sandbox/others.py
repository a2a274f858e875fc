"""Separate environments for other people's programs, whose dependencies conflict with ours and each other's."""

import subprocess
import sys
from pathlib import Path

import pytest


def environment_with(requirement: str, folder: Path) -> Path:
    """Make a virtual environment with one package in it and return its `bin`; skip if no package is available."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    bin_ = folder / "bin"
    arguments = [str(bin_ / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement]
    installed = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if installed.returncode:
        pytest.skip(f"{requirement} can't be installed here: {installed.stderr.strip().splitlines()[-1]}")
    return bin_
