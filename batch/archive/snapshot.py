"""What a run saw of CloudHealth, kept in its folder as evidence for its decisions, and to repeat them offline.

One JSON object per line: first a header, then each customer with its accounts and linkages as CloudHealth listed them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import Any

from batch.archive.files import in_words, parsed, read_file
from batch.archive.journal import JOURNAL
from batch.archive.manifest import MANIFEST_FILE, NoManifestError, verify
from batch.archive.runs import Run, run_in
from batch.cloudhealth.errors import StopError
from batch.errors import UsageError
from batch.events import SCHEMA_VERSION, CustomerRead, CustomersNamed, Emit
from batch.inventory import Account, AccountKind, Customer, CustomerInventory, Linkage, ReadState
from batch.report.tables import sha256
from batch.rules import sending
from batch.rules.accounts import CUSTOMER_NOT_IN_SNAPSHOT
from batch.stopping import StopReason

SNAPSHOT_FILE = "snapshot.jsonl"
"""What was read from CloudHealth: the accounts and linkages of each customer."""

_CELLS_OF_ACCOUNT = attrgetter(*(field.name for field in fields(Account)))
_CELLS_OF_LINKAGE = attrgetter(*(field.name for field in fields(Linkage)))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What an earlier run saw. `all_customers`: whether these are all customers that its key could see."""

    run: Run
    sha256: str
    size: int
    all_customers: bool
    inventories: dict[str, CustomerInventory]
    is_vouched_for: bool = True
    """Whether the folder has a manifest, which the snapshot was compared with."""

    def remarks(self) -> Iterator[str]:
        """Lines for a person: what takes CloudHealth's place, and why it may not be what CloudHealth has."""
        began = self.run.started_at[:16].replace("T", " ")
        yield f"offline: CloudHealth is as the run {self.run.name} read it, which began {began} UTC"
        if self.run.command == "apply":
            yield "that run is an apply: what it sent after it had read CloudHealth is missing here"
        if not self.is_vouched_for:
            yield f"its folder has no {MANIFEST_FILE}, so nothing shows whether {SNAPSHOT_FILE} was altered"

    @property
    def as_input(self) -> dict[str, object]:
        """The snapshot as an input of the run that uses it."""
        return {"path": str(self.run.folder / SNAPSHOT_FILE), "sha256": self.sha256, "bytes": self.size}


def snapshot_lines(inventories: Iterable[CustomerInventory], *, all_customers: bool) -> bytes:
    """The content of the snapshot's file."""
    header = {"schema_version": SCHEMA_VERSION, "all_customers": all_customers}
    return b"".join(map(_line, [header, *map(_as_json, inventories)]))


def load_snapshot(folder: Path) -> Snapshot:
    """Read what the run of this folder saw; raises `UsageError`, also if the file was altered since."""
    try:
        return _loaded(folder)
    except UsageError as error:
        raise UsageError(f"--snapshot {folder}: {error}") from error


def _loaded(folder: Path) -> Snapshot:
    path = folder / SNAPSHOT_FILE
    try:
        run = run_in(folder)
    except OSError as error:
        raise UsageError(f"the run's journal can't be read: {in_words(error)}") from error
    try:
        content = read_file(path) if run else b""
    except FileNotFoundError:
        run = None
    except OSError as error:
        raise UsageError(f"{path} can't be read: {in_words(error)}") from error
    if run is None:
        missing = [name for name in (JOURNAL, SNAPSHOT_FILE) if not (folder / name).is_file()]
        what = f"it has no {' and no '.join(missing)}" if missing else "its journal is not one of govlink's"
        raise UsageError(f"{what}; name the whole folder of a run that has read CloudHealth")
    is_vouched_for = True
    try:
        if any(deviant.file == SNAPSHOT_FILE for deviant in verify(folder)):
            raise UsageError(f"{SNAPSHOT_FILE} is not what the run wrote; see `govlink report --verify`")
    except NoManifestError:
        is_vouched_for = False
    try:
        header, *customers = map(parsed, content.splitlines())
        inventories = {inventory.client_api_id: inventory for inventory in map(_from_json, customers)}
        size, are_all = len(content), bool(header["all_customers"])
        return Snapshot(run, sha256(content), size, are_all, inventories, is_vouched_for)
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{SNAPSHOT_FILE} can't be read: {error}") from error


class Replay:
    """A snapshot in CloudHealth's place: the same answers without the network."""

    def __init__(self, snapshot: Snapshot, emit: Emit) -> None:
        self._snapshot = snapshot
        self._emit = emit

    def customers(self) -> list[Customer]:
        """Every customer that the run's key could see; raises `StopError` if the run didn't ask."""
        if not self._snapshot.all_customers:
            why = f"run {self._snapshot.run.folder.name} did not ask for it"
            raise StopError(StopReason.of(sending.CUSTOMERS_NOT_LISTED, why=why))
        return [Customer(inventory.client_api_id, inventory.name) for inventory in self._snapshot.inventories.values()]

    def sweep(self, customers: Sequence[str]) -> Iterator[CustomerInventory]:
        """Yield what the run read about each customer."""
        for customer in customers:
            absent = CUSTOMER_NOT_IN_SNAPSHOT.describe(run=self._snapshot.run.folder.name)
            inventory = self._snapshot.inventories.get(
                customer,
                CustomerInventory(customer, ReadState.INCOMPLETE, reason=absent, code=CUSTOMER_NOT_IN_SNAPSHOT.id),
            )
            size = (len(inventory.accounts), len(inventory.linkages))
            self._emit(CustomerRead(customer, inventory.state, *size, inventory.reason, left_out=inventory.left_out))
            yield inventory

    def names(self, customers: Sequence[str]) -> Mapping[str, str]:
        """The names of these customers, as far as the run learned them."""
        seen = [self._snapshot.inventories[each] for each in customers if each in self._snapshot.inventories]
        names = {inventory.client_api_id: inventory.name for inventory in seen if inventory.name}
        if names:
            self._emit(CustomersNamed(names))
        return names


def _as_json(inventory: CustomerInventory) -> dict[str, Any]:
    return {
        "client_api_id": inventory.client_api_id,
        "state": inventory.state,
        "reason": inventory.reason,
        "code": inventory.code,
        "left_out": inventory.left_out,
        "name": inventory.name,
        "accounts": [*map(_CELLS_OF_ACCOUNT, inventory.accounts)],
        "linkages": [*map(_CELLS_OF_LINKAGE, inventory.linkages)],
    }


def _from_json(customer: dict[str, Any]) -> CustomerInventory:
    """The reverse of `_as_json`; raises `ValueError`, `KeyError`, or `TypeError` if a run can't have written it."""
    return CustomerInventory(
        _text(customer["client_api_id"]),
        ReadState(customer["state"]),
        tuple(
            # Snapshots of earlier versions end with the kind.
            Account(_text(acct_id), _text(owner_id), _text(name), AccountKind(kind), *map(_text, more))
            for acct_id, owner_id, name, kind, *more in customer["accounts"]
        ),
        tuple(Linkage(*map(_text, cells)) for cells in customer["linkages"]),
        _text(customer["reason"]),
        _text(customer["code"]),
        _text(customer.get("left_out", "")),
        _text(customer.get("name", "")),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
