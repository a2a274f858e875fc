"""What an answer's headers name beyond its content: the request's id, the rate limit, other pages of a list; pure.

CloudHealth documents none of them. Names are in lower case.
"""

import re
from collections.abc import Mapping

PAGE_RELATIONS = "link-relations"
"""Among an answer's headers, what `page_relations` makes of `Link`, whose URLs can contain the API key (seen)."""

FROM_ZERO = "from-zero"
"""Among these relations where the pages are counted from 0."""

REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "x-amz-cf-id")
"""Where the id is looked for: `x-request-id` is seen (2026); the others are usual, the last two those of gateways."""

_REQUEST_ID = re.compile(r"[\w.:+/=@-]{1,200}", re.ASCII)
_TOLD = re.compile(r" \(request id [^()]*\)")
_LINK = re.compile("<([^<>]*)>([^<]*)")
_PAGE_NUMBER = re.compile("[?&]page=([0-9]+)")
_PARAMETER = re.compile(r""";\s*([\w*-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s;,"']+)""")
_PAGES = frozenset({"first", "prev", "previous", "next", "last"})
_RATE_LIMIT = re.compile(r"(x-)?rate-?limit(-[a-z]{1,20}){0,3}")


def request_id_header(headers: Mapping[str, str]) -> str:
    """The header that has the request's id, "" where none has one that can be an id."""
    return next((name for name in REQUEST_ID_HEADERS if _id_in(headers, name)), "")


def request_id(headers: Mapping[str, str]) -> str:
    """What the vendor's support can find the request by, "" where no header has it."""
    return _id_in(headers, request_id_header(headers))


def with_request_id(words: str, request_id: str) -> str:
    """What is said of an answer, with what the vendor's support can find its request by."""
    return f"{words} (request id {request_id})" if request_id else words


def without_request_ids(words: str) -> str:
    """The words as they are for every request of which the same is said."""
    return _TOLD.sub("", words)


def is_rate_limit_header(name: str) -> bool:
    """Whether a header of this name speaks of the rate limit, as services usually have it."""
    return _RATE_LIMIT.fullmatch(name) is not None


def page_relations(link: str) -> str:
    """Which pages a `Link` header (RFC 8288) names, such as `next last`, without their URLs.

    `from-zero` among them says that by their numbers the pages are counted from 0.
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
    # A gateway may add its own id behind a comma.
    value = headers.get(name, "").partition(",")[0].strip()
    return value if _REQUEST_ID.fullmatch(value) else ""
