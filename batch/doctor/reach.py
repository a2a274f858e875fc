"""Check the way to CloudHealth from what came back: address, proxy, certificate, clock, and key."""

import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from batch.cloudhealth.verdict import Ambiguous, Forbidden, Loss, Lost, Rejected, SignedOut, Stop, status_line
from batch.cloudhealth.wire import CERTIFICATE_ENDS, Answer, server_words
from batch.doctor.check import Check, attention, failed, ok, skipped
from batch.doctor.facts import Exchange, Facts
from batch.errors import Exit
from batch.report.wording import lasting
from batch.rules import sending

_SOON = timedelta(days=14)
_CLOCK_OFF = 60.0
"""Seconds: a smaller difference is harmless, and an answer's `Date` has whole seconds."""
_REFUSED, _NOT_FOUND = 400, 404


def reach_checks(facts: Facts) -> list[Check]:
    """Return one check per part of the way; those that an earlier part makes impossible are skipped."""
    return [_address(facts), _proxy(facts), _certificate(facts), _clock(facts), _key(facts)]


def unasked(facts: Facts) -> str:
    """Return why CloudHealth was not asked; "" if it was."""
    if facts.refused:
        return f"correct the {' and the '.join(facts.refused)} first"
    return "another run uses this address and key" if facts.holder else ""


def unreached(facts: Facts) -> str:
    """Return why nothing is known about CloudHealth's content; "" if something may be."""
    if why := unasked(facts):
        return why
    if not facts.exchanges:
        return "interrupted before the first request"
    if any(each.is_accepted for each in facts.exchanges):
        return ""
    refused = any(isinstance(each.verdict, Forbidden | SignedOut) for each in facts.exchanges)
    return "CloudHealth refuses the key" if refused else "CloudHealth did not answer"


def _address(facts: Facts) -> Check:
    name = "address"
    if wrong := facts.refused.get(name):
        return failed(name, wrong, "Correct --base-url (or GOVLINK_BASE_URL), or leave it out.", Exit.USAGE)
    if why := unasked(facts):
        return skipped(name, f"{facts.base_url} was not contacted: {why}")
    if not facts.exchanges:
        return skipped(name, f"{facts.base_url} was not contacted")
    first = facts.exchanges[0]
    match first.happened:
        case Lost(Loss.TLS | Loss.PROXY | Loss.PROXY_REFUSED, _):
            return skipped(name, f"{facts.base_url} did not answer: see below")
        case Lost(how, detail):
            rule = sending.MACHINE_EXHAUSTED if how is Loss.NO_THREAD else sending.SERVICE_DOWN
            return failed(name, f"{facts.base_url}: {detail}", rule.remedy)
        case Answer() as answer:
            return _answered(facts, first, answer)


def _answered(facts: Facts, first: Exchange, answer: Answer) -> Check:
    name, service = "address", facts.base_url
    match first.verdict:
        case Stop(reason) if reason.rule is sending.PROXY_REFUSED:
            return skipped(name, f"{service} did not answer: see below")
        case Stop(reason):
            return failed(name, f"{service}: {reason.words}", reason.rule.remedy)
        case Ambiguous(reason=words):
            return failed(name, f"{service}: {words}", sending.SERVICE_DOWN.remedy)
    if answer.is_html and answer.status < _REFUSED:
        words = "; ".join(["the answer is a web page", *server_words(answer)])
        return failed(name, f"{service}: {words}", sending.NOT_THE_API.remedy)
    if all(isinstance(each.verdict, Rejected) and _status(each) == _NOT_FOUND for each in facts.exchanges):
        return failed(name, f"no API at {service}: {status_line(_NOT_FOUND, ())}", sending.NOT_THE_API.remedy)
    slowest = max(each.seconds for each in facts.exchanges)
    return ok(name, f"{service} answers within {lasting(max(slowest, 0.1))}")


def _proxy(facts: Facts) -> Check:
    name = "proxy"
    if wrong := facts.refused.get(name):
        return failed(name, wrong, "Correct the variable, or unset it.", Exit.USAGE)
    used = facts.proxy or "none: no environment variable names one for this address"
    lost = _lost(facts)
    if lost and lost.how in {Loss.PROXY, Loss.PROXY_REFUSED}:
        rule = sending.PROXY_DOWN if lost.how is Loss.PROXY else sending.PROXY_REFUSED
        return failed(name, lost.detail, rule.remedy)
    for each in facts.exchanges:
        match each.verdict:
            case Stop(reason) if reason.rule is sending.PROXY_REFUSED:
                return failed(name, f"{used}: {reason.words}", reason.rule.remedy)
    return ok(name, used)


def _certificate(facts: Facts) -> Check:
    name = "certificate"
    if why := _not_connected(facts):
        return skipped(name, why)
    if facts.base_url.startswith("http:"):
        return ok(name, "none: plain HTTP to this machine")
    lost = _lost(facts)
    if lost and lost.how is Loss.TLS:
        return failed(name, f"not trusted: {lost.detail}", sending.CERTIFICATE_NOT_TRUSTED.remedy)
    expires = next((answer.headers.get(CERTIFICATE_ENDS, "") for answer in _answers(facts)), "")
    if not expires:
        return ok(name, "trusted")
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(expires), UTC)
    left = ends - facts.exchanges[0].ended_at
    words = f"trusted, valid until {ends:%Y-%m-%d} ({max(left.days, 0):,} days)"
    if left < _SOON:
        return attention(name, words, "Make sure that it is renewed in time: nothing can be sent after it expires.")
    return ok(name, words)


def _clock(facts: Facts) -> Check:
    name = "clock"
    if why := _unanswered(facts):
        return skipped(name, why)
    offs = [off for each in facts.exchanges if (off := _seconds_ahead(each)) is not None]
    if not offs:
        return skipped(name, "the answers have no date to compare with")
    off = min(offs, key=abs)
    if abs(off) <= _CLOCK_OFF:
        return ok(name, "within a minute of the service's")
    words = f"{lasting(60.0 * round(abs(off) / 60))} {'ahead of' if off > 0 else 'behind'} the service's"
    remedy = (
        "Set this machine's clock (NTP): times in reports, --max-duration, and expiry dates depend on it. If it is "
        "right, a gateway in between returns old answers."
    )
    return attention(name, words, remedy)


def _seconds_ahead(exchange: Exchange) -> float | None:
    """Return how far this machine's clock is ahead of an answer's date; None without a readable date."""
    answer = exchange.happened
    try:
        date = parsedate_to_datetime(answer.headers["date"] if isinstance(answer, Answer) else "")
    except (KeyError, ValueError, TypeError, IndexError, OverflowError):
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    if exchange.sent_at <= date <= exchange.ended_at:
        return 0.0
    return ((exchange.sent_at if date < exchange.sent_at else exchange.ended_at) - date).total_seconds()


def _key(facts: Facts) -> Check:
    name = "key"
    if wrong := facts.refused.get(name):
        return failed(name, wrong, "Create a key in CloudHealth, in a user's settings.", Exit.USAGE)
    key = f"from {facts.key_from}"
    if why := _unanswered(facts):
        return skipped(name, f"{key}, {why}")
    if any(each.is_accepted for each in facts.exchanges):
        return ok(name, f"{key}, accepted")
    for each in facts.exchanges:
        match each.verdict:
            case SignedOut(words):
                return failed(name, f"{key}, refused: {status_line(401, words)}", _KEY_REMEDY)
    refusals = [each.verdict for each in facts.exchanges if isinstance(each.verdict, Forbidden)]
    if not refusals:
        return skipped(name, f"{key}; no answer shows whether it is accepted")
    answer = status_line(403, refusals[-1].words)
    if facts.wanted:
        return failed(name, f"{key}, refused: {answer}", f"{_KEY_REMEDY} Check --client-api-id as well.")
    return failed(name, f"{key}, refused for the list of customers and for accounts: {answer}", _KEY_REMEDY)


_KEY_REMEDY = (
    f"{sending.KEY_REFUSED.remedy} A new key replaces the old one, and the user's role must allow what the key is for."
)


def _not_connected(facts: Facts) -> str:
    """Return why there is no certificate to check."""
    if why := unasked(facts):
        return f"not checked: {why}"
    lost = _lost(facts)
    if not facts.exchanges or (lost and lost.how is not Loss.TLS):
        return "no connection"
    return ""


def _unanswered(facts: Facts) -> str:
    if why := unasked(facts):
        return f"not checked: {why}"
    return "" if _answers(facts) else "not checked: CloudHealth did not answer"


def _answers(facts: Facts) -> list[Answer]:
    return [each.happened for each in facts.exchanges if isinstance(each.happened, Answer)]


def _lost(facts: Facts) -> Lost | None:
    """Return how the first request was lost."""
    first = facts.exchanges[0].happened if facts.exchanges else None
    return first if isinstance(first, Lost) else None


def _status(exchange: Exchange) -> int | None:
    return exchange.happened.status if isinstance(exchange.happened, Answer) else None
