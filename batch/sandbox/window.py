"""The stand-in's own pages for people and tests: its home page, its log, and its state."""

import dataclasses

import yaml
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from batch.sandbox.cloud import Cloud
from batch.sandbox.structure import packaged
from batch.sandbox.views import account_view, customer_view, linkage_view, timestamp

_LAST_REQUESTS = 50
_MOST_ROWS = 500


class Window:
    """The routes that CloudHealth does not have."""

    def __init__(self, cloud: Cloud) -> None:
        """Show `cloud`."""
        self._cloud = cloud
        self.routes = [
            Route("/_sandbox", self.page),
            Route("/_sandbox/", self.page),
            Route("/_sandbox/requests", self.requests),
            Route("/_sandbox/state", self.state),
            Route("/_sandbox/scenario.schema.json", self.schema),
            Route("/_sandbox/openapi.json", self.openapi),
        ]

    async def requests(self, request: Request) -> Response:
        """Return the log, oldest first; `?since=N` leaves out entries before sequence number N."""
        text = request.query_params.get("since", "1")
        since = int(text) if text.isascii() and text.isdecimal() else 1
        entries = self._cloud.requests[max(0, since - 1) :]
        return JSONResponse([{**dataclasses.asdict(entry), "time": timestamp(entry.time)} for entry in entries])

    async def state(self, _request: Request) -> Response:
        """Return customers, accounts, and linkages as the API shows them, and true values where they may differ."""
        cloud, switches = self._cloud, self._cloud.scenario.switches
        accounts = [
            {
                **account_view(known, switches),
                "customer_id": known.customer_id,
                "in_govcloud": known.account.in_govcloud,
            }
            for known in cloud.accounts
        ]
        linkages = [
            {
                **linkage_view(linkage, switches),
                "true_govcloud": linkage.govcloud,
                "true_commercial": linkage.commercial,
            }
            for linkage in cloud.linkages
        ]
        return JSONResponse(
            {
                "scenario": cloud.scenario.name,
                "customers": [customer_view(customer) for customer in cloud.scenario.tenants],
                "accounts": accounts,
                "linkages": linkages,
            }
        )

    async def page(self, _request: Request) -> Response:
        """Return a page with the present state and the latest requests."""
        from jinja2 import Environment, PackageLoader  # noqa: PLC0415 - only the page needs it

        environment = Environment(loader=PackageLoader("batch.sandbox", "."), autoescape=True)
        environment.filters["timestamp"] = timestamp
        cloud = self._cloud
        names = {known.id: known.account.name or known.account.owner_id or "" for known in cloud.accounts}
        partners = {linkage.govcloud: linkage for linkage in cloud.linkages}
        partners |= {linkage.commercial: linkage for linkage in cloud.linkages}
        return HTMLResponse(
            environment.get_template("page.html").render(
                scenario=cloud.scenario,
                customers=cloud.scenario.tenants[:_MOST_ROWS],
                accounts=cloud.accounts[:_MOST_ROWS],
                account_count=len(cloud.accounts),
                linkages=cloud.linkages[-_MOST_ROWS:],
                linkage_count=len(cloud.linkages),
                names=names,
                partners=partners,
                requests=cloud.requests[: -_LAST_REQUESTS - 1 : -1],
                request_count=len(cloud.requests),
            )
        )

    async def schema(self, _request: Request) -> Response:
        """Return the JSON Schema of scenario files."""
        return Response(packaged("scenario.schema.json"), media_type="application/schema+json")

    async def openapi(self, _request: Request) -> Response:
        """Return the description of the API."""
        return JSONResponse(yaml.safe_load(packaged("openapi.yaml")))
