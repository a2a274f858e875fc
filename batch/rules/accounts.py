"""A: what can be wrong with an account, found by comparing the rows with CloudHealth's inventory."""

from functools import partial

from batch.diagnostics import Example, Rule, Severity
from batch.rules.examples import HEADER, LINKED, PAIR, ROW, TWO_PAIRS

_Planned = partial(Example, command="govlink plan mapping.csv")

_BY_NUMBER = "client_api_id,commercial_acct_id,govcloud_acct_id,govcloud_owner_id\n"
"""A header that allows naming the GovCloud account by id or by number."""

_NUMBERED = """\
customers:
  - id: 4001
    accounts:
      - {id: 101, owner_id: "210987000001", region: govcloud}
      - {id: 102, region: global}
"""
_BY_BOTH_NUMBERS = "client_api_id,commercial_owner_id,govcloud_owner_id\n"
_BOTH_NUMBERED = """\
customers:
  - id: 4001
    accounts:
      - {id: 101, owner_id: "210987000001", region: govcloud}
      - {id: 102, owner_id: "210987000002", region: global}
"""
_THREE = f"{_NUMBERED}      - {{id: 104, region: global}}\n"
_ENABLED_TWICE = f"""\
{_NUMBERED}\
      - {{id: 103, owner_id: "210987000001", region: govcloud}}
"""
_TWO_CUSTOMERS = f"""\
{PAIR}\
  - id: 4002
    accounts:
      - {{id: 201, region: govcloud}}
      - {{id: 202, region: global}}
      - {{id: 203, region: govcloud}}
"""
_GLOBEX = """\
customers:
  - id: 4001
    name: Globex
    accounts:
      - {id: 101, region: govcloud}
      - {id: 102, region: global}
"""
_NAMED = """\
customers:
  - id: 4001
    accounts:
      - {id: 101, region: govcloud, amazon_name: lab}
      - {id: 102, region: global, amazon_name: lab}
      - {id: 103, region: govcloud, amazon_name: shop}
      - {id: 104, region: global, amazon_name: shop}
"""

UNKNOWN_ACCOUNT = Rule(
    id="A101",
    name="unknown-account",
    severity=Severity.ERROR,
    meaning="The customer has no account with this CloudHealth id. Likely causes, most likely first: the id was copied "
    "from another tenant, such as the partner's own, in which the same account has another id; the key's user is in a "
    "sub-organization and sees only its accounts; the account was removed from CloudHealth.",
    remedy="Leave the id out and name the account by its AWS account number, which is the same in every tenant. If "
    "that is not found either, check that the key's user sees all of the customer's accounts.",
    message="{side} account {acct_id} is not among the accounts of {customer}{why}",
    wrong=_Planned(f"{HEADER}4001,102,110\n", cloudhealth=PAIR),
    right=_Planned(ROW, cloudhealth=PAIR),
)
UNKNOWN_COMMERCIAL_NUMBER = Rule(
    id="A113",
    name="unknown-commercial-number",
    severity=Severity.ERROR,
    meaning="The customer has no account with this AWS account number, which the row has on its commercial side. "
    "Likely causes, most likely first: the account is in no bill yet (it appears by itself 24 to 48 hours after its "
    "first cost); CloudHealth has the account but doesn't return its number; the key's user is in a sub-organization "
    "and sees only its accounts. Waiting may be enough, so the row is in retry.csv as well as in fix.csv.",
    remedy="If the account is new, wait until it is in a bill, then run retry.csv. Otherwise, check its number and "
    "which accounts the key's user sees, and correct the row.",
    message="commercial AWS number {number} is not among the accounts of {customer}{why}",
    wrong=_Planned(f"{_BY_BOTH_NUMBERS}4001,210987000003,210987000001\n", cloudhealth=_BOTH_NUMBERED),
    right=_Planned(f"{_BY_BOTH_NUMBERS}4001,210987000002,210987000001\n", cloudhealth=_BOTH_NUMBERED),
)
UNKNOWN_GOVCLOUD_NUMBER = Rule(
    id="A114",
    name="unknown-govcloud-number",
    severity=Severity.ERROR,
    meaning="The customer has no account with this AWS account number, which the row has on its GovCloud side. Likely "
    "causes, most likely first: nobody has added the account to CloudHealth (GovCloud accounts are in no bill, so they "
    "never appear by themselves); CloudHealth has the account but doesn't return its number; the key's user is in a "
    "sub-organization and sees only its accounts. The row may be right as it is, so it is in retry.csv as well as in "
    "fix.csv.",
    remedy="Add the account to CloudHealth as a GovCloud account, then run retry.csv. If CloudHealth already has it, "
    "check its number and which accounts the key's user sees, and correct the row.",
    message="GovCloud AWS number {number} is not among the accounts of {customer}{why}",
    wrong=_Planned(f"{_BY_BOTH_NUMBERS}4001,210987000002,210987000003\n", cloudhealth=_BOTH_NUMBERED),
    right=_Planned(f"{_BY_BOTH_NUMBERS}4001,210987000002,210987000001\n", cloudhealth=_BOTH_NUMBERED),
)
NUMBER_UNDER_ANOTHER_ID = Rule(
    id="A115",
    name="number-under-another-id",
    severity=Severity.ERROR,
    meaning="The row names this side by id and by number, and the customer has the number, but under another id. The "
    "id was probably copied from another tenant, such as the partner's own: ids differ by tenant, AWS account numbers "
    "don't.",
    remedy="If the number is right, leave the id out. Otherwise, correct both.",
    message="{account} is not among the accounts of {customer}, where AWS number {number} is account {only}",
    wrong=_Planned(f"{_BY_NUMBER}4001,102,110,210987000001\n", cloudhealth=_NUMBERED),
    right=_Planned(f"{_BY_NUMBER}4001,102,,210987000001\n", cloudhealth=_NUMBERED),
)
ACCOUNT_OF_ANOTHER_CUSTOMER = Rule(
    id="A102",
    name="account-of-another-customer",
    severity=Severity.ERROR,
    meaning="The account belongs to another customer that this run has read, or that the run behind --snapshot had "
    "read. CloudHealth links only accounts of the same customer.",
    remedy="Correct the row's client_api_id or its account.",
    message="{account} belongs to {owner}, not to {customer}",
    wrong=_Planned(
        f"{HEADER}4001,102,201\n4002,202,203\n",
        cloudhealth=_TWO_CUSTOMERS,
    ),
    right=_Planned(
        f"{HEADER}4001,102,101\n4002,202,203\n",
        cloudhealth=_TWO_CUSTOMERS,
    ),
)
AMBIGUOUS_NUMBER = Rule(
    id="A103",
    name="ambiguous-number",
    severity=Severity.ERROR,
    meaning="The customer has several accounts with this AWS account number, so the number is ambiguous.",
    remedy="Name the account by its CloudHealth id in the row's _acct_id column.",
    message="{account} belongs to {count} accounts of {customer}",
    wrong=_Planned(
        f"{_BY_NUMBER}4001,102,,210987000001\n",
        cloudhealth=_ENABLED_TWICE,
    ),
    right=_Planned(
        f"{_BY_NUMBER}4001,102,101,210987000001\n",
        cloudhealth=_ENABLED_TWICE,
    ),
)
ID_AND_NUMBER_DISAGREE = Rule(
    id="A104",
    name="id-and-number-disagree",
    severity=Severity.ERROR,
    meaning="The row names this side by id and by number, but they belong to two different accounts in CloudHealth.",
    remedy="Find out which of the two is right, and correct or remove the other.",
    message="{side} account {acct_id} has AWS number {number}, not {given}",
    wrong=_Planned(f"{_BY_NUMBER}4001,102,101,210987000009\n", cloudhealth=_NUMBERED),
    right=_Planned(f"{_BY_NUMBER}4001,102,101,210987000001\n", cloudhealth=_NUMBERED),
)
NUMBER_NOT_CONFIRMED = Rule(
    id="A105",
    name="number-not-confirmed",
    severity=Severity.ERROR,
    meaning="The row names this side by id and by number, but CloudHealth doesn't return the number of the account "
    "with that id.",
    remedy="If you are sure of the id, remove the number from the row.",
    message="CloudHealth doesn't return the AWS number of {side} account {acct_id}",
    wrong=_Planned(f"{_BY_NUMBER}4001,102,101,210987000001\n", cloudhealth=PAIR),
    right=_Planned(f"{_BY_NUMBER}4001,102,101,\n", cloudhealth=PAIR),
)
NOT_A_GOVCLOUD_ACCOUNT = Rule(
    id="A106",
    name="not-a-govcloud-account",
    severity=Severity.ERROR,
    meaning="The account on the GovCloud side is a commercial account in CloudHealth, so the linkage would be refused.",
    remedy="Check whether the row's two sides are swapped, or configure the account as a GovCloud account in "
    "CloudHealth.",
    message="account {account} on the GovCloud side is a commercial account",
    wrong=_Planned(f"{HEADER}4001,102,104\n", cloudhealth=TWO_PAIRS),
    right=_Planned(f"{HEADER}4001,102,103\n", cloudhealth=TWO_PAIRS),
)
NOT_A_COMMERCIAL_ACCOUNT = Rule(
    id="A107",
    name="not-a-commercial-account",
    severity=Severity.ERROR,
    meaning="The account on the commercial side is a GovCloud account in CloudHealth, so the linkage would be refused.",
    remedy="Check whether the row's two sides are swapped.",
    message="account {account} on the commercial side is a GovCloud account",
    wrong=_Planned(f"{HEADER}4001,101,102\n", cloudhealth=PAIR),
    right=_Planned(ROW, cloudhealth=PAIR),
)
UNKNOWN_REGION = Rule(
    id="A108",
    name="unknown-region",
    severity=Severity.ERROR,
    meaning="CloudHealth doesn't return the account's region, so it is unknown whether this is a GovCloud or a "
    "commercial account. Such an account is never sent.",
    remedy="Complete the account's configuration in CloudHealth, then run the row again.",
    message="CloudHealth doesn't return the region of {side} account {account}",
    wrong=_Planned(
        ROW,
        cloudhealth="""\
customers:
  - id: 4001
    accounts:
      - {id: 101, region: null}
      - {id: 102, region: global}
""",
    ),
    right=_Planned(ROW, cloudhealth=PAIR),
)
ONE_ACCOUNT_ON_BOTH_SIDES = Rule(
    id="A109",
    name="one-account-on-both-sides",
    severity=Severity.ERROR,
    meaning="The id on one side and the number on the other belong to the same account, which can't be linked to "
    "itself.",
    remedy="Correct the side that is wrong.",
    message="both sides name account {account}",
    wrong=_Planned(f"{_BY_NUMBER}4001,101,,210987000001\n", cloudhealth=_NUMBERED),
    right=_Planned(f"{_BY_NUMBER}4001,102,,210987000001\n", cloudhealth=_NUMBERED),
)
ACCOUNT_CLAIMED_TWICE = Rule(
    id="A110",
    name="account-claimed-twice",
    severity=Severity.ERROR,
    meaning="Rows that name their accounts in different ways claim the same account for two different pairs. None of "
    "them is sent.",
    remedy="Decide which pair is right, and remove the other rows.",
    message="{accounts} {verb} in another pair at {places}",
    wrong=_Planned(
        f"{_BY_NUMBER}4001,102,101,\n4001,104,,210987000001\n",
        cloudhealth=_THREE,
    ),
    right=_Planned(f"{_BY_NUMBER}4001,102,101,\n", cloudhealth=_THREE),
)
SAME_PAIR_NAMED_OTHERWISE = Rule(
    id="A111",
    name="same-pair-named-otherwise",
    severity=Severity.NOTE,
    meaning="Another row names the same pair in another way (by id instead of number, for example), and that row "
    "counts for both.",
    remedy="Nothing to do. You can remove the row.",
    message="this row names the same pair as {place}",
    wrong=_Planned(f"{_BY_NUMBER}4001,102,101,\n4001,102,,210987000001\n", cloudhealth=_NUMBERED),
    right=_Planned(f"{_BY_NUMBER}4001,102,101,\n", cloudhealth=_NUMBERED),
)
ACCOUNT_NOT_READABLE = Rule(
    id="A112",
    name="account-not-readable",
    severity=Severity.ERROR,
    meaning="The account was not found. It may be one of the customer's accounts that can't be read, such as one that "
    "CloudHealth lists without an id.",
    remedy="Check the row. If it is right, ask CloudHealth's support about the customer's accounts.",
    message="{account} is not among the accounts of {customer} that can be read; {left_out}",
    wrong=_Planned(
        f"{HEADER}4001,102,103\n",
        cloudhealth=f"""\
{PAIR}\
      - {{id: 103, region: govcloud}}
switches:
  unreadable_account: true   # the last one is listed without its id
""",
    ),
    right=_Planned(f"{HEADER}4001,102,103\n", cloudhealth=TWO_PAIRS),
)
CUSTOMER_REFUSED = Rule(
    id="A121",
    name="customer-refused",
    severity=Severity.ERROR,
    meaning="CloudHealth refuses the key for this customer: it isn't one of the partner's customers, or a role is "
    "missing.",
    remedy="Correct the rows' client_api_id, or ask for access to that customer; then run the rows again.",
    message="CloudHealth refuses the key for this customer: {reason}",
    wrong=_Planned(
        ROW,
        cloudhealth=f"""\
{PAIR}\
faults:
  - {{kind: status, status: 403, customer: 4001}}
""",
    ),
    right=_Planned(ROW, cloudhealth=PAIR),
)
CUSTOMER_NOT_READ = Rule(
    id="A122",
    name="customer-not-read",
    severity=Severity.ERROR,
    meaning="The customer's accounts and linkages could not be read completely, so its rows are not compared and "
    "nothing is sent for it.",
    remedy="Run it again later. If that doesn't help, ask CloudHealth's support about this customer.",
    message="the customer could not be read: {reason}",
    wrong=_Planned(
        ROW,
        cloudhealth=f"""\
{LINKED}\
switches:
  unreadable_linkage: true   # the last one is listed without its id
""",
    ),
    right=_Planned(ROW, cloudhealth=LINKED),
)
CUSTOMER_NOT_IN_SNAPSHOT = Rule(
    id="A123",
    name="customer-not-in-snapshot",
    severity=Severity.ERROR,
    meaning="The run whose snapshot is used did not read this customer, so nothing is reported about it.",
    remedy="Name another run that read the customer: an audit with --all-customers reads every customer that the key "
    "can see.",
    message="the run {run} did not read this customer",
    wrong=Example(
        ROW,
        "govlink plan mapping.csv\ngovlink plan other.csv --snapshot reports/latest-plan",
        cloudhealth=_TWO_CUSTOMERS,
        other_files=(("other.csv", f"{HEADER}4002,202,201\n"),),
    ),
    right=Example(
        ROW,
        "govlink plan mapping.csv\ngovlink plan mapping.csv --snapshot reports/latest-plan",
        cloudhealth=_TWO_CUSTOMERS,
    ),
)
NO_ASSETS_SHOWN = Rule(
    id="A201",
    name="no-assets-shown",
    severity=Severity.WARNING,
    meaning="CloudHealth's status of the GovCloud account is red or unknown: CloudHealth can't sign in to the account. "
    "The pair can still be linked, but CloudHealth shows no assets for it.",
    remedy="Correct the account's role or keys in CloudHealth; the linkage needs no change.",
    message="CloudHealth's status of GovCloud account {account} is {level}",
    wrong=_Planned(
        ROW,
        cloudhealth="""\
customers:
  - id: 4001
    accounts:
      - {id: 101, region: govcloud, level: red}
      - {id: 102, region: global}
""",
    ),
    right=_Planned(
        ROW,
        cloudhealth="""\
customers:
  - id: 4001
    accounts:
      - {id: 101, region: govcloud, level: green}
      - {id: 102, region: global}
""",
    ),
)
IN_NO_BILL = Rule(
    id="A202",
    name="in-no-bill",
    severity=Severity.WARNING,
    meaning="CloudHealth has not found the commercial account in any bill yet (its type is Unknown), so there is no "
    "cost to attribute to the pair.",
    remedy="If the account is new, wait: its first cost takes up to two days to show. Otherwise, check that it is the "
    "account that is billed for GovCloud, and that CloudHealth reads its payer's bills.",
    message="commercial account {account} is in no bill yet (its type is {account_type})",
    wrong=_Planned(
        ROW,
        cloudhealth="""\
customers:
  - id: 4001
    accounts:
      - {id: 101, region: govcloud}
      - {id: 102, region: global, account_type: Unknown}
""",
    ),
    right=_Planned(
        ROW,
        cloudhealth="""\
customers:
  - id: 4001
    accounts:
      - {id: 101, region: govcloud}
      - {id: 102, region: global, account_type: Linked}
""",
    ),
)
NAMES_CROSSED = Rule(
    id="A203",
    name="names-crossed",
    severity=Severity.WARNING,
    meaning="The two accounts have different names in AWS, and an account with the matching name is in another row. "
    "AWS creates both accounts of a pair with the same name. Names differ if columns were sorted separately, or if "
    "accounts were renamed.",
    remedy="Compare the row with the one that the message names, and look up the pair with `aws account "
    "get-gov-cloud-account-information`.",
    message='the names in AWS differ: commercial "{commercial}", GovCloud "{govcloud}", but {elsewhere}',
    wrong=_Planned(
        f"{HEADER}4001,104,101\n4001,102,103\n",
        cloudhealth=_NAMED,
    ),
    right=_Planned(
        f"{HEADER}4001,102,101\n4001,104,103\n",
        cloudhealth=_NAMED,
    ),
)
REGION_CONTRADICTED = Rule(
    id="A204",
    name="region-contradicted",
    severity=Severity.WARNING,
    meaning="CloudHealth lists the account as commercial, but signs in to it with a role in AWS's GovCloud partition "
    "(aws-us-gov), which only a GovCloud account has. govlink treats it as commercial.",
    remedy="Find out which kind of account it is, and correct its region or its role in CloudHealth.",
    message="CloudHealth lists account {account} as commercial, but signs in to it with a role in {partition}",
    wrong=_Planned(
        ROW,
        cloudhealth="""\
customers:
  - id: 4001
    accounts:
      - {id: 101, region: govcloud}
      - {id: 102, region: global, partition: aws-us-gov}
""",
    ),
    right=_Planned(
        ROW,
        cloudhealth="""\
customers:
  - id: 4001
    accounts:
      - {id: 101, region: govcloud}
      - {id: 102, region: global, partition: aws}
""",
    ),
)
CUSTOMER_NAMED_OTHERWISE = Rule(
    id="A205",
    name="customer-named-otherwise",
    severity=Severity.WARNING,
    meaning="The row's customer_name is not CloudHealth's name for the customer with its client_api_id. This happens "
    "if a column of ids was sorted separately, or if the customer was renamed. Case and whitespace make no difference.",
    remedy="Find out which customer is meant, and correct the row's client_api_id or its customer_name. `govlink "
    "customers` lists both.",
    message='the row calls customer {customer} "{given}", but CloudHealth calls it "{name}"',
    wrong=_Planned(
        "client_api_id,customer_name,commercial_acct_id,govcloud_acct_id\n4001,Acme,102,101\n",
        cloudhealth=_GLOBEX,
    ),
    right=_Planned(
        "client_api_id,customer_name,commercial_acct_id,govcloud_acct_id\n4001,Globex,102,101\n",
        cloudhealth=_GLOBEX,
    ),
)

UNKNOWN = (UNKNOWN_ACCOUNT, UNKNOWN_COMMERCIAL_NUMBER, UNKNOWN_GOVCLOUD_NUMBER)
"""The rules for an account that CloudHealth doesn't have, as far as the key can see."""
