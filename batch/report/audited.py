"""What an audit found, gathered from its journal; pure."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import pandas as pd

from batch.frames import AUDIT, text_frame

_CELLS = itemgetter(*AUDIT)


def audited(events: Sequence[Mapping[str, Any]]) -> pd.DataFrame | None:
    """Every fact that was told, as `batch.frames.AUDIT`; None for a run that is no audit."""
    started = next((event for event in events if event["event"] == "run_started"), None)
    if started is None or started["command"] != "audit":
        return None
    return text_frame(AUDIT, (_CELLS(event) for event in events if event["event"] == "found"))
