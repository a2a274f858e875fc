"""Pacing: as fast as the told rates allow, never faster, and one gate for everybody when the server refuses."""

from batch.cloudhealth.pacing.answers import Grant, Wait, Why
from batch.cloudhealth.pacing.estimate import estimate, forecast
from batch.cloudhealth.pacing.pace import Episode, Pace, Snapshot
from batch.cloudhealth.pacing.pacer import Pacer, PacerStopped, Turn
from batch.cloudhealth.pacing.rates import UNLIMITED, Rate, parse_rates
from batch.cloudhealth.pacing.scopes import Pacers, RateScope

__all__ = [
    "UNLIMITED",
    "Episode",
    "Grant",
    "Pace",
    "Pacer",
    "PacerStopped",
    "Pacers",
    "Rate",
    "RateScope",
    "Snapshot",
    "Turn",
    "Wait",
    "Why",
    "estimate",
    "forecast",
    "parse_rates",
]
