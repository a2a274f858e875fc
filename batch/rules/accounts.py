"""A: what can be wrong with an account, seen by comparing the rows with CloudHealth's inventory."""

from functools import partial

from batch.diagnostics import Example, Rule, Severity
from batch.rules.examples import HEADER, LINKED, PAIR, ROW, TWO_PAIRS

_Planned = partial(Example, command="govlink plan mapping.csv")

_BY_NUMBER = "client_api_id,commercial_acct_id,govcloud_acct_id,govcloud_owner_id\n"
"""A header with which the GovCloud account can be named by id or by number."""

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
    meaning="The customer has no account of this CloudHealth id. Likely causes, in their order: the id was copied from "
    "another tenant, such as the partner's own, where the same account has another id; the key's user is in a "
    "sub-organization, whose accounts are all that it sees; the account was removed from CloudHealth.",
    remedy="Leave the id out and name the account by its AWS number, which is the same in every tenant; if that is not "
    "found either, check that the key's user sees all of the customer's accounts.",
    message="{side} account {acct_id} is not among the accounts of {customer}{why}",
    wrong=_Planned(f"{HEADER}4001,102,110\n", cloudhealth=PAIR),
    right=_Planned(ROW, cloudhealth=PAIR),
)
UNKNOWN_COMMERCIAL_NUMBER = Rule(
    id="A113",
    name="unknown-commercial-number",
    severity=Severity.ERROR,
    meaning="The customer has no account of this AWS number, which the row has on its commercial side. Likely causes, "
    "in their order: the account is in no bill yet (it appears by itself 24 to 48 hours after its first cost); "
    "CloudHealth has it, but doesn't give its number; the key's user is in a sub-organization, whose accounts are all "
    "that it sees. Waiting may be all it takes, so the row is in retry.csv as well as in fix.csv.",
    remedy="If the account is new, wait until it is in a bill, then run retry.csv; otherwise, check its number and "
    "what the key's user sees, and correct the row.",
    message="commercial AWS number {number} is not among the accounts of {customer}{why}",
    wrong=_Planned(f"{_BY_BOTH_NUMBERS}4001,210987000003,210987000001\n", cloudhealth=_BOTH_NUMBERED),
    right=_Planned(f"{_BY_BOTH_NUMBERS}4001,210987000002,210987000001\n", cloudhealth=_BOTH_NUMBERED),
)
UNKNOWN_GOVCLOUD_NUMBER = Rule(
    id="A114",
    name="unknown-govcloud-number",
    severity=Severity.ERROR,
    meaning="The customer has no account of this AWS number, which the row has on its GovCloud side. Likely causes, "
    "in their order: nobody has added the account to CloudHealth (GovCloud accounts are in no bill, so they never "
    "appear by themselves); CloudHealth has it, but doesn't give its number; the key's user is in a sub-organization, "
    "whose accounts are all that it sees. The row may be right as it is, so it is in retry.csv as well as in fix.csv.",
    remedy="Add the account to CloudHealth as a GovCloud account, then run retry.csv; if it is there, check its "
    "number and what the key's user sees, and correct the row.",
    message="GovCloud AWS number {number} is not among the accounts of {customer}{why}",
    wrong=_Planned(f"{_BY_BOTH_NUMBERS}4001,210987000002,210987000003\n", cloudhealth=_BOTH_NUMBERED),
    right=_Planned(f"{_BY_BOTH_NUMBERS}4001,210987000002,210987000001\n", cloudhealth=_BOTH_NUMBERED),
)
NUMBER_UNDER_ANOTHER_ID = Rule(
    id="A115",
    name="number-under-another-id",
    severity=Severity.ERROR,
    meaning="The row names this side by id and by number, and the customer has the number, but under another id. Most "
    "likely the id was copied from another tenant, such as the partner's own: ids differ by tenant, AWS numbers don't.",
    remedy="If the number is right, leave the id out; otherwise, correct both.",
    message="{account} is not among the accounts of {customer}, where AWS number {number} is account {only}",
    wrong=_Planned(f"{_BY_NUMBER}4001,102,110,210987000001\n", cloudhealth=_NUMBERED),
    right=_Planned(f"{_BY_NUMBER}4001,102,,210987000001\n", cloudhealth=_NUMBERED),
)
ACCOUNT_OF_ANOTHER_CUSTOMER = Rule(
    id="A102",
    name="account-of-another-customer",
    severity=Severity.ERROR,
    meaning="The account belongs to another customer that the run has read, or the run whose snapshot it uses. "
    "CloudHealth links only accounts of one customer.",
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
    meaning="The customer has several accounts of this AWS number, so the number alone is ambiguous.",
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
    meaning="The row names this side by id and by number, and they are two different accounts in CloudHealth.",
    remedy="Find out which of the two is right, and correct or remove the other.",
    message="{side} account {acct_id} has AWS number {number}, not {given}",
    wrong=_Planned(f"{_BY_NUMBER}4001,102,101,210987000009\n", cloudhealth=_NUMBERED),
    right=_Planned(f"{_BY_NUMBER}4001,102,101,210987000001\n", cloudhealth=_NUMBERED),
)
NUMBER_NOT_CONFIRMED = Rule(
    id="A105",
    name="number-not-confirmed",
    severity=Severity.ERROR,
    meaning="The row names this side by id and by number, and CloudHealth doesn't give the number of the account with "
    "that id.",
    remedy="If you are sure of the id, remove the number from the row.",
    message="CloudHealth doesn't give the AWS number of {side} account {acct_id}",
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
    meaning="CloudHealth doesn't give the account's region, so whether it is a GovCloud or a commercial account is "
    "unknown; such an account is never sent.",
    remedy="Complete the account's configuration in CloudHealth, then run the row again.",
    message="CloudHealth doesn't give the region of {side} account {account}",
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
    meaning="The id on one side and the number on the other belong to one account, which can't be linked to itself.",
    remedy="Correct the side that is wrong.",
    message="both sides name account {account}",
    wrong=_Planned(f"{_BY_NUMBER}4001,101,,210987000001\n", cloudhealth=_NUMBERED),
    right=_Planned(f"{_BY_NUMBER}4001,102,,210987000001\n", cloudhealth=_NUMBERED),
)
ACCOUNT_CLAIMED_TWICE = Rule(
    id="A110",
    name="account-claimed-twice",
    severity=Severity.ERROR,
    meaning="Rows that name their accounts in different ways claim one account for two different pairs; none of them "
    "is sent.",
    remedy="Decide which pair is right and remove the other rows.",
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
    meaning="Another row names the same pair in another way (by id, by number), and that row counts for both.",
    remedy="Nothing to do; you may remove the row.",
    message="the same pair as {place}",
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
    meaning="The customer's accounts and linkages could not be read completely, so nothing is claimed or sent for it.",
    remedy="Run it again later; if that doesn't help, ask CloudHealth's support about this customer.",
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
    meaning="The run whose snapshot is used did not read this customer, so nothing is claimed about it.",
    remedy="Name another run that read the customer: an audit with --all-customers reads every customer that the key "
    "can see.",
    message="the run {run} did not read this customer",
    wrong=Example(
        ROW,
        "govlink plan mapping.csv\ngovlink plan other.csv --snapshot reports/latest-plan",
        cloudhealth=_TWO_CUSTOMERS,
        beside=(("other.csv", f"{HEADER}4002,202,201\n"),),
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
    meaning="CloudHealth's status of the GovCloud account is red or unknown: it can't sign in to the account. The pair "
    "can be linked all the same, but CloudHealth shows no assets of it.",
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
    meaning="CloudHealth has found the commercial account in no bill yet (its type is Unknown), so there is no cost to "
    "attribute to the pair.",
    remedy="If the account is new, wait: its first cost takes up to two days to show. Otherwise, check that "
    "it is the account that is billed for GovCloud, and that CloudHealth reads its payer's bills.",
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
    "AWS creates both accounts of a pair under one name, so columns that were sorted separately look like this; so do "
    "renamed accounts.",
    remedy="Compare the row with the one named, and look the pair up with `aws account "
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
    meaning="CloudHealth has the account as a commercial one, but signs in to it by a role in AWS's GovCloud partition "
    "(aws-us-gov), which only a GovCloud account has. govlink takes it for a commercial one.",
    remedy="Find out which account it is, and correct its region or its role in CloudHealth.",
    message="CloudHealth has account {account} as a commercial one, but signs in to it by a role in {partition}",
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
    meaning="The row's customer_name is not what CloudHealth calls the customer of its client_api_id. A column of ids "
    "that was sorted separately looks like this; so does a customer that was renamed. Case and white space make no "
    "difference.",
    remedy="Find out which customer is meant, and correct the row's client_api_id or its customer_name; `govlink "
    "customers` lists both.",
    message='the row calls customer {customer} "{given}", and CloudHealth calls it "{name}"',
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
"""An account that CloudHealth doesn't have, as far as the key can see."""
