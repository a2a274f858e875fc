"""LibreOffice as a person uses it: a file opened, typed into and saved again; needs Debian's libreoffice-calc.

Typing needs its Python bridge as well, python3-uno, which is there for the system's own Python alone.
"""

import json
import os
import shutil
import signal
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
SYSTEM_PYTHON = Path("/usr/bin/python3")
_SECONDS = 100
_ATTEMPTS = 3

_TYPING = """
import json, os, sys, time
import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

def named(**values):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())

pipe, opened, saved, filter_name, cells = json.load(sys.stdin)
context = uno.getComponentContext()
resolver = context.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
while True:
    try:
        office = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        break
    except NoConnectException:
        time.sleep(0.2)
desktop = office.ServiceManager.createInstance("com.sun.star.frame.Desktop")
document = desktop.loadComponentFromURL(opened, "_blank", 0, named(Hidden=True))
for sheet, cell, text in cells:
    document.Sheets.getByName(sheet).getCellRangeByName(cell).FormulaLocal = text
document.storeToURL(saved, named(FilterName=filter_name))
os._exit(0)  # the bridge may crash on shutdown
"""
_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
}


def _command(profile: Path) -> list[str]:
    """The program with its own settings, so that several can run at once."""
    if not OFFICE:
        pytest.skip("there is no LibreOffice on this machine")
    return [OFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo"]


def converted(file: Path, ending: str, folder: Path) -> Path:
    """The file as LibreOffice saves it with another ending, in another folder."""
    command = [
        *_command(folder / "profile"),
        "--convert-to",
        ending.removeprefix("."),
        "--outdir",
        str(folder),
        str(file),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
    return folder / f"{file.stem}{ending}"


def typed_into(file: Path, cells: Mapping[tuple[str, str], str], saved_as: Path) -> None:
    """Open the file, type a text into each of these cells (sheet, name), and save it."""
    if not SYSTEM_PYTHON.exists() or subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], check=False).returncode:
        pytest.skip("LibreOffice's Python bridge is not on this machine")
    typing = [(sheet, cell, text) for (sheet, cell), text in cells.items()]
    # LibreOffice itself crashes now and then, mostly if several are started at once.
    assert any(_typed(file, typing, saved_as) for _attempt in range(_ATTEMPTS))


def _typed(file: Path, cells: Sequence[tuple[str, str, str]], saved_as: Path) -> bool:
    """Whether the file was saved."""
    pipe = f"govlink{uuid.uuid4().hex}"
    folder = saved_as.parent / pipe
    folder.mkdir()
    opened = shutil.copy(file, folder / file.name)  # because LibreOffice leaves a lock file next to it
    orders = [pipe, Path(opened).resolve().as_uri(), saved_as.resolve().as_uri(), _FILTERS[saved_as.suffix], cells]
    command = [*_command(folder / "profile"), f"--accept=pipe,name={pipe};urp"]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as office:
        try:
            done = subprocess.run(
                [SYSTEM_PYTHON, "-c", _TYPING], input=json.dumps(orders), text=True, check=False, timeout=_SECONDS
            )
        finally:
            os.killpg(office.pid, signal.SIGKILL)
    return done.returncode == 0
