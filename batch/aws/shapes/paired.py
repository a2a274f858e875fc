"""Pairs under `commercialAccountId` and `govCloudAccountId`: the Landing Zone Accelerator's table of accounts.

The list of GovCloud accounts from the Innovation Sandbox's bridge has the same keys.
"""

from collections.abc import Iterator

from batch.aws.arguments import Argument
from batch.aws.aws_list import AwsOrdinary, AwsPair
from batch.aws.entry import Entry, number, text, time
from batch.aws.shapes.shape import Meaning, Shape
from batch.errors import UsageError

_COMMERCIAL, _GOVCLOUD = "commercialAccountId", "govCloudAccountId"


def _read(entry: Entry, argument: Argument) -> Iterator[Meaning]:
    if _GOVCLOUD not in entry.fields:
        raise UsageError(f"{entry.place} has {_COMMERCIAL}, but no {_GOVCLOUD}; export the whole table")
    commercial, name = number(entry, _COMMERCIAL), text(entry, "accountName")
    if not entry.fields[_GOVCLOUD]:
        yield AwsOrdinary(commercial, argument.path, name)
    else:
        yield AwsPair(
            commercial,
            number(entry, _GOVCLOUD),
            (argument.path,),
            name=name,
            requested_at=time(entry, "createTime"),
        )


SHAPE = Shape(
    source="the Landing Zone Accelerator's table of accounts",
    keys=(_COMMERCIAL, _GOVCLOUD),
    recognizes=lambda fields: _COMMERCIAL in fields,
    read=_read,
    wrappers=("Items", "Item", "accounts"),
    column=_COMMERCIAL.lower(),
)
