"""L: what can keep a pair from being linked, found by comparing the rows with the existing linkages."""

from functools import partial

from batch.diagnostics import Example, Rule, Severity
from batch.rules.examples import HEADER, PAIR, ROW, TWO_PAIRS

_Planned = partial(Example, command="govlink plan mapping.csv")
_Repointed = partial(Example, command="govlink apply mapping.csv --allow-update --yes")
_Reviewed = partial(Example, command="govlink plan mapping.csv\ngovlink apply --plan reports/latest-plan --yes")

_CROSSED = f"{HEADER}4001,102,103\n4001,104,101\n"
"""Both rows want an account of the first pair."""

_FIRST_LINKED = f"{TWO_PAIRS}    linkages:\n      - {{govcloud: 101, commercial: 102}}\n"
_BOTH_LINKED = f"{_FIRST_LINKED}      - {{govcloud: 103, commercial: 104}}\n"
_LINKED_OTHERWISE = f"{TWO_PAIRS}    linkages:\n      - {{govcloud: 103, commercial: 102}}\n"

LINKED_OTHERWISE = Rule(
    id="L101",
    name="linked-otherwise",
    severity=Severity.ERROR,
    meaning="One of the accounts is already linked to another account, and CloudHealth can't delete linkages.",
    remedy="Find out which pair is right. Then correct the row, or run it with --allow-update to repoint the existing "
    "linkage.",
    message="already linked to another account: {linkages}",
    wrong=_Planned(ROW, cloudhealth=_LINKED_OTHERWISE),
    right=_Planned(f"{HEADER}4001,102,103\n", cloudhealth=_LINKED_OTHERWISE),
)
CONTRADICTORY_DIRECTION = Rule(
    id="L102",
    name="contradictory-direction",
    severity=Severity.ERROR,
    meaning="Some of the customer's linkages hold the commercial account in the GovCloud account's field, and some "
    "don't, so it is unclear in which direction to send a new one. Nothing is sent for this customer.",
    remedy="Look at the customer's linkages in CloudHealth and ask its support which are right, then run with "
    "--direction by-name or --direction swapped.",
    message="{swapped} of {total} linkages hold the commercial account in the GovCloud account's field",
    wrong=_Planned(
        ROW,
        cloudhealth=f"""\
{_FIRST_LINKED}\
      - {{govcloud: 103, commercial: 104, reversed: true}}   # each in the other's field
""",
    ),
    right=_Planned(ROW, cloudhealth=_BOTH_LINKED),
)
CANNOT_BE_REPOINTED = Rule(
    id="L103",
    name="cannot-be-repointed",
    severity=Severity.ERROR,
    meaning="The row's accounts are in linkages that block one another: no order of updates frees them, and "
    "CloudHealth can't delete linkages.",
    remedy="Ask CloudHealth's support to remove one of the linkages that the message names, then run the row again.",
    message="no order of updates frees the row's accounts: {linkages}",
    wrong=_Repointed(_CROSSED, cloudhealth=_BOTH_LINKED),
    right=_Repointed(_CROSSED, cloudhealth=_FIRST_LINKED),
)
BLOCKED_BY_ANOTHER_ROW = Rule(
    id="L104",
    name="blocked-by-another-row",
    severity=Severity.ERROR,
    meaning="The row waits for another row to free an account, but that row did not succeed.",
    remedy="Correct the other row first, then run this one again.",
    message="waits for row {row} of the plan, which {end}",
    wrong=_Repointed(
        _CROSSED,
        cloudhealth=f"""\
{_FIRST_LINKED}\
faults:
  - {{kind: status, status: 422, method: PUT}}
""",
    ),
    right=_Repointed(_CROSSED, cloudhealth=_FIRST_LINKED),
)
STALE = Rule(
    id="L105",
    name="stale",
    severity=Severity.ERROR,
    meaning="The row's action is no longer the one in the reviewed plan, so the row is not sent.",
    remedy="Plan again, then review and apply the new plan.",
    message="changed since the review: then {then}, now {now}",
    wrong=_Reviewed(ROW, cloudhealth=f"{PAIR}---\n{_LINKED_OTHERWISE}"),
    right=_Reviewed(ROW, cloudhealth=PAIR),
)
LINKED_TWICE = Rule(
    id="L106",
    name="linked-twice",
    severity=Severity.ERROR,
    meaning="One of the accounts is in two or more linkages, although CloudHealth should allow only one. Nothing is "
    "sent for it, not even an update, because only a person can find out which linkage is right.",
    remedy="Find out which of the linkages that the message names is right, and ask CloudHealth's support to remove "
    "the others.",
    message="linked more than once: {linkages}",
    wrong=_Planned(ROW, cloudhealth=_FIRST_LINKED, circumstance="a second linkage joins 102 with 103"),
    right=_Planned(ROW, cloudhealth=_FIRST_LINKED),
)
