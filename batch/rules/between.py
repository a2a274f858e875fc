"""X: what can be wrong between the rows of a run, over all its files, and between a row and AWS's own list of pairs."""

from batch.diagnostics import Example, Rule, Severity

_HEADER = "client_api_id,commercial_owner_id,govcloud_owner_id\n"
_PAIR = f"{_HEADER}4001,310987000001,210987000002\n"
_TWO_PAIRS = f"{_PAIR}4001,310987000003,210987000004\n"
_LIST = """{{"CreateAccountStatuses": [
  {{"State": "SUCCEEDED", "AccountId": "310987000001"{}}},
  {{"State": "SUCCEEDED", "AccountId": "310987000007", "GovCloudAccountId": "210987000008"}}
]}}
"""
_AGAINST_AWS = "govlink check mapping.csv --verify-against aws.json"


def _against(text: str, govcloud: str = "") -> Example:
    """A mapping checked against AWS's list, in which the commercial account has this GovCloud account, or none."""
    paired = f', "GovCloudAccountId": "{govcloud}"' if govcloud else ""
    return Example(text, _AGAINST_AWS, other_files=(("aws.json", _LIST.format(paired)),))


TWO_PAIRS = Rule(
    id="X101",
    name="account-in-two-pairs",
    severity=Severity.ERROR,
    meaning="One account is in two different pairs. A linkage is one to one, so at most one of them can be right.",
    remedy="Decide which pair is right, and remove the other.",
    message="{accounts} {verb} in another pair at {places}",
    wrong=Example(f"{_PAIR}4001,310987000001,210987000004\n"),
    right=Example(_TWO_PAIRS),
)
BOTH_SIDES = Rule(
    id="X102",
    name="account-on-both-sides",
    severity=Severity.ERROR,
    meaning="One account is a commercial account in one row and a GovCloud account in another.",
    remedy="Look for swapped columns, and correct the row that has them.",
    message="{accounts} {verb} on the other side at {places}",
    wrong=Example(f"{_PAIR}4001,210987000002,310987000003\n"),
    right=Example(_TWO_PAIRS),
)
TWO_CUSTOMERS = Rule(
    id="X103",
    name="account-of-two-customers",
    severity=Severity.ERROR,
    meaning="Two rows list the same account for different customers, but an account belongs to only one customer.",
    remedy="Correct the client_api_id of one of the rows.",
    message="{accounts} {verb} listed for another customer at {places}",
    wrong=Example(f"{_PAIR}4002,310987000001,210987000002\n"),
    right=Example(f"{_PAIR}4002,310987000003,210987000004\n"),
)
SELF_LINK = Rule(
    id="X104",
    name="self-link",
    severity=Severity.ERROR,
    meaning="The row links an account to itself.",
    remedy="Correct the side that is wrong.",
    message="{accounts} {verb} linked to itself",
    wrong=Example(f"{_HEADER}4001,310987000001,310987000001\n"),
    right=Example(_PAIR),
)
AWS_SAYS_OTHERWISE = Rule(
    id="X105",
    name="aws-says-otherwise",
    severity=Severity.ERROR,
    meaning="AWS's own list (--verify-against) has one of the accounts in another pair, or on the other side. This "
    "happens if columns are swapped or sorted separately.",
    remedy="Correct the row, or look up the account with `aws account get-gov-cloud-account-information`.",
    message="the row contradicts AWS's own list: {contradictions}",
    wrong=_against(f"{_HEADER}4001,310987000001,210987000004\n", "210987000002"),
    right=_against(_PAIR, "210987000002"),
)
DUPLICATE_ROW = Rule(
    id="X201",
    name="duplicate-row",
    severity=Severity.NOTE,
    meaning="An earlier row has the same customer and pair, and that row counts for both.",
    remedy="Nothing to do. You can remove the row.",
    message="this row has the same customer and pair as {place}, which counts for both",
    wrong=Example(f"{_PAIR}4001,310987000001,210987000002\n"),
    right=Example(_PAIR),
)
NOT_IN_AWS_LIST = Rule(
    id="X202",
    name="not-in-aws-record",
    severity=Severity.NOTE,
    meaning="Neither account of the row is in AWS's own list (--verify-against), so the pair is not confirmed.",
    remedy="Also give the list of the organization that the accounts belong to.",
    message="neither account number is in AWS's own list",
    wrong=_against(f"{_HEADER}4001,310987000003,210987000004\n", "210987000002"),
    right=_against(_PAIR, "210987000002"),
)
ORDINARY_ACCOUNT = Rule(
    id="X203",
    name="ordinary-account",
    severity=Severity.WARNING,
    meaning="According to AWS's own list (--verify-against), the row's commercial account was created without a "
    "GovCloud account. It may have been given one later, but more often the row is wrong.",
    remedy="Look up the account with `aws account get-gov-cloud-account-information`, and give the output as well.",
    message="AWS created the commercial account {account} without a GovCloud account (see {source})",
    wrong=_against(_PAIR),
    right=_against(_PAIR, "210987000002"),
)
NOT_COMPARED = Rule(
    id="X204",
    name="not-compared",
    severity=Severity.NOTE,
    meaning="The row names an account by its CloudHealth id only, so the pair could not be compared with AWS's own "
    "list.",
    remedy="Add the AWS account number. Otherwise, `govlink plan` and `govlink apply` get it from CloudHealth and "
    "compare the pair then.",
    message="the row names its {side} by CloudHealth id only, but AWS's own list has AWS account numbers",
    wrong=_against("client_api_id,commercial_owner_id,govcloud_acct_id\n4001,310987000001,512\n", "210987000002"),
    right=_against(_PAIR, "210987000002"),
)
