"""What is not known about the live service: a switch for each open question, set to what the documentation suggests.

Where the documentation is silent, a comment gives the reason for the default.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Direction(StrEnum):
    """Which account a linkage's `govcloud_…` field has; the documents contradict each other."""

    BY_NAME = "by-name"
    """The GovCloud account, as the fields' names suggest."""
    SWAPPED = "swapped"
    """The commercial account, according to the page on the payload's format."""


class SwappedAnswers(StrEnum):
    """Where a swapped tenant's answers have the two accounts."""

    ECHO = "echo"
    BY_NAME = "by-name"


class CreatedStatus(IntEnum):
    """The status of a POST that created a linkage."""

    OK = 200
    CREATED = 201


class RefusedStatus(IntEnum):
    """The status of a refusal of a linkage that breaks a rule."""

    BAD_REQUEST = 400
    UNPROCESSABLE = 422


class ErrorShape(StrEnum):
    """The shape of an error's body."""

    DOCUMENTED = "documented"
    """A list for input errors, an empty object for 403, one text otherwise."""
    LIST = "list"
    BY_FIELD = "by-field"
    TEXT = "text"
    MESSAGE = "message"
    OBJECT = "object"
    HTML = "html"
    EMPTY = "empty"


class Paging(StrEnum):
    """What announces that a list of accounts or customers continues."""

    HEADERS = "headers"
    """`X-Total`, `X-Per-Page`, and `Link`."""
    LINK = "link"
    """`X-Per-Page` and `Link`."""
    TOTAL = "total"
    """`X-Total`."""
    NONE = "none"
    REPEATING = "repeating"
    """No header, and every page is the first one again."""


class LinkagePaging(StrEnum):
    """Whether the list of linkages comes in pages, and what announces that it continues."""

    WHOLE = "whole"
    SILENT = "silent"
    HEADERS = "headers"
    LINK = "link"
    TOTAL = "total"


class BeyondTheEnd(StrEnum):
    """The answer for a page after a list's last one."""

    EMPTY = "empty"
    LAST_PAGE = "last-page"
    """The last page again."""
    NOT_FOUND = "not-found"
    """A 404."""
    REFUSED = "refused"
    """The status of a refusal."""


class OwnerIds(StrEnum):
    """How accounts show their AWS account number."""

    PRESENT = "present"
    ABSENT = "absent"
    NULL = "null"


class Wrapping(StrEnum):
    """The envelope of an answer's JSON."""

    DOCUMENTED = "documented"
    """Lists of accounts and of customers in an object; linkages bare."""
    BARE = "bare"
    """No envelope."""
    NAMED = "named"
    """An object, under the name of its content."""
    DATA = "data"
    """An object, under a meaningless name, next to other fields."""


class Assignments(StrEnum):
    """Which versions of the list of account assignments exist."""

    NONE = "none"
    V1 = "v1"
    V2 = "v2"
    """Only version 2, with every customer's assignments."""
    BOTH = "both"
    """Version 2 has the customers that were moved to it, version 1 the others."""


@dataclass(frozen=True, slots=True)
class Switches:
    """One answer to every open question; `scenario.schema.json` describes each for authors of scenarios."""

    direction: Direction = Direction.BY_NAME
    swapped_answers: SwappedAnswers = SwappedAnswers.ECHO
    # No status is documented; 201 is HTTP's own for this, and public clients accept both.
    created_status: CreatedStatus = CreatedStatus.CREATED
    refused_status: RefusedStatus = RefusedStatus.UNPROCESSABLE
    errors: ErrorShape = ErrorShape.DOCUMENTED
    paging: Paging = Paging.HEADERS
    linkage_paging: LinkagePaging = LinkagePaging.WHOLE
    page_size: int = 100
    linkage_page_size: int = 30
    # Not documented; the frameworks of such services return an empty page.
    beyond_the_end: BeyondTheEnd = BeyondTheEnd.EMPTY
    links_with_key: bool = False
    owner_ids: OwnerIds = OwnerIds.PRESENT
    hide_regions: bool = False
    is_govcloud: bool = False
    # Not documented; seen in 2026.
    hide_request_ids: bool = False
    lenient_content_type: bool = False
    lists: Wrapping = Wrapping.DOCUMENTED
    objects: Wrapping = Wrapping.DOCUMENTED
    text_ids: bool = False
    per_page_at_most: int = 0
    unreadable_account: bool = False
    unreadable_linkage: bool = False
    assignments: Assignments = Assignments.BOTH
    # A single assignment of version 2 is documented to name its customer; the list is not.
    assignments_name_customers: bool = False
    # Assigning an account is the documented way into a customer's tenant, but a GovCloud account is in no bill.
    unassigned_govcloud: bool = False
