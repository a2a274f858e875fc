"""What nobody knows of the live service: each open question a switch, set to what the documents say.

Where the documents are silent, the reason for the default stands beside it.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Direction(StrEnum):
    """Which account a linkage's `govcloud_…` place holds; the documents contradict each other."""

    BY_NAME = "by-name"
    """The GovCloud account, as the names of the fields say."""
    SWAPPED = "swapped"
    """The commercial account, as the page on the payload's format says."""


class SwappedAnswers(StrEnum):
    """How a swapped tenant's answers place the two accounts."""

    ECHO = "echo"
    BY_NAME = "by-name"


class CreatedStatus(IntEnum):
    """The status of a POST that made a linkage."""

    OK = 200
    CREATED = 201


class RefusedStatus(IntEnum):
    """The status of a linkage that breaks a rule."""

    BAD_REQUEST = 400
    UNPROCESSABLE = 422


class ErrorShape(StrEnum):
    """How the body of an error looks."""

    DOCUMENTED = "documented"
    """A list for input errors, one text otherwise, and nothing in a 403."""
    LIST = "list"
    BY_FIELD = "by-field"
    TEXT = "text"
    MESSAGE = "message"
    OBJECT = "object"
    HTML = "html"
    EMPTY = "empty"


class Paging(StrEnum):
    """What says that a list of accounts or customers goes on."""

    HEADERS = "headers"
    """`X-Total`, `X-Per-Page` and `Link`."""
    LINK = "link"
    """`X-Per-Page` and `Link`."""
    TOTAL = "total"
    """`X-Total`."""
    NONE = "none"
    REPEATING = "repeating"
    """Nothing does, and every page is the first one again."""


class LinkagePaging(StrEnum):
    """Whether the list of linkages comes in pages, and what says so."""

    WHOLE = "whole"
    SILENT = "silent"
    HEADERS = "headers"
    LINK = "link"
    TOTAL = "total"


class BeyondTheEnd(StrEnum):
    """What a page after a list's last one is."""

    EMPTY = "empty"
    LAST_PAGE = "last-page"
    """The last one again."""
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
    """What the JSON of an answer is wrapped in."""

    DOCUMENTED = "documented"
    """Lists of accounts and of customers in an object; linkages bare."""
    BARE = "bare"
    """Nothing at all."""
    NAMED = "named"
    """An object, under the name of what it is."""
    DATA = "data"
    """An object, under a name that says nothing, beside other things."""


class Assignments(StrEnum):
    """Which versions of the list of account assignments there are."""

    NONE = "none"
    V1 = "v1"
    V2 = "v2"
    """This one alone, and it has every customer's."""
    BOTH = "both"
    """The second version has what was moved to it, which is missing in the first."""


@dataclass(frozen=True, slots=True)
class Switches:
    """One answer to every open question; `scenario.schema.json` describes each for those who write scenarios."""

    direction: Direction = Direction.BY_NAME
    swapped_answers: SwappedAnswers = SwappedAnswers.ECHO
    # The documents name no status; 201 is what HTTP has for it, and public clients take both.
    created_status: CreatedStatus = CreatedStatus.CREATED
    refused_status: RefusedStatus = RefusedStatus.UNPROCESSABLE
    errors: ErrorShape = ErrorShape.DOCUMENTED
    paging: Paging = Paging.HEADERS
    linkage_paging: LinkagePaging = LinkagePaging.WHOLE
    page_size: int = 100
    linkage_page_size: int = 30
    # Not documented; an empty page is what the frameworks of such services give.
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
    # A single assignment of version 2 is documented to name its customer, the list is not.
    assignments_name_customers: bool = False
    # To assign an account is the documented way into a customer's tenant; but a GovCloud account is in no bill.
    unassigned_govcloud: bool = False
