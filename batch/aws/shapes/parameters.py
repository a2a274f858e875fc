"""SSM parameters whose values are account numbers and whose names show the side.

The Compliant Framework for Federal and DoD Workloads uses `…/accounts/<environment>/<name>/aws/id` and
`…/aws-us-gov/id`; others use `…/global/<Name>` and `…/govcloud/<Name>`. A parameter's value may be a secret, so no
message quotes one.
"""

import re
from collections.abc import Iterator

from batch.aws.arguments import NUMBER, Argument
from batch.aws.aws_list import LeftOut
from batch.aws.entry import Entry, text
from batch.aws.halves import COMMERCIAL, GOVCLOUD, Half
from batch.aws.shapes.shape import Meaning, Shape
from batch.errors import UsageError

_NAME, _VALUE = "Name", "Value"
_OF_AN_ACCOUNT = re.compile(r"(?P<path>(?:.*/)?accounts/[^/]+/(?P<name>[^/]+)/)(?P<side>aws|aws-us-gov)/id")
_PERHAPS = re.compile(r"(?P<path>(?:.*/)?)(?P<side>global|govcloud)/(?P<name>[^/]+)")
"""Only if the value is an account number: other settings have such names as well."""
_SIDES = {"aws": COMMERCIAL, "aws-us-gov": GOVCLOUD, "global": COMMERCIAL, "govcloud": GOVCLOUD}


def _read(entry: Entry, argument: Argument) -> Iterator[Meaning]:
    parameter, value = text(entry, _NAME), entry.fields[_VALUE]
    is_number = isinstance(value, str) and NUMBER.fullmatch(value) is not None
    if found := _OF_AN_ACCOUNT.fullmatch(parameter):
        if not is_number:
            raise UsageError(
                f"{entry.place}: {parameter} is not an AWS account number of 12 digits; if it is encrypted, print it "
                "with --with-decryption"
            )
        path = found["path"]
    else:
        found = _PERHAPS.fullmatch(parameter)
        if not (found and is_number):
            reason = "parameters without an account number" if found else "parameters whose name has no side"
            yield LeftOut(parameter or entry.place, reason)
            return
        path = f"{found['path']}*/{found['name']}"
    yield Half(_SIDES[found["side"]], str(value), path, found["name"], argument.path)


SHAPE = Shape(
    source="`aws ssm get-parameters-by-path`",
    recognizes=lambda fields: {_NAME, _VALUE} <= fields.keys(),
    read=_read,
    wrappers=("Parameters", "Parameter"),
)
