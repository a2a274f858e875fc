"""Apply a fault to an answer."""

import json
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Literal, assert_never

from batch.sandbox.faults import Fault, FaultKind
from batch.sandbox.messages import Answer, Delivery, json_answer
from batch.sandbox.refusals import Reason, Refused, refusal_answer
from batch.sandbox.scenario import Scenario
from batch.sandbox.service import LOGIN_PATH, login_page
from batch.sandbox.switches import ErrorShape

_BAD_GATEWAY = 502
_HANGS_FOR = 3600.0
_DRIPS_EVERY = 0.5


def disturbed(fault: Fault, answer: Answer | None, scenario: Scenario) -> Answer:
    """Return what the client receives because of a fault; `answer` is the true one, None if nothing was done."""
    # Without work there is no true answer to distort: a success without a linkage has the same effect.
    true = answer if answer is not None else json_answer(200, {})
    match fault.kind:
        case FaultKind.STATUS:
            return _error(fault, scenario)
        case FaultKind.RESET:
            return replace(true, delivery=Delivery.RESET)
        case FaultKind.HANG:
            return replace(true, delivery=Delivery.HANG, pause=_or(fault.seconds, _HANGS_FOR))
        case FaultKind.TRUNCATED:
            return replace(true, delivery=Delivery.TRUNCATED)
        case FaultKind.DRIP:
            return replace(true, delivery=Delivery.DRIP, pause=_or(fault.seconds, _DRIPS_EVERY))
        case _:
            return _misleading(fault.kind, true)


def _misleading(
    kind: Literal[
        FaultKind.BROKEN_JSON,
        FaultKind.EMPTY,
        FaultKind.LOGIN_REDIRECT,
        FaultKind.LOGIN_PAGE,
        FaultKind.WRONG_LINKAGE,
    ],
    true: Answer,
) -> Answer:
    """Return an answer that arrives complete but is wrong."""
    match kind:
        case FaultKind.BROKEN_JSON:
            return replace(true, body=true.body[:-1] + b",")
        case FaultKind.EMPTY:
            return replace(true, body=b"")
        case FaultKind.LOGIN_REDIRECT:
            return Answer(302, headers={"Location": LOGIN_PATH})
        case FaultKind.LOGIN_PAGE:
            return login_page()
        case FaultKind.WRONG_LINKAGE:
            return _about_others(true)
        case _:
            assert_never(kind)


def _error(fault: Fault, scenario: Scenario) -> Answer:
    # A 502 comes from a gateway, and gateways answer in HTML.
    usual = ErrorShape.HTML if fault.status == _BAD_GATEWAY else scenario.switches.errors
    refused = Refused(fault.status, Reason(fault.message or "Simulated by the sandbox"))
    answer = refusal_answer(refused, fault.errors or usual)
    return replace(answer, headers={**answer.headers, **fault.headers})


def _about_others(answer: Answer) -> Answer:
    if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        # A refusal names no linkage, and need not be JSON.
        return answer
    return replace(answer, body=json.dumps(_with_others(json.loads(answer.body))).encode())


def _with_others(body: Any) -> Any:  # noqa: ANN401 - any JSON
    """Replace a linkage's accounts with the next ones, whatever its envelope and the type of its ids."""
    match body:
        case {"govcloud_acct": _, "commercial_acct": _}:
            others = {field: type(body[field])(int(body[field]) + 1) for field in ("govcloud_acct", "commercial_acct")}
            return body | others
        case dict():
            return {name: _with_others(inner) for name, inner in body.items()}
        case _:
            return body


def _or(seconds: float | None, default: float) -> float:
    return default if seconds is None else seconds
