"""Read an answer's headers: the request's id, the rate limit, and a list's other pages; pure.

CloudHealth documents none of these headers. Names are in lower case.
"""

import re
from collections.abc import Mapping

PAGE_RELATIONS = "link-relations"
"""Key under which an answer's headers keep the result of `page_relations`: `Link` can contain the API key (seen)."""

FROM_ZERO = "from-zero"
"""Added to the relations if pages count from 0."""

REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "x-amz-cf-id")
"""Headers that may have the id: `x-request-id` is seen (2026); the others are common, the last two of gateways."""

_REQUEST_ID = re.compile(r"[\w.:+/=@-]{1,200}", re.ASCII)
_APPENDED = re.compile(r" \(request id [^()]*\)")
_LINK = re.compile("<([^<>]*)>([^<]*)")
_PAGE_NUMBER = re.compile("[?&]page=([0-9]+)")
_PARAMETER = re.compile(r""";\s*([\w*-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s;,"']+)""")
_PAGES = frozenset({"first", "prev", "previous", "next", "last"})
_RATE_LIMIT = re.compile(r"(x-)?rate-?limit(-[a-z]{1,20}){0,3}")


def request_id_header(headers: Mapping[str, str]) -> str:
    """Return the header that has the request's id; "" if no header has a usable one."""
    return next((name for name in REQUEST_ID_HEADERS if _id_in(headers, name)), "")


def request_id(headers: Mapping[str, str]) -> str:
    """Return the id by which the vendor's support can find the request; "" if no header has it."""
    return _id_in(headers, request_id_header(headers))


def with_request_id(words: str, request_id: str) -> str:
    """Append the request's id, by which the vendor's support can find it, to a message."""
    return f"{words} (request id {request_id})" if request_id else words


def without_request_ids(words: str) -> str:
    """Remove request ids, so that the same message about several requests is equal."""
    return _APPENDED.sub("", words)


def is_rate_limit_header(name: str) -> bool:
    """Whether a header of this name is one of the usual rate-limit headers."""
    return _RATE_LIMIT.fullmatch(name) is not None


def page_relations(link: str) -> str:
    """Return the pages that a `Link` header (RFC 8288) names, such as `next last`, without their URLs.

    `from-zero` is added if their numbers show that pages count from 0.
    """
    named = set()
    for target, params in _LINK.findall(link.lower()):
        rels = (value.strip("\"'").split() for name, value in _PARAMETER.findall(params) if name == "rel")
        relations = _PAGES & {relation for rel in rels for relation in rel}
        number = _PAGE_NUMBER.search(target)
        if relations and number and int(number[1]) == ("next" in relations):
            named.add(FROM_ZERO)
        named |= relations
    return " ".join(sorted(named))


def _id_in(headers: Mapping[str, str], name: str) -> str:
    # A gateway may append its own id after a comma.
    value = headers.get(name, "").partition(",")[0].strip()
    return value if _REQUEST_ID.fullmatch(value) else ""
