"""Each call to CloudHealth as a value, without host and key; pure.

Paths and fields are from the public API guide; the paths of linkages have a different root.
"""

from collections.abc import Mapping
from dataclasses import dataclass

ITEMS_PER_PAGE = 100
"""Page size for accounts and customers: the documented maximum of accounts."""

ASSIGNMENTS_PER_PAGE = 50
"""Page size for account assignments, as other clients use it (seen); their maximum is not documented."""

DEFAULT_PER_PAGE = 30
"""The documented default page size of accounts."""

ACCOUNTS = "/v1/aws_accounts"
CUSTOMERS = "/v1/customers"
ASSIGNMENTS = {1: "/v1/aws_account_assignments", 2: "/v2/aws_account_assignments"}
"""By version: customers that were moved to version 2 are missing in version 1 (documented)."""
LINKAGES = "/api/v1/govcloud_linkages"


@dataclass(frozen=True, slots=True)
class Request:
    """One request, without host and key."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, int] | None = None

    @property
    def sizes_its_pages(self) -> bool:
        """Whether it asks for a list's first page with a page size."""
        query = dict(self.query)
        return "per_page" in query and query.get("page") == "1"

    @property
    def is_write(self) -> bool:
        """Whether it may change something in CloudHealth."""
        return self.method not in {"GET", "HEAD"}


def list_accounts(client_api_id: str, page: int, per_page: int = ITEMS_PER_PAGE) -> Request:
    """`GET /v1/aws_accounts`; pages count from 1 and have the service's own size if `per_page` is 0."""
    return Request("GET", ACCOUNTS, (*_of_customer(client_api_id), *_paging(page, per_page)))


def list_linkages(client_api_id: str, page: int = 1) -> Request:
    """`GET /api/v1/govcloud_linkages`; the first page is requested without `page`, since paging is not documented."""
    paging = (("page", str(page)),) if page > 1 else ()
    return Request("GET", LINKAGES, (*_of_customer(client_api_id), *paging))


def get_linkage(client_api_id: str, linkage_id: str) -> Request:
    """`GET /api/v1/govcloud_linkages/:id`."""
    return Request("GET", f"{LINKAGES}/{linkage_id}", _of_customer(client_api_id))


def create_linkage(client_api_id: str, *, govcloud_field: str, commercial_field: str) -> Request:
    """`POST /api/v1/govcloud_linkages`."""
    return Request("POST", LINKAGES, _of_customer(client_api_id), _pair(govcloud_field, commercial_field))


def update_linkage(client_api_id: str, linkage_id: str, *, govcloud_field: str, commercial_field: str) -> Request:
    """`PUT /api/v1/govcloud_linkages/:id`."""
    path = f"{LINKAGES}/{linkage_id}"
    return Request("PUT", path, _of_customer(client_api_id), _pair(govcloud_field, commercial_field))


def list_customers(page: int, per_page: int = ITEMS_PER_PAGE) -> Request:
    """`GET /v1/customers`; pages as in `list_accounts`."""
    return Request("GET", CUSTOMERS, _paging(page, per_page))


def list_assignments(version: int, page: int, per_page: int = ASSIGNMENTS_PER_PAGE) -> Request:
    """`GET /v1/aws_account_assignments`, or its version 2, of all customers; pages as in `list_accounts`."""
    return Request("GET", ASSIGNMENTS[version], _paging(page, per_page))


def get_customer(client_api_id: str) -> Request:
    """`GET /v1/customers/:id`, which each listed customer links to (seen)."""
    return Request("GET", f"{CUSTOMERS}/{client_api_id}")


def _paging(page: int, per_page: int) -> tuple[tuple[str, str], ...]:
    return (("page", str(page)), *((("per_page", str(per_page)),) if per_page else ()))


def _of_customer(client_api_id: str) -> tuple[tuple[str, str], ...]:
    return (("client_api_id", client_api_id),) if client_api_id else ()


def _pair(govcloud_field: str, commercial_field: str) -> dict[str, int]:
    return {"govcloud_acct_id": int(govcloud_field), "commercial_acct_id": int(commercial_field)}
