"""Turn what was learned about a service into a sandbox scenario that behaves the same; pure.

It contains only traits, and a small made-up world that shows them: nothing of what the service has. Traits that the
sandbox can't reproduce are in the comments at the top.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

import yaml

from batch.diagnostics import printable
from batch.doctor.traits import Traits

HEAD = "# Recorded by govlink doctor"
"""The beginning of every recording."""

_DUMPER: type[yaml.SafeDumper] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_DEFAULT_SIZE = 30
"""Items on a page, as documented for accounts."""
_PAIRS = 3
_PAIRS_AT_MOST = 1001
_CUSTOMER = 4001
_NUMBER = 310_000_000_000
_SHAPES = frozenset({"list", "by-field", "text", "message", "object", "html", "empty"})
_OF_INPUT = frozenset({"400", "422"})
_PAGING = {
    ("present", "present"): "headers",
    ("absent", "present"): "link",
    ("present", "absent"): "total",
}
"""How lists are paged, by their `x_total` and `x_per_page`."""


_Values: TypeAlias = Mapping[str, str]
"""One value per trait."""
_BEYOND = {"repeated": "last-page", "empty": "empty", "not-found": "not-found", "refused": "refused"}


def recording(traits: Traits, version: str) -> str:
    """Return the text of the scenario's file."""
    known = [f"#   {printable(name)}: {printable(', '.join(values))}" for name, values in traits.items()]
    head = [
        f"{HEAD} {version}: how a CloudHealth service behaves where its documentation is silent.",
        "# Use it with --sandbox --sandbox-scenario FILE. Its customers are made up; a mapping's own replace them.",
        "#",
        *(known or ["#   nothing was learned"]),
    ]
    return "\n".join(
        [*head, "", yaml.dump(scenario(traits), Dumper=_DUMPER, sort_keys=False, default_flow_style=None, width=120)]
    )


def scenario(traits: Traits) -> dict[str, Any]:
    """Return the scenario, in the form of its schema."""
    first = {name: values[0] for name, values in traits.items()}
    switches = {name: value for name, value in _switches(first).items() if value is not None}
    customer = _customer(first, switches)
    # Enough for a second page if the service's list had one.
    others = min(int(switches.get("page_size", 0)), _PAIRS_AT_MOST) if _goes_on("customers", first) else 0
    more = [{"id": _CUSTOMER + number, "name": "Another customer"} for number in range(1, others + 1)]
    customers = {"own": customer} if first.get("key") == "own" else {"customers": [customer, *more]}
    return {
        "summary": "How a CloudHealth service behaves where its documentation is silent; all accounts are made up.",
        "made_up": True,
        "switches": switches,
        **_pace(first),
        **customers,
    }


def _switches(traits: _Values) -> dict[str, Any]:
    """Return the value of each switch, None if nothing is known about it."""
    beyond, paging, linkage_paging = _paging(traits)
    direction = {"by-name": "by-name", "swapped": "swapped", "mixed": "by-name"}.get(
        traits.get("linkages.direction", "")
    )
    exchanged = traits.get("post.places") == "exchanged"
    return {
        "direction": "swapped" if exchanged else direction,
        "swapped_answers": "by-name" if exchanged else None,
        "created_status": _one_of(traits.get("post.status"), {"200", "201"}),
        "refused_status": _one_of(traits.get("refusal.status"), _OF_INPUT) or _refused_page(traits),
        "errors": _errors(traits),
        "paging": paging,
        "linkage_paging": linkage_paging,
        "page_size": _page_size(traits),
        "linkage_page_size": _number(traits.get("linkages.page_size")),
        "beyond_the_end": beyond,
        "owner_ids": {"string": "present", "absent": "absent", "null": "null"}.get(traits.get("accounts.owner_id", "")),
        "hide_regions": _flag(traits.get("accounts.region"), "absent", "present"),
        "is_govcloud": _flag(traits.get("accounts.is_govcloud"), "present", "absent"),
        "hide_request_ids": traits["request_id"] == "none" if "request_id" in traits else None,
        "lists": _lists(traits),
        "objects": {"wrapped": "named", "bare": "bare"}.get(traits.get("post.answer", "")),
        "text_ids": _text_ids(traits),
        "per_page_at_most": _page_size(traits) or _DEFAULT_SIZE if _refuses_a_size(traits) else None,
        "unreadable_account": "accounts.unreadable" in traits or None,
        "unreadable_linkage": "linkages.unreadable" in traits or None,
    }


def _paging(traits: _Values) -> tuple[str | None, str | None, str | None]:
    """Return the switches for a list's end, for lists of accounts (or customers), and for lists of linkages."""
    kind = "accounts" if "accounts.x_total" in traits else "customers"
    announced = {name: _announced(traits, name) for name in (kind, "linkages")}
    ends = {name: traits.get(f"{name}.beyond_the_end") for name in announced}
    paging, linkage_paging = announced[kind], announced["linkages"]
    if ends["linkages"] == "repeated" and linkage_paging == "none":
        # The whole list, whichever page is requested.
        linkage_paging = "whole"
    elif linkage_paging == "none":
        linkage_paging = "silent" if ends["linkages"] or _goes_on("linkages", traits) else None
    end = ends["linkages"] if linkage_paging != "whole" and ends["linkages"] else ends[kind]
    if end and end != "repeated" and ends[kind] == "repeated":
        paging = "repeating"
    return _BEYOND.get(end or ""), paging, linkage_paging


def _announced(traits: _Values, kind: str) -> str | None:
    headers = traits.get(f"{kind}.x_total"), traits.get(f"{kind}.x_per_page")
    return None if None in headers else _PAGING.get((str(headers[0]), str(headers[1])), "none")


def _lists(traits: _Values) -> str | None:
    """Return the switch for the envelope of lists; accounts and customers differ from linkages if `documented`."""
    match traits.get("accounts.list") or traits.get("customers.list"), traits.get("linkages.list"):
        case "wrapped", "bare":
            return "documented"
        case _, "wrapped":
            return "named"
        case "bare", _:
            return "bare"
        case _:
            return None


def _text_ids(traits: _Values) -> bool | None:
    kinds = {traits.get(f"{kind}.ids") for kind in ("customers", "accounts", "linkages")}
    return True if "string" in kinds else False if "number" in kinds else None


def _page_size(traits: _Values) -> int | None:
    return _number(traits.get("accounts.page_size") or traits.get("customers.page_size"))


def _refuses_a_size(traits: _Values) -> bool:
    return "refused" in {traits.get("accounts.per_page"), traits.get("customers.per_page")}


def _errors(traits: _Values) -> str | None:
    """Return the switch for the shape of errors: `documented` if each has the shape documented for its status."""
    shapes = {name.removeprefix("errors."): value for name, value in traits.items() if name.startswith("errors.")}
    known = {status: shape for status, shape in shapes.items() if shape in _SHAPES and status not in {"429", "503"}}
    if not known:
        return None
    documented = {
        status: "list" if status in _OF_INPUT else "object" if status == "403" else "text" for status in known
    }
    return "documented" if known == documented else known.get("404") or next(iter(known.values()))


def _refused_page(traits: _Values) -> int | None:
    """Return the status of a page beyond the end, if it is refused."""
    if "refused" not in {value for name, value in traits.items() if name.endswith(".beyond_the_end")}:
        return None
    return next((int(status) for status in sorted(_OF_INPUT) if f"errors.{status}" in traits), None)


def _pace(traits: _Values) -> dict[str, Any]:
    lag = _number(traits.get("linkages.late"))
    wait = traits.get("throttled.retry_after")
    limit = {"requests": 30, "seconds": 60, "retry_after": wait if wait in {"seconds", "date"} else "none"}
    return {**({"read_lag": {"mean": lag}} if lag else {}), **({"limits": [limit]} if wait else {})}


def _customer(traits: _Values, switches: Mapping[str, Any]) -> dict[str, Any]:
    """Return a customer whose lists have as many pages as the service's; all pairs but the last are linked."""
    most_linked = switches.get("linkage_page_size", 0) if _goes_on("linkages", traits) else 0
    most_accounts = switches.get("page_size", 0) if _goes_on("accounts", traits) else 0
    pairs = min(max(_PAIRS, most_linked + 2, most_accounts // 2 + 1), _PAIRS_AT_MOST)
    accounts = [_account(2 * pair + place, place) for pair in range(pairs) for place in (1, 2)]
    linked = pairs - 1 if "linkages.ids" in traits else 0
    linkages: list[dict[str, Any]] = [{"govcloud": 2 * pair + 1, "commercial": 2 * pair + 2} for pair in range(linked)]
    if linkages and traits.get("linkages.direction") == "mixed":
        linkages[-1]["reversed"] = True
    if traits.get("accounts.owner_id") == "mixed":
        del accounts[-1]["owner_id"]
    if traits.get("accounts.region") == "mixed":
        accounts[-1]["region"] = None
    return {"id": _CUSTOMER, "name": "A customer", "accounts": accounts, "linkages": linkages}


def _goes_on(kind: str, traits: _Values) -> bool:
    """Whether a list was longer than a page."""
    return f"{kind}.link" in traits and f"{kind}.beyond_the_end" not in traits


def _account(number: int, place: int) -> dict[str, Any]:
    """Return an account; the first of a pair (`place` 1) is the GovCloud one."""
    name = f"workload-{(number + 1) // 2}" + ("-gov" if place == 1 else "")
    region = "govcloud" if place == 1 else "global"
    return {"id": number, "owner_id": str(_NUMBER + number), "name": name, "region": region}


def _one_of(value: str | None, allowed: frozenset[str] | set[str]) -> int | None:
    return int(value) if value and value in allowed else None


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and value.isascii() and int(value) else None


def _flag(value: str | None, is_on: str, is_off: str) -> bool | None:
    return True if value == is_on else False if value == is_off else None
