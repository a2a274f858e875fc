"""The page's two pictures, as numbers for a template: outcomes side by side, and requests over time; pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from batch.counting import counted
from batch.report.timeline import Pause, Timeline
from batch.report.wording import lasting

_LEAST_WIDTH = 0.8
"""In percent; even one row of a hundred thousand must be visible."""

TALL = 100.0
"""The height of the highest bar."""


@dataclass(frozen=True, slots=True)
class Share:
    """One kind in the bar of all rows, or of all facts; `x` and `width` in percent."""

    kind: str
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle in the picture of requests; `kind` is its look, `words` its tooltip, if any."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class RequestPicture:
    """Requests over time: blocks within `across` by `tall`, a summary in words, and the labels of the axis."""

    across: int
    tall: float
    blocks: tuple[Rectangle, ...]
    labels: tuple[str, ...]
    words: str
    kinds: tuple[str, ...]
    """The kinds that occur, for the legend."""


def shares(counts: Mapping[str, int]) -> list[Share]:
    """Every kind that occurs, in order; widths are proportional, but never too thin to be visible."""
    present = {kind: count for kind, count in counts.items() if count}
    total = sum(present.values())
    wanted = {kind: max(100 * count / total, _LEAST_WIDTH) for kind, count in present.items()}
    scale = 100 / sum(wanted.values()) if wanted else 1
    placed: list[Share] = []
    x = 0.0
    for kind, width in wanted.items():
        placed.append(Share(kind, present[kind], round(x, 3), round(width * scale, 3)))
        x += width * scale
    return placed


def request_picture(timeline: Timeline) -> RequestPicture:
    """One stacked bar per span, in front of the pauses."""
    highest = timeline.highest
    pauses = [_pause(timeline, pause) for pause in timeline.pauses]
    bars = [block for at in range(len(timeline.spans)) for block in _bar(timeline, at, highest)]
    blocks = (*pauses, *bars)
    total = sum(span.total for span in timeline.spans)
    throttled = sum(span.throttled for span in timeline.spans)
    words = (
        f"{counted(total, 'request')} in {lasting(timeline.seconds)}, at most {highest:,} in {_span(timeline.width)}; "
        f"{throttled:,} throttled; {counted(len(pauses), 'pause')}."
    )
    end = len(timeline.spans) * timeline.width
    labels = tuple(_clock(end * share, end) for share in (0, 0.25, 0.5, 0.75, 1))
    kinds = tuple(dict.fromkeys(block.kind for block in blocks if block.kind != "mark"))
    tall = TALL + (12 if throttled else 0)
    return RequestPicture(len(timeline.spans), tall, blocks if total else (), labels, words, kinds)


def _pause(timeline: Timeline, pause: Pause) -> Rectangle:
    across = float(len(timeline.spans))
    x = min(pause.start / timeline.width, across)
    width = min(max(pause.seconds / timeline.width, 0.1), across - x)
    words = f"{pause.reason}: waited {lasting(pause.seconds)}"
    return Rectangle("pause", round(x, 3), 0, round(width, 3), TALL, words)


def _bar(timeline: Timeline, at: int, highest: int) -> list[Rectangle]:
    span = timeline.spans[at]
    if not span.total:
        return []
    counts = {"write": span.writes, "read": span.reads, "trouble": span.troubled, "throttle": span.throttled}
    parts = ", ".join(f"{count:,} {_KINDS[kind]}" for kind, count in counts.items() if count)
    words = f"after {_clock(at * timeline.width, len(timeline.spans) * timeline.width)}: {parts}"
    blocks = []
    y = TALL
    for kind, count in counts.items():
        if count:
            height = TALL * count / highest
            y -= height
            blocks.append(Rectangle(kind, at + 0.08, round(y, 3), 0.84, round(height, 3), words))
    if span.throttled:
        # Also below the bars, because one throttled request among many would be too thin to see.
        blocks.append(Rectangle("mark", at + 0.08, TALL + 4, 0.84, 6, words))
    return blocks


_KINDS = {"write": "written", "read": "read", "trouble": "with an error or no answer", "throttle": "throttled"}


def _span(width: float) -> str:
    return f"{width:g} s" if width < 60 else lasting(width)  # noqa: PLR2004 - a minute


def _clock(seconds: float, end: float) -> str:
    """A time on the axis, in the unit that suits the whole axis."""
    if end < 60:  # noqa: PLR2004 - a minute
        return f"{seconds:.1f} s" if end < 20 else f"{seconds:.0f} s"  # noqa: PLR2004 - tenths matter
    whole = round(seconds)
    if end < 3600:  # noqa: PLR2004 - an hour
        return f"{whole // 60}:{whole % 60:02}"
    return f"{whole // 3600}:{whole // 60 % 60:02} h"
