"""What the key sees, and what that means for a mapping: customers, accounts, pace and direction."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from batch.cloudhealth.headers import is_rate_limit_header
from batch.cloudhealth.pacing import Rate
from batch.cloudhealth.verdict import Throttled
from batch.cloudhealth.wire import Answer, Unreadable
from batch.doctor.check import Check, attention, failed, ok, skipped
from batch.doctor.facts import (
    Facts,
    Topic,
    accounts_in,
    customers_in,
    is_complete,
    linkages_in,
    words_of,
)
from batch.doctor.reach import unreached
from batch.inventory import Account, AccountKind, Direction, Linkage
from batch.reconcile.direction import shown_by
from batch.report.wording import counted, lasting

_POLICY = re.compile(r"\b([0-9]{1,9}) *; *w=([0-9]{1,9})\b")
_ONE_ORGANIZATION = (
    "If that is too little: the key of a user in a sub-organization sees that one's accounts alone. Make the key as a "
    "user of the whole organization, and compare with CloudHealth's console."
)


@dataclass(frozen=True, slots=True)
class Tenant:
    """What was seen of one customer; `all_accounts` says whether the accounts are all that the key can see."""

    customer: str
    accounts: Sequence[Account]
    linkages: Sequence[Linkage]
    unreadable: Sequence[Unreadable]
    all_accounts: bool
    all_linkages: bool

    @property
    def name(self) -> str:
        """Whose accounts they are, in words."""
        return f"customer {self.customer}" if self.customer else "the key's own customer"

    @property
    def kinds(self) -> Mapping[str, AccountKind]:
        """Each account's kind by its id."""
        return {account.acct_id: account.kind for account in self.accounts}


def tenants(facts: Facts) -> list[Tenant]:
    """Each customer whose accounts were answered, in the order in which they were asked for."""
    asked = [each.question.customer for each in facts.exchanges if each.question.topic is Topic.ACCOUNTS]
    return [tenant for customer in dict.fromkeys(asked) if (tenant := _tenant(facts, customer))]


def seen_checks(facts: Facts) -> list[Check]:
    """What the key sees; skipped where nothing was answered."""
    if why := unreached(facts):
        pace = _pace(facts) if any(isinstance(each.verdict, Throttled) for each in facts.exchanges) else None
        return [
            skipped("customers", why),
            skipped("accounts", why),
            pace or skipped("pace", why),
            skipped("direction", why),
        ]
    return [_customers(facts), _accounts(facts), _pace(facts), _direction(facts)]


def _tenant(facts: Facts, customer: str) -> Tenant | None:
    listed, linked = facts.about(Topic.ACCOUNTS, customer), facts.about(Topic.LINKAGES, customer)
    accounts, linkages = accounts_in(listed), linkages_in(linked)
    if accounts is None:
        return None
    more = linkages_in(facts.about(Topic.LINKAGES, customer, 2))
    found = {each.linkage_id: each for page in (linkages, more) if page for each in page.items}
    unreadable = [*accounts.unreadable, *(linkages.unreadable if linkages else ())]
    is_whole = linkages is not None and (is_complete(linkages, linked) or (more and len(found) == len(linkages.items)))
    all_accounts = is_complete(accounts, listed)
    return Tenant(customer, accounts.items, [*found.values()], unreadable, all_accounts, bool(is_whole))


def _customers(facts: Facts) -> Check:
    name = "customers"
    exchange = facts.about(Topic.CUSTOMERS)
    page = customers_in(exchange)
    if exchange is None or page is None:
        refused = words_of(exchange) if exchange else "not asked for"
        if exchange and exchange.is_accepted:
            return failed(name, f"their list can't be read: {refused}", _REPORT_IT)
        if facts.wanted and facts.about(Topic.ACCOUNTS, "") is not None:
            words = f"none ({refused}), so customer {facts.wanted} isn't one of them"
            return attention(name, words, "The key is a customer's own: use --direct-customer, no --client-api-id.")
        return ok(name, f"none ({refused}): the key is a customer's own, so give --direct-customer")
    is_all = is_complete(page, exchange)
    count = counted(page.total if page.total is not None else len(page.items), "customer")
    words = count if is_all or page.total is not None else f"{count} or more"
    if facts.wanted and is_all and facts.wanted not in page.items:
        return attention(name, f"{words}, but not {facts.wanted}", "Check --client-api-id against the customers' ids.")
    if not page.items:
        return attention(name, "the key sees no customer", _ONE_ORGANIZATION)
    return ok(name, f"{words}: the key is a partner's, so each row names its customer")


def _accounts(facts: Facts) -> Check:
    name = "accounts"
    found = tenants(facts)
    refused = next((each for each in facts.exchanges if each.question.topic is Topic.ACCOUNTS), None)
    if not found:
        if refused is None:
            return skipped(name, "no request was left for them; see --requests")
        whose = f"customer {refused.question.customer}" if refused.question.customer else "the key's own customer"
        words = f"those of {whose} can't be read: {words_of(refused)}"
        return failed(name, words, _REPORT_IT if refused.is_accepted else _ROLE)
    troubles = [trouble for tenant in found for trouble in _troubles(tenant)]
    words = "; ".join(_counts(tenant) for tenant in found)
    if troubles:
        return attention(name, "; ".join([words, *(words for words, _ in troubles)]), troubles[0][1])
    return ok(name, words)


def _counts(tenant: Tenant) -> str:
    kinds = Counter(account.kind for account in tenant.accounts)
    each = [f"{kinds[kind]:,} {word}" for kind, word in _KINDS.items() if kinds[kind]]
    accounts = counted(len(tenant.accounts), "account") + ("" if tenant.all_accounts else " or more")
    of = f" ({', '.join(each)})" if each else ""
    linkages = counted(len(tenant.linkages), "linkage") + ("" if tenant.all_linkages else " or more")
    return f"{tenant.name} has {accounts}{of} and {linkages}"


def _troubles(tenant: Tenant) -> Iterator[tuple[str, str]]:
    """What is wrong with what a customer shows, and what to do about it."""
    if tenant.unreadable:
        whys = "; ".join(dict.fromkeys(each.why for each in tenant.unreadable))
        yield f"{len(tenant.unreadable):,} of them can't be read ({whys})", _REPORT_IT
    if not tenant.accounts:
        yield "that may be too little", _ONE_ORGANIZATION
        return
    strange = [each for each in tenant.linkages if not set(each.fields) <= tenant.kinds.keys()]
    if strange and tenant.all_accounts:
        words = f"{len(strange):,} of the linkages name accounts that the key does not see"
        yield f"{words}: it may be a sub-organization's", _ONE_ORGANIZATION
    kinds = Counter(tenant.kinds.values())
    if kinds[AccountKind.UNKNOWN] and not (kinds[AccountKind.COMMERCIAL] and kinds[AccountKind.GOVCLOUD]):
        words = f"{kinds[AccountKind.UNKNOWN]:,} show no region"
        yield words, "Ask CloudHealth's support why: an account of an unknown region is never linked."
    if not any(account.owner_id for account in tenant.accounts):
        yield "none shows its AWS number", "Name accounts by CloudHealth id in the mapping (commercial_acct_id, …)."


def _pace(facts: Facts) -> Check:
    name = "pace"
    rate = ",".join(map(str, facts.rates)) or "no limit"
    for each in facts.exchanges:
        if isinstance(verdict := each.verdict, Throttled):
            asked = f", and asks for a pause of {lasting(verdict.retry_after)}" if verdict.retry_after else ""
            return attention(
                name,
                f"CloudHealth refuses {counted(len(facts.exchanges), 'request')} as too many (429){asked}",
                "Another program uses the same key, or the limit is lower than --rate: end it, or lower --rate.",
            )
    answers = [each.happened for each in facts.exchanges if isinstance(each.happened, Answer)]
    told = {header: value for answer in answers for header, value in _limits(answer).items()}
    if not told:
        return ok(name, f"{rate}, as --rate has it; the answers have no rate-limit headers")
    shown = ", ".join(f"{header}: {value}" for header, value in told.items())
    if slower := _slower(told.values(), facts.rates):
        return attention(name, f"--rate is {rate}, and the answers say {shown}", f"Give --rate {slower}.")
    if any(value == "0" for header, value in told.items() if header.endswith("remaining")):
        return attention(name, f"nothing is left: {shown}", "Find out which other program uses the key.")
    return ok(name, f"{rate}, as --rate has it; the answers say {shown}")


def _limits(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if is_rate_limit_header(name)}


def _slower(told: Iterable[str], rates: Sequence[Rate]) -> Rate | None:
    """A rate that the headers name (`30;w=60`) and that is lower than what is kept; None where there is none."""
    for value in told:
        for count, seconds in _POLICY.findall(value):
            rate = Rate(max(1, int(count)), max(1, int(seconds)))
            if all(rate.interval > kept.interval for kept in rates):
                return rate
    return None


def _direction(facts: Facts) -> Check:
    name = "direction"
    found = tenants(facts)
    if not found or all(facts.about(Topic.LINKAGES, tenant.customer) is None for tenant in found):
        return skipped(name, "no linkages were asked for; see --requests")
    refused = facts.about(Topic.LINKAGES)
    if linkages_in(refused) is None and refused is not None:
        return failed(name, f"the linkages can't be read: {words_of(refused)}", _ROLE)
    mixed = [tenant for tenant in found if direction_of([tenant]) == "mixed"]
    words = "; ".join(_shown_direction(tenant) for tenant in found if tenant not in mixed)
    if mixed:
        told = "; ".join(_mixed(tenant) for tenant in mixed)
        remedy = (
            "Look at these linkages in CloudHealth's console. Nothing is sent for such a customer unless --direction "
            "says which way is right."
        )
        return attention(name, "; ".join(filter(None, [told, words])), remedy)
    return ok(name, words)


def direction_of(found: Sequence[Tenant]) -> str:
    """The direction that the linkages of these customers show: `by-name`, `swapped`, `mixed`, or `unknown`."""
    seen = {each for tenant in found for linkage in tenant.linkages if (each := shown_by(linkage, tenant.kinds))}
    if len(seen) > 1:
        return "mixed"
    return str(seen.pop()) if seen else "unknown"


def _shown_direction(tenant: Tenant) -> str:
    showing = sum(shown_by(linkage, tenant.kinds) is not None for linkage in tenant.linkages)
    shown = f"as {counted(showing, 'linkage')} {'shows' if showing == 1 else 'show'}"
    match direction_of([tenant]):
        case "by-name":
            return f"{tenant.name}: by name, {shown}"
        case "swapped":
            return f"{tenant.name}: swapped, {shown}; govlink follows it"
        case _:
            why = "no linkage has accounts of known regions" if tenant.linkages else "there is no linkage yet"
            return f"{tenant.name}: by name unless a first row is refused, since {why}"


def _mixed(tenant: Tenant) -> str:
    swapped = [each.linkage_id for each in tenant.linkages if shown_by(each, tenant.kinds) is Direction.SWAPPED]
    named = ", ".join(swapped[:5]) + (" …" if len(swapped) > 5 else "")  # noqa: PLR2004 - enough to look at
    return (
        f"{tenant.name}: mixed, {len(swapped):,} of {counted(len(tenant.linkages), 'linkage')} (id {named}) hold the "
        "commercial account in the GovCloud account's field"
    )


_KINDS = {AccountKind.GOVCLOUD: "GovCloud", AccountKind.COMMERCIAL: "commercial", AccountKind.UNKNOWN: "of no region"}
_ROLE = "Check the customer's id, and whether the role of the key's user may read it."
_REPORT_IT = "Report it, with --record: the service answers in a way that govlink doesn't read."
