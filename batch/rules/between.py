"""X: what can be wrong between the rows of a run, over all its files."""

from batch.diagnostics import Code, Severity

TWO_PAIRS = Code(
    "X101",
    "account-in-two-pairs",
    Severity.ERROR,
    "One account stands in two different pairs. A linkage is one to one, so at most one of them can be right.",
    "Decide which pair is right, and remove the other.",
)
BOTH_SIDES = Code(
    "X102",
    "account-on-both-sides",
    Severity.ERROR,
    "One account is a commercial account in one row and a GovCloud account in another.",
    "Look for swapped columns, and correct the row that has them.",
)
TWO_CUSTOMERS = Code(
    "X103",
    "account-of-two-customers",
    Severity.ERROR,
    "One account stands under two customers; an account belongs to one.",
    "Correct the client_api_id of one of the rows.",
)
SELF_LINK = Code(
    "X104",
    "self-link",
    Severity.ERROR,
    "The row links an account to itself.",
    "Fill in the account of the other side.",
)
AWS_SAYS_OTHERWISE = Code(
    "X105",
    "aws-says-otherwise",
    Severity.ERROR,
    "AWS's own record pairs one of the accounts with another one, or has it on the other side. That is what columns "
    "look like that were sorted separately, or swapped.",
    "Correct the row, or look up the account with `aws account get-gov-cloud-account-information`.",
)
DUPLICATE_ROW = Code(
    "X201",
    "duplicate-row",
    Severity.NOTE,
    "The same customer and pair stands in an earlier row. It is harmless: that row is used.",
    "Nothing needs doing; you may remove one of the rows.",
)
NOT_IN_AWS_RECORD = Code(
    "X202",
    "not-in-aws-record",
    Severity.NOTE,
    "AWS's own record, as given with --verify-against, knows neither account of the row, so the pair is not confirmed.",
    "Give the record of the organization that the accounts belong to as well.",
)
ORDINARY_ACCOUNT = Code(
    "X203",
    "ordinary-account",
    Severity.WARNING,
    "AWS's own record, as given with --verify-against, says that the row's commercial account was created without a "
    "GovCloud account. It may have been given one later; more often the row is wrong.",
    "Look it up with `aws account get-gov-cloud-account-information`, and give what that prints as well.",
)
NOT_COMPARED = Code(
    "X204",
    "not-compared",
    Severity.NOTE,
    "The row names an account by its CloudHealth id alone, so the pair could not be compared with AWS's own record.",
    "Add the AWS account number. `govlink plan` and `govlink apply` ask CloudHealth for it, and compare then.",
)
