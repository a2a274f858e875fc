"""What happens in a run, as values: the journal keeps them, `--json` prints them, the progress display shows them.

Each is one JSON object a line, `{"event": <name>, "at": <UTC time>, …fields}`. Rows are numbered as in `plan.csv`,
from 1.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, NamedTuple

from batch.redaction import struck_values

SCHEMA_VERSION = 1
"""Of the journal, of the `--json` events and of `summary.json`.

Raised when a field changes its meaning or goes away.
"""


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The first event.

    `inputs` are `{"path", "sha256", "bytes"}` each; `options` are all that were said, without any secret, and
    `settings` those of them that a command which goes on with this run needs. `world` is the same for all runs that
    speak to the same CloudHealth: its base URL, or what an embedded sandbox was made of. `snapshot` names the earlier
    run whose snapshot was used in CloudHealth's place, "" where CloudHealth was asked.
    """

    name: ClassVar = "run_started"
    run: str
    command: str
    version: str
    base_url: str
    sandbox: bool
    inputs: Sequence[Mapping[str, object]]
    settings: Mapping[str, Any]
    schema_version: int = SCHEMA_VERSION
    options: Mapping[str, Any] = field(default_factory=dict)
    world: str = ""
    user: str = ""
    host: str = ""
    snapshot: str = ""


@dataclass(frozen=True, slots=True)
class SandboxMet:
    """An answer says that a sandbox gave it, which the options did not say: the run is a rehearsal."""

    name: ClassVar = "sandbox_met"


@dataclass(frozen=True, slots=True)
class Noticed:
    """An answer shows, for the first time in this run, what the documents of the service leave open.

    `trait` and `value` are those of `batch.cloudhealth.traits`; a trait comes once with each of its values.
    """

    name: ClassVar = "noticed"
    trait: str
    value: str


@dataclass(frozen=True, slots=True)
class CustomerRead:
    """A customer's sweep has ended.

    `state` is complete, incomplete or forbidden, with the `reason` where not complete. `requests` are those that the
    sweep takes where none has to be repeated. `left_out` says which accounts can't be read, "" where all can.
    """

    name: ClassVar = "customer_read"
    client_api_id: str
    state: str
    accounts: int
    linkages: int
    reason: str = ""
    requests: int = 0
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class CustomersNamed:
    """CloudHealth was asked what the customers of the run are called.

    `names` has the answers by `client_api_id`, "" for a customer without a name; who is not among them could not be
    found. `requests` are those that it took.
    """

    name: ClassVar = "customers_named"
    names: Mapping[str, str]
    requests: int = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan is complete on disk. `requests` is the least that sending it takes, `seconds` how long that lasts.

    `sha256` is that of `plan.csv`, in hex.
    """

    name: ClassVar = "planned"
    counts: Mapping[str, int]
    requests: int
    seconds: float
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """A write is about to be sent: on disk before the first byte leaves."""

    name: ClassVar = "intent"
    row: int
    attempt: int
    method: str
    client_api_id: str
    commercial_acct_id: str
    govcloud_acct_id: str
    linkage_id: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A request has ended, `verdict` being what it means for the request. `row` is 0 where it served no single row.

    `request_id` is what the vendor's support can find it by, "" where no answer came or it named none.
    """

    name: ClassVar = "answered"
    method: str
    path: str
    client_api_id: str
    row: int
    http_status: int | None
    verdict: str
    detail: str
    seconds: float
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A row that was to be sent has its outcome."""

    name: ClassVar = "settled"
    row: int
    status: str
    codes: str
    message: str
    linkage_id: str
    http_status: int | None
    attempts: int
    started_at: str
    finished_at: str


@dataclass(frozen=True, slots=True)
class Paused:
    """Every request waits, for `seconds`: the service throttles or is down, or rows are to be looked for later."""

    name: ClassVar = "paused"
    reason: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Stopped:
    """The run ends early: rows without an outcome get this `code` and `reason`.

    `client_api_id` is set for one customer.
    """

    name: ClassVar = "stopped"
    code: str
    reason: str
    client_api_id: str | None = None


@dataclass(frozen=True, slots=True)
class FactFound:
    """One line of `audit.csv`: the fields are its columns, `batch.frames.AUDIT`."""

    name: ClassVar = "found"
    client_api_id: str
    customer_name: str
    commercial_acct_id: str
    commercial_owner_id: str
    commercial_name: str
    govcloud_acct_id: str
    govcloud_owner_id: str
    govcloud_name: str
    finding: str
    codes: str
    message: str
    linkage_id: str
    source: str
    line: str
    since: str
    change: str


@dataclass(frozen=True, slots=True)
class Audited:
    """Every finding was emitted.

    `findings` counts by finding what holds now, `accepted` how many of these are meant to be so, `changes` (by change)
    what differs from the last audits, whose runs are `compared_with`; what is in sync counts as no change.
    """

    name: ClassVar = "audited"
    findings: Mapping[str, int]
    accepted: Mapping[str, int]
    changes: Mapping[str, int]
    compared_with: Sequence[str]


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The last event."""

    name: ClassVar = "run_finished"
    exit_code: int
    requests: Mapping[str, int]
    seconds: float


Event = (
    RunStarted
    | SandboxMet
    | Noticed
    | CustomerRead
    | CustomersNamed
    | Planned
    | Intent
    | Answered
    | Settled
    | Paused
    | Stopped
    | FactFound
    | Audited
    | RunFinished
)
Emit = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """In the place of a damaged line, when a journal is read back: what it said is lost."""


class Line(NamedTuple):
    """A line of a journal: an event, and when it was written (ISO 8601, UTC)."""

    at: str
    event: Event | Unreadable


def shows_sandbox(event: Event | Unreadable) -> bool:
    """Whether the event shows that its run speaks to a sandbox."""
    return isinstance(event, SandboxMet) or (isinstance(event, RunStarted) and event.sandbox)


def as_json(event: Event, at: str) -> dict[str, Any]:
    """The event as one JSON object, without any secret."""
    return {
        "event": event.name,
        "at": at,
        **{each.name: struck_values(getattr(event, each.name)) for each in fields(event)},
    }
