"""D: how CloudHealth and the mapping have come apart, as an audit sees it."""

from batch.diagnostics import Code, Severity

NOT_LINKED = Code(
    "D101",
    "not-linked",
    Severity.ERROR,
    "The mapping wants the pair linked, and CloudHealth has no linkage of either account.",
    "Run `govlink apply` with the mapping.",
)
IN_NO_MAPPING = Code(
    "D102",
    "in-no-mapping",
    Severity.ERROR,
    "CloudHealth has a linkage that no mapping names.",
    "Find out who made it, then add the pair to the mapping, or have the linkage repointed.",
)
GOVCLOUD_NOT_LINKED = Code(
    "D103",
    "govcloud-not-linked",
    Severity.ERROR,
    "A GovCloud account has no linkage at all, so its cost is attributed to nobody.",
    "Find its commercial account, add the pair to the mapping and run `govlink apply`.",
)
LINKAGE_VANISHED = Code(
    "D111",
    "linkage-vanished",
    Severity.ERROR,
    "A linkage that the last audit saw is no longer there.",
    "Ask who took it away; `govlink apply` makes it again where the mapping wants it.",
)
PARTNER_CHANGED = Code(
    "D112",
    "partner-changed",
    Severity.ERROR,
    "A linkage joins different accounts than it did at the last audit.",
    "Ask who repointed it, and find out which pair is right.",
)
CUSTOMER_DEPARTED = Code(
    "D113",
    "customer-departed",
    Severity.NOTE,
    "The customer is no longer among those that the key can see, so nothing is claimed about it any more.",
    "Nothing needs doing if the customer has left; otherwise ask for access to it.",
)
ACCEPTED = Code(
    "D121",
    "accepted",
    Severity.NOTE,
    "The finding is accepted: the --accepted file lists it, with a reason.",
    "Nothing needs doing.",
)
ACCEPTANCE_EXPIRED = Code(
    "D122",
    "acceptance-expired",
    Severity.WARNING,
    "The finding was accepted until a date that has passed, so it needs attention again.",
    "Settle it, or give it a later date in the --accepted file.",
)
