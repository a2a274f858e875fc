"""`aws account get-gov-cloud-account-information`, which leaves out the commercial account that was asked about."""

from collections.abc import Iterator

from batch.aws.arguments import Argument
from batch.aws.aws_list import ACCOUNT_STATES, AwsPair
from batch.aws.entry import Entry, number, one_of
from batch.aws.shapes.shape import Meaning, Shape
from batch.errors import UsageError

_STATE, _GOVCLOUD = "AccountState", "GovCloudAccountId"
_ASKED_ABOUT = ("StandardAccountId", "AccountId")
"""AWS doesn't print these; people who ask about many accounts add them. The first is the API's own name for it."""


def _read(entry: Entry, argument: Argument) -> Iterator[Meaning]:
    state = one_of(entry, _STATE, ACCOUNT_STATES)
    commercial = next((number(entry, key) for key in _ASKED_ABOUT if key in entry.fields), "")
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
    govcloud = number(entry, _GOVCLOUD)
    if commercial == govcloud:
        raise UsageError(
            f"{entry.place}: {commercial} was given as its own GovCloud account; give NUMBER={argument.path} with the "
            "commercial account that was asked about"
        )
    yield AwsPair(commercial, govcloud, (argument.path,), account_state=state)


SHAPE = Shape(
    source="`aws account get-gov-cloud-account-information`",
    keys=(_STATE, _GOVCLOUD, *_ASKED_ABOUT),
    recognizes=lambda fields: _STATE in fields,
    read=_read,
    takes_number=True,
)
