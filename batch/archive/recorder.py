"""Where events go: into the journal, and to whoever watches. Without a journal, nothing more may be sent."""

import threading
from collections.abc import Callable

from batch.archive.journal import Journal, JournalError
from batch.cloudhealth.errors import HaltError
from batch.events import Event, Intent
from batch.rules import sending
from batch.stopping import Reason, Stopping


class Recorder:
    """An `Emit` for a run; safe to call from any thread."""

    def __init__(self, journal: Journal, watch: Callable[[Event], None], stopping: Stopping) -> None:
        self._journal = journal
        self._watch = watch
        self._stopping = stopping
        self._broken = ""
        self._lock = threading.Lock()

    def __call__(self, event: Event) -> None:
        """Record the event; raises `HaltError` where an intent can't be, since then the write may not be sent."""
        with self._lock:
            if not self._broken:
                self._write(event)
            self._watch(event)
        if self._broken and isinstance(event, Intent):
            raise HaltError(Reason(sending.JOURNAL_NOT_WRITABLE, self._broken))

    def _write(self, event: Event) -> None:
        try:
            self._journal.write(event)
        except JournalError as error:
            self._broken = str(error)
            self._stopping.stop(Reason(sending.JOURNAL_NOT_WRITABLE, self._broken))
