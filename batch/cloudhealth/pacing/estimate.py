"""How long a number of requests takes at the given rates: the ideal, and the forecast before a run."""

from collections.abc import Sequence

from batch.cloudhealth.pacing.rates import Rate, spacing
from batch.counting import counted


def estimate(requests: int, rates: Sequence[Rate], burst: int = 1) -> float:
    """Return the seconds from the first to the last of `requests` at the given rates, if answers took no time.

    Evenly spaced, or with a burst as soon as spacing and windows allow: the ideal that the pacer is measured against.
    """
    interval = spacing(rates)
    sent: list[float] = []
    turn = -(burst - 1) * interval
    for number in range(requests):
        at = max(turn, *(sent[number - rate.count] + rate.seconds for rate in rates if number >= rate.count), 0.0)
        turn = max(turn, at - (burst - 1) * interval) + interval
        sent.append(at)
    return sent[-1] if sent else 0.0


def forecast(requests: int, rates: Sequence[Rate], burst: int = 1) -> str:
    """Return a forecast such as `212 requests at 30/min: about 7 minutes`."""
    pace = f" at {', '.join(str(rate) for rate in rates)}" if rates else ""
    return f"{counted(requests, 'request')}{pace}: {_about(estimate(requests, rates, burst))}"


def _about(seconds: float) -> str:
    if round(seconds) < 60:  # noqa: PLR2004 - seconds in a minute
        return f"about {counted(max(1, round(seconds)), 'second')}"
    hours, minutes = divmod(round(seconds / 60), 60)
    parts = [counted(number, unit) for number, unit in ((hours, "hour"), (minutes, "minute")) if number]
    return f"about {' '.join(parts)}"
