"""The circumstances that examples of rules describe, such as a signal, and how a test brings each about."""

import os
import resource
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import requests
import trustme
from openpyxl.worksheet.worksheet import Worksheet
from program import KEY, Govlink, Terminal
from scripted_server import listening, refusing

from batch.clock import SystemClock
from batch.sandbox.ledger import Ledger, Linkage
from batch.sandbox.server import RunningSandbox

_WITHOUT_THREADS = """
import threading
def start(self):
    raise RuntimeError("can't start new thread")
threading.Thread.start = start
"""


@dataclass(frozen=True)
class Asking:
    """An example's command that is about to run, and the CloudHealth that it asks."""

    words: list[str]
    sandbox: RunningSandbox
    called: Govlink
    folder: Path
    monkeypatch: pytest.MonkeyPatch
    close: Callable[[], None]
    """Stops the sandbox."""

    @property
    def arguments(self) -> list[str]:
        """The environment of the command, without pauses that a test would wait for."""
        command, *words = self.words
        given = list(chain.from_iterable(sorted(map(str, self.folder.glob(word))) or [word] for word in words))
        if command == "report" or "--snapshot" in words:
            return [command, *given]
        return [command, *given, "--base-url", self.sandbox.base_url, "--rate", "1000/s", "--settle-time", "0.05"]

    def run(self, *more: str) -> str:
        """Run it, with further arguments that take precedence; returns its standard error."""
        return self.called(*self.arguments, *more).err

    def started(self, before: Callable[[], None] | None = None) -> "subprocess.Popen[str]":
        """Start it as its own process."""
        return subprocess.Popen(
            [sys.executable, "-m", "batch", *self.arguments],
            cwd=self.folder,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            preexec_fn=before,  # noqa: PLW1509 - it calls nothing that needs a lock of another thread
        )


def linked_twice(asking: Asking) -> str:
    """The sandbox has each account in at most one linkage, so it only shows a second one."""
    linkages, second = Ledger.linkages, Linkage(2, 4001, 103, 102, reversed=False, created_at=0, updated_at=0)
    asking.monkeypatch.setattr(Ledger, "linkages", lambda *args: [*linkages(*args), second])
    return asking.run()


def answered(asking: Asking, answer: bytes, meanwhile: Callable[[Asking], None] = lambda _: None) -> str:
    terminal = Terminal(asking.folder, *asking.arguments)
    terminal.wait_for(b"Send this row?")
    meanwhile(asking)
    terminal.type(answer + b"\n")
    terminal.exit_code()
    return ""


def link_102_with_103(asking: Asking) -> None:
    pair = {"commercial_acct_id": 102, "govcloud_acct_id": 103}
    url = f"{asking.sandbox.base_url}/api/v1/govcloud_linkages?client_api_id=4001"
    requests.post(url, json=pair, headers={"Authorization": f"Bearer {KEY}"}, timeout=10).raise_for_status()


def ended_by(asking: Asking, number: signal.Signals, method: str) -> str:
    """The signal is sent when the sandbox gets a request with this method."""
    process = asking.started()
    while not any(entry.method == method for entry in asking.sandbox.requests):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(number)
    return process.communicate(timeout=30)[1]


def for_long(asking: Asking) -> str:
    """Waiting moves the clock."""
    passed = [0.0]

    def sleep(_: SystemClock, seconds: float) -> None:
        passed[0] += seconds

    asking.monkeypatch.setattr(SystemClock, "sleep", sleep)
    asking.monkeypatch.setattr(SystemClock, "monotonic", lambda _: time.monotonic() + passed[0])
    return asking.run()


def without_proxy(asking: Asking) -> str:
    asking.monkeypatch.delenv("NO_PROXY", raising=False)
    asking.monkeypatch.delenv("no_proxy", raising=False)
    asking.monkeypatch.setattr(asking.sandbox, "base_url", "https://cloudhealth.example")
    with refusing() as port:
        asking.monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        asking.monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
        return for_long(asking)


def inspected(asking: Asking) -> str:
    """Requests over TLS are forwarded to the sandbox, one request per connection."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.cert_pem.write_to_path(str(asking.folder / "its-ca.pem"))
    authority.issue_cert("127.0.0.1").configure_cert(context)
    port = int(asking.sandbox.base_url.rpartition(":")[2])

    def hand_on(connection: socket.socket, request: bytes) -> None:
        with socket.create_connection(("127.0.0.1", port)) as onward:
            onward.sendall(request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1).replace(b"keep-alive", b"close"))
            while part := onward.recv(65536):
                connection.sendall(part)
        connection.close()

    with listening(hand_on, tls=context) as server:
        return asking.run("--base-url", f"https://127.0.0.1:{server.port}")


def on_a_full_disk(asking: Asking) -> str:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))

    return asking.started(limit).communicate(timeout=30)[1]


def without_threads(asking: Asking) -> str:
    (asking.folder / "sitecustomize.py").write_text(_WITHOUT_THREADS)
    asking.monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(asking.folder), *sys.path]))
    return asking.started().communicate(timeout=30)[1]


CIRCUMSTANCES: dict[str, Callable[[Asking], str]] = {
    "": Asking.run,
    "a second linkage joins 102 with 103": linked_twice,
    "you say yes": partial(answered, answer=b"y"),
    "you say no": partial(answered, answer=b"n"),
    "the network is down when you say yes": partial(answered, answer=b"y", meanwhile=lambda asking: asking.close()),
    "someone links 102 with 103 before you say yes": partial(answered, answer=b"y", meanwhile=link_102_with_103),
    "SIGTERM comes while accounts are read": partial(ended_by, number=signal.SIGTERM, method="GET"),
    "killed by SIGKILL while it waits for an answer": partial(ended_by, number=signal.SIGKILL, method="POST"),
    "for more than 15 minutes": for_long,
    "nothing listens at the address that HTTPS_PROXY names": without_proxy,
    "a proxy that inspects TLS has its own CA": inspected,
    "the disk is full": on_a_full_disk,
    "govlink can't start a thread": without_threads,
}

OFFLINE: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "": lambda _patch: None,
    "PyYAML was built without libyaml": lambda patch: patch.delattr("yaml.CBaseLoader"),
}
"""Circumstances of commands that use no network."""


def _edited(change: Callable[[Worksheet], object]) -> Callable[[Path], None]:
    """Return a function that changes the first sheet of a workbook."""

    def edit(path: Path) -> None:
        book = openpyxl.load_workbook(path)
        change(book.worksheets[0])
        book.save(path)

    return edit


def _hide_row(sheet: Worksheet) -> None:
    sheet.row_dimensions[2].hidden = True


def _hold_number(number: float, number_format: str) -> Callable[[Path], None]:
    def hold(sheet: Worksheet) -> None:
        sheet["B2"].value, sheet["B2"].number_format = number, number_format

    return _edited(hold)


def _add_sheet(sheet: Worksheet) -> None:
    assert sheet.parent
    sheet.parent.create_sheet("GovCloud").append(["client_api_id", "govcloud_owner_id"])


def _encrypt(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"))


def _add_picture(path: Path) -> None:
    with ZipFile(path, "a", ZIP_DEFLATED, compresslevel=1) as package, package.open("xl/media/1.png", "w") as picture:
        for _ in range(300):
            picture.write(bytes(1 << 20))


WORKBOOKS: dict[str, Callable[[Path], object]] = {
    "": lambda _path: None,
    "it is CSV but is named .xlsx": lambda path: path.write_text("client_api_id\n4001\n"),
    "the workbook has a password": _encrypt,
    "the workbook contains a picture of 300 MiB": _add_picture,
    "the end of the workbook is missing": lambda path: path.write_bytes(path.read_bytes()[:-100]),
    "a second sheet has client_api_id and govcloud_owner_id": _edited(_add_sheet),
    "row 2 of the sheet is hidden": _edited(_hide_row),
    "the cells B2:B3 of the sheet are merged": _edited(lambda sheet: sheet.merge_cells("B2:B3")),
    "the cell B2 holds a number, not text": _hold_number(1234567890123450, "General"),
    "the cell B2 holds the number 51.2, shown as a percentage": _hold_number(51.2, "0%"),
}
"""Changes to the workbook of an example."""
