"""`aws organizations list-accounts`: the accounts of one partition. Two such lists show pairs only by their names."""

import re
from collections.abc import Iterator

from batch.aws.arguments import NUMBER, Argument
from batch.aws.aws_list import ACCOUNT_STATES, LeftOut
from batch.aws.entry import Entry, number, text
from batch.aws.halves import COMMERCIAL, GOVCLOUD, Half
from batch.aws.shapes.shape import Meaning, Shape
from batch.diagnostics import shown
from batch.errors import UsageError

_ARN, _ID, _NAME, _STATUS = "Arn", "Id", "Name", "Status"
_SIDES = {"aws": COMMERCIAL, "aws-us-gov": GOVCLOUD}
# https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
_OF_AN_ACCOUNT = re.compile(r"arn:(?P<partition>[a-z-]+):organizations::[0-9]{12}:account/o-[a-z0-9]+/(?P<id>[0-9]+)")


def _read(entry: Entry, argument: Argument) -> Iterator[Meaning]:
    account, name = number(entry, _ID), text(entry, _NAME)
    if _ARN not in entry.fields:
        raise UsageError(
            f"{entry.place} has no {_ARN}, and without it nothing shows whether {account} is a commercial or a "
            "GovCloud account; give all that `aws organizations list-accounts` prints"
        )
    arn = text(entry, _ARN)
    found = _OF_AN_ACCOUNT.fullmatch(arn)
    if not found or found["id"] != account:
        raise UsageError(f"{entry.place}: {_ARN} {shown(arn)} is not the {_ARN} of account {account}")
    side = _SIDES.get(found["partition"])
    if side is None:
        yield LeftOut(name or account, f"in the partition {found['partition']}", account)
    elif not name:
        yield LeftOut(account, "without a name", account)
    else:
        status = text(entry, _STATUS)
        state = status if status in ACCOUNT_STATES else ""
        yield Half(side, account, name, name, argument.path, state, is_named_alike=True)


SHAPE = Shape(
    source="`aws organizations list-accounts`",
    recognizes=lambda fields: _ARN in fields or NUMBER.fullmatch(str(fields.get(_ID))) is not None,
    read=_read,
    wrappers=("Accounts", "Account"),
)
