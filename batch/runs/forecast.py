"""How long a run will take, from its requests and its pace, shown before anything is sent; pure."""

from collections.abc import Collection
from dataclasses import dataclass

from batch.cloudhealth.connection import Connection
from batch.cloudhealth.pacing import estimate, forecast
from batch.counting import counted


@dataclass(frozen=True, slots=True)
class Forecast:
    """The fewest requests, the seconds from the first to the last, and both as `words` ("" without a pace)."""

    requests: int
    seconds: float
    words: str


def of_requests(counts: Collection[int], connection: Connection) -> Forecast:
    """Return the forecast for these numbers of requests, one per customer; with a rate per customer they overlap."""
    apart = connection.rate_scope == "client"
    longest = max(counts, default=0) if apart else sum(counts)
    seconds = estimate(longest, connection.rates, connection.burst)
    if not longest or not connection.rates:
        return Forecast(sum(counts), seconds, "")
    words = forecast(longest, connection.rates, connection.burst)
    return Forecast(sum(counts), seconds, f"{words} (the longest of {len(counts):,} customers)" if apart else words)


def of_reads(requests: int, connection: Connection) -> str:
    """Return the cost of consecutive reads in words: how many, and how long if they all share one pace."""
    if connection.rates and connection.rate_scope == "key":
        return forecast(requests, connection.rates, connection.burst)
    return counted(requests, "request")


def fit(expected: Forecast, max_duration: float | None) -> str:
    """Return a sentence if the run won't fit into the time that the user allows, else ""."""
    if max_duration is None or expected.seconds <= max_duration:
        return ""
    sent = max(1, int(expected.requests * max_duration / expected.seconds))
    return f"--max-duration allows {max_duration:,.0f} s: about {sent:,} of {expected.requests:,} rows will be sent"
