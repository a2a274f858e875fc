"""Every kind of problem that govlink knows, in one registry: what it means and what to do about it.

Families: F file, H header, R row, V value, X between rows (all found without the network); A accounts and L linkages
(found by comparing with CloudHealth); S sending (found while submitting). A code is never reused for another meaning.
"""

from batch.diagnostics import Code, Severity

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

_ACCOUNTS = (
    Code(
        "A101",
        "unknown-account",
        _ERROR,
        "The customer has no account of this id or number in CloudHealth.",
        "Enable the account in CloudHealth, or correct the row; then run it again.",
    ),
    Code(
        "A102",
        "account-of-another-customer",
        _ERROR,
        "The account belongs to another customer of this run. CloudHealth links only accounts of one customer.",
        "Correct the row's client_api_id or its account.",
    ),
    Code(
        "A103",
        "ambiguous-number",
        _ERROR,
        "The customer has several accounts of this AWS number, so the number alone doesn't say which is meant.",
        "Name the account by its CloudHealth id in the row's _acct_id column.",
    ),
    Code(
        "A104",
        "id-and-number-disagree",
        _ERROR,
        "The row names this side by id and by number, and they are two different accounts in CloudHealth.",
        "Find out which of the two is right and correct or remove the other.",
    ),
    Code(
        "A105",
        "number-not-confirmed",
        _ERROR,
        "The row names this side by id and by number, and CloudHealth doesn't tell the number of the account "
        "with that id.",
        "If you are sure of the id, remove the number from the row.",
    ),
    Code(
        "A106",
        "not-a-govcloud-account",
        _ERROR,
        "The account on the GovCloud side is a commercial account in CloudHealth, and would be refused.",
        "Check whether the row's two sides are exchanged, or configure the account as a GovCloud account in "
        "CloudHealth.",
    ),
    Code(
        "A107",
        "not-a-commercial-account",
        _ERROR,
        "The account on the commercial side is a GovCloud account in CloudHealth, and would be refused.",
        "Check whether the row's two sides are exchanged.",
    ),
    Code(
        "A108",
        "unknown-region",
        _ERROR,
        "CloudHealth doesn't say whether the account is a GovCloud or a commercial one; such an account is never sent.",
        "Complete the account's configuration in CloudHealth, then run the row again.",
    ),
    Code(
        "A109",
        "one-account-on-both-sides",
        _ERROR,
        "The id on one side and the number on the other name the same account: it can't be linked to itself.",
        "Correct the side that is wrong.",
    ),
    Code(
        "A110",
        "account-in-two-pairs",
        _ERROR,
        "Rows that name their accounts in different ways claim one account for two different pairs; none of "
        "them is sent.",
        "Decide which pair is right and remove the other rows.",
    ),
    Code(
        "A111",
        "same-pair-named-otherwise",
        _NOTE,
        "An earlier row names the same pair in another way (by id, by number); that one is used.",
        "Nothing needs doing; you may remove the row.",
    ),
    Code(
        "A121",
        "customer-refused",
        _ERROR,
        "CloudHealth refuses the key for this customer: it isn't one of the partner's customers, or a role is missing.",
        "Correct the rows' client_api_id, or ask for access to that customer; then run the rows again.",
    ),
    Code(
        "A122",
        "customer-not-read",
        _ERROR,
        "The customer's accounts and linkages could not be read completely, so nothing is claimed or sent for it.",
        "Run the rows again later; if it stays so, ask CloudHealth's support about this customer.",
    ),
)

_LINKAGES = (
    Code(
        "L101",
        "linked-otherwise",
        _ERROR,
        "One of the accounts is linked to another partner already. CloudHealth has no delete.",
        "Find out which is right: correct the row, or run it with --allow-update to repoint the existing linkage.",
    ),
    Code(
        "L102",
        "contradictory-direction",
        _ERROR,
        "Some of the customer's linkages hold the commercial account in the place of the GovCloud account "
        "and some don't, "
        "so it can't be told which way round a new one belongs. Nothing is sent for this customer.",
        "Look at the customer's linkages in CloudHealth, ask its support, then run with --direction by-name "
        "or swapped.",
    ),
    Code(
        "L103",
        "cannot-be-repointed",
        _ERROR,
        "The row's accounts sit in linkages that block one another, and CloudHealth has no delete: no order of updates "
        "frees them.",
        "Ask CloudHealth's support to remove one of the linkages named, then run the row again.",
    ),
    Code(
        "L104",
        "blocked-by-another-row",
        _ERROR,
        "The row waits for another row to free an account, and that row did not succeed.",
        "See to the other row first; then run this one again.",
    ),
)

_SENDING = (
    Code(
        "S101",
        "refused-by-cloudhealth",
        _ERROR,
        "CloudHealth refused the linkage with an answer of its own; its words stand in the message.",
        "Do what the answer says, then run the row again.",
    ),
    Code(
        "S102",
        "attempts-used-up",
        _ERROR,
        "No attempt reached CloudHealth; surely nothing was linked.",
        "Run the row again when the network or the service is well.",
    ),
    Code(
        "S103",
        "outcome-unknown",
        _ERROR,
        "An attempt may have been applied, and the linkage could not be found afterwards.",
        "Run the row again later: what exists by then is found and is not sent twice.",
    ),
    Code(
        "S104",
        "linked-meanwhile",
        _ERROR,
        "While this run was sending, one of the accounts was linked otherwise by somebody else.",
        "Plan again and look at the linkage that is there now.",
    ),
    Code(
        "S105",
        "canaries-refused",
        _ERROR,
        "The customer's first rows were refused one after the other, though CloudHealth's own data say that they are "
        "right. Likely causes: the tenant takes the two accounts in exchanged places (direction), or a missing role.",
        "Read the refusals. If they speak of regions, check one pair in CloudHealth's console, then try "
        "--direction swapped with --limit 1.",
    ),
    Code(
        "S201",
        "key-refused",
        _ERROR,
        "CloudHealth refuses the API key.",
        "Check CLOUDHEALTH_API_KEY (or --api-key-file): make a new key in CloudHealth if need be, then run again.",
    ),
    Code(
        "S202",
        "proxy-refused",
        _ERROR,
        "The proxy wants credentials.",
        "Set HTTPS_PROXY with them, or have the host exempted; then run again.",
    ),
    Code(
        "S203",
        "certificate-not-trusted",
        _ERROR,
        "The server's TLS certificate is not trusted, so nothing was sent.",
        "If your network inspects TLS, name its CA with --ca-bundle; else find out who answers in CloudHealth's place.",
    ),
    Code(
        "S204",
        "not-the-api",
        _ERROR,
        "Something other than the API answers: a redirect or a page for people.",
        "Check --base-url and any proxy or single sign-on gateway in between.",
    ),
    Code(
        "S205",
        "long-pause-asked",
        _ERROR,
        "The service asks to be left alone for more than 15 minutes; nothing more is sent before that.",
        "Run again after the time that it names.",
    ),
    Code(
        "S206",
        "service-down",
        _ERROR,
        "The service can't be reached, or answers nothing but errors.",
        "Check --base-url and the network, or wait until the service is back; then run retry.csv.",
    ),
    Code(
        "S207",
        "answer-names-other-accounts",
        _ERROR,
        "CloudHealth confirmed a linkage of other accounts than were sent. Something is badly wrong; nothing "
        "more is sent.",
        "Look at the linkage in CloudHealth's console and call its support before you run anything again.",
    ),
    Code(
        "S301",
        "interrupted",
        _NOTE,
        "The run was interrupted by a signal before this row.",
        "Run retry.csv to go on.",
    ),
    Code(
        "S302",
        "killed",
        _NOTE,
        "The run ended without a word (killed, power lost) before this row had an outcome.",
        "Run the mapping again: what is linked by now is found and not sent twice.",
    ),
    Code(
        "S303",
        "declined",
        _NOTE,
        "The plan was shown and declined at the prompt.",
        "Run again and answer yes, or with --yes, when the plan is right.",
    ),
    Code(
        "S304",
        "limit-reached",
        _NOTE,
        "--limit, --max-duration or --max-failures ended the run before this row.",
        "Run retry.csv to go on.",
    ),
    Code(
        "S305",
        "safety-limit",
        _NOTE,
        "The plan goes beyond a safety limit (--max-creates, --max-updates, --require-clean), so nothing of "
        "it was sent.",
        "Read the plan; raise the limit if it is what you want.",
    ),
    Code(
        "S306",
        "journal-not-writable",
        _ERROR,
        "The journal could not be written, and nothing is sent without its record.",
        "Make room on the disk or choose another --reports folder; then run retry.csv.",
    ),
)

CODES: dict[str, Code] = {code.id: code for code in (*_ACCOUNTS, *_LINKAGES, *_SENDING)}
"""By id, in the order in which they are documented."""
