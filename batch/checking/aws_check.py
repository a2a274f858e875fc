"""Compare a pair of account numbers with AWS's own list, both before and after CloudHealth has named the accounts."""

from collections.abc import Iterator
from typing import NamedTuple

from batch.aws import AwsList, AwsPair
from batch.diagnostics import Rule
from batch.mapping.rows import OWNER_IDS
from batch.rules import between

_COMMERCIAL, _GOVCLOUD = OWNER_IDS


class Unconfirmed(NamedTuple):
    """Why AWS's list contradicts a pair, or doesn't confirm it."""

    rule: Rule
    message: str
    field: str | None = None
    """The key of the account that the list contradicts, if it is one."""


def unconfirmed(aws: AwsList, commercial: str, govcloud: str) -> Unconfirmed | None:
    """Compare two AWS account numbers, "" for an unknown one, with the list; returns None if it has the pair."""
    if aws.has_pair(commercial, govcloud):
        return None
    if contradictions := list(_contradictions(aws, commercial, govcloud)):
        words = "; ".join(dict.fromkeys(message for _field, message in contradictions))
        message = between.AWS_SAYS_OTHERWISE.describe(contradictions=words)
        return Unconfirmed(between.AWS_SAYS_OTHERWISE, message, contradictions[0][0])
    if aws.is_ordinary(commercial):
        message = between.ORDINARY_ACCOUNT.describe(account=commercial, source=aws.ordinary[commercial].source)
        return Unconfirmed(between.ORDINARY_ACCOUNT, message, _COMMERCIAL)
    if not (commercial and govcloud):
        side = "GovCloud account" if commercial else "commercial account" if govcloud else "accounts"
        return Unconfirmed(between.NOT_COMPARED, between.NOT_COMPARED.describe(side=side))
    # Neither is in the list: a listed account would have contradicted the pair above.
    return Unconfirmed(between.NOT_IN_AWS_LIST, between.NOT_IN_AWS_LIST.describe())


def _contradictions(aws: AwsList, commercial: str, govcloud: str) -> Iterator[tuple[str, str]]:
    """Yield the key of each account that the list contradicts, and how."""
    if pair := aws.by_govcloud.get(commercial):
        yield (
            _COMMERCIAL,
            f"{commercial} on the commercial side is the GovCloud account of {pair.commercial} {_by(pair)}",
        )
    if pair := aws.by_commercial.get(govcloud):
        yield _GOVCLOUD, f"{govcloud} on the GovCloud side is the commercial account of {pair.govcloud} {_by(pair)}"
    if aws.is_ordinary(govcloud):
        source = aws.ordinary[govcloud].source
        yield _GOVCLOUD, f"{govcloud} on the GovCloud side is a commercial account (see {source})"
    if govcloud and (pair := aws.by_commercial.get(commercial)) and pair.govcloud != govcloud:
        yield _GOVCLOUD, _created_together(pair)
    if commercial and (pair := aws.by_govcloud.get(govcloud)) and pair.commercial != commercial:
        yield _GOVCLOUD, _created_together(pair)


def _created_together(pair: AwsPair) -> str:
    return f"AWS created {pair.commercial} together with {pair.govcloud} {_by(pair)}"


def _by(pair: AwsPair) -> str:
    return f"(see {pair.read_from})"
