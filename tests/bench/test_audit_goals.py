"""An audit of 100,000 accounts is ordinary: telling facts and changes costs less than the comparison behind them."""

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from batch.audit import Before, find, with_changes
from batch.frames import problems_frame
from batch.inventory import Account, AccountKind, CustomerInventory, Linkage, ReadState
from batch.mapping import Row
from batch.reconcile import reconcile

PAIRS, CUSTOMERS = 50_000, 100
_T = TypeVar("_T")


def _timed(work: Callable[[], _T]) -> tuple[_T, float]:
    """What it gives, and the processor time that it takes: what others do on the machine counts for little."""
    began = time.process_time()
    done = work()
    return done, time.process_time() - began


def _customers() -> Iterator[CustomerInventory]:
    """Nine pairs in ten are linked."""
    each = PAIRS // CUSTOMERS
    for customer in range(CUSTOMERS):
        pairs = [(2 * number, 2 * number + 1) for number in range(customer * each + 1, (customer + 1) * each + 1)]
        accounts = [
            Account(str(number), f"{number:012}", f"account-{number}", kind)
            for pair in pairs
            for number, kind in zip(pair, (AccountKind.GOVCLOUD, AccountKind.COMMERCIAL), strict=True)
        ]
        linkages = [
            Linkage(str(govcloud // 2), "", str(govcloud), str(commercial))
            for govcloud, commercial in pairs
            if govcloud // 2 % 10
        ]
        yield CustomerInventory(str(4000 + customer), ReadState.COMPLETE, tuple(accounts), tuple(linkages))


@pytest.mark.slow
def test_facts_and_changes_of_100000_accounts_cost_less_than_their_comparison(
    capsys: pytest.CaptureFixture[str],
) -> None:
    inventories = list(_customers())
    rows = [
        Row("m.csv", line, inventory.client_api_id, commercial.acct_id, "", govcloud.acct_id, "")
        for inventory in inventories
        for line, (govcloud, commercial) in enumerate(
            zip(inventory.accounts[::2], inventory.accounts[1::2], strict=True)
        )
        if line % 7
    ]
    plan, reconciling = _timed(lambda: reconcile(rows, problems_frame(()), inventories))
    facts, finding = _timed(lambda: find(plan))
    first, _ = _timed(lambda: with_changes(facts, Before(), "2026-11-22", plan.linkages))
    again, comparing = _timed(lambda: with_changes(facts, Before(first), "2026-11-23", plan.linkages))
    assert len(facts) == PAIRS
    assert set(again["change"]) == {"persisting"}
    with capsys.disabled():
        print(f"\n{PAIRS:,} facts: comparing {reconciling:.2f} s, facts {finding:.2f} s, changes {comparing:.2f} s")
    assert finding + comparing < reconciling
