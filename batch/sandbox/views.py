"""How customers, accounts, and linkages look in the API's JSON, according to recorded answers."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from batch.sandbox.assignments import Assignment
from batch.sandbox.inventory import KnownAccount
from batch.sandbox.ledger import Linkage
from batch.sandbox.scenario import Customer
from batch.sandbox.switches import Direction, OwnerIds, SwappedAnswers, Switches, Wrapping

_SINCE = "2018-09-22T15:51:04Z"
_IDS = ("id", "customer_id", "govcloud_acct", "commercial_acct", "target_client_api_id")
_PAYER = "900000000009"
"""The account that pays for all others."""


def timestamp(epoch: float) -> str:
    """Return a time as the API writes it: UTC, whole seconds."""
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def list_view(name: str, views: Sequence[Mapping[str, object]], switches: Switches) -> object:
    """Return a list, in the documented envelope unless the switch sets another."""
    ids = [_with_ids(view, switches) for view in views]
    bare = name == "govcloud_linkages"
    return _wrapped(name, ids, switches.lists, Wrapping.BARE if bare else Wrapping.NAMED)


def object_view(name: str, view: Mapping[str, object], switches: Switches) -> object:
    """Return a single customer, account, or linkage: bare, as documented, unless the switch sets an envelope."""
    return _wrapped(name, _with_ids(view, switches), switches.objects, Wrapping.BARE)


def without_id(view: Mapping[str, object]) -> dict[str, object]:
    """Return an item without its id, which makes it unreadable."""
    return {name: value for name, value in view.items() if name != "id"}


def _with_ids(view: Mapping[str, object], switches: Switches) -> Mapping[str, object]:
    return {**view, **{name: str(view[name]) for name in _IDS if name in view}} if switches.text_ids else view


def _wrapped(name: str, content: object, wrapping: Wrapping, documented: Wrapping) -> object:
    match documented if wrapping is Wrapping.DOCUMENTED else wrapping:
        case Wrapping.NAMED:
            return {name: content}
        case Wrapping.DATA:
            return {"data": content, "errors": [], "meta": {"version": 1}, "_links": {}}
        case _:
            return content


def customer_view(customer: Customer) -> dict[str, object]:
    """Return a customer of `GET /v1/customers`."""
    return {
        "id": customer.id,
        "name": customer.name,
        "classification": customer.classification,
        "created_at": _SINCE,
        "updated_at": _SINCE,
        "partner_billing_configuration": {"enabled": False},
        "_links": {"self": {"href": f"/v1/customers/{customer.id}"}},
    }


def assignment_view(assignment: Assignment) -> dict[str, object]:
    """Return an assignment of `GET /v1/aws_account_assignments`."""
    return {
        "id": assignment.id,
        "owner_id": assignment.owner_id,
        "customer_id": assignment.customer.id,
        "payer_account_owner_id": _PAYER,
    }


def block_view(assignment: Assignment, *, names_customer: bool) -> dict[str, object]:
    """Return an assignment of `GET /v2/aws_account_assignments`."""
    view: dict[str, object] = {
        "id": assignment.id,
        "owner_id": assignment.owner_id,
        "billing_family_owner_id": _PAYER,
        "billing_block_type": "Billing Family Owner",
        "billing_block_name": assignment.customer.name,
    }
    return view | ({"target_client_api_id": assignment.customer.id} if names_customer else {})


def account_view(known: KnownAccount, switches: Switches) -> dict[str, object]:
    """Return an account of `GET /v1/aws_accounts`; unknown values are left out."""
    account = known.account
    name = account.name if account.name is not None else account.owner_id or ""
    amazon_name = name if account.amazon_name is None else account.amazon_name
    view: dict[str, object] = {"id": known.id, "name": name, "amazon_name": amazon_name}
    if switches.owner_ids is OwnerIds.NULL:
        view["owner_id"] = None
    elif switches.owner_ids is OwnerIds.PRESENT and account.owner_id is not None:
        view["owner_id"] = account.owner_id
    view["hide_public_fields"] = False
    if account.region is not None and not switches.hide_regions:
        view["region"] = account.region.value
    if account.is_govcloud is not None or switches.is_govcloud:
        view["is_govcloud"] = account.in_govcloud
    return view | {
        "created_at": _SINCE,
        "updated_at": _SINCE,
        "account_type": account.shown_type.value,
        "vpc_only": True,
        "cluster_name": name,
        "status": {"level": account.level.value, "last_update": _SINCE},
        "authentication": {
            "protocol": "assume_role",
            "assume_role_arn": f"arn:{account.role_partition}:iam::{account.owner_id or ''}:role/CloudHealth",
            "assume_role_external_id": f"{known.id:032x}",
        },
        "billing": {"is_consolidated": False},
        "cloudtrail": {"enabled": False},
        "ecs": {"enabled": False},
        "aws_config": {"enabled": False},
        "cloudwatch": {"enabled": True},
        "tags": [],
        "groups": [],
        "_links": {"self": {"href": f"/v1/aws_accounts/{known.id}"}},
    }


def linkage_view(linkage: Linkage, switches: Switches) -> dict[str, object]:
    """Return a linkage. Its keys differ from the request's, as in the API guide."""
    swapped = switches.direction is Direction.SWAPPED and switches.swapped_answers is SwappedAnswers.ECHO
    pair = linkage.govcloud, linkage.commercial
    first, second = reversed(pair) if swapped != linkage.reversed else pair
    return {
        "id": linkage.id,
        "customer_id": linkage.customer_id,
        "govcloud_acct": first,
        "commercial_acct": second,
        "created_at": timestamp(linkage.created_at),
        "updated_at": timestamp(linkage.updated_at),
    }
