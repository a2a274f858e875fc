"""Check what the key sees, and what that means for a mapping: customers, accounts, pace, and direction."""

from collections import Counter
from collections.abc import Iterator

from batch.cloudhealth.verdict import Forbidden, Rejected, Throttled
from batch.counting import counted
from batch.doctor.check import Check, attention, failed, ok, skipped
from batch.doctor.facts import Exchange, Facts, Topic, customers_in, is_complete, linkages_in, words_of
from batch.doctor.pace import pace_check
from batch.doctor.reach import unreached
from batch.doctor.tenants import Tenant, direction_of, tenants
from batch.inventory import AccountKind, Direction
from batch.reconcile.direction import shown_by
from batch.rules import sending

_ONE_ORGANIZATION = (
    "If something is missing: the key of a user in a sub-organization sees only that organization's accounts. Create "
    "the key as a user of the whole organization, and compare with CloudHealth's console."
)


def seen_checks(facts: Facts) -> list[Check]:
    """Return what the key sees; skipped if nothing was answered."""
    if why := unreached(facts):
        return [skipped("customers", why), skipped("accounts", why), pace_check(facts), skipped("direction", why)]
    return [_customers(facts), _accounts(facts), pace_check(facts), _direction(facts)]


def _customers(facts: Facts) -> Check:
    name = "customers"
    exchange = facts.about(Topic.CUSTOMERS)
    page = customers_in(exchange)
    if exchange is None:
        return skipped(name, "no request was left for them; see --requests")
    if page is None:
        return _without_customers(facts, exchange)
    is_all = is_complete(page, exchange)
    count = counted(page.total if page.total is not None else len(page.items), "customer")
    words = count if is_all or page.total is not None else f"{count} or more"
    if facts.wanted and is_all and all(found.client_api_id != facts.wanted for found in page.items):
        return attention(name, f"{words}, but not {facts.wanted}", "Check --client-api-id against the customers' ids.")
    if not page.items:
        return attention(name, "the key sees no customers", _ONE_ORGANIZATION)
    return ok(name, f"{words}: the key is a partner's, so each row needs a customer")


def _without_customers(facts: Facts, exchange: Exchange) -> Check:
    name, refused = "customers", words_of(exchange)
    if exchange.is_accepted:
        return _unread(name, f"their list can't be read: {refused}", exchange)
    if facts.wanted and facts.about(Topic.ACCOUNTS, "") is not None:
        words = f"not listed: {refused}, so {facts.wanted} isn't one of them"
        return attention(
            name, words, "The key seems to be a customer's own: use --direct-customer instead of --client-api-id."
        )
    return ok(name, f"not listed: {refused}, so the key seems to be a customer's own: use --direct-customer")


def _unread(name: str, words: str, exchange: Exchange) -> Check:
    """Return the check for something that could not be read, depending on the answer."""
    match exchange.verdict:
        case Throttled():
            return skipped(name, f"{words}; see pace")
        case Forbidden() | Rejected():
            return failed(name, words, "Check the customer's id, and whether the role of the key's user may read it.")
        case _ if exchange.is_accepted:
            remedy = "Report it with the file that --record writes: govlink can't read this service's answer."
            return failed(name, words, remedy)
        case _:
            return failed(name, words, sending.SERVICE_DOWN.remedy)


def _accounts(facts: Facts) -> Check:
    name = "accounts"
    found = tenants(facts)
    refused = next((each for each in facts.exchanges if each.question.topic is Topic.ACCOUNTS), None)
    if not found:
        if refused is None:
            return skipped(name, "no request was left for them; see --requests")
        owner = f"customer {refused.question.customer}" if refused.question.customer else "the key's own customer"
        return _unread(name, f"the accounts of {owner} can't be read: {words_of(refused)}", refused)
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
    if not (tenant.linkages or tenant.all_linkages):
        linkages = "linkages that were not read"
    return f"{tenant.name} has {accounts}{of} and {linkages}"


def _troubles(tenant: Tenant) -> Iterator[tuple[str, str]]:
    """What is wrong with what a customer shows, and what to do about it."""
    if tenant.unreadable:
        whys = "; ".join(dict.fromkeys(each.why for each in tenant.unreadable))
        remedy = (
            "Ask CloudHealth's support about them: accounts without an id are left out, and an unreadable linkage "
            "stops its customer."
        )
        yield f"{counted(len(tenant.unreadable), 'item')} can't be read ({whys})", remedy
    if not tenant.accounts:
        yield "some may be missing", _ONE_ORGANIZATION
        return
    strange = [each for each in tenant.linkages if not set(each.fields) <= tenant.kinds.keys()]
    if strange and tenant.all_accounts:
        words = f"{counted(len(strange), 'linkage')} with accounts that the key does not see"
        yield f"{words}: it may belong to a sub-organization", _ONE_ORGANIZATION
    kinds = Counter(tenant.kinds.values())
    if kinds[AccountKind.UNKNOWN] and not (kinds[AccountKind.COMMERCIAL] and kinds[AccountKind.GOVCLOUD]):
        words = f"{kinds[AccountKind.UNKNOWN]:,} show no region"
        yield words, "Ask CloudHealth's support why: an account of an unknown region is never linked."
    if not any(account.owner_id for account in tenant.accounts):
        yield (
            "no account shows its AWS number",
            "Name accounts by CloudHealth id in the mapping (commercial_acct_id, …).",
        )


def _direction(facts: Facts) -> Check:
    name = "direction"
    found = tenants(facts)
    if not found or all(facts.about(Topic.LINKAGES, tenant.customer) is None for tenant in found):
        return skipped(name, "no linkages were requested; see --requests")
    last = facts.about(Topic.LINKAGES)
    if last is not None and linkages_in(last) is None:
        return _unread(name, f"the linkages can't be read: {words_of(last)}", last)
    mixed = [tenant for tenant in found if direction_of([tenant]) == "mixed"]
    words = "; ".join(_shown_direction(tenant) for tenant in found if tenant not in mixed)
    if mixed:
        listed = "; ".join(_mixed(tenant) for tenant in mixed)
        remedy = (
            "Look at these linkages in CloudHealth's console. Nothing is sent for such a customer without --direction "
            "by-name or swapped."
        )
        return attention(name, "; ".join(filter(None, [listed, words])), remedy)
    return ok(name, words)


def _shown_direction(tenant: Tenant) -> str:
    showing = sum(shown_by(linkage, tenant.kinds) is not None for linkage in tenant.linkages)
    shown = f"as {counted(showing, 'linkage')} {'shows' if showing == 1 else 'show'}"
    match direction_of([tenant]):
        case "by-name":
            return f"{tenant.name}: by name, {shown}"
        case "swapped":
            return f"{tenant.name}: swapped, {shown}, and sent the same way"
        case _:
            return f"{tenant.name}: unknown, since {_why_unknown(tenant)}, so by name unless the first row is refused"


def _why_unknown(tenant: Tenant) -> str:
    if tenant.linkages:
        return "no linkage has accounts of known regions"
    return "there is no linkage yet" if tenant.all_linkages else "its linkages were not read"


def _mixed(tenant: Tenant) -> str:
    swapped = [each.linkage_id for each in tenant.linkages if shown_by(each, tenant.kinds) is Direction.SWAPPED]
    named = ", ".join(swapped[:5]) + (" …" if len(swapped) > 5 else "")  # noqa: PLR2004 - enough to look at
    return (
        f"{tenant.name}: mixed, with the commercial account in the GovCloud field in {len(swapped):,} of "
        f"{counted(len(tenant.linkages), 'linkage')} (id {named})"
    )


_KINDS = {
    AccountKind.GOVCLOUD: "GovCloud",
    AccountKind.COMMERCIAL: "commercial",
    AccountKind.UNKNOWN: "of unknown region",
}
