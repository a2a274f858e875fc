"""What AWS's tools print about pairs of accounts, text to record.

Read are `aws organizations list-create-account-status`, `aws account get-gov-cloud-account-information`, and the
Landing Zone Accelerator's table of accounts, as DynamoDB scans or exports it or as CSV. A file may hold several
documents, one after the other, as pages in a pipe are.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from batch.errors import UsageError
from batch.mapping.aws_record import AwsPair, AwsRecord

_NUMBER = re.compile("[0-9]{12}")
_IN_NAME = re.compile("(?<![0-9])[0-9]{12}(?![0-9])")
_WRAPPERS = ("CreateAccountStatuses", "CreateAccountStatus", "Items", "Item")
_DONE = "SUCCEEDED"

Entry = Mapping[str, object]


def read_aws(arguments: Sequence[str], stdin: BinaryIO) -> AwsRecord:
    """Read the files; raises UsageError with one line where one can't be read or contradicts another.

    An argument is a file, `-`, or NUMBER=FILE where AWS does not echo the commercial account that was asked about.
    """
    record = AwsRecord()
    for argument in arguments:
        told, name = _split(argument)
        text = _text(name, stdin)
        entries = list(_entries(name, text))
        if not entries:
            raise UsageError(f"{name}: there is nothing in it that AWS prints about accounts")
        for entry in entries:
            _take(record, name, entry, told)
    return record


def _split(argument: str) -> tuple[str | None, str]:
    number, equals, name = argument.partition("=")
    if equals and _NUMBER.fullmatch(number):
        return number, name
    in_name = _IN_NAME.findall(Path(argument).name)
    return (in_name[0] if len(in_name) == 1 else None), argument


def _text(name: str, stdin: BinaryIO) -> str:
    try:
        return (stdin.read() if name == "-" else Path(name).read_bytes()).decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{name}: cannot be read: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: is not UTF-8, which AWS's tools print") from error


def _entries(name: str, text: str) -> Iterator[Entry]:
    if text.lstrip()[:1] in {"{", "["}:
        for document in _documents(name, text):
            yield from _unwrapped(document)
    else:
        yield from csv.DictReader(io.StringIO(text, newline=""))


def _documents(name: str, text: str) -> Iterator[object]:
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        try:
            document, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            line = text.count("\n", 0, getattr(error, "pos", at)) + 1
            raise UsageError(f"{name}:{line}: is not the JSON that AWS's tools print with --output json") from error
        yield document


def _unwrapped(document: object) -> Iterator[Entry]:
    """Take pages, lists and DynamoDB's wrappings apart."""
    if isinstance(document, list):
        for element in document:
            yield from _unwrapped(element)
    elif isinstance(document, dict):
        wrapper = next((wrapper for wrapper in _WRAPPERS if wrapper in document), None)
        if wrapper:
            yield from _unwrapped(document[wrapper])
        else:
            yield {key: _untyped(value) for key, value in document.items()}


def _untyped(value: object) -> object:
    """Give the string of a DynamoDB attribute such as {"S": "text"}, anything else as it is."""
    return value["S"] if isinstance(value, dict) and set(value) == {"S"} else value


def _take(record: AwsRecord, source: str, entry: Entry, told: str | None) -> None:
    if "commercialAccountId" in entry:
        commercial, govcloud = entry["commercialAccountId"], entry.get("govCloudAccountId")
        name, state = entry.get("accountName"), None
    elif "AccountState" in entry:
        commercial, govcloud, name, state = told, entry.get("GovCloudAccountId"), None, entry["AccountState"]
        if told is None:
            raise UsageError(
                f"{source}: AWS does not say here which commercial account was asked about; "
                f"give NUMBER={source}, or put that number into the file's name"
            )
    elif "State" in entry:
        commercial, govcloud = entry.get("AccountId"), entry.get("GovCloudAccountId")
        name, state = entry.get("AccountName"), entry["State"]
        if state != _DONE:
            record.unfinished += 1
            return
    else:
        raise UsageError(
            f"{source}: an entry has neither State, AccountState nor commercialAccountId: {sorted(map(str, entry))}"
        )
    if not govcloud:
        record.ordinary += 1
        return
    pair = AwsPair(
        commercial=_number(source, commercial),
        govcloud=_number(source, govcloud),
        source=source,
        name=str(name or ""),
        state=str(state or ""),
        requested_at=_time(source, entry.get("RequestedTimestamp")),
        completed_at=_time(source, entry.get("CompletedTimestamp")),
    )
    record.add(pair)


def _number(source: str, value: object) -> str:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return value
    raise UsageError(f"{source}: {value!r} is not an AWS account number of 12 digits in quotes")


def _time(source: str, value: object) -> str:
    """Turn AWS's epoch seconds or ISO 8601, by version of its CLI, into ISO 8601 in UTC."""
    if value is None:
        return ""
    try:
        if isinstance(value, (int, float)):
            moment = datetime.fromtimestamp(value, UTC)
        else:
            told = datetime.fromisoformat(str(value))
            moment = told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"{source}: {value!r} is not a time as AWS prints it") from error
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
