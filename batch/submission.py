"""What is sent, and what became of it: one frozen value per row that leaves the plan, and one outcome for each."""

from dataclasses import dataclass, field, replace

from batch.diagnostics import Rule
from batch.rules import sending
from batch.statuses import Action, Status
from batch.stopping import StopReason

LOOKS = 2
"""A row is sent again, or given up as unknown, only after this many checks have not found it."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One row to be sent. `row` counts from 1 as in `plan.csv`; `after` are rows that must succeed first."""

    row: int
    client_api_id: str
    commercial_acct_id: str
    govcloud_acct_id: str
    action: Action = Action.CREATE
    linkage_id: str = ""
    """For an update: the linkage to repoint."""
    previous: tuple[str, str] = ("", "")
    """For an update: the (commercial, GovCloud) accounts that the linkage had when the plan was made."""
    after: frozenset[int] = field(default=frozenset())

    @property
    def pair(self) -> tuple[str, str]:
        """The (commercial, GovCloud) accounts that the row wants linked."""
        return self.commercial_acct_id, self.govcloud_acct_id


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a submission; times are ISO 8601 in UTC."""

    row: int
    status: Status
    rules: tuple[Rule, ...] = ()
    message: str = ""
    linkage_id: str = ""
    http_status: int | None = None
    attempts: int = 0
    started_at: str = ""
    finished_at: str = ""
    stop_reason: StopReason | None = None
    """Why nothing more may be sent in this run after this outcome."""
    refused: bool = False
    """CloudHealth itself refused it, although it is right according to the plan: this is what canaries are for."""
    unread: bool = False
    """It was confirmed, but could not be read back as required, so the next one must be."""
    customer_refused: str = ""
    """CloudHealth's words if it refused the key for the row's customer, so that its other rows need not be tried."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A submission that may have been applied, to be looked for, since a write or a read can take effect late."""

    submission: Submission
    reason: str
    """How its last attempt ended."""
    attempts: int
    started_at: str
    http_status: int | None = None
    may_repeat: bool = True
    """Whether it may be sent again: never after the service has accepted it."""
    absences: int = 0
    """Checks since its last attempt that have not found it."""
    otherwise: Outcome | None = None
    """Its outcome if it is not found, if that is known: CloudHealth refused it because it is linked already."""

    @property
    def is_due_again(self) -> bool:
        """Whether enough checks have not found it, so that it may be sent again."""
        return self.may_repeat and self.absences >= LOOKS

    def given_up(self, why: str, finished_at: str, *rules: Rule) -> Outcome:
        """Return its outcome when nothing more can be learned about it in this run."""
        if self.otherwise:
            return replace(self.otherwise, finished_at=finished_at)
        submission = self.submission
        return Outcome(
            submission.row,
            Status.UNKNOWN,
            (sending.OUTCOME_UNKNOWN, *rules),
            sending.OUTCOME_UNKNOWN.describe(why=f"{self.reason}; {why}"),
            submission.linkage_id,
            self.http_status,
            self.attempts,
            self.started_at,
            finished_at,
        )
