"""One run of `export`: reads CloudHealth and turns its linkages into a mapping. Nothing is ever written to CloudHealth.

The mapping is the only result, so the run has no folder.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from batch.checking import load
from batch.cloudhealth.connection import Connection
from batch.console import View
from batch.counting import counted, first_few
from batch.errors import Exit
from batch.export import mapping_of
from batch.frames import columns_of
from batch.inventory import CustomerInventory
from batch.mapping import ReadOptions, Source
from batch.mapping.sources import Format
from batch.reconcile import Direction, reconcile
from batch.report.wording import plain
from batch.runs.reading import all_customers, nothing_written, read_inventories, reading_alone
from batch.runs.wanted import NOTHING, from_mapping
from batch.statuses import Status
from batch.stopping import Stopping
from batch.writing import WRITERS

_NAMED_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """What to export, and how; `options` are those for reading the mapping again."""

    customers: Sequence[str]
    all_customers: bool
    direction: Direction | None
    written_as: Format
    options: ReadOptions


@dataclass(frozen=True, slots=True)
class ExportEnd:
    """How an export ended.

    `content` is the mapping's file, or None if none may be written; `words` give its counts. `remarks` report what is
    missing from it, and which of its rows will not be in sync.
    """

    code: Exit
    remarks: Sequence[str]
    content: bytes | None = None
    words: str = ""
    is_sandbox: bool = False


def export(connection: Connection, settings: ExportSettings, view: View, stopping: Stopping) -> ExportEnd:
    """Read the customers, then make the mapping; raises `LockedError` before anything is read."""
    inventories, is_sandbox = _read(connection, settings, view, stopping)
    view.pause()
    made = made_of(inventories, settings)
    if reason := stopping.reason:
        return ExportEnd(reason.exit_code, [nothing_written(reason)])
    return replace(made, is_sandbox=is_sandbox)


def _read(
    connection: Connection, settings: ExportSettings, view: View, stopping: Stopping
) -> tuple[list[CustomerInventory], bool]:
    """Return what was read, and whether it is from a sandbox."""
    with reading_alone(connection, "export", view, stopping) as reading:
        listed = all_customers(reading) if settings.all_customers else []
        customers = [*(found.client_api_id for found in listed), *settings.customers]
        inventories = read_inventories(reading, list(dict.fromkeys(customers)))
        return inventories, reading.cloudhealth.is_sandbox


def made_of(inventories: Sequence[CustomerInventory], settings: ExportSettings) -> ExportEnd:
    """Make the mapping of what was read; pure."""
    plan = reconcile((), NOTHING.problems, inventories, forced=settings.direction)
    remarks = [
        f"{f'customer {customer}' if customer else 'the customer'} is left out: {reason} ({code})"
        for customer, (_, code, reason) in plan.unusable.items()
    ]
    if plan.unusable and not plan.directions:
        return ExportEnd(Exit.STOPPED, [*remarks, "no customer can be exported; nothing is written"])
    exported = mapping_of(plan, names_customer=not settings.options.direct_customer)
    content = WRITERS[settings.written_as](list(exported.rows.columns), zip(*columns_of(exported.rows), strict=True))
    remarks += [*_left_out(exported.numbers_left_out), *_not_in_sync(content, settings, inventories)]
    words = f"{counted(len(exported.rows), 'linkage')} of {counted(len(plan.directions), 'customer')}"
    return ExportEnd(Exit.STOPPED if plan.unusable else Exit.OK, remarks, content, words)


def _left_out(numbers: Sequence[str]) -> Iterator[str]:
    if numbers:
        why = "AWS numbers that are invalid or shared by several linked accounts are left out"
        yield f"{why}; the rows name these accounts only by id: {first_few(numbers, _NAMED_AT_MOST)}"


def _not_in_sync(content: bytes, settings: ExportSettings, inventories: Sequence[CustomerInventory]) -> Iterator[str]:
    """Read the mapping as any command will, plan it, and report which rows would not be in sync, and why."""
    source = Source("export", settings.written_as, content=content)
    checked = load([source], settings.options)
    for problem in checked.refusals:
        yield f"the mapping can't be read again: {problem.message} ({problem.rule.id})"
    wanted = from_mapping([source], checked)
    again = reconcile(wanted.rows, wanted.problems, inventories, forced=settings.direction).frame
    others = again[again["status"] != Status.IN_SYNC]
    for (status, codes), rows in others.groupby(["status", "codes"], sort=False):
        places = first_few((rows["source"] + ":" + rows["line"]).tolist(), _NAMED_AT_MOST)
        counts = f"{counted(len(rows), 'row')} {plain(str(status))} ({codes}), not in sync"
        yield f"a plan of this mapping will have {counts}, at {places}: {rows['message'].iloc[0]}"
