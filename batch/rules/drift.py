"""D: how CloudHealth differs from the mapping or from the last audit, as an audit finds it."""

from functools import partial

from batch.diagnostics import Example, Rule, Severity
from batch.rules.examples import LINKED, PAIR, ROW, TWO_PAIRS

_Audited = partial(Example, command="govlink audit mapping.csv")
_Twice = partial(Example, command="govlink audit mapping.csv\ngovlink audit mapping.csv")
_AllTwice = partial(Example, command="\n".join(["govlink audit mapping.csv --all-customers"] * 2))
_Accepting = partial(Example, command="govlink audit mapping.csv --accepted accepted.csv")

_BOTH_ROWS = f"{ROW}4001,104,103\n"
_BOTH_LINKED = f"""\
{TWO_PAIRS}\
    linkages:
      - {{govcloud: 101, commercial: 102}}
      - {{govcloud: 103, commercial: 104}}
"""
_ONE_UNLINKED = f"""\
{PAIR}\
      - {{id: 103, region: govcloud}}
    linkages:
      - {{govcloud: 101, commercial: 102}}
"""
_THREE = f"{PAIR}      - {{id: 104, region: global}}\n"

NOT_LINKED = Rule(
    id="D101",
    name="not-linked",
    severity=Severity.ERROR,
    meaning="The mapping has the pair, but CloudHealth has no linkage for either account.",
    remedy="Run `govlink apply` with the mapping.",
    message="neither account is linked",
    wrong=_Audited(ROW, cloudhealth=PAIR),
    right=_Audited(ROW, cloudhealth=LINKED),
)
IN_NO_MAPPING = Rule(
    id="D102",
    name="in-no-mapping",
    severity=Severity.ERROR,
    meaning="CloudHealth has a linkage that no mapping names.",
    remedy="Find out who created it, then add the pair to the mapping, or have the linkage repointed.",
    message="linkage {linkage_id} is in no mapping",
    wrong=_Audited(ROW, cloudhealth=_BOTH_LINKED),
    right=_Audited(_BOTH_ROWS, cloudhealth=_BOTH_LINKED),
)
GOVCLOUD_NOT_LINKED = Rule(
    id="D103",
    name="govcloud-not-linked",
    severity=Severity.ERROR,
    meaning="A GovCloud account has no linkage at all, so its cost is attributed to nobody.",
    remedy="Find its commercial account, add the pair to the mapping, and run `govlink apply`.",
    message="the GovCloud account has no linkage: its cost is attributed to nobody",
    wrong=_Audited(ROW, cloudhealth=_ONE_UNLINKED),
    right=_Audited(_BOTH_ROWS, cloudhealth=_BOTH_LINKED),
)
LINKAGE_VANISHED = Rule(
    id="D111",
    name="linkage-vanished",
    severity=Severity.ERROR,
    meaning="A linkage that the last audit saw no longer exists.",
    remedy="Find out who removed it. If the mapping has the pair, `govlink apply` creates the linkage again.",
    message="{linkage} has vanished since the audit of {then}",
    wrong=_Twice(ROW, cloudhealth=f"{LINKED}---\n{PAIR}"),
    right=_Twice(ROW, cloudhealth=LINKED),
)
PARTNER_CHANGED = Rule(
    id="D112",
    name="partner-changed",
    severity=Severity.ERROR,
    meaning="A linkage joins different accounts than it did at the last audit.",
    remedy="Find out who repointed it, and which pair is right.",
    message="at the audit of {then}, {was}",
    wrong=_Twice(
        ROW,
        cloudhealth=f"""\
{_THREE}\
    linkages:
      - {{govcloud: 101, commercial: 102}}
---
{_THREE}\
    linkages:
      - {{govcloud: 101, commercial: 104}}
""",
    ),
    right=_Twice(ROW, cloudhealth=LINKED),
)
CUSTOMER_DEPARTED = Rule(
    id="D113",
    name="customer-departed",
    severity=Severity.NOTE,
    meaning="The customer is no longer among those that the key can see, so nothing more is reported about it.",
    remedy="Nothing to do if the customer has left. Otherwise, ask for access to it.",
    message="the customer is no longer listed",
    wrong=_AllTwice(
        ROW,
        cloudhealth=f"""\
{LINKED}\
  - id: 4002
    accounts:
      - {{id: 201, region: govcloud}}
---
{LINKED}\
""",
    ),
    right=_AllTwice(
        f"{ROW}4002,202,201\n",
        cloudhealth=f"""\
{LINKED}\
  - id: 4002
    accounts:
      - {{id: 201, region: govcloud}}
      - {{id: 202, region: global}}
    linkages:
      - {{govcloud: 201, commercial: 202}}
""",
    ),
)
ACCEPTED = Rule(
    id="D121",
    name="accepted",
    severity=Severity.NOTE,
    meaning="The finding is accepted: the --accepted file lists it, with a reason.",
    remedy="Nothing to do.",
    message="accepted{until}: {reason}",
    wrong=_Accepting(
        ROW,
        cloudhealth=_ONE_UNLINKED,
        other_files=(("accepted.csv", "finding,govcloud_acct_id,reason\nunlinked,103,has no commercial account\n"),),
    ),
    right=_Audited(_BOTH_ROWS, cloudhealth=_BOTH_LINKED),
)
ACCEPTANCE_EXPIRED = Rule(
    id="D122",
    name="acceptance-expired",
    severity=Severity.WARNING,
    meaning="The finding was accepted until a date that has passed, so it needs attention again.",
    remedy="Resolve the finding, or give it a later date in the --accepted file.",
    message="was accepted{until}: {reason}",
    wrong=_Accepting(
        ROW,
        cloudhealth=_ONE_UNLINKED,
        other_files=(
            ("accepted.csv", "finding,govcloud_acct_id,reason,expires\nunlinked,103,being moved,2025-12-31\n"),
        ),
    ),
    right=_Accepting(
        ROW,
        cloudhealth=_ONE_UNLINKED,
        other_files=(
            ("accepted.csv", "finding,govcloud_acct_id,reason,expires\nunlinked,103,being moved,2099-12-31\n"),
        ),
    ),
)
