"""S: what can go wrong while linkages are sent."""

from batch.diagnostics import Code, Severity

REFUSED_BY_CLOUDHEALTH = Code(
    "S101",
    "refused-by-cloudhealth",
    Severity.ERROR,
    "CloudHealth refused the linkage with an answer of its own; its words stand in the message.",
    "Do what the answer says, then run the row again.",
)
ATTEMPTS_USED_UP = Code(
    "S102",
    "attempts-used-up",
    Severity.ERROR,
    "No attempt took effect, so nothing was linked.",
    "Run the row again when the network or the service is working again.",
)
OUTCOME_UNKNOWN = Code(
    "S103",
    "outcome-unknown",
    Severity.ERROR,
    "An attempt may have been applied, and the linkage could not be found afterwards.",
    "Run the row again later: what exists by then is found and is not sent twice.",
)
LINKED_MEANWHILE = Code(
    "S104",
    "linked-meanwhile",
    Severity.ERROR,
    "While this run was sending, one of the accounts was linked otherwise by somebody else.",
    "Plan again and look at the linkage that is there now.",
)
CANARIES_REFUSED = Code(
    "S105",
    "canaries-refused",
    Severity.ERROR,
    "The customer's first rows were refused one after the other, though CloudHealth's own data say that they are "
    "right. Likely causes: the tenant takes the two accounts the other way round (direction), or a role is missing.",
    "Read the refusals. If they speak of regions, check one pair in CloudHealth's console, then try "
    "--direction swapped with --limit 1.",
)
REFUSED_FOR_ITS_REGION = Code(
    "S106",
    "refused-for-its-region",
    Severity.ERROR,
    "CloudHealth refused the pair because of the accounts' regions, though its own inventory says that they are right. "
    "The tenant probably takes the two accounts the other way round; a single refusal can have another reason.",
    "Look at one pair in CloudHealth's console. If the tenant is that way, run again with --direction swapped "
    "--limit 1, and look at the new linkage before you send the rest.",
)
KEY_REFUSED = Code(
    "S201",
    "key-refused",
    Severity.ERROR,
    "CloudHealth refuses the API key.",
    "Check CLOUDHEALTH_API_KEY (or --api-key-file): make a new key in CloudHealth if need be, then run again.",
)
PROXY_REFUSED = Code(
    "S202",
    "proxy-refused",
    Severity.ERROR,
    "The proxy does not let govlink through to CloudHealth, or requires credentials.",
    "Have the proxy let it through, or correct the variable that the message names, with credentials where the proxy "
    "requires them (http://user:password@host:port), or add CloudHealth's host to NO_PROXY; then run again.",
)
CERTIFICATE_NOT_TRUSTED = Code(
    "S203",
    "certificate-not-trusted",
    Severity.ERROR,
    "The server's TLS certificate is not trusted, so nothing was sent.",
    "If your network inspects TLS, name its CA with --ca-bundle; else find out who answers in CloudHealth's place.",
)
NOT_THE_API = Code(
    "S204",
    "not-the-api",
    Severity.ERROR,
    "Something other than the API answers: a redirect or a page for people.",
    "Check --base-url and any proxy or single sign-on gateway in between.",
)
LONG_PAUSE_ASKED = Code(
    "S205",
    "long-pause-asked",
    Severity.ERROR,
    "The service asks to be left alone for more than 15 minutes; nothing more is sent before that.",
    "Run again after the time that it names.",
)
SERVICE_DOWN = Code(
    "S206",
    "service-down",
    Severity.ERROR,
    "The service can't be reached, or answers nothing but errors.",
    "Check --base-url and the network, or wait until the service is back; then run again.",
)
ANSWER_NAMES_OTHER_ACCOUNTS = Code(
    "S207",
    "answer-names-other-accounts",
    Severity.ERROR,
    "CloudHealth confirmed a linkage of other accounts than were sent. Something is badly wrong; nothing more is sent.",
    "Look at the linkage in CloudHealth's console, and call its support before you run anything again.",
)
CUSTOMERS_NOT_LISTED = Code(
    "S208",
    "customers-not-listed",
    Severity.ERROR,
    "The list of all customers could not be read completely, and a part of it must not pass for the whole.",
    "Run again later; or name the customers yourself, in a mapping or with --client-api-id, instead of "
    "--all-customers.",
)
PROXY_DOWN = Code(
    "S209",
    "proxy-down",
    Severity.ERROR,
    "The proxy can't be reached, or does not reach CloudHealth.",
    "Check the variable that the message names, or add CloudHealth's host to NO_PROXY, or wait until the proxy is "
    "back; then run retry.csv.",
)
INTERRUPTED = Code(
    "S301",
    "interrupted",
    Severity.NOTE,
    "The run was interrupted by a signal before this row.",
    "Run it again to go on: what is linked by then is found, and not sent twice.",
)
KILLED = Code(
    "S302",
    "killed",
    Severity.NOTE,
    "The run ended abruptly (it was killed, or the power failed) before this row had an outcome.",
    "Run it again: what is linked by then is found, and not sent twice.",
)
DECLINED = Code(
    "S303",
    "declined",
    Severity.NOTE,
    "The plan was shown and declined at the prompt.",
    "Run again and answer yes, or with --yes, when the plan is right.",
)
LIMIT_REACHED = Code(
    "S304",
    "limit-reached",
    Severity.NOTE,
    "--limit, --max-duration or --max-failures ended the run before this row.",
    "Run it again to go on: what is linked by then is found, and not sent twice.",
)
SAFETY_LIMIT = Code(
    "S305",
    "safety-limit",
    Severity.NOTE,
    "The plan goes beyond a safety limit (--max-creates, --max-updates, --require-clean), so nothing of it was sent.",
    "Read the plan. If it is what you want, raise the limit; rows that --require-clean stops at are in fix.csv.",
)
JOURNAL_NOT_WRITABLE = Code(
    "S306",
    "journal-not-writable",
    Severity.ERROR,
    "The journal could not be written, and nothing is sent without its record.",
    "Make room on the disk or choose another --reports folder; then run again.",
)
MACHINE_EXHAUSTED = Code(
    "S307",
    "machine-exhausted",
    Severity.ERROR,
    "This machine gave the program no further thread or no memory, so the run ended before this row.",
    "Make room: end other programs, or raise the limit that the program runs under (`ulimit -u`, `TasksMax=`, a "
    "container's limits); then run again.",
)
