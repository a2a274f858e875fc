"""One run of `export`: CloudHealth is read, and what is linked becomes a mapping. Nothing is ever written to it.

A run of its own kind: it has no folder, since the mapping is all it leaves.
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
    """What is to be exported, and how: `options` are those with which the mapping will be read again."""

    customers: Sequence[str]
    all_customers: bool
    direction: Direction | None
    written_as: Format
    options: ReadOptions


@dataclass(frozen=True, slots=True)
class ExportEnd:
    """How an export ended.

    `content` is the mapping's file, None where none may be written; `words` count it, and `remarks` say what is not
    in it, and what of it will not be found in sync.
    """

    code: Exit
    remarks: Sequence[str]
    content: bytes | None = None
    words: str = ""
    is_sandbox: bool = False


def export(connection: Connection, settings: ExportSettings, view: View, stopping: Stopping) -> ExportEnd:
    """Read the customers, and make the mapping once everything was read; raises `LockedError` before that."""
    inventories, is_sandbox = _read(connection, settings, view, stopping)
    view.pause()
    made = made_of(inventories, settings)
    if reason := stopping.reason:
        return ExportEnd(reason.exit_code, [nothing_written(reason)])
    return replace(made, is_sandbox=is_sandbox)


def _read(
    connection: Connection, settings: ExportSettings, view: View, stopping: Stopping
) -> tuple[list[CustomerInventory], bool]:
    """What was read, and whether a sandbox gave it."""
    with reading_alone(connection, "export", view, stopping) as reading:
        listed = all_customers(reading) if settings.all_customers else []
        customers = [*(found.client_api_id for found in listed), *settings.customers]
        inventories = read_inventories(reading, list(dict.fromkeys(customers)))
        return inventories, reading.cloudhealth.is_sandbox


def made_of(inventories: Sequence[CustomerInventory], settings: ExportSettings) -> ExportEnd:
    """The mapping of what was read; pure."""
    plan = reconcile((), NOTHING.problems, inventories, forced=settings.direction)
    remarks = [
        f"{f'customer {customer}' if customer else 'the customer'} is left out: {reason} ({code})"
        for customer, (_, code, reason) in plan.unusable.items()
    ]
    if plan.unusable and not plan.directions:
        return ExportEnd(Exit.STOPPED, [*remarks, "no customer can be exported, so nothing is written"])
    exported = mapping_of(plan, names_customer=not settings.options.direct_customer)
    content = WRITERS[settings.written_as](list(exported.rows.columns), zip(*columns_of(exported.rows), strict=True))
    remarks += [*_left_out(exported.numbers_left_out), *_not_in_sync(content, settings, inventories)]
    words = f"{counted(len(exported.rows), 'linkage')} of {counted(len(plan.directions), 'customer')}"
    return ExportEnd(Exit.STOPPED if plan.unusable else Exit.OK, remarks, content, words)


def _left_out(numbers: Sequence[str]) -> Iterator[str]:
    if numbers:
        why = "AWS numbers that several linked accounts share, or that are none, are left out"
        yield f"{why}; their accounts are named by id alone: {first_few(numbers, _NAMED_AT_MOST)}"


def _not_in_sync(content: bytes, settings: ExportSettings, inventories: Sequence[CustomerInventory]) -> Iterator[str]:
    """Read the mapping as everybody will, plan it, and report whatever the plan would not call in sync, and why."""
    source = Source("export", settings.written_as, content=content)
    checked = load([source], settings.options)
    for problem in checked.refusals:
        yield f"the mapping will be refused when it is read: {problem.message} ({problem.rule.id})"
    wanted = from_mapping([source], checked)
    again = reconcile(wanted.rows, wanted.problems, inventories, forced=settings.direction).frame
    others = again[again["status"] != Status.IN_SYNC]
    for (status, codes), rows in others.groupby(["status", "codes"], sort=False):
        places = first_few((rows["source"] + ":" + rows["line"]).tolist(), _NAMED_AT_MOST)
        counts = f"{counted(len(rows), 'row')} {plain(str(status))} ({codes}), not in sync"
        yield f"a plan of this mapping will have {counts}, at {places}: {rows['message'].iloc[0]}"
