"""What CloudHealth documents: the endpoints, the rules for a linkage, and who may see what.

Without a network: a request in, an answer or a `Refused` out. Only the ledger changes.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from batch.sandbox.assignments import Assignment, assignments
from batch.sandbox.inventory import Inventory
from batch.sandbox.ledger import Ledger, Linkage
from batch.sandbox.messages import Answer, Request, html_answer, json_answer
from batch.sandbox.paging import linkage_page_of, page_of
from batch.sandbox.pairs import Pair, broken_rules, requested_pair
from batch.sandbox.refusals import Reason, Refused
from batch.sandbox.replica import Replica
from batch.sandbox.scenario import Customer, Scenario
from batch.sandbox.views import (
    account_view,
    assignment_view,
    block_view,
    customer_view,
    linkage_view,
    list_view,
    object_view,
    without_id,
)

LOGIN_PATH = "/users/sign_in"


@dataclass(frozen=True, slots=True)
class Served:
    """An answer, and the linkage that the request changed, if it did."""

    answer: Answer
    committed: Linkage | None = None


_Endpoint = Callable[..., Served]


class Service:
    """Answers as documented, and according to the scenario's switches where the documentation is silent."""

    def __init__(self, scenario: Scenario, inventory: Inventory, ledger: Ledger, replica: Replica) -> None:
        self._keys = frozenset(scenario.keys)
        self._switches = scenario.switches
        self._inventory = inventory
        self._ledger = ledger
        self._replica = replica
        self._routes: tuple[tuple[str, re.Pattern[str], _Endpoint], ...] = (
            ("GET", re.compile(r"/v1/customers"), self._list_customers),
            ("GET", re.compile(r"/v1/customers/([0-9]{1,20})"), self._show_customer),
            ("GET", re.compile(r"/v1/aws_account_assignments"), self._list_assignments),
            ("GET", re.compile(r"/v2/aws_account_assignments"), self._list_blocks),
            ("GET", re.compile(r"/v1/aws_accounts"), self._list_accounts),
            ("GET", re.compile(r"/v1/aws_accounts/([0-9]{1,20})"), self._show_account),
            ("GET", re.compile(r"/api/v1/govcloud_linkages"), self._list_linkages),
            ("POST", re.compile(r"/api/v1/govcloud_linkages"), self._create_linkage),
            ("GET", re.compile(r"/api/v1/govcloud_linkages/([0-9]{1,20})"), self._show_linkage),
            ("PUT", re.compile(r"/api/v1/govcloud_linkages/([0-9]{1,20})"), self._repoint_linkage),
        )

    def serve(self, request: Request) -> Served:
        """Serve the request; raises `Refused`."""
        # Public clients send a trailing slash, and two slashes if their base URL ends with one.
        path = re.sub("/+", "/", request.path).rstrip("/")
        if path == LOGIN_PATH:
            return Served(login_page())
        self._admit(request)
        for method, pattern, endpoint in self._routes:
            if method == request.method and (match := pattern.fullmatch(path)):
                if method in {"POST", "PUT"}:
                    self._require_json(request)
                return endpoint(request, *(int(group) for group in match.groups()))
        raise Refused(404, Reason(f"No endpoint {request.method} {request.path}"))

    def _admit(self, request: Request) -> None:
        if not request.key:
            raise Refused(401, Reason("You need to sign in or sign up before continuing"))
        if self._keys and request.key not in self._keys:
            raise Refused(403, Reason("This API key is not known"))

    def _require_json(self, request: Request) -> None:
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json" and not self._switches.lenient_content_type:
            raise Refused(422, Reason("Content-Type must be application/json", "content_type"))

    def _tenant(self, request: Request) -> Customer:
        # According to the API guide, a client id that is not the partner's is answered 403. That a partner without a
        # tenant of its own gets the same if it names none is our reading.
        tenant = self._inventory.tenant(request.client_api_id)
        if tenant is None:
            raise Refused(
                403, Reason(f"client_api_id {request.client_api_id or '(none)'} is not one of your customers")
            )
        return tenant

    def _list_customers(self, request: Request) -> Served:
        self._require_partner()
        customers, headers = page_of(request, list(self._inventory.customers.values()), self._switches)
        views = [customer_view(customer) for customer in customers]
        return self._listing("customers", views, headers)

    def _show_customer(self, _request: Request, customer_id: int) -> Served:
        self._require_partner()
        customer = self._inventory.customers.get(customer_id)
        if customer is None:
            raise Refused(404, Reason(f"No customer {customer_id}"))
        return self._shown("customer", customer_view(customer))

    def _require_partner(self) -> None:
        if not self._inventory.customers:
            raise Refused(403, Reason("Only a partner has customers"))

    def _list_assignments(self, request: Request) -> Served:
        known = self._assignments(request, 1)
        page, headers = page_of(request, known, self._switches)
        return self._listing("aws_account_assignments", [assignment_view(each) for each in page], headers)

    def _list_blocks(self, request: Request) -> Served:
        """List the assignments of version 2, of all customers or of the one that the request names."""
        known, wanted = self._assignments(request, 2), request.query.get("target_client_api_id")
        if wanted is not None:
            known = [each for each in known if str(each.customer.id) == wanted]
        page, headers = page_of(request, known, self._switches)
        names_customer = self._switches.assignments_name_customers
        views = [block_view(each, names_customer=names_customer) for each in page]
        return self._listing("aws_account_assignments", views, headers)

    def _assignments(self, request: Request, version: int) -> list[Assignment]:
        self._require_partner()
        found = assignments(self._inventory, self._switches, version)
        if found is None:
            raise Refused(404, Reason(f"No endpoint {request.method} {request.path}"))
        return found

    def _list_accounts(self, request: Request) -> Served:
        known = self._inventory.accounts_of(self._tenant(request).id)
        accounts, headers = page_of(request, known, self._switches)
        views = [account_view(account, self._switches) for account in accounts]
        is_spoiled = self._switches.unreadable_account and accounts[-1:] == known[-1:]
        return self._listing("aws_accounts", views, headers, is_spoiled=is_spoiled)

    def _show_account(self, request: Request, account_id: int) -> Served:
        tenant = self._tenant(request)
        known = self._inventory.accounts.get(account_id)
        if known is None or known.customer_id != tenant.id:
            raise Refused(404, Reason(f"No AWS account {account_id}"))
        return self._shown("aws_account", account_view(known, self._switches))

    def _list_linkages(self, request: Request) -> Served:
        known = self._replica.linkages(self._tenant(request).id)
        linkages, headers = linkage_page_of(request, known, self._switches)
        views = [linkage_view(linkage, self._switches) for linkage in linkages]
        is_spoiled = self._switches.unreadable_linkage and linkages[-1:] == known[-1:]
        return self._listing("govcloud_linkages", views, headers, is_spoiled=is_spoiled)

    def _show_linkage(self, request: Request, linkage_id: int) -> Served:
        tenant = self._tenant(request)
        linkage = _owned(tenant, self._replica.linkage(linkage_id), linkage_id)
        return self._shown("govcloud_linkage", linkage_view(linkage, self._switches))

    def _create_linkage(self, request: Request) -> Served:
        tenant = self._tenant(request)
        pair = self._rightful_pair(request, tenant)
        linkage = self._ledger.create(tenant.id, pair.govcloud, pair.commercial)
        self._replica.changed(None, linkage)
        status = int(self._switches.created_status)
        return self._shown("govcloud_linkage", linkage_view(linkage, self._switches), linkage, status)

    def _repoint_linkage(self, request: Request, linkage_id: int) -> Served:
        tenant = self._tenant(request)
        existing = _owned(tenant, self._ledger.linkage(linkage_id), linkage_id)
        pair = self._rightful_pair(request, tenant, replacing=existing.id)
        before = self._replica.linkage(linkage_id)
        linkage = self._ledger.repoint(existing.id, pair.govcloud, pair.commercial)
        self._replica.changed(before, linkage)
        return self._shown("govcloud_linkage", linkage_view(linkage, self._switches), linkage)

    def _listing(
        self, name: str, views: Sequence[Mapping[str, object]], headers: Mapping[str, str], *, is_spoiled: bool = False
    ) -> Served:
        """Return a page of a list, whose last item can be made unreadable."""
        shown = [*views[:-1], *map(without_id, views[-1:])] if is_spoiled else views
        return Served(json_answer(200, list_view(name, shown, self._switches), headers))

    def _shown(
        self, name: str, view: Mapping[str, object], committed: Linkage | None = None, status: int = 200
    ) -> Served:
        return Served(json_answer(status, object_view(name, view, self._switches)), committed)

    def _rightful_pair(self, request: Request, tenant: Customer, replacing: int | None = None) -> Pair:
        pair = requested_pair(request, self._switches.direction)
        if reasons := broken_rules(pair, tenant, self._inventory, self._ledger, replacing=replacing):
            raise Refused(int(self._switches.refused_status), *reasons)
        return pair


def _owned(tenant: Customer, linkage: Linkage | None, linkage_id: int) -> Linkage:
    # Another customer's linkage looks like one that doesn't exist.
    if linkage is None or linkage.customer_id != tenant.id:
        raise Refused(404, Reason(f"No linkage {linkage_id}"))
    return linkage


def login_page() -> Answer:
    """Return what a browser would be shown: a success that answers nothing."""
    return html_answer(200, "Sign in", "You need to sign in or sign up before continuing.")
