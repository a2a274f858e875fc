"""Ways to pace a client, ours among them, for the comparison in virtual time."""

import importlib
import importlib.util
from collections import deque
from collections.abc import Callable, Iterable
from itertools import count
from random import Random

from pacing_servers import Case
from pacing_simulation import Strategy

from batch.cloudhealth.pacing import Rate, parse_rates
from batch.cloudhealth.pacing.answers import Grant, Wait, Why
from batch.cloudhealth.pacing.gate import Gate
from batch.cloudhealth.pacing.pace import Pace

FORGETS = 120.0
"""Seconds over which the derating strategies measure their goodput."""


class Ours:
    """The product's own pacer, with the rates that its user was told."""

    alike = True

    def __init__(self, rates: Iterable[Rate], random: Callable[[], float], burst: int = 1) -> None:
        self._pace = Pace(tuple(rates), random=random, burst=burst)

    def ask(self, worker: int, now: float) -> Grant | Wait:  # noqa: ARG002 - all workers are alike
        return self._pace.ask(now)

    def answered(self, worker: int, grant: Grant, now: float) -> None:  # noqa: ARG002 - all workers are alike
        self._pace.answered(grant, now)

    def throttled(self, worker: int, grant: Grant, now: float, retry_after: float | None) -> None:  # noqa: ARG002 - same
        self._pace.throttled(grant, now, retry_after)


class Spaced:
    """Even spacing at a fixed rate (None: none at all), and each worker backs off by itself."""

    alike = False

    def __init__(self, rate: float | None, random: Callable[[], float]) -> None:
        self._random = random
        self._interval = 1 / rate if rate else 0.0
        self._next = 0.0
        self._numbers = count(1)
        self._back_at: dict[int, float] = {}
        self._refusals: dict[int, int] = {}

    def ask(self, worker: int, now: float) -> Grant | Wait:
        until = max(self._back_at.get(worker, 0.0), self._next)
        if until > now:
            return Wait(Why.SPACING, until)
        self._next = now + self._interval
        return Grant(next(self._numbers), now)

    def answered(self, worker: int, grant: Grant, now: float) -> None:  # noqa: ARG002 - it learns nothing
        self._refusals[worker] = 0

    def throttled(self, worker: int, grant: Grant, now: float, retry_after: float | None) -> None:  # noqa: ARG002 - same
        refusals = self._refusals[worker] = self._refusals.get(worker, 0) + 1
        backoff = min(60.0, 2.0 ** min(refusals - 1, 6)) * (0.5 + self._random())
        self._back_at[worker] = now + (backoff if retry_after is None else retry_after)


class Gated:
    """Even spacing at a rate that may change, and one gate for all."""

    alike = True

    def __init__(self, rate: float, random: Callable[[], float]) -> None:
        self.rate = self.told = rate
        self._gate = Gate(random)
        self._next = 0.0
        self._numbers = count(1)

    def ask(self, worker: int, now: float) -> Grant | Wait:  # noqa: ARG002 - all workers are alike
        self.look(now)
        wait = self._gate.wait(now)
        if wait is not None:
            return wait
        until = max(self._next, self.room_at(now))
        if until > now:
            return Wait(Why.SPACING, until)
        self._next = now + 1 / self.rate
        number = next(self._numbers)
        return Grant(number, now, probe=self._gate.passed(number))

    def answered(self, worker: int, grant: Grant, now: float) -> None:  # noqa: ARG002 - all workers are alike
        self._gate.answered(grant.number)
        self.good(now)

    def throttled(self, worker: int, grant: Grant, now: float, retry_after: float | None) -> None:  # noqa: ARG002 - same
        if self._gate.refused(grant.number, now, retry_after):
            self.cut(now)

    def look(self, now: float) -> None:
        """Change the rate as time goes by."""

    def room_at(self, now: float) -> float:
        """When there is room besides spacing."""
        return now

    def good(self, now: float) -> None:
        """Learn from a success."""

    def cut(self, now: float) -> None:
        """Learn from a throttle."""


class Aimd(Gated):
    """The rate grows by .0005/s every second and falls to nine tenths with every throttle."""

    _looked = 0.0

    def look(self, now: float) -> None:
        self.rate += 0.0005 * (now - self._looked)
        self._looked = now

    def cut(self, now: float) -> None:  # noqa: ARG002 - it has no memory
        self.rate *= 0.9


class Derated(Gated):
    """A throttle leaves nine tenths of the rate or the goodput of two minutes; 2 % come back each quiet minute."""

    def __init__(self, rate: float, random: Callable[[], float]) -> None:
        super().__init__(rate, random)
        self._looked = 0.0
        self._good: deque[float] = deque()

    def look(self, now: float) -> None:
        self.rate = min(self.told, self.rate + 0.02 / 60 * self.told * (now - self._looked))
        self._looked = now

    def good(self, now: float) -> None:
        self._good.append(now)

    def cut(self, now: float) -> None:
        goodput = sum(1 for at in self._good if at > now - FORGETS) / max(1.0, min(now, FORGETS))
        self.rate = max(self.told / 10, min(0.9 * self.rate, goodput))


class Logged(Derated):
    """The same, with a log of sends per window, padded by half a second."""

    def __init__(self, rates: tuple[Rate, ...], random: Callable[[], float]) -> None:
        super().__init__(0.97, random)
        self._rates = rates
        self._sends: list[float] = []

    def ask(self, worker: int, now: float) -> Grant | Wait:
        answer = super().ask(worker, now)
        if isinstance(answer, Grant):
            self._sends.append(now)
        return answer

    def room_at(self, now: float) -> float:
        full = (rate for rate in self._rates if len(self._sends) >= rate.count)
        return max((self._sends[-rate.count] + rate.seconds + 0.5 for rate in full), default=now)


class Cubic:
    """botocore's adaptive mode: its own limiter, counter and bucket on our clock; each worker backs off by itself."""

    alike = False

    def __init__(self, random: Callable[[], float]) -> None:
        # Imported by name and late: the library may be absent, and has no types.
        adaptive, bucket, throttling = (
            importlib.import_module(f"botocore.retries.{part}") for part in ("adaptive", "bucket", "throttling")
        )
        self._spaced = Spaced(None, random)
        self._now = 0.0
        self._refused = self._enabled = False
        self._no_capacity: type[Exception] = importlib.import_module("botocore.exceptions").CapacityNotAvailableError
        self._bucket = bucket.TokenBucket(max_rate=1, clock=self)
        self._limiter = adaptive.ClientRateLimiter(
            rate_adjustor=throttling.CubicCalculator(starting_max_rate=0, start_time=0.0),
            rate_clocker=adaptive.RateClocker(self),
            token_bucket=self._bucket,
            throttling_detector=self,
            clock=self,
        )

    def current_time(self) -> float:
        """Be botocore's clock."""
        return self._now

    def is_throttling_error(self, **_answer: object) -> bool:
        """Be botocore's judge of answers."""
        return self._refused

    def ask(self, worker: int, now: float) -> Grant | Wait:
        self._now = now
        answer = self._spaced.ask(worker, now)
        if isinstance(answer, Wait) or not self._enabled:
            return answer
        try:
            self._bucket.acquire(block=False)
        except self._no_capacity:
            missing = 1 - self._bucket.available_capacity
            return Wait(Why.SPACING, now + max(0.01, missing / self._bucket.max_rate))
        return answer

    def answered(self, worker: int, grant: Grant, now: float) -> None:
        self._spaced.answered(worker, grant, now)
        self._learn(now, refused=False)

    def throttled(self, worker: int, grant: Grant, now: float, retry_after: float | None) -> None:
        self._spaced.throttled(worker, grant, now, retry_after)
        self._learn(now, refused=True)
        self._enabled = True

    def _learn(self, now: float, *, refused: bool) -> None:
        self._now, self._refused = now, refused
        self._limiter.on_receiving_response()


OTHERS: dict[str, Callable[[Case, Random], Strategy]] = {
    "8 threads, each backing off by itself": lambda _, chance: Spaced(None, chance.random),
    "fixed 1.00/s, own backoff": lambda _, chance: Spaced(1.0, chance.random),
    "fixed 0.97/s + gate": lambda _, chance: Gated(0.97, chance.random),
    "AIMD + gate": lambda _, chance: Aimd(1.0, chance.random),
    "botocore's CUBIC classes": lambda _, chance: Cubic(chance.random),
    "spaced 0.97/s + gate + derate": lambda _, chance: Derated(0.97, chance.random),
    "the same + log of sends": lambda case, chance: Logged(parse_rates(case.told), chance.random),
}
"""By name, as made for a case."""

if importlib.util.find_spec("botocore") is None:
    del OTHERS["botocore's CUBIC classes"]
