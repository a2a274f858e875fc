"""Refusals with their reasons, and the possible shapes of their bodies."""

from dataclasses import dataclass
from typing import assert_never

from batch.sandbox.messages import Answer, html_answer, json_answer
from batch.sandbox.switches import ErrorShape

_INPUT_ERRORS = frozenset({400, 422})


@dataclass(frozen=True, slots=True)
class Reason:
    """What is wrong, and with which field."""

    text: str
    field: str = "base"


class Refused(Exception):  # noqa: N818 - an outcome of the service, not an error of ours
    """The request is answered with an error."""

    def __init__(self, status: int, *reasons: Reason) -> None:
        super().__init__(status, reasons)
        self.status = status
        self.reasons = reasons


def refusal_answer(refused: Refused, shape: ErrorShape) -> Answer:
    """Return a refusal as an answer in this shape."""
    texts = [reason.text for reason in refused.reasons]
    match shape:
        case ErrorShape.DOCUMENTED:
            return refusal_answer(refused, _documented_shape(refused.status))
        case ErrorShape.LIST:
            return json_answer(refused.status, {"errors": texts})
        case ErrorShape.BY_FIELD:
            by_field: dict[str, list[str]] = {}
            for reason in refused.reasons:
                by_field.setdefault(reason.field, []).append(reason.text)
            return json_answer(refused.status, {"errors": by_field})
        case ErrorShape.TEXT:
            return json_answer(refused.status, {"error": "; ".join(texts)})
        case ErrorShape.MESSAGE:
            return json_answer(refused.status, {"error": {"errorMessage": "; ".join(texts)}})
        case ErrorShape.OBJECT:
            return json_answer(refused.status, {})
        case ErrorShape.HTML:
            return html_answer(refused.status, str(refused.status), "; ".join(texts))
        case ErrorShape.EMPTY:
            return Answer(refused.status)
        case _:
            assert_never(shape)


def _documented_shape(status: int) -> ErrorShape:
    # The API guide: "a list of errors is returned" for input. Recorded: `{"error": …}` for 401, `{}` for 403.
    if status in _INPUT_ERRORS:
        return ErrorShape.LIST
    return ErrorShape.OBJECT if status == 403 else ErrorShape.TEXT  # noqa: PLR2004 - a status
