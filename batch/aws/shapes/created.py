"""`aws organizations list-create-account-status`: the requests to create accounts, and their results."""

from collections.abc import Iterator

from batch.aws.arguments import Argument
from batch.aws.aws_list import AwsOrdinary, AwsPair, LeftOut
from batch.aws.entry import Entry, number, one_of, text, time
from batch.aws.shapes.shape import Meaning, Shape

_STATE, _COMMERCIAL, _GOVCLOUD = "State", "AccountId", "GovCloudAccountId"
# https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccountStatus.html
_DONE, _FAILED = "SUCCEEDED", "FAILED"
_STATES = (_DONE, _FAILED, "IN_PROGRESS")


def _read(entry: Entry, argument: Argument) -> Iterator[Meaning]:
    fields = entry.fields
    state = one_of(entry, _STATE, _STATES) if _STATE in fields else ""
    name, request = text(entry, "AccountName"), _request(entry)
    is_without_accounts = not (state or fields[_COMMERCIAL] or fields[_GOVCLOUD])
    if is_without_accounts or state not in {"", _DONE}:
        yield LeftOut(name or entry.place, _reason(entry, state), request=request, is_pending=state != _FAILED)
    elif not fields.get(_GOVCLOUD):
        yield AwsOrdinary(number(entry, _COMMERCIAL), argument.path, name, request)
    else:
        yield AwsPair(
            number(entry, _COMMERCIAL),
            number(entry, _GOVCLOUD),
            (argument.path,),
            name=name,
            request_state=state,
            requested_at=time(entry, "RequestedTimestamp"),
            completed_at=time(entry, "CompletedTimestamp"),
            request=request,
        )


def _request(entry: Entry) -> str:
    """Return AWS's id of the request, otherwise its contents: several files can have it, and it may succeed later."""
    given = entry.fields.get("Id")
    return given if isinstance(given, str) and given else repr(sorted(entry.fields.items()))


def _reason(entry: Entry, state: str) -> str:
    if state == _FAILED:
        why = text(entry, "FailureReason")
        return f"failed ({why})" if why else "failed"
    return "pending" if state else "without accounts"


SHAPE = Shape(
    source="`aws organizations list-create-account-status`",
    keys=(_STATE, _COMMERCIAL, _GOVCLOUD),
    recognizes=lambda fields: _STATE in fields or {_COMMERCIAL, _GOVCLOUD} <= fields.keys(),
    read=_read,
    wrappers=("CreateAccountStatuses", "CreateAccountStatus"),
)
