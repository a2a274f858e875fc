"""AWS's own record of which accounts belong together: values, and how two sources of it are held against each other."""

from dataclasses import dataclass, field

from batch.errors import UsageError


@dataclass(frozen=True, slots=True)
class AwsPair:
    """Two accounts that AWS created together, by their 12-digit numbers; times are ISO 8601 in UTC, "" if not told."""

    commercial: str
    govcloud: str
    source: str
    name: str = ""
    state: str = ""
    requested_at: str = ""
    completed_at: str = ""


@dataclass(slots=True)
class AwsRecord:
    """All pairs that the files tell of, and how many entries tell of none."""

    by_commercial: dict[str, AwsPair] = field(default_factory=dict)
    by_govcloud: dict[str, AwsPair] = field(default_factory=dict)
    ordinary: int = 0
    """Accounts without a GovCloud account."""
    unfinished: int = 0
    """Requests that failed or are pending."""

    def add(self, pair: AwsPair) -> None:
        """Take a pair; raises UsageError where it contradicts what was told before."""
        for known in (self.by_commercial.get(pair.commercial), self.by_govcloud.get(pair.govcloud)):
            if known and (known.commercial, known.govcloud) != (pair.commercial, pair.govcloud):
                raise UsageError(
                    f"{known.source} pairs {known.commercial} with {known.govcloud}, "
                    f"but {pair.source} pairs {pair.commercial} with {pair.govcloud}: one of them is wrong"
                )
        known = self.by_commercial.get(pair.commercial)
        if known is None or (pair.name and not known.name):
            self.by_commercial[pair.commercial] = self.by_govcloud[pair.govcloud] = pair

    def contradiction(self, commercial: str, govcloud: str) -> str | None:
        """Say how AWS pairs one of two account numbers otherwise, None where it does not; "" stands for not known."""
        for known in (self.by_commercial.get(commercial), self.by_govcloud.get(govcloud)):
            if known and (commercial not in {"", known.commercial} or govcloud not in {"", known.govcloud}):
                return f"AWS created {known.commercial} together with {known.govcloud} (says {known.source})"
        return None
