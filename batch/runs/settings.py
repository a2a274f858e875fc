"""One run of `plan`, `apply` or `audit`: against which CloudHealth, within which limits, and where it reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from batch.archive.pruning import Keep
from batch.archive.snapshot import Snapshot
from batch.runs.options import Output, Safety


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is held to, and what its record says of how it was asked for."""

    command: str
    safety: Safety
    output: Output
    snapshot: Snapshot | None = None
    """What an earlier run saw, used in CloudHealth's place."""
    to_repeat: Mapping[str, object] = field(default_factory=dict)
    """The options that a command which goes on with this run needs; holds no secret."""
    said: Mapping[str, object] = field(default_factory=dict)
    """All options as the user gave them, for the record; holds no secret."""

    @property
    def keep(self) -> Keep:
        """How many old runs of the command stay."""
        return Keep(self.output.keep, self.output.keep_days)
