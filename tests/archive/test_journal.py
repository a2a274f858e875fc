"""The journal on disk: what is recorded survives, and what can't be recorded is not done."""

import os
import resource
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from worlds import FakeClock

from batch.archive.journal import JOURNAL, Journal, JournalError, JournalReader, Recorder
from batch.cloudhealth.errors import StopError
from batch.events import Event, Intent, Line, Paused, Settled, Stopped, Unreadable
from batch.rules import sending
from batch.stopping import Stopping

INTENT = Intent(1, 1, "POST", "4001", "2", "1")
STOPPED = Stopped("S301", "over")
SETTLED = Settled(1, "created", "", "names with \ud800 and 真", "8", 201, 1, "a", "b")


@contextmanager
def journal(folder: Path) -> Iterator[Journal]:
    with closing(Journal(folder, FakeClock())) as made:
        yield made


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """A disk that is full when a file has this many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_events_come_back_in_order_with_their_time(tmp_path: Path) -> None:
    with journal(tmp_path) as made:
        for event in (INTENT, SETTLED, STOPPED):
            made.write(event)
        events = list(JournalReader(tmp_path))
    assert [line.event for line in events] == [INTENT, SETTLED, STOPPED]
    assert {line.at for line in events} == {"2026-11-23T00:00:00.000Z"}


def test_a_journal_is_never_written_over(tmp_path: Path) -> None:
    with journal(tmp_path), pytest.raises(FileExistsError):
        Journal(tmp_path, FakeClock())


def test_an_intent_is_forced_to_disk_and_a_pause_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forced: list[int] = []
    monkeypatch.setattr(os, "fsync", forced.append)
    with journal(tmp_path) as made:
        made.write(Paused("throttled", 1.0))
        assert not forced
        made.write(INTENT)
        made.write(SETTLED)
    assert len(forced) == 2


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_line_that_a_crash_cut_short_is_skipped(tmp_path: Path, cut: int) -> None:
    with journal(tmp_path) as made:
        made.write(INTENT)
        made.write(SETTLED)
    file = tmp_path / JOURNAL
    file.write_bytes(file.read_bytes()[:-cut])
    events = [line.event for line in JournalReader(tmp_path)]
    assert events == ([INTENT, SETTLED] if cut == 1 else [INTENT])


@pytest.mark.parametrize("line", ["", "[]", "{}", '{"event": 3}', "nonsense", '{"event": "intent"', "\udcff", "null"])
def test_a_line_that_is_not_an_event_is_skipped(tmp_path: Path, line: str) -> None:
    with journal(tmp_path) as made:
        made.write(INTENT)
    with (tmp_path / JOURNAL).open("ab") as file:
        file.write(line.encode("utf-8", "surrogateescape") + b"\n")
    assert [line.event for line in JournalReader(tmp_path)] == [INTENT]


def test_an_event_of_a_later_version_is_skipped_and_so_are_unknown_fields(tmp_path: Path) -> None:
    (tmp_path / JOURNAL).write_text(
        '{"event":"invented","at":"x","row":1}\n{"event":"paused","at":"x","reason":"r","seconds":1,"why":"new"}\n'
    )
    assert list(JournalReader(tmp_path)) == [Line("x", Paused("r", 1))]


def test_an_event_of_an_earlier_version_has_defaults_for_missing_fields(tmp_path: Path) -> None:
    (tmp_path / JOURNAL).write_text('{"event":"stopped","at":"x","code":"S301","reason":"over"}\n')
    assert list(JournalReader(tmp_path)) == [Line("x", STOPPED)]


def test_a_journal_that_is_read_again_continues_with_what_was_written_since(tmp_path: Path) -> None:
    reader = JournalReader(tmp_path)
    assert list(reader) == []
    with journal(tmp_path) as made:
        made.write(INTENT)
        assert [line.event for line in reader] == [INTENT]
        assert list(reader) == []
        made.write(SETTLED)
    assert [line.event for line in reader] == [SETTLED]
    with (tmp_path / JOURNAL).open("a") as file:
        file.write('{"event"\n')
    assert list(reader) == []
    with (tmp_path / JOURNAL).open("a") as file:
        file.write('{"event":"stopped","at":"x","code":"S301","reason":"over"}\n')
    assert [line.event for line in reader] == [Unreadable(), STOPPED]


def test_a_missing_journal_has_no_events(tmp_path: Path) -> None:
    assert list(JournalReader(tmp_path)) == []
    assert list(JournalReader(tmp_path / "gone")) == []


def test_lines_of_many_threads_stay_whole(tmp_path: Path) -> None:
    def many(made: Journal) -> None:
        for _ in range(20):
            made.write(Paused("x" * 5000, 1.0))

    with journal(tmp_path) as made:
        threads = [threading.Thread(target=many, args=(made,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(list(JournalReader(tmp_path))) == 80


def test_a_full_disk_is_reported_and_the_events_before_it_can_be_read(tmp_path: Path) -> None:
    with journal(tmp_path) as made:
        made.write(INTENT)
        with room_for((tmp_path / JOURNAL).stat().st_size + 30), pytest.raises(JournalError, match="File too large"):
            made.write(SETTLED)
    assert [line.event for line in JournalReader(tmp_path)] == [INTENT]


def test_a_journal_that_was_removed_takes_nothing_more(tmp_path: Path) -> None:
    with journal(tmp_path) as made:
        made.write(INTENT)
        (tmp_path / JOURNAL).unlink()
        with pytest.raises(JournalError, match="it was removed"):
            made.write(SETTLED)


def test_without_a_journal_an_intent_keeps_its_write_from_being_sent_and_the_run_stops(tmp_path: Path) -> None:
    stopping = Stopping()
    seen: list[Event] = []
    with journal(tmp_path) as made:
        record = Recorder(made, seen.append, stopping)
        record(Paused("throttled", 1.0))
        (tmp_path / JOURNAL).unlink()
        record(SETTLED)
        assert stopping.reason
        assert stopping.reason.rule == sending.JOURNAL_NOT_WRITABLE
        with pytest.raises(StopError, match="it was removed"):
            record(INTENT)
    assert [event.name for event in seen] == ["paused", "settled", "intent"]


def test_an_intent_that_can_t_be_recorded_stops_at_once(tmp_path: Path) -> None:
    stopping = Stopping()
    with journal(tmp_path) as made:
        record = Recorder(made, lambda _event: None, stopping)
        with room_for(0), pytest.raises(StopError) as stopped:
            record(INTENT)
    assert stopped.value.reason.rule == sending.JOURNAL_NOT_WRITABLE
    assert stopping.reason
