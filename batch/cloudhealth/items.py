"""Turn one JSON item of an answer into an account, customer, assignment, or linkage; pure.

Each function raises `MalformedAnswer`. Ids are text here, whatever their JSON type was.
"""

import re
from collections.abc import Mapping

from batch.cloudhealth.words import shortened
from batch.customer_names import folded_name
from batch.ids import OWNER_DIGITS
from batch.inventory import Account, AccountKind, Assignment, Customer, Linkage

_ID = re.compile(r"[0-9]{1,30}")
_ARN = re.compile(r"arn:(aws(?:-[a-z]+)*):")
"""Only its beginning: the rest names the role, and is not kept."""
_GOVCLOUD_PARTITION = "aws-us-gov"
_NO_TEXT = re.compile("[\ud800-\udfff]")
"""Surrogates, which JSON can contain (`"\\ud800"`) and no file can."""


class MalformedAnswer(ValueError):  # noqa: N818 - it names what was received, not a failure of ours
    """A body that doesn't match the documentation; the message is what is wrong with it."""


def account(item: object) -> Account:
    """Return one account of `GET /v1/aws_accounts`."""
    if not isinstance(item, Mapping):
        raise MalformedAnswer("an account is not an object")
    partition = _partition(item.get("authentication"))
    return Account(
        _id(item, "id"),
        _owner_id(item.get("owner_id")),
        _text(item.get("name")),
        _kind(item, partition),
        _text(item.get("amazon_name")),
        _text(_member(item.get("status"), "level")),
        _text(item.get("account_type")),
        partition,
    )


def customer(item: object) -> Customer:
    """Return one customer of `GET /v1/customers`; a name without visible characters counts as none."""
    if not isinstance(item, Mapping):
        raise MalformedAnswer("a customer is not an object")
    name = _text(item.get("name"))
    return Customer(_id(item, "id"), name if folded_name(name) else "")


def assignment(item: object) -> Assignment:
    """Return one assignment of an AWS account number to a customer.

    Version 1 names the customer as `customer_id` (documented). For version 2, a single assignment is documented to have
    `target_client_api_id`; its list may have neither.
    """
    if not isinstance(item, Mapping):
        raise MalformedAnswer("an assignment is not an object")
    if not (owner_id := _owner_id(item.get("owner_id"))):
        raise MalformedAnswer("an assignment names no AWS account")
    named = (_text(item.get(name)) for name in ("customer_id", "target_client_api_id"))
    found = next((text for text in named if _ID.fullmatch(text)), "")
    return Assignment(_text(item.get("id")), owner_id, found)


def linkage(item: object) -> Linkage:
    """Return one linkage."""
    if not isinstance(item, Mapping):
        raise MalformedAnswer("a linkage is not an object")
    # The response's keys lack the request's `_id` (documented). Both are read, in case that changes.
    govcloud = "govcloud_acct" if "govcloud_acct" in item else "govcloud_acct_id"
    commercial = "commercial_acct" if "commercial_acct" in item else "commercial_acct_id"
    customer = _text(item.get("customer_id"))
    return Linkage(_id(item, "id"), customer, _id(item, govcloud), _id(item, commercial))


def _owner_id(value: object) -> str:
    # Always 12 digits (documented), so a service that sends it as a number has dropped the leading zeros.
    text = _text(value)
    return text.zfill(OWNER_DIGITS) if text and isinstance(value, int) else text


def _partition(authentication: object) -> str:
    """Return the partition in the role's ARN; "" for other kinds of access, such as a user's keys."""
    arn = _ARN.match(_text(_member(authentication, "assume_role_arn")).strip().lower())
    return arn[1] if arn else ""


def _member(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, Mapping) else None


def _kind(item: Mapping[str, object], partition: str) -> AccountKind:
    # `is_govcloud` is in the prose of the API guide but in no recorded answer; `region` is documented with two values,
    # and any other value proves nothing. If neither is present, a role in AWS's GovCloud partition can only belong to
    # a GovCloud account; a role in `aws` proves nothing.
    govcloud = item.get("is_govcloud")
    if isinstance(govcloud, bool):
        return AccountKind.GOVCLOUD if govcloud else AccountKind.COMMERCIAL
    if partition == _GOVCLOUD_PARTITION and govcloud is None and item.get("region") in (None, ""):
        return AccountKind.GOVCLOUD
    regions = {"govcloud": AccountKind.GOVCLOUD, "global": AccountKind.COMMERCIAL}
    return regions.get(_text(item.get("region")).lower(), AccountKind.UNKNOWN)


def _id(item: Mapping[str, object], name: str) -> str:
    text = _text(item.get(name))
    if not _ID.fullmatch(text):
        raise MalformedAnswer(f"an object's {name!r} is not an id")
    return text


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return shortened(_NO_TEXT.sub("\ufffd", str(value)))
