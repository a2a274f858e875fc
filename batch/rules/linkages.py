"""L: what can stand in the way of a linkage, seen by comparing the rows with the linkages that exist."""

from batch.diagnostics import Code, Severity

LINKED_OTHERWISE = Code(
    "L101",
    "linked-otherwise",
    Severity.ERROR,
    "One of the accounts is already linked to another partner, and CloudHealth can't delete linkages.",
    "Find out which is right: correct the row, or run it with --allow-update to repoint the existing linkage.",
)
CONTRADICTORY_DIRECTION = Code(
    "L102",
    "contradictory-direction",
    Severity.ERROR,
    "Some of the customer's linkages hold the commercial account in the GovCloud account's field, and some don't, so "
    "it is unclear which way round a new one belongs. Nothing is sent for this customer.",
    "Look at the customer's linkages in CloudHealth, ask its support, then run with --direction by-name or swapped.",
)
CANNOT_BE_REPOINTED = Code(
    "L103",
    "cannot-be-repointed",
    Severity.ERROR,
    "The row's accounts are in linkages that block one another: no order of updates frees them, and CloudHealth can't "
    "delete linkages.",
    "Ask CloudHealth's support to remove one of the linkages named, then run the row again.",
)
BLOCKED_BY_ANOTHER_ROW = Code(
    "L104",
    "blocked-by-another-row",
    Severity.ERROR,
    "The row waits for another row to free an account, and that row did not succeed.",
    "See to the other row first; then run this one again.",
)
STALE = Code(
    "L105",
    "stale",
    Severity.ERROR,
    "The reviewed plan says something else about this row than what would be done now, so it is not sent.",
    "Plan again, review, and apply the new plan.",
)
LINKED_TWICE = Code(
    "L106",
    "linked-twice",
    Severity.ERROR,
    "One of the accounts is in two or more linkages, where CloudHealth should allow one. Nothing is sent for it, not "
    "even an update: only a person can find out which linkage is right.",
    "Find out which of the linkages named is right, and ask CloudHealth's support to remove the others.",
)
