"""What happens in a run, as values: the journal keeps them, `--json` prints them, the progress display shows them.

Each is one JSON object per line, `{"event": <name>, "at": <UTC time>, …fields}`. Rows are numbered as in `plan.csv`,
starting with 1. The guide shows the texts below classes and fields.
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
    """The first event of a run."""

    name: ClassVar = "run_started"
    run: str
    """The name of the run's folder."""
    command: str
    """`plan`, `apply`, or `audit`."""
    version: str
    """The version of govlink."""
    base_url: str
    """The address that the requests of the run go to."""
    sandbox: bool
    """Whether the options of the run ask for a sandbox."""
    inputs: Sequence[Mapping[str, object]]
    """The files that were read: `path`, `sha256`, and `bytes` of each."""
    settings: Mapping[str, Any]
    """The options that a command to continue this run needs again."""
    schema_version: int = SCHEMA_VERSION
    """1. It is raised when a field changes its meaning or is removed."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """All options that were given, without secrets."""
    world: str = ""
    """The same for all runs that reach the same CloudHealth: its base URL, or what an embedded sandbox was made of."""
    user: str = ""
    """Who started the run."""
    host: str = ""
    """The machine that it was started on."""
    snapshot: str = ""
    """The earlier run whose snapshot was used instead of CloudHealth; empty if CloudHealth was asked."""


@dataclass(frozen=True, slots=True)
class SandboxMet:
    """An answer comes from a sandbox although no option asked for one: the run is a rehearsal."""

    name: ClassVar = "sandbox_met"


@dataclass(frozen=True, slots=True)
class Noticed:
    """An answer shows, for the first time in this run, something that CloudHealth's documentation leaves open."""

    name: ClassVar = "noticed"
    trait: str
    """What is left open, such as `linkages.list`."""
    value: str
    """What the service does, such as `bare`. A trait comes once with each of its values."""


@dataclass(frozen=True, slots=True)
class CustomerRead:
    """The accounts and linkages of a customer were read, or could not be read."""

    name: ClassVar = "customer_read"
    client_api_id: str
    """The customer."""
    state: str
    """`complete`, `incomplete`, or `forbidden`."""
    accounts: int
    """How many accounts were read."""
    linkages: int
    """How many linkages were read."""
    reason: str = ""
    """Why the customer was not read completely; empty if it was."""
    requests: int = 0
    """The number of requests that this takes if none must be repeated."""
    left_out: str = ""
    """Which accounts can't be read; empty if all can."""


@dataclass(frozen=True, slots=True)
class CustomersNamed:
    """CloudHealth was asked for the names of the run's customers."""

    name: ClassVar = "customers_named"
    names: Mapping[str, str]
    """The names by `client_api_id`, empty for a customer without a name; names that could not be read are left out."""
    requests: int = 0
    """The number of requests that this took."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan is complete on disk."""

    name: ClassVar = "planned"
    counts: Mapping[str, int]
    """How many rows have each status."""
    requests: int
    """The minimum number of requests that sending the plan takes."""
    seconds: float
    """The minimum time that these requests take, in seconds."""
    sha256: str = ""
    """The SHA-256 of `plan.csv`, in hex."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A write is about to be sent: on disk before its first byte leaves."""

    name: ClassVar = "intent"
    row: int
    """The row that is sent."""
    attempt: int
    """Which of the row's attempts it is, from 1."""
    method: str
    """`POST` creates a linkage, `PUT` repoints one."""
    client_api_id: str
    """The customer."""
    commercial_acct_id: str
    """CloudHealth's id of the commercial account."""
    govcloud_acct_id: str
    """CloudHealth's id of the GovCloud account."""
    linkage_id: str = ""
    """The linkage that a `PUT` repoints."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A request has ended, with an answer or without one."""

    name: ClassVar = "answered"
    method: str
    """The HTTP method."""
    path: str
    """The path of the address, without the query."""
    client_api_id: str
    """The customer; empty if the request was not about a single customer."""
    row: int
    """The row that it was sent for; 0 if it was not for a single row."""
    http_status: int | None
    """The status of the answer; null if none came."""
    verdict: str
    """What the answer, or its absence, means for the request."""
    detail: str
    """The same in words, with what the service answered."""
    seconds: float
    """How long it took."""
    request_id: str = ""
    """The id by which CloudHealth's support can find the request; empty if the answer has none."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A row that was to be sent has its outcome. Other rows have none: their status is in `plan.csv`."""

    name: ClassVar = "settled"
    row: int
    """The row."""
    status: str
    """Its status, as in `report.csv`."""
    codes: str
    """The codes of its problems, separated by spaces."""
    message: str
    """What happened."""
    linkage_id: str
    """The linkage that exists now, if it is known."""
    http_status: int | None
    """The status of the last answer; null if none came."""
    attempts: int
    """How many times the row was sent."""
    started_at: str
    """When it was first sent (ISO 8601, UTC)."""
    finished_at: str
    """When its outcome was clear (ISO 8601, UTC)."""


@dataclass(frozen=True, slots=True)
class Paused:
    """All requests wait: the service throttles or is down, or it is too early to check for rows in doubt."""

    name: ClassVar = "paused"
    reason: str
    """Why."""
    seconds: float
    """How long."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The run, or one customer of it, ends early: rows without an outcome get this code and reason."""

    name: ClassVar = "stopped"
    code: str
    """The code of the stop reason."""
    reason: str
    """The stop reason in words."""
    client_api_id: str | None = None
    """The customer that ends early; null if the whole run does."""


@dataclass(frozen=True, slots=True)
class FactFound:
    """An audit has found a fact: the fields are the columns of `audit.csv`."""

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
    """All facts of an audit were written."""

    name: ClassVar = "audited"
    findings: Mapping[str, int]
    """How many facts there are of each finding."""
    accepted: Mapping[str, int]
    """How many of these are accepted."""
    changes: Mapping[str, int]
    """How many facts are new, persisting, or resolved since the last audits; what is in sync is not counted."""
    compared_with: Sequence[str]
    """The runs of the last audits."""


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The last event of a run."""

    name: ClassVar = "run_finished"
    exit_code: int
    """The exit code."""
    requests: Mapping[str, int]
    """How many requests were sent."""
    seconds: float
    """How long the run took."""


@dataclass(frozen=True, slots=True)
class Reported:
    """The last line of `--json`, which the journal does not have: the reports are written."""

    name: ClassVar = "reported"
    folder: str
    """The run's folder."""
    counts: Mapping[str, int]
    """How many rows have each status, as in `summary.json`."""


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


def as_json(event: Event | Reported, at: str) -> dict[str, Any]:
    """The event as one JSON object, without any secret."""
    return {
        "event": event.name,
        "at": at,
        **{each.name: struck_values(getattr(event, each.name)) for each in fields(event)},
    }
