"""How long the stand-in takes to answer, to do its work, and to show it."""

import math
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import assert_never


class Distribution(StrEnum):
    """How the times vary around their mean."""

    CONSTANT = "constant"
    UNIFORM = "uniform"
    LOGNORMAL = "lognormal"


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds that something takes. `spread` is half the width (uniform) or sigma (lognormal)."""

    mean: float
    spread: float = 0.0
    distribution: Distribution = Distribution.CONSTANT

    def draw(self, chance: Random) -> float:
        """Draw one time in seconds, never negative."""
        match self.distribution:
            case Distribution.CONSTANT:
                return self.mean
            case Distribution.UNIFORM:
                return max(0.0, chance.uniform(self.mean - self.spread, self.mean + self.spread))
            case Distribution.LOGNORMAL:
                if self.mean <= 0:
                    return 0.0
                # This parameter gives the distribution the wanted mean, rather than median.
                return chance.lognormvariate(math.log(self.mean) - self.spread**2 / 2, self.spread)
            case _:
                assert_never(self.distribution)
