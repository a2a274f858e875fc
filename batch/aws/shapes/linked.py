"""The Innovation Sandbox's table of accounts: GovCloud accounts in `awsAccountId`, with `commercialLinkedAccountId`."""

from collections.abc import Iterator

from batch.aws.arguments import Argument
from batch.aws.aws_list import AwsPair, LeftOut
from batch.aws.entry import Entry, number, text
from batch.aws.shapes.shape import Meaning, Shape

_COMMERCIAL, _GOVCLOUD = "commercialLinkedAccountId", "awsAccountId"


def _read(entry: Entry, argument: Argument) -> Iterator[Meaning]:
    account, name = number(entry, _GOVCLOUD), text(entry, "name")
    if entry.fields.get(_COMMERCIAL):
        yield AwsPair(number(entry, _COMMERCIAL), account, (argument.path,), name=name)
    else:
        yield LeftOut(name or account, f"without a {_COMMERCIAL}", account)


SHAPE = Shape(
    source="the Innovation Sandbox's table of accounts",
    keys=(_COMMERCIAL, _GOVCLOUD),
    recognizes=lambda fields: _COMMERCIAL in fields or _GOVCLOUD in fields,
    read=_read,
    column=_COMMERCIAL.lower(),
)
