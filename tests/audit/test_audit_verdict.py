"""What an audit comes to."""

import pytest
from facts import audit_of, fact

from batch.audit import exit_code, tally
from batch.errors import Exit
from batch.rules import sending
from batch.stopping import Reason

IN_SYNC = fact("in_sync")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ([], Exit.OK),
        ([IN_SYNC], Exit.OK),
        ([IN_SYNC, fact("unlinked")], Exit.ATTENTION),
        ([fact("missing", change="resolved")], Exit.OK),
        ([fact("missing", codes="D101 D121")], Exit.CHANGES_PENDING),
        ([fact("unmanaged", codes="D102 D121")], Exit.OK),
        ([fact("unmanaged", codes="D102 D122")], Exit.ATTENTION),
        ([fact("unreadable", codes="A121")], Exit.ATTENTION),
        ([fact("unreadable", codes="A122"), fact("missing")], Exit.STOPPED),
        ([fact("unreadable", codes="A122 D121")], Exit.OK),
    ],
)
def test_the_exit_code_says_what_needs_attention(told: list[dict[str, str]], code: Exit) -> None:
    assert exit_code(audit_of(*told), None, tell_changes=True) is code


def test_pending_changes_have_a_code_only_when_asked() -> None:
    assert exit_code(audit_of(fact("missing", codes="D101 D121")), None, tell_changes=False) is Exit.OK


def test_an_audit_that_was_stopped_says_so_whatever_it_found() -> None:
    reason = Reason(sending.INTERRUPTED, "interrupted by SIGTERM", Exit.TERMINATED)
    assert exit_code(audit_of(fact("missing")), reason, tell_changes=True) is Exit.TERMINATED


def test_the_counts_leave_out_what_is_resolved_and_tell_what_is_accepted() -> None:
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
