"""Pacing: as fast as the given rates allow, never faster, and one gate for everybody when the server refuses.

`pace` is pure and decides; `pacer` lets threads wait for it, with one for the key or one for each customer.
What a decision rests on has a module of its own: `speed` (even spacing, derate and return), `windows` (the log of
sends) and `gate` (the stop after a refusal, and the probe).

No given window is ever overrun, whatever the network does, as long as a request arrives within five seconds.
The price is one or two hundredths of the running time at usual latencies, and about latency / window where answers are
slow. So a short window is expensive: `1/s` is kept strictly, and with answers after 0.4 s that makes 43 requests a
minute. If you mean 60 a minute, write `60/min`.
"""

from batch.cloudhealth.pacing.estimate import estimate, forecast
from batch.cloudhealth.pacing.pacer import Pacer, Pacers, PacerStopped, RateScope
from batch.cloudhealth.pacing.rates import Rate, parse_rates

__all__ = ["Pacer", "PacerStopped", "Pacers", "Rate", "RateScope", "estimate", "forecast", "parse_rates"]
