"""How the service behaved where its documentation is silent, as sentences; pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from batch.report.service import Service
from batch.report.wording import lasting

_Traits: TypeAlias = Mapping[str, Sequence[str]]
"""Each trait's values."""

_KINDS = ("customers", "accounts", "linkages")
_PAGING = {"x_total": "X-Total", "x_per_page": "X-Per-Page", "link": "Link"}
_LISTS = {"bare": "as a bare list", "wrapped": "as a list in an object", "other": "in a shape that govlink can't read"}
_AFTER = {
    "empty": "a page after the last one is empty",
    "not-found": "a page after the last one is not found",
    "refused": "a page after the last one is refused",
    "repeated": "the second page repeats the first",
}
_IDS = {"number": "numbers", "string": "strings", "mixed": "numbers and strings"}
_FIELDS = ("owner_id", "region", "is_govcloud", "amazon_name", "account_type", "status_level", "assume_role_arn")
_OBJECTS = {
    "bare": "the linkage itself",
    "wrapped": "the linkage in an object",
    "empty": "no body",
    "other": "a body that govlink can't read",
}
_PLACES = {"as-sent": "its accounts as they were sent", "exchanged": "its accounts swapped"}
_SHAPES = {
    "list": "a list",
    "by-field": "lists by field",
    "text": "plain text",
    "message": "a message in an object",
    "object": "an object without a message",
    "html": "a web page",
    "empty": "empty",
    "other": "something else",
}
_PAUSES = {
    "seconds": "in seconds",
    "date": "as a date",
    "none": "without a Retry-After",
    "other": "in an unknown format",
}


def service_words(service: Service) -> list[str]:
    """The same as sentences, without traits that have no words."""
    traits = {trait: [value] if isinstance(value, str) else list(value) for trait, value in service.items()}
    lists = (_of_list(kind, traits) for kind in _KINDS)
    parts = (*lists, *_of_accounts(traits), *_of_answers(traits), *_of_pace(traits))
    return [f"{part[0].upper()}{part[1:]}." for part in parts if part]


def _of_list(kind: str, traits: _Traits) -> str:
    parts = [f"come {_either(_LISTS, shapes)}" for shapes in [traits.get(f"{kind}.list")] if shapes]
    parts += [f"{' or '.join(sorted(sizes, key=len))} per page" for sizes in [traits.get(f"{kind}.page_size")] if sizes]
    headers = {name: set(traits.get(f"{kind}.{trait}", ())) for trait, name in _PAGING.items()}
    shown = [
        name if values == {"present"} else f"{name} on some" for name, values in headers.items() if "present" in values
    ]
    missing = [name for name, values in headers.items() if values == {"absent"}]
    if shown:
        parts.append(f"with {_and(shown)}")
    elif missing:
        parts.append(f"without {_and(missing, 'or')}")
    clauses = [f"{kind} {', '.join(parts)}"] if parts else []
    clauses += [f"a page size is refused for {kind}"] if f"{kind}.per_page" in traits else []
    clauses += [_either(_AFTER, ends) for ends in [traits.get(f"{kind}.beyond_the_end")] if ends]
    clauses += [f"their ids are {_either(_IDS, ids)}" for ids in [traits.get(f"{kind}.ids")] if ids and parts]
    return "; ".join(clauses)


def _of_accounts(traits: _Traits) -> Iterator[str]:
    """Yield which fields all, some, or no accounts have."""
    groups: dict[str, list[str]] = {"accounts show {}": [], "some accounts show {}": [], "no account shows {}": []}
    for field in _FIELDS:
        if values := set(traits.get(f"accounts.{field}", ())):
            lacking = values <= {"absent", "null"}
            has_some = values & {"absent", "null", "mixed"}
            words = "no account shows {}" if lacking else "some accounts show {}" if has_some else "accounts show {}"
            groups[words].append(f"{field} as a number" if "number" in values else field)
    yield "; ".join(
        words.format(_and(fields, "or" if words.startswith("no") else "and"))
        for words, fields in groups.items()
        if fields
    )


def _of_answers(traits: _Traits) -> Iterator[str]:
    for method in ("post", "put"):
        if statuses := traits.get(f"{method}.status"):
            shapes_of = ((_OBJECTS, traits.get(f"{method}.answer")), (_PLACES, traits.get(f"{method}.places")))
            words = [_either(names, known) for names, known in shapes_of if known]
            yield f"{method.upper()} answers {_and(statuses, 'or')}" + (f" with {_and(words)}" if words else "")
    if statuses := traits.get("refusal.status"):
        yield f"a linkage is refused with {_and(statuses, 'or')}"
    errors = {trait.partition(".")[2]: shapes for trait, shapes in traits.items() if trait.startswith("errors.")}
    if errors:
        bodies = [f"{_either(_SHAPES, each)} ({status})" for status, each in errors.items()]
        yield f"the body of an error is {_and(bodies)}"


def _of_pace(traits: _Traits) -> Iterator[str]:
    for trait, what, some in (
        ("rate_limit_headers", "no rate-limit headers", "rate-limit headers"),
        ("request_id", "no request id", "a request id"),
    ):
        if values := traits.get(trait):
            named = sorted({name for value in values if value != "none" for name in value.split()})
            answers = "some answers have" if "none" in values else "answers have"
            yield f"{answers} {some} ({', '.join(named)})" if named else f"answers have {what}"
    for trait, status in (("throttled.retry_after", "429"), ("unavailable.retry_after", "503")):
        if ways := traits.get(trait):
            yield f"a {status} asks for a pause {_either(_PAUSES, ways)}"
    for pause in traits.get("pauses.longest", ()):
        yield f"the longest pause after a 429 or a 503 was {lasting(float(pause))}"
    for late in traits.get("linkages.late", ()):
        yield f"a new linkage could be read {f'after up to {lasting(float(late))}' if float(late) else 'at once'}"


def _either(words: Mapping[str, str], values: Sequence[str]) -> str:
    return _and([words.get(value, value) for value in values], "or")


def _and(parts: Sequence[str], word: str = "and") -> str:
    *first, last = parts
    if len(parts) > 2:  # noqa: PLR2004 - with a comma before the last of three or more
        return f"{', '.join(first)}, {word} {last}"
    return f" {word} ".join(parts)
