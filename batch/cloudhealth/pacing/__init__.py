"""Pacing: as fast as the given rates allow, never faster, and one gate for all threads when the server refuses.

`pace` is pure and decides; `pacer` lets threads wait for it, one pacer per key or per customer. Each part of a decision
has its own module: `speed` (even spacing, slowing down, and recovery), `windows` (the log of sends), and `gate` (the
stop after a refusal, and the probe).

No window is ever exceeded, whatever the network does, as long as a request arrives within five seconds. That costs one
or two percent of the running time at usual latencies, and about latency / window if answers are slow. So a short window
is expensive: `1/s` is kept strictly, and with answers after 0.4 s it allows 43 requests a minute. If you mean 60 a
minute, write `60/min`.
"""

from batch.cloudhealth.pacing.estimate import estimate, forecast
from batch.cloudhealth.pacing.pacer import Pacer, Pacers, PacerStopped, RateScope
from batch.cloudhealth.pacing.rates import Rate, parse_rates

__all__ = ["Pacer", "PacerStopped", "Pacers", "Rate", "RateScope", "estimate", "forecast", "parse_rates"]
