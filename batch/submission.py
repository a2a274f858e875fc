"""What is sent, and what became of it: one frozen value per row that leaves the plan, and one outcome for each."""

from dataclasses import dataclass, field, replace

from batch.diagnostics import Rule
from batch.rules import sending
from batch.statuses import Action, Status
from batch.stopping import StopReason

LOOKS = 2
"""So many looks must not have found a row before it is sent again, or given up as unknown."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One row to be sent. `row` counts as in `plan.csv`, from 1; `after` are rows that must have succeeded before."""

    row: int
    client_api_id: str
    commercial_acct_id: str
    govcloud_acct_id: str
    action: Action = Action.CREATE
    linkage_id: str = ""
    """Of an update: the linkage to repoint."""
    previous: tuple[str, str] = ("", "")
    """Of an update: the (commercial, GovCloud) accounts that the linkage joined when the plan was made."""
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
    """CloudHealth itself refused it, though the plan said that it is right: what a canary is for."""
    unread: bool = False
    """It was confirmed, but could not be read back as it should have been: the next one should be."""
    customer_refused: str = ""
    """CloudHealth's words, where it refused the key for the row's customer: its other rows need not be tried."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A submission that may have been applied and is to be looked for, since a commit, or a read, can come late."""

    submission: Submission
    reason: str
    """How its last attempt ended."""
    attempts: int
    started_at: str
    http_status: int | None = None
    may_repeat: bool = True
    """Whether it may be sent again: never after the service has accepted it."""
    absences: int = 0
    """Looks since its last attempt that have not found it."""
    otherwise: Outcome | None = None
    """What it is where it is not found, if that is known: CloudHealth refused it, since it is linked already."""

    @property
    def is_due_again(self) -> bool:
        """Whether enough looks have not found it for it to be sent again."""
        return self.may_repeat and self.absences >= LOOKS

    def given_up(self, why: str, finished_at: str, *rules: Rule) -> Outcome:
        """What it is where nothing more can be learned about it in this run."""
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
