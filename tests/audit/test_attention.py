"""How many facts of each kind an audit has."""

from audit_facts import audit_of, fact

from batch.audit import tally

IN_SYNC = fact("in_sync")


def test_the_counts_leave_out_resolved_facts_and_include_accepted_ones() -> None:
    told = tally(
        audit_of(
            IN_SYNC,
            fact("missing"),
            fact("missing", "4", "3", codes="D101 D121", change="persisting"),
            fact("unmanaged", change="resolved"),
        ),
        ["some-run"],
    )
    assert told.findings == {
        **dict.fromkeys(["conflict", "unmanaged", "unlinked", "gone", "invalid", "unreadable"], 0),
        "in_sync": 1,
        "missing": 2,
    }
    assert told.accepted["missing"] == 1
    assert told.changes == {"new": 1, "persisting": 1, "resolved": 1}
    assert told.compared_with == ["some-run"]
