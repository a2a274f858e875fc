"""The law of conservation: for any mapping and any server, rows in = report lines out, each of them true."""

from typing import Any

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from whole_run import HEADER, apply, assert_each_sent_once, assert_true
from worlds import customer, pair, world

from batch.reconcile import Direction
from batch.rules import sending
from batch.sandbox import Scenario
from batch.statuses import Status
from batch.stopping import StopReason
from batch.submit import Limits

CUSTOMERS = (4001, 4002, 4003)
PAIRS = 6

halves = st.integers(0, PAIRS)
"""A pair's number; the last one exists in no customer."""


def _side(customer_id: int, acct_id: str, how: str) -> tuple[str, str]:
    """How a row names an account: by id, by number, by both, not at all, or wrongly."""
    number = f"{int(acct_id):012d}"
    return {
        "id": (acct_id, ""),
        "number": ("", number),
        "both": (acct_id, number),
        "neither": ("", ""),
        "wrong number": (acct_id, "999999999999"),
        "nonsense": ("12 34", number),
        "foreign": (pair(customer_id % 3 + 4001, 0)[0], ""),
    }[how]


@st.composite
def lines(draw: st.DrawFn) -> str:
    customer_id = draw(st.sampled_from(CUSTOMERS))
    commercial, govcloud = pair(customer_id, draw(halves), draw(halves))
    if draw(st.integers(0, 9)) == 0:
        commercial, govcloud = govcloud, commercial
    usual = st.sampled_from(["id", "number", "both"])
    odd = st.sampled_from(["neither", "wrong number", "nonsense", "foreign"])
    how = [draw(odd if draw(st.integers(0, 11)) == 0 else usual) for _ in range(2)]
    client = draw(st.sampled_from(["", "x", "999"])) if draw(st.integers(0, 14)) == 0 else str(customer_id)
    sides = [*_side(customer_id, commercial, how[0]), *_side(customer_id, govcloud, how[1])]
    return ",".join([client, *sides, draw(st.sampled_from(["OPS-1", "'quoted'"]))])


linked = st.permutations(range(PAIRS)).flatmap(
    lambda order: st.integers(0, PAIRS).map(lambda count: list(zip(range(count), order, strict=False)))
)

switches = st.fixed_dictionaries(
    {},
    optional={
        "direction": st.sampled_from(["by-name", "swapped"]),
        "swapped_answers": st.sampled_from(["echo", "by-name"]),
        "created_status": st.sampled_from([200, 201]),
        "refused_status": st.sampled_from([400, 422]),
        "errors": st.sampled_from(["documented", "list", "by-field", "text", "message", "object", "html", "empty"]),
        "paging": st.sampled_from(["headers", "none", "repeating"]),
        "linkage_paging": st.sampled_from(["whole", "headers"]),
        "linkage_page_size": st.sampled_from([2, 30]),
        "owner_ids": st.sampled_from(["present", "absent", "null"]),
        "is_govcloud": st.booleans(),
    },
)


@st.composite
def faults(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(
        st.sampled_from(
            ["status", "reset", "hang", "truncated", "broken-json", "empty", "drip"] * 3
            + ["login-redirect", "login-page", "wrong-linkage"]
        )
    )
    fault: dict[str, Any] = {"kind": kind, "method": draw(st.sampled_from(["POST", "POST", "PUT", "GET"]))}
    if kind == "status":
        fault["status"] = draw(st.sampled_from([400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504]))
        if draw(st.booleans()):
            fault["headers"] = {"Retry-After": draw(st.sampled_from(["0", "3", "soon", "4000"]))}
    # An explicit refusal is believed: nothing was done, and nothing will be.
    if fault["method"] != "GET" and fault.get("status") not in {400, 401, 403, 404, 409, 422, 429}:
        fault |= draw(st.sampled_from([{}, {"commit": True}, {"late": 1.5}, {"late": 70.0}]))
    if kind == "wrong-linkage":
        fault["commit"] = True
    if draw(st.booleans()):
        fault["customer"] = draw(st.sampled_from(CUSTOMERS))
    first = draw(st.integers(1, 6))
    return {**fault, "first": first, "last": first + draw(st.sampled_from([0, 0, 1, 4, 30]))}


# A failing case with so many parts shrinks for minutes without becoming clearer.
@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(
    rows=st.lists(lines(), min_size=1, max_size=14),
    links=st.tuples(linked, linked, linked),
    server=switches,
    plan=st.lists(faults(), max_size=4),
    read_lag=st.sampled_from([None, None, {"mean": 40}, {"mean": 20, "spread": 20, "distribution": "uniform"}]),
    allow_update=st.booleans(),
    forced=st.sampled_from([None, None, None, Direction.BY_NAME, Direction.SWAPPED]),
    stop_after=st.none() | st.integers(1, 25),
    limits=st.builds(Limits, rows=st.none() | st.integers(0, 5), failures=st.none() | st.integers(1, 3)),
    concurrency=st.sampled_from([1, 4]),
)
@example(
    rows=[f"4001,{pair(4001, 0)[0]},,{pair(4001, 0)[1]},,"] * 2,
    links=([], [], []),
    server={},
    plan=[],
    read_lag=None,
    allow_update=False,
    forced=None,
    stop_after=None,
    limits=Limits(),
    concurrency=1,
)
def test_every_row_is_one_report_line_in_order_with_one_true_status(  # noqa: PLR0917 - hypothesis hands them over
    rows: list[str],
    links: tuple[list[tuple[int, int]], ...],
    server: dict[str, Any],
    plan: list[dict[str, Any]],
    read_lag: dict[str, Any] | None,
    allow_update: bool,  # noqa: FBT001 - as above
    forced: Direction | None,
    stop_after: int | None,
    limits: Limits,
    concurrency: int,
) -> None:
    customers = [customer(each, PAIRS, linked=links[at]) for at, each in enumerate(CUSTOMERS)]
    data = {"name": "any", "customers": customers, "switches": server, "faults": plan}
    data |= {"read_lag": read_lag} if read_lag else {}
    made = world(Scenario.from_dict(data), concurrency=concurrency)
    before = made.pairs
    if stop_after is not None:
        left = iter(range(stop_after))

        def stop(_request: object) -> None:
            if next(left, None) is None:
                made.stopping.stop(StopReason(sending.INTERRUPTED, "interrupted by SIGINT"))

        made.transport.before = stop
    run = apply(
        made,
        HEADER + "\n".join(rows) + "\n",
        allow_update=allow_update,
        forced=forced,
        limits=limits,
    )
    assert list(run.report["line"]) == [str(line) for line in range(2, len(rows) + 2)]
    assert set(run.statuses) <= {str(status) for status in Status} - {Status.PLANNED}
    assert_true(run, made)
    assert_each_sent_once(run, made, settled_within=110)
    if not allow_update:
        assert before <= made.pairs
        assert not made.asked("PUT")
    if limits.rows is not None:
        sent = {str(entry.body) for entry in made.log if entry.method in {"POST", "PUT"}}
        assert len(sent) <= limits.rows
    for at in range(1, len(made.log)):
        if made.log[at].method == "PUT":
            earlier = made.log[:at]
            assert any(entry.method == "GET" and entry.path == made.log[at].path for entry in earlier)
