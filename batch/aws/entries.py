"""One entry of AWS's own list to what it means: a pair, an ordinary account, or a request that led to nothing yet."""

from collections.abc import Sequence
from datetime import UTC, datetime

from batch.aws.arguments import NUMBER, Argument
from batch.aws.aws_list import ACCOUNT_STATES, AwsOrdinary, AwsPair
from batch.aws.documents import Entry
from batch.diagnostics import shown
from batch.errors import UsageError

_DONE = "SUCCEEDED"
# https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccountStatus.html
_REQUEST_STATES = (_DONE, "FAILED", "IN_PROGRESS")
_TABLE, _INFORMATION, _REQUEST = "commercialAccountId", "AccountState", "State"
"""The keys that mark the Landing Zone Accelerator's table, an account information, and a request to create accounts."""
_REQUEST_ID = "Id"
_GOVCLOUD, _GOVCLOUD_OF_TABLE = "GovCloudAccountId", "govCloudAccountId"
_ASKED_ABOUT = ("StandardAccountId", "AccountId")
"""Not printed by AWS, but merged in by people who ask about many accounts: the first is the API's own word for it."""
_KEYS_OF_TABLE = (_GOVCLOUD_OF_TABLE,)
_KEYS_OF_AWS = (_TABLE, _INFORMATION, _REQUEST, _GOVCLOUD, *_ASKED_ABOUT)
_KEYS_NAMED = 8
_DIGITS = 12
_ZEROS_LOST = range(8, _DIGITS)

Meaning = AwsPair | AwsOrdinary | None


def is_information(entry: Entry) -> bool:
    """Whether it is an account information, which does not say which commercial account was asked about."""
    return _TABLE not in entry.fields and _INFORMATION in entry.fields


def read_entry(entry: Entry, argument: Argument) -> Meaning:
    """Read an entry of the file `argument`, None for a request that failed or is pending; raises UsageError."""
    _refuse_misspelled_keys(entry)
    if _TABLE in entry.fields:
        return _of_table(entry, argument.path)
    if _INFORMATION in entry.fields:
        return _of_information(entry, argument)
    if _REQUEST in entry.fields or {"AccountId", _GOVCLOUD} <= entry.fields.keys():
        return _of_request(entry, argument.path)
    keys = ", ".join(map(shown, sorted(entry.fields)[:_KEYS_NAMED])) or "nothing at all"
    raise UsageError(
        f"{entry.place} has neither {_REQUEST}, {_INFORMATION} nor {_TABLE}, but {keys}: give what `aws organizations "
        "list-create-account-status` or `aws account get-gov-cloud-account-information` print with --output json and "
        "without --query"
    )


def request_of(entry: Entry) -> str:
    """What identifies the entry's request: AWS's id of it, else all that is known of it."""
    given = entry.fields.get(_REQUEST_ID)
    return given if isinstance(given, str) and given else repr(sorted(entry.fields.items()))


def _refuse_misspelled_keys(entry: Entry) -> None:
    """Refuse keys that are right but for their case: what they hold would be passed over."""
    keys = _KEYS_OF_TABLE if _TABLE in entry.fields else _KEYS_OF_AWS
    right = {key.casefold(): key for key in keys if key not in entry.fields}
    for key in entry.fields:
        if meant := right.get(key.casefold()):
            raise UsageError(f"{entry.place} has {shown(key)}; did you mean {meant}?")


def _of_table(entry: Entry, source: str) -> Meaning:
    if _GOVCLOUD_OF_TABLE not in entry.fields:
        raise UsageError(f"{entry.place} has {_TABLE}, but no {_GOVCLOUD_OF_TABLE}; export the whole table")
    return _pair(entry, source, _number(entry, _TABLE), _GOVCLOUD_OF_TABLE, name=_text(entry, "accountName"))


def _of_information(entry: Entry, argument: Argument) -> Meaning:
    state = _one_of(entry, _INFORMATION, ACCOUNT_STATES)
    commercial = next((_number(entry, key) for key in _ASKED_ABOUT if key in entry.fields), "")
    if commercial and argument.number not in {"", commercial}:
        where = "before its name" if argument.is_given else "in its name"
        raise UsageError(f"{entry.place} is about {commercial}, but the file has {argument.number} {where}")
    commercial = commercial or argument.number
    if not commercial:
        named = "" if argument.path == "-" else ", or call the file NUMBER.json"
        raise UsageError(
            f"{entry.place}: the commercial account that was asked about is missing; give "
            f"NUMBER={argument.path}{named}, with that account's 12 digits"
        )
    if commercial == _number(entry, _GOVCLOUD):
        raise UsageError(
            f"{entry.place}: {commercial} was given as its own GovCloud account; give NUMBER={argument.path} with the "
            "commercial account that was asked about"
        )
    return _pair(entry, argument.path, commercial, _GOVCLOUD, account_state=state)


def _of_request(entry: Entry, source: str) -> Meaning:
    state = _one_of(entry, _REQUEST, _REQUEST_STATES) if _REQUEST in entry.fields else ""
    led_to_nothing = not (state or entry.fields["AccountId"] or entry.fields[_GOVCLOUD])
    if led_to_nothing or state not in {"", _DONE}:
        return None
    return _pair(
        entry,
        source,
        _number(entry, "AccountId"),
        _GOVCLOUD,
        name=_text(entry, "AccountName"),
        request_state=state,
        requested_at=_time(entry, "RequestedTimestamp"),
        completed_at=_time(entry, "CompletedTimestamp"),
    )


def _pair(entry: Entry, source: str, commercial: str, key: str, **more: str) -> Meaning:
    if not entry.fields.get(key):
        return AwsOrdinary(commercial, source)
    return AwsPair(commercial, _number(entry, key), (source,), **more)


def _number(entry: Entry, key: str) -> str:
    value = entry.fields.get(key)
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return value
    if value is None or value == "":
        raise UsageError(f"{entry.place} has no {key}")
    if not isinstance(value, str):
        raise UsageError(
            f"{entry.place}: {key} {shown(str(value))} was given without quotes, so zeros at its beginning are "
            "lost; AWS prints account numbers in quotes: print it again"
        )
    likely = ""
    if value.isascii() and value.isdecimal() and len(value) in _ZEROS_LOST:
        likely = f"; probably it was {value:0>12}, and a spreadsheet took the zeros: export it again"
    raise UsageError(f"{entry.place}: {key} {shown(value)} is not an AWS account number of 12 digits{likely}")


def _one_of(entry: Entry, key: str, known: Sequence[str]) -> str:
    value = entry.fields[key]
    if isinstance(value, str) and value and value in known:
        return value
    raise UsageError(f"{entry.place}: {key} {shown(str(value))} is none of {', '.join(filter(None, known))}")


def _text(entry: Entry, key: str) -> str:
    """Give the text that a mapping can hold; raises UsageError where it is none."""
    value = entry.fields.get(key)
    if value is None:
        return ""
    if isinstance(value, str) and "\0" not in value and not any("\ud800" <= char <= "\udfff" for char in value):
        return value
    raise UsageError(f"{entry.place}: {key} {shown(str(value))} is not a name that can be written to a file")


def _time(entry: Entry, key: str) -> str:
    """Turn AWS's epoch seconds or ISO 8601, by version of its CLI, into ISO 8601 in UTC; "" where it is not given."""
    value = entry.fields.get(key)
    if value is None:
        return ""
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            moment = datetime.fromtimestamp(value, UTC)
        else:
            given = datetime.fromisoformat(str(value))
            moment = given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"{entry.place}: {key} {shown(str(value))} is not a time as AWS prints it") from error
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
