"""Check the pace: refusals for too many requests, and the rate-limit headers, against --rate."""

import re
from collections.abc import Iterable, Sequence

from batch.cloudhealth.headers import is_rate_limit_header
from batch.cloudhealth.pacing import Rate
from batch.cloudhealth.verdict import Throttled
from batch.cloudhealth.wire import Answer
from batch.counting import counted
from batch.doctor.check import Check, attention, ok, skipped
from batch.doctor.facts import Facts
from batch.doctor.reach import unreached
from batch.report.wording import lasting

_POLICY = re.compile(r"\b([0-9]{1,9}) *; *w=([0-9]{1,9})\b")


def pace_check(facts: Facts) -> Check:
    """Check whether the service allows the pace, as far as its answers show."""
    name = "pace"
    rate = ",".join(map(str, facts.rates)) or "no limit"
    for each in facts.exchanges:
        if isinstance(verdict := each.verdict, Throttled):
            asked = f", and asks for a pause of {lasting(verdict.retry_after)}" if verdict.retry_after else ""
            return attention(
                name,
                f"CloudHealth answered 429, too many requests, after {counted(len(facts.exchanges), 'request')}{asked}",
                "Another program uses the same key, or the limit is lower than --rate: end it, or lower --rate.",
            )
    if why := unreached(facts):
        return skipped(name, why)
    answers = [each.happened for each in facts.exchanges if isinstance(each.happened, Answer)]
    limits = {header: value for answer in answers for header, value in _limits(answer).items()}
    if not limits:
        return ok(name, f"{rate} (--rate); the answers have no rate-limit headers")
    shown = ", ".join(f"{header}: {value}" for header, value in limits.items())
    if slower := _slower(limits.values(), facts.rates):
        return attention(name, f"--rate is {rate}, but the answers have {shown}", f"Use --rate {slower}.")
    if any(value == "0" for header, value in limits.items() if header.endswith("remaining")):
        return attention(name, f"the limit is used up: {shown}", "Find out which other program uses the key.")
    return ok(name, f"{rate} (--rate); the answers have {shown}")


def _limits(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if is_rate_limit_header(name)}


def _slower(limits: Iterable[str], rates: Sequence[Rate]) -> Rate | None:
    """Return a rate that the headers name (`30;w=60`) if it is lower than the pace, else None."""
    for value in limits:
        for count, seconds in _POLICY.findall(value):
            rate = Rate(max(1, int(count)), max(1, int(seconds)))
            if all(rate.interval > kept.interval for kept in rates):
                return rate
    return None
