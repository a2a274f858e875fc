"""The linkages and the accounts' ids: in memory, or in a file that outlives the process.

A change is committed before its method returns, so a change that a client knows of survives if the process dies.
"""

import os
import sqlite3
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from batch.sandbox.errors import SandboxError

_OURS = 0x676F766C
"""The application id that marks a file as a sandbox's state."""
_SCHEMA = f"""
PRAGMA application_id = {_OURS};
CREATE TABLE IF NOT EXISTS linkages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL,
    govcloud INTEGER NOT NULL UNIQUE,
    commercial INTEGER NOT NULL UNIQUE,
    reversed INTEGER NOT NULL,
    created_at REAL NOT NULL,
    updated_at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS linkages_of_a_customer ON linkages (customer_id);
CREATE TABLE IF NOT EXISTS account_ids (account TEXT PRIMARY KEY, id INTEGER NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS planted (seed TEXT PRIMARY KEY);
"""
_FIRST_ACCOUNT_ID = 600_001


@dataclass(frozen=True, slots=True)
class Linkage:
    """A linkage: `govcloud` and `commercial` are its true roles, whatever the API shows. Times in epoch seconds."""

    id: int
    customer_id: int
    govcloud: int
    commercial: int
    reversed: bool
    created_at: float
    updated_at: float


class Ledger:
    """The state that lasts from one start of a stand-in to the next. For one thread at a time."""

    def __init__(self, path: Path | None, clock: Callable[[], float]) -> None:
        """Open the file at `path`, or memory; `clock` returns epoch seconds."""
        self._clock = clock
        if path and os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - these never raise
            # Opening a pipe would block forever.
            raise SandboxError(f"{path}: not a regular file; the sandbox's state needs a file of its own")
        try:
            self._db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
            # Closed with its owner if nobody closes it before.
            self.close = weakref.finalize(self, self._db.close)
            """Close the file."""
            self._refuse_strangers(path)
            # The write-ahead log survives the death of the process, as promised, and commits quickly.
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise SandboxError(f"{path}: the sandbox's state can't be kept in this file: {error}") from error

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Commit everything in the block together, or nothing if the block fails."""
        self._db.execute("BEGIN")
        with self._db:
            yield

    def linkages(self, customer_id: int | None = None) -> list[Linkage]:
        """Return one customer's linkages, or all, oldest first."""
        if customer_id is None:
            return self._query("SELECT * FROM linkages ORDER BY id")
        return self._query("SELECT * FROM linkages WHERE customer_id = ? ORDER BY id", customer_id)

    def linkage(self, linkage_id: int) -> Linkage | None:
        """Return the linkage with this id."""
        return next(iter(self._query("SELECT * FROM linkages WHERE id = ?", linkage_id)), None)

    def linkages_of(self, account_id: int) -> list[Linkage]:
        """Return the linkages that have an account, on either side."""
        return self._query("SELECT * FROM linkages WHERE govcloud = ? OR commercial = ?", account_id, account_id)

    def create(self, customer_id: int, govcloud: int, commercial: int) -> Linkage:
        """Create a linkage; the caller has checked that it may exist."""
        return self._insert(None, customer_id, govcloud, commercial, 0)

    def repoint(self, linkage_id: int, govcloud: int, commercial: int) -> Linkage:
        """Give an existing linkage another pair."""
        (linkage,) = self._query(
            "UPDATE linkages SET govcloud = ?, commercial = ?, reversed = 0, updated_at = ? WHERE id = ? RETURNING *",
            *(govcloud, commercial, self._clock(), linkage_id),
        )
        return linkage

    def plant(
        self, seed: str, linkage_id: int | None, customer_id: int, pair: tuple[int, int], *, reversed_: bool
    ) -> None:
        """Create a scenario's linkage, only once in the life of the file; `seed` identifies it."""
        new = self._db.execute("INSERT OR IGNORE INTO planted VALUES (?)", (seed,)).rowcount
        if not new or any(self.linkages_of(account_id) for account_id in pair):
            return
        # An id that was assigned in the meantime stays with its linkage.
        free = linkage_id is not None and self.linkage(linkage_id) is None
        self._insert(linkage_id if free else None, customer_id, *pair, int(reversed_))

    def account_id(self, account: str, taken: frozenset[int]) -> int:
        """Return the id that the described account had before, or a new one that is not `taken`."""
        row = self._db.execute("SELECT id FROM account_ids WHERE account = ?", (account,)).fetchone()
        if row is not None and row[0] not in taken:
            return int(row[0])
        (highest,) = self._db.execute("SELECT max(id) FROM account_ids").fetchone()
        new = next(id_ for id_ in count(highest + 1 if highest else _FIRST_ACCOUNT_ID) if id_ not in taken)
        self._db.execute("INSERT OR REPLACE INTO account_ids VALUES (?, ?)", (account, new))
        return new

    def _refuse_strangers(self, path: Path | None) -> None:
        (application,) = self._db.execute("PRAGMA application_id").fetchone()
        (tables,) = self._db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if tables and application != _OURS:
            raise SandboxError(
                f"{path}: the database belongs to another program; the sandbox's state needs a file of its own"
            )

    def _insert(self, linkage_id: int | None, *values: int) -> Linkage:
        now = self._clock()
        (linkage,) = self._query(
            "INSERT INTO linkages VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING *", linkage_id, *values, now, now
        )
        return linkage

    def _query(self, statement: str, *values: float | None) -> list[Linkage]:
        return [
            Linkage(id_, customer_id, govcloud, commercial, bool(reversed_), created_at, updated_at)
            for id_, customer_id, govcloud, commercial, reversed_, created_at, updated_at in self._db.execute(
                statement, values
            ).fetchall()
        ]
