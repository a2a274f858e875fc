"""`report.html`: a run for people, in one file that needs nothing else and loads nothing; pure.

Its content security policy forbids every connection, and every script and style but its own two.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from batch.audit import Finding
from batch.diagnostics import printable
from batch.events import JournalLine
from batch.report.causes import Cause
from batch.report.coverage import coverage
from batch.report.page.embedding import embedded
from batch.report.page.pictures import outcome_picture, request_picture
from batch.report.timeline import timeline
from batch.report.wording import address, attention, counted, lasting, most_of, plain
from batch.statuses import FIX, RETRY, Status

PAGE_FILE = "report.html"

_CUSTOMERS_AT_MOST = 12
_CAUSES_AT_MOST = 200
_FACTS_AT_MOST = 500
_EXIT_WORDS = {
    0: "all is well",
    1: "something needs attention",
    3: "stopped early or refused",
    5: "changes are pending",
    130: "interrupted",
    143: "terminated",
}


def page(
    report: pd.DataFrame,
    events: Sequence[JournalLine],
    causes: Sequence[Cause],
    summary: Mapping[str, Any],
    facts: pd.DataFrame | None = None,
) -> bytes:
    """The page of a run; `summary` is what `summary.json` says, but for the outputs' digests.

    `facts` is what an audit found (`batch.frames.AUDIT`).
    """
    over_time = timeline(events)
    found = None if facts is None else facts[facts["finding"] != Finding.IN_SYNC]
    customers = coverage(report, events)
    style = _part("page.css") + (_part("sandbox.css") if summary["sandbox"] else "")
    script = _part("page.js")
    text = _template().render(
        policy=f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'",
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        summary=summary,
        address=address(summary["base_url"], is_sandbox=summary["sandbox"]),
        facts=_facts(summary, over_time.seconds),
        outcome=outcome_picture(summary["counts"]),
        requests=request_picture(over_time),
        customers=customers[:_CUSTOMERS_AT_MOST],
        more_customers=len(customers) - _CUSTOMERS_AT_MOST,
        complete_customers=sum(one.linked == one.rows for one in customers),
        all_customers=len(customers),
        causes=causes[:_CAUSES_AT_MOST],
        more_causes=len(causes) - _CAUSES_AT_MOST,
        attention=attention(summary["counts"]),
        in_file={
            "retry.csv": sum(summary["counts"][status] for status in RETRY),
            "fix.csv": sum(summary["counts"][status] for status in FIX),
        },
        facts_found=[] if found is None else found.head(_FACTS_AT_MOST).to_dict("records"),
        more_facts=0 if found is None else len(found) - _FACTS_AT_MOST,
        data=Markup(embedded(report)),  # noqa: S704 - escaped where it is made
    )
    return text.encode("utf-8", "backslashreplace")


def _facts(summary: Mapping[str, Any], lasted: float) -> list[tuple[str, str, str]]:
    """Label, value and remark of the figures at the top."""
    counts, requests = summary["counts"], summary["requests"]
    linked = sum(counts[status] for status in (Status.CREATED, Status.UPDATED, Status.IN_SYNC))
    seconds = lasted if summary["seconds"] is None else summary["seconds"]
    pace = f"{60 * requests['sent'] / seconds:,.0f}" if seconds else "n/a"
    code = summary["exit_code"]
    facts = [
        ("Rows", f"{summary['rows']:,}", f"in {counted(len(summary['inputs']), 'file')}"),
        ("Linked now", f"{linked:,}", f"{counts[Status.IN_SYNC]:,} of them before this run"),
        ("Need attention", f"{attention(counts):,}", "see the root causes"),
        ("Took", lasting(seconds), "" if summary["finished_at"] else "as far as the journal shows"),
        ("Requests", f"{requests['sent']:,}", f"the least possible: {requests['minimum']:,}"),
        ("Requests a minute", pace, f"limit: {rate}" if (rate := summary["settings"].get("rate")) else "on average"),
        ("Throttled", f"{requests['throttled']:,}", "answers 429"),
    ]
    if code is not None:
        facts.append(("Exit code", str(code), _EXIT_WORDS.get(code, "")))
    return facts


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )
    environment.filters |= {"lasting": lasting, "plain": plain, "counted": counted, "most_of": most_of}
    return environment.from_string(_part("page.html"))


def _shown(value: object) -> object:
    """Names come from files and from a remote service: what can't be seen is spelled out."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _part(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
