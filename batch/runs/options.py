"""The options of the command line as values: a group of options for each purpose, and the groups of each command.

A field has the name of its option; fields of options that not every command has have a default.
"""

from dataclasses import dataclass
from pathlib import Path

from batch.inventory import Direction
from batch.mapping.options import ReadOptions


@dataclass(frozen=True, slots=True)
class ConnectionOptions:
    """Where CloudHealth is, and how it is asked. Times in seconds; None for a default that differs in sandboxes."""

    base_url: str | None
    api_key_file: Path | None
    ca_bundle: str | None
    rate: str | None
    burst: int
    rate_scope: str
    concurrency: int
    timeout: float
    max_attempts: int
    settle_time: float | None
    lock_timeout: float


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    """Whether a sandbox takes CloudHealth's place, and which."""

    sandbox: bool
    sandbox_state: Path | None
    sandbox_scenario: str | None


@dataclass(frozen=True, slots=True)
class Safety:
    """The limits of a run; None for no limit. `max_duration` is in seconds."""

    yes: bool = False
    allow_update: bool = False
    require_clean: bool = False
    max_creates: int | None = None
    max_updates: int | None = None
    limit: int | None = None
    max_failures: int | None = None
    max_duration: float | None = None
    direction: str = "auto"

    @property
    def forced(self) -> Direction | None:
        """The direction for every customer, or None if each customer's own linkages decide."""
        return None if self.direction == "auto" else Direction(self.direction)


@dataclass(frozen=True, slots=True)
class Output:
    """Where and to whom a run reports; `keep` and `keep_days` limit how many of a command's runs are kept."""

    reports: Path = Path("reports")
    as_events: bool = False
    quiet: bool = False
    verbose: bool = False
    no_color: bool = False
    keep: int | None = None
    keep_days: int | None = None
    metrics_file: Path | None = None
    notify: str | None = None
    code_for_changes: bool = False
    """`--exit-code`: pending changes have their own exit code."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of `plan`, `apply` and `audit`."""

    mapping: tuple[str, ...]
    verify_against: tuple[str, ...]
    reading: ReadOptions
    connection: ConnectionOptions
    sandbox: SandboxOptions
    safety: Safety
    output: Output
    reviewed: Path | None = None
    snapshot: Path | None = None
    all_customers: bool = False
    accepted: Path | None = None
    no_names: bool = False


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """The options of `export`."""

    reading: ReadOptions
    all_customers: bool
    connection: ConnectionOptions
    sandbox: SandboxOptions
    safety: Safety
    output: Output
    output_format: str


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The options of `import-aws`."""

    files: tuple[str, ...]
    client_api_id: str | None
    accept_guesses: bool
    find_customers: bool
    connection: ConnectionOptions
    sandbox: SandboxOptions
    output_file: Path | None
    output: Output


@dataclass(frozen=True, slots=True)
class FixOptions:
    """The options of `fix`."""

    mapping: tuple[str, ...]
    verify_against: tuple[str, ...]
    reading: ReadOptions
    fill_down: bool
    from_cloudhealth: bool
    find_customers: bool
    connection: ConnectionOptions
    sandbox: SandboxOptions
    output_file: Path | None
    show_all: bool
    output: Output


@dataclass(frozen=True, slots=True)
class CustomersOptions:
    """The options of `customers`."""

    accounts: bool
    connection: ConnectionOptions
    sandbox: SandboxOptions
    output: Output
    output_format: str


@dataclass(frozen=True, slots=True)
class DoctorOptions:
    """The options of `doctor`."""

    client_api_id: str | None
    requests: int
    record: Path | None
    connection: ConnectionOptions
    sandbox: SandboxOptions
    output: Output
    as_json: bool
