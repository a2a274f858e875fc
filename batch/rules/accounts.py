"""A: what can be wrong with an account, seen by comparing the rows with CloudHealth's inventory."""

from batch.diagnostics import Code, Severity

UNKNOWN_ACCOUNT = Code(
    "A101",
    "unknown-account",
    Severity.ERROR,
    "The customer has no account of this id or number in CloudHealth.",
    "Enable the account in CloudHealth, or correct the row; then run it again.",
)
ACCOUNT_OF_ANOTHER_CUSTOMER = Code(
    "A102",
    "account-of-another-customer",
    Severity.ERROR,
    "The account belongs to another customer of this run. CloudHealth links only accounts of one customer.",
    "Correct the row's client_api_id or its account.",
)
AMBIGUOUS_NUMBER = Code(
    "A103",
    "ambiguous-number",
    Severity.ERROR,
    "The customer has several accounts of this AWS number, so the number alone doesn't say which is meant.",
    "Name the account by its CloudHealth id in the row's _acct_id column.",
)
ID_AND_NUMBER_DISAGREE = Code(
    "A104",
    "id-and-number-disagree",
    Severity.ERROR,
    "The row names this side by id and by number, and they are two different accounts in CloudHealth.",
    "Find out which of the two is right, and correct or remove the other.",
)
NUMBER_NOT_CONFIRMED = Code(
    "A105",
    "number-not-confirmed",
    Severity.ERROR,
    "The row names this side by id and by number, and CloudHealth doesn't give the number of the account with that id.",
    "If you are sure of the id, remove the number from the row.",
)
NOT_A_GOVCLOUD_ACCOUNT = Code(
    "A106",
    "not-a-govcloud-account",
    Severity.ERROR,
    "The account on the GovCloud side is a commercial account in CloudHealth, so the linkage would be refused.",
    "Check whether the row's two sides are swapped, or configure the account as a GovCloud account in CloudHealth.",
)
NOT_A_COMMERCIAL_ACCOUNT = Code(
    "A107",
    "not-a-commercial-account",
    Severity.ERROR,
    "The account on the commercial side is a GovCloud account in CloudHealth, so the linkage would be refused.",
    "Check whether the row's two sides are swapped.",
)
UNKNOWN_REGION = Code(
    "A108",
    "unknown-region",
    Severity.ERROR,
    "CloudHealth doesn't say whether the account is a GovCloud or a commercial one; such an account is never sent.",
    "Complete the account's configuration in CloudHealth, then run the row again.",
)
ONE_ACCOUNT_ON_BOTH_SIDES = Code(
    "A109",
    "one-account-on-both-sides",
    Severity.ERROR,
    "The id on one side and the number on the other name the same account: it can't be linked to itself.",
    "Correct the side that is wrong.",
)
ACCOUNT_CLAIMED_TWICE = Code(
    "A110",
    "account-claimed-twice",
    Severity.ERROR,
    "Rows that name their accounts in different ways claim one account for two different pairs; none of them is sent.",
    "Decide which pair is right and remove the other rows.",
)
SAME_PAIR_NAMED_OTHERWISE = Code(
    "A111",
    "same-pair-named-otherwise",
    Severity.NOTE,
    "An earlier row names the same pair in another way (by id, by number); that one is used.",
    "Nothing needs doing; you may remove the row.",
)
ACCOUNT_NOT_READABLE = Code(
    "A112",
    "account-not-readable",
    Severity.ERROR,
    "The account is not among those of the customer that can be read, and CloudHealth lists others that can't be: "
    "one without an id, say, which can't be linked.",
    "Check the row; where it is right, ask CloudHealth's support about the customer's accounts.",
)
CUSTOMER_REFUSED = Code(
    "A121",
    "customer-refused",
    Severity.ERROR,
    "CloudHealth refuses the key for this customer: it isn't one of the partner's customers, or a role is missing.",
    "Correct the rows' client_api_id, or ask for access to that customer; then run the rows again.",
)
CUSTOMER_NOT_READ = Code(
    "A122",
    "customer-not-read",
    Severity.ERROR,
    "The customer's accounts and linkages could not be read completely, so nothing is claimed or sent for it.",
    "Run it again later; if that doesn't help, ask CloudHealth's support about this customer.",
)
NO_ASSETS_SHOWN = Code(
    "A201",
    "no-assets-shown",
    Severity.WARNING,
    "CloudHealth's status of the GovCloud account is red or unknown: it can't sign in to the account. The pair can be "
    "linked all the same, but CloudHealth shows no assets of it.",
    "Correct the account's role or keys in CloudHealth; the linkage needs no change.",
)
IN_NO_BILL = Code(
    "A202",
    "in-no-bill",
    Severity.WARNING,
    "CloudHealth has found the commercial account in no bill yet (its type is Unknown), so there is no cost to "
    "attribute to the pair.",
    "Nothing needs doing for a new account: it takes up to two days from its first cost. Otherwise check that it is "
    "the account that is billed for GovCloud, and that CloudHealth reads its payer's bills.",
)
NAMES_CROSSED = Code(
    "A203",
    "names-crossed",
    Severity.WARNING,
    "The accounts have different names in AWS, and the one on the other side with the same name is in another row. AWS "
    "gives both accounts of a pair one name when it creates them, so columns that were sorted separately look like "
    "this. So do accounts that were renamed.",
    "Compare the row with the one named, and ask AWS with `aws account get-gov-cloud-account-information`.",
)
REGION_CONTRADICTED = Code(
    "A204",
    "region-contradicted",
    Severity.WARNING,
    "CloudHealth has the account as a commercial one, but signs in to it by a role in AWS's GovCloud partition "
    "(aws-us-gov), which only a GovCloud account has. What CloudHealth has it as counts.",
    "Find out which account it is, and correct its region or its role in CloudHealth.",
)
