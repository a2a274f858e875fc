"""The journal of a run: one event per line; the intent of each write is on disk before the write is sent.

Without a working journal, nothing more may be sent.
"""

import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from batch.archive.files import MEBIBYTE, open_file, parsed
from batch.archive.lines import line_of
from batch.clock import Clock, iso
from batch.cloudhealth.errors import StopError
from batch.events import Event, Intent, Line, RunFinished, RunStarted, Settled, Stopped, Unreadable, as_json
from batch.rules import sending
from batch.stopping import Stopping, StopReason

JOURNAL = "journal.jsonl"
"""One event per line: the intent of each write before it is sent, and its outcome after."""
_LINE_AT_MOST = 64 * MEBIBYTE

_DURABLE = (RunStarted, Intent, Settled, Stopped, RunFinished)
"""Events that are forced to disk before the run continues, so that a killed run leaves them behind."""


class JournalError(Exception):
    """The journal could not be written (disk full, folder gone or read-only); the text is the reason."""


class Journal:
    """Appends events from any thread. The file belongs to one run and is never rewritten."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
        self._file = os.open(folder / JOURNAL, flags, 0o644)

    def write(self, event: Event) -> None:
        """Append one event; raises `JournalError`."""
        line = json.dumps(as_json(event, iso(self._clock.now())), ensure_ascii=False, separators=(",", ":"))
        with self._lock:
            try:
                self._append(line.encode("utf-8", "backslashreplace") + b"\n")
                if isinstance(event, _DURABLE):
                    os.fsync(self._file)
            except OSError as error:
                raise JournalError(error.strerror or str(error)) from error

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _append(self, line: bytes) -> None:
        if not os.fstat(self._file).st_nlink:
            # Writing would succeed, but nobody could ever read the file.
            raise OSError("it was removed")
        while line:
            # A full disk takes a part and refuses the rest. Nothing is written after an incomplete line.
            line = line[os.write(self._file, line) :]


class Recorder:
    """An `Emit` for a run: writes to the journal and passes events on; safe to call from any thread."""

    def __init__(self, journal: Journal, watch: Callable[[Event], None], stopping: Stopping) -> None:
        self._journal = journal
        self._watch = watch
        self._stopping = stopping
        self._broken = ""
        self._lock = threading.Lock()

    def __call__(self, event: Event) -> None:
        """Record the event; raises `StopError` if an intent can't be recorded, because the write must not be sent."""
        with self._lock:
            if not self._broken:
                self._write(event)
            self._watch(event)
        if self._broken and isinstance(event, Intent):
            raise StopError(StopReason.of(sending.JOURNAL_NOT_WRITABLE, why=self._broken))

    def _write(self, event: Event) -> None:
        try:
            self._journal.write(event)
        except JournalError as error:
            self._broken = str(error)
            self._stopping.stop(StopReason.of(sending.JOURNAL_NOT_WRITABLE, why=self._broken))


class JournalReader:
    """Reads the journal of a run, oldest event first; when read again, it continues with the lines written since.

    An invalid last line, which a crash cut short, is skipped. An invalid line before the end is reported as
    `Unreadable`: its event is lost, so nothing may be claimed that it could contradict. A missing journal has no
    events. Raises `OSError` if the journal can't be read.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / JOURNAL
        self._position = 0
        self._is_damaged = False

    def __iter__(self) -> Iterator[Line]:
        try:
            content = open_file(self._path)
        except (FileNotFoundError, NotADirectoryError):
            return
        with content:
            content.seek(self._position)
            while text := content.readline(_LINE_AT_MOST):
                self._position += len(text)
                yield from self._read(text)

    def _read(self, text: bytes) -> Iterator[Line]:
        if text.isspace():
            return
        if self._is_damaged:
            yield Line("", Unreadable())
        try:
            line = _line(text)
        except ValueError:
            self._is_damaged = True
            return
        self._is_damaged = False
        if line:
            yield line


def first_line(folder: Path) -> Line | None:
    """The first line of the journal, or None if it is not an event; raises `OSError`."""
    with open_file(folder / JOURNAL) as content:
        try:
            return _line(content.readline(_LINE_AT_MOST))
        except ValueError:
            return None


def _line(text: bytes) -> Line | None:
    return line_of(parsed(text.decode("utf-8", "replace")))
