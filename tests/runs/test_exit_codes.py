"""Which exit code a run ends with."""

import pytest
from audit_facts import audit_of, fact

from batch.errors import Exit
from batch.rules import sending
from batch.runs.exit_codes import exit_code_of_audit, exit_code_of_rows
from batch.stopping import StopReason


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        (["created", "in_sync", "duplicate", "updated"], Exit.OK),
        (["created", "invalid"], Exit.ATTENTION),
        (["unknown"], Exit.ATTENTION),
        (["failed"], Exit.ATTENTION),
        (["invalid", "not_attempted"], Exit.STOPPED),
        (["planned"], Exit.OK),
    ],
)
def test_the_exit_code_is_that_of_the_gravest_status(statuses: list[str], code: Exit) -> None:
    assert exit_code_of_rows(statuses, None, code_for_changes=False) is code


def test_pending_changes_have_their_own_exit_code_only_if_nothing_needs_attention() -> None:
    assert exit_code_of_rows(["planned", "in_sync"], None, code_for_changes=True) is Exit.CHANGES_PENDING
    assert exit_code_of_rows(["planned", "invalid"], None, code_for_changes=True) is Exit.ATTENTION


def test_a_signal_beats_every_status() -> None:
    reason = StopReason(sending.INTERRUPTED, "interrupted by SIGINT", Exit.INTERRUPTED)
    assert exit_code_of_rows(["invalid", "not_attempted"], reason, code_for_changes=True) is Exit.INTERRUPTED


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ([], Exit.OK),
        ([fact("in_sync")], Exit.OK),
        ([fact("in_sync"), fact("unlinked")], Exit.ATTENTION),
        ([fact("missing", change="resolved")], Exit.OK),
        ([fact("missing", codes="D101 D121")], Exit.CHANGES_PENDING),
        ([fact("unmanaged", codes="D102 D121")], Exit.OK),
        ([fact("unmanaged", codes="D102 D122")], Exit.ATTENTION),
        ([fact("unreadable", codes="A121")], Exit.ATTENTION),
        ([fact("unreadable", codes="A122"), fact("missing")], Exit.STOPPED),
        ([fact("unreadable", codes="A122 D121")], Exit.OK),
    ],
)
def test_the_exit_code_of_an_audit_shows_whether_anything_needs_attention(
    told: list[dict[str, str]], code: Exit
) -> None:
    assert exit_code_of_audit(audit_of(*told), None, code_for_changes=True) is code


def test_pending_changes_of_an_audit_have_a_code_only_when_asked() -> None:
    assert exit_code_of_audit(audit_of(fact("missing", codes="D101 D121")), None, code_for_changes=False) is Exit.OK


def test_a_stopped_audit_has_the_exit_code_of_its_stop() -> None:
    reason = StopReason(sending.INTERRUPTED, "interrupted by SIGTERM", Exit.TERMINATED)
    assert exit_code_of_audit(audit_of(fact("missing")), reason, code_for_changes=True) is Exit.TERMINATED
