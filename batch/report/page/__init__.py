"""`report.html`: a run for people, in one self-contained file; pure.

Its content security policy forbids every connection, and every script and style except the page's own.
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

from batch.audit import Finding, tally
from batch.counting import counted
from batch.diagnostics import printable
from batch.report.causes import Cause
from batch.report.commands import option_words
from batch.report.coverage import Coverage, coverage
from batch.report.page.embedding import embedded
from batch.report.page.figures import figures
from batch.report.page.pictures import request_picture, shares
from batch.report.service_words import service_words
from batch.report.story import Story
from batch.report.taking_up import FIX_FILE, RETRY_FILE, place_of, rows_in
from batch.report.wording import REHEARSAL, address, against, customer, early_end, is_direct, most_of, plain

PAGE_FILE = "report.html"
"""The run for people to read, in one file that needs no network: in light and dark mode, on a phone, or printed."""

_CUSTOMERS_AT_MOST = 12
_CAUSES_AT_MOST = 200
_FACTS_AT_MOST = 500


def page(
    report: pd.DataFrame,
    story: Story,
    causes: Sequence[Cause],
    summary: Mapping[str, Any],
    facts: pd.DataFrame | None = None,
    warnings: Sequence[Cause] = (),
    *,
    to_edit: str = FIX_FILE,
    has_workbook: bool = False,
) -> bytes:
    """The page of a run; `summary` is the content of `summary.json` without the outputs' digests.

    `facts` is what an audit found (`batch.frames.AUDIT`): its page shows them before the rows. `to_edit` is the file in
    which rows are edited.
    """
    over_time = story.traffic.timeline()
    audit = None if facts is None else tally(facts, (summary["audit"] or {}).get("compared_with", ()))
    found = None if facts is None else facts[facts["finding"] != Finding.IN_SYNC]
    again, edited = rows_in(RETRY_FILE, report), rows_in(FIX_FILE, report)
    customers = coverage(report, story.swept, facts)
    direct = is_direct(summary)
    style = _part("page.css") + (_part("sandbox.css") if summary["sandbox"] else "")
    script = _part("page.js")
    text = _template().render(
        policy=f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'",
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        summary=summary,
        options=option_words(story.started.options or story.started.settings),
        rehearsal=REHEARSAL,
        against=against(summary, story.started.snapshot),
        early_end=early_end(summary),
        address=address(summary["base_url"], is_sandbox=summary["sandbox"]),
        service=service_words(summary["service"]),
        facts=figures(summary, report, facts, over_time.seconds),
        audit=audit,
        outcome=shares(summary["counts"]),
        findings=[] if audit is None else shares(audit.findings),
        requests=request_picture(over_time),
        customers=customers[:_CUSTOMERS_AT_MOST],
        direct=direct,
        names=story.names,
        more_customers=len(customers) - _CUSTOMERS_AT_MOST,
        complete_customers=sum(
            (one.linked == one.rows if audit is None else not one.findings)
            for one in customers
            if _is_one(one, direct=direct)
        ),
        all_customers=sum(_is_one(one, direct=direct) for one in customers),
        causes=causes[:_CAUSES_AT_MOST],
        more_causes=len(causes) - _CAUSES_AT_MOST,
        attention=sum(cause.rows for cause in causes),
        warnings=warnings,
        in_file={RETRY_FILE: int(again.sum()), to_edit: int(edited.sum())},
        in_both=int((again & edited).sum()),
        has_workbook=has_workbook,
        facts_found=[] if found is None else found.head(_FACTS_AT_MOST).to_dict("records"),
        more_facts=0 if found is None else len(found) - _FACTS_AT_MOST,
        data=Markup(embedded(report)),  # noqa: S704 - escaped where it is made
    )
    return text.encode("utf-8", "backslashreplace")


def _is_one(one: Coverage, *, direct: bool) -> bool:
    """With a partner's key, rows that name no customer belong to none."""
    return bool(one.client_api_id) or direct


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )
    words = {"plain": plain, "counted": counted, "customer": customer, "most_of": most_of, "place_of": place_of}
    environment.filters |= words
    return environment.from_string(_part("page.html"))


def _shown(value: object) -> object:
    """Spell out invisible characters: names come from files and from a remote service."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _part(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
