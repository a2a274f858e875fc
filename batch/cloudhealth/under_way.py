"""One submission that is being sent: what is known about it, and its outcome so far; pure."""

from dataclasses import dataclass

from batch.cloudhealth.errors import StopError
from batch.cloudhealth.writes import Absent, Elsewhere, Found, Sight, SweptCustomer, Write
from batch.diagnostics import Rule
from batch.rules import sending
from batch.statuses import Action, Status
from batch.stopping import StopReason
from batch.submission import Outcome, Submission, Unsettled


@dataclass(slots=True)
class RowUnderWay:
    """One submission that is being sent."""

    submission: Submission
    customer: SweptCustomer
    write: Write
    started_at: str
    attempts: int = 0
    http_status: int | None = None
    may_be_applied: bool = False
    request_id: str = ""
    """The id of the request that was confirmed."""

    def outcome(self, status: Status, rule: Rule | None = None, message: str = "", linkage_id: str = "") -> Outcome:
        """Return an outcome with what is known about the row."""
        rules = (rule,) if rule else ()
        return Outcome(
            self.submission.row,
            status,
            rules,
            message,
            linkage_id or self.submission.linkage_id,
            self.http_status,
            self.attempts,
            self.started_at,
        )

    def unclear(self, why: str) -> Outcome:
        """Return the outcome of a row that may have been applied."""
        return self.outcome(Status.UNKNOWN, sending.OUTCOME_UNKNOWN, sending.OUTCOME_UNKNOWN.describe(why=why))

    def unsettled(self, reason: str, *, may_repeat: bool = False) -> Unsettled:
        """Return a row that may have been applied, to be looked for later."""
        return Unsettled(self.submission, reason, self.attempts, self.started_at, self.http_status, may_repeat)

    @property
    def done(self) -> Status:
        """The row's status once its write is confirmed."""
        return Status.UPDATED if self.submission.action is Action.UPDATE else Status.CREATED

    def settled_by(self, sight: Sight) -> Outcome | None:
        """Return the outcome if a check settles it, else None. Raises `StopError` if our own linkage is wrong."""
        match sight:
            case Found(linkage_id) if self.may_be_applied:
                return self.outcome(self.done, message="found after an unclear answer", linkage_id=linkage_id)
            case Found(linkage_id):
                return self.outcome(Status.IN_SYNC, message="linked in the meantime, as wanted", linkage_id=linkage_id)
            case Elsewhere(linkage_id, words, is_own_pair):
                if is_own_pair and self.may_be_applied:
                    raise StopError(StopReason.of(sending.ANSWER_NAMES_OTHER_ACCOUNTS, linkage=words))
                rule = sending.LINKED_MEANWHILE
                return self.outcome(Status.CONFLICT, rule, rule.describe(change=words), linkage_id)
            case Absent():
                return None
