"""What keeps AWS's own list from confirming a pair of accounts; pure, and the same before and after the inventory."""

from collections.abc import Iterator
from typing import NamedTuple

from batch.aws import AwsList, AwsPair
from batch.diagnostics import Rule
from batch.rules import between


class Objection(NamedTuple):
    """Why a row is wrong by AWS's own list, or not confirmed by it."""

    code: Rule
    message: str
    field: str | None = None
    """The key of the account that speaks against it, where it is one."""


_COMMERCIAL, _GOVCLOUD = "commercial_owner_id", "govcloud_owner_id"


def objection_to(record: AwsList, commercial: str, govcloud: str) -> Objection | None:
    """Hold two AWS account numbers, "" for one that is not known, against the record; None where it has the pair."""
    if record.has_pair(commercial, govcloud):
        return None
    if contradictions := list(_contradictions(record, commercial, govcloud)):
        said = dict.fromkeys(message for _field, message in contradictions)
        message = f"the row contradicts AWS's own record: {'; '.join(said)}"
        return Objection(between.AWS_SAYS_OTHERWISE, message, contradictions[0][0])
    if record.is_ordinary(commercial):
        source = record.without_govcloud[commercial]
        message = f"AWS created the commercial account {commercial} without a GovCloud account (says {source})"
        return Objection(between.ORDINARY_ACCOUNT, message, _COMMERCIAL)
    if not (commercial and govcloud):
        side = "GovCloud account" if commercial else "commercial account" if govcloud else "accounts"
        message = f"the row names its {side} by CloudHealth id alone, and AWS's own record knows AWS numbers only"
        return Objection(between.NOT_COMPARED, message)
    # One that it knows would have contradicted.
    return Objection(between.NOT_IN_AWS_RECORD, "AWS's own record knows neither account number of the row")


def _contradictions(record: AwsList, commercial: str, govcloud: str) -> Iterator[tuple[str, str]]:
    """Give the key of the account that the record has otherwise, and how."""
    if pair := record.by_govcloud.get(commercial):
        is_govcloud = f"is the GovCloud account of {pair.commercial} (says {pair.read_from})"
        yield _COMMERCIAL, f"{commercial} on the commercial side {is_govcloud}"
    if pair := record.by_commercial.get(govcloud):
        is_commercial = f"is the commercial account of {pair.govcloud} (says {pair.read_from})"
        yield _GOVCLOUD, f"{govcloud} on the GovCloud side {is_commercial}"
    if record.is_ordinary(govcloud):
        is_ordinary = f"is a commercial account (says {record.without_govcloud[govcloud]})"
        yield _GOVCLOUD, f"{govcloud} on the GovCloud side {is_ordinary}"
    if govcloud and (pair := record.by_commercial.get(commercial)) and pair.govcloud != govcloud:
        yield _GOVCLOUD, _created_together(pair)
    if commercial and (pair := record.by_govcloud.get(govcloud)) and pair.commercial != commercial:
        yield _GOVCLOUD, _created_together(pair)


def _created_together(pair: AwsPair) -> str:
    return f"AWS created {pair.commercial} together with {pair.govcloud} (says {pair.read_from})"
