"""Words that all reports share, in singular and plural; pure."""

from collections.abc import Mapping
from typing import Any

from batch.audit import Change, Finding
from batch.counting import counted
from batch.diagnostics import shown
from batch.statuses import FIX, RETRY, Status

_BECAME = {
    Status.INVALID: ("is invalid", "are invalid"),
    Status.CONFLICT: ("is in conflict", "are in conflict"),
    Status.REJECTED: ("was rejected", "were rejected"),
    Status.FAILED: ("failed", "failed"),
    Status.UNKNOWN: ("may or may not be linked", "may or may not be linked"),
    Status.NOT_ATTEMPTED: ("was not attempted", "were not attempted"),
}

_AS_WANTED = (Status.CREATED, Status.UPDATED, Status.IN_SYNC)
_CUSTOMERS_AT_MOST = 5
_PROPER = {"aws": "AWS", "cloudhealth": "CloudHealth", "csv": "CSV", "govcloud": "GovCloud", "yaml": "YAML"}


REHEARSAL = "A rehearsal. Nothing in this report happened in CloudHealth."


def plain(status: str) -> str:
    """A status in words."""
    return status.replace("_", " ")


def name_in_words(name: str) -> str:
    """A code's name in words: `lost leading zeros`."""
    return " ".join(_PROPER.get(word, word) for word in name.split("-"))


def became(status: str, count: int) -> str:
    """What became of rows that need attention: `is invalid`, `are invalid`."""
    one, many = _BECAME[Status(status)]
    return one if count == 1 else many


def is_direct(summary: Mapping[str, Any]) -> bool:
    """Whether the run's key belongs to a customer without tenants, so that "" means this customer."""
    asked_for = bool((summary["settings"] or {}).get("direct-customer"))
    return asked_for or any(one["client_api_id"] == "" for one in summary["customers"])


def names_of(summary: Mapping[str, Any]) -> dict[str, str]:
    """The names in CloudHealth of the customers that were read, by id, as far as they are known."""
    return {one["client_api_id"]: one["name"] for one in summary["customers"] if one["name"]}


def customer(client_api_id: str, name: str = "", *, direct: bool) -> str:
    """The customer of an id in words, with its name if there is one; with a partner's key, "" means no customer."""
    if client_api_id:
        return f"customer {client_api_id}{f' ({shown(name)})' if name else ''}"
    return "the key's own customer" if direct else "no customer"


def most_of(customers: Mapping[str, int], names: Mapping[str, str], *, direct: bool) -> list[str]:
    """The customers with the most rows, by id and name, and the number of further customers."""
    named = [
        f"{' '.join(filter(None, (client, shown(names.get(client, ''))))) or customer('', direct=direct)} ({rows:,})"
        for client, rows in list(customers.items())[:_CUSTOMERS_AT_MOST]
    ]
    more = len(customers) - _CUSTOMERS_AT_MOST
    return [*named, f"and {more:,} more"] if more > 0 else named


def address(base_url: str, *, is_sandbox: bool) -> str:
    """The address of CloudHealth, worded so that nobody takes a rehearsal for a real run."""
    return f"the SANDBOX at {base_url} (not CloudHealth)" if is_sandbox else base_url


def against(summary: Mapping[str, Any], snapshot: str) -> str:
    """Which CloudHealth a run is about; `snapshot` is the earlier run whose snapshot it used, if any."""
    of = f"Run against what run {snapshot} read from" if snapshot else "Run against"
    return f"{of} {address(summary['base_url'], is_sandbox=summary['sandbox'])}"


def early_end(summary: Mapping[str, Any]) -> tuple[str, str]:
    """A heading and an explanation if the run ended early; otherwise two empty strings."""
    if stopped := summary["stopped"]:
        return "Stopped early.", f"{stopped['reason']} ({stopped['code']}). {stopped['next_step']}"
    if summary["finished_at"]:
        return "", ""
    meaning = (
        "The run was killed, or the machine lost power. This report has only what the journal shows. Run the same "
        "command again: linkages that exist by then are found, and nothing is sent twice."
    )
    return "The journal is incomplete.", meaning


def needing_attention(counts: Mapping[str, int]) -> int:
    """How many rows are not linked as mapped and need somebody to act."""
    return sum(counts[status] for status in FIX | RETRY)


def headline(summary: Mapping[str, Any]) -> str:
    """What happened, in one sentence.

    `summary` holds `command`, `rows`, `counts`, `audit`, `finished_at` and `stopped`.
    """
    counts = summary["counts"]
    if summary["command"] == "audit":
        happened = _audited(summary["audit"]) if summary["audit"] else "the audit was not finished"
    elif summary["command"] == "apply":
        happened = _applied(summary["rows"], counts, known="" if summary["finished_at"] is None else "known to be ")
    else:
        happened = _planned(summary["rows"], counts)
    if summary["finished_at"] is None:
        return f"The run ended abruptly; as far as its journal shows, {happened}."
    if summary["stopped"]:
        return f"Stopped early: {happened}."
    return f"{happened[0].upper()}{happened[1:]}."


def _applied(rows: int, counts: Mapping[str, int], known: str) -> str:
    """`known` is added if some rows were not attempted: their customer may not even have been read."""
    well = sum(counts[status] for status in _AS_WANTED)
    if not rows:
        return "there were no rows"
    # A duplicate ends like the row that it repeats.
    if well + counts[Status.DUPLICATE] == rows:
        return f"all {rows:,} rows are linked as mapped" if rows > 1 else "the only row is linked as mapped"
    known = known if counts[Status.NOT_ATTEMPTED] else ""
    linked = f"{'is' if 1 in {well, rows} else 'are'} {known}linked as mapped"
    repeating, needing = counts[Status.DUPLICATE], needing_attention(counts)
    repeat = f", {repeating:,} {'is a duplicate' if repeating == 1 else 'are duplicates'}" if repeating else ""
    return f"{well:,} of {counted(rows, 'row')} {linked}{repeat}; {needing:,} {_need(needing)} attention"


def _planned(rows: int, counts: Mapping[str, int]) -> str:
    planned, needing = counts[Status.PLANNED], needing_attention(counts)
    least = "at least " if counts[Status.NOT_ATTEMPTED] else ""
    if planned:
        would = f"apply would send {least}{planned:,} of {counted(rows, 'row')}"
    else:
        would = "what apply would send is unknown" if least else "apply would send nothing"
    return f"nothing was sent; {would}" + (f", and {needing:,} {_need(needing)} attention" if needing else "")


def _audited(audit: Mapping[str, Any]) -> str:
    findings, accepted, changes = (audit[name] for name in ("findings", "accepted", "changes"))
    # A count that is missing from a journal is 0.
    in_sync = findings.get(Finding.IN_SYNC, 0)
    open_findings = sum(findings.values()) - in_sync - sum(accepted.values())
    known = "known to be " if findings.get(Finding.UNREADABLE) else ""
    parts = [f"{counted(in_sync, 'linkage')} {'is' if in_sync == 1 else 'are'} {known}as mapped"]
    parts.append(
        f"{counted(open_findings, 'finding')} {_need(open_findings)} attention"
        if open_findings
        else "nothing needs attention"
    )
    if count := sum(accepted.values()):
        parts.append(f"{count:,} accepted")
    if audit["compared_with"]:
        new, resolved = changes.get(Change.NEW, 0), changes.get(Change.RESOLVED, 0)
        parts.append(f"{new:,} new and {resolved:,} resolved since the last audit")
    return "; ".join(parts)


def _need(count: int) -> str:
    return "needs" if count == 1 else "need"


def lasting(seconds: float) -> str:
    """A duration in words: `0.4 s`, `42 s`, `7 min 4 s`, `2 h 5 min`."""
    if seconds < 10:  # noqa: PLR2004 - below that, tenths matter
        return f"{seconds:.1f} s"
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    parts = [(hours, "h"), (minutes, "min"), (0 if hours else rest, "s")]
    return " ".join(f"{count:,} {unit}" for count, unit in parts if count)
