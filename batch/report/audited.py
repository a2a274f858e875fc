"""What an audit found, gathered from its journal; pure."""

from collections.abc import Sequence
from operator import itemgetter

import pandas as pd

from batch.events import Found, JournalLine, RunStarted
from batch.frames import AUDIT, text_frame

_CELLS = itemgetter(*AUDIT)


def audited(events: Sequence[JournalLine]) -> pd.DataFrame | None:
    """Every fact that was told, as `batch.frames.AUDIT`; None for a run that is no audit."""
    started = next((event for event in events if event["event"] == RunStarted.name), None)
    if started is None or started["command"] != "audit":
        return None
    return text_frame(AUDIT, (_CELLS(event) for event in events if event["event"] == Found.name))
