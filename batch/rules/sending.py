"""S: what can go wrong while linkages are sent."""

from functools import partial

from batch.diagnostics import Example, Rule, Severity
from batch.rules.examples import HEADER, PAIR, ROW, TWO_PAIRS

_APPLY = "govlink apply mapping.csv"
_Applied = partial(Example, command=f"{_APPLY} --yes")
_Planned = partial(Example, command="govlink plan mapping.csv")

_TWO_ROWS = f"{ROW}4001,104,103\n"
_FOUR_ROWS = f"""\
{HEADER}\
4001,40010002,40010001
4001,40010004,40010003
4001,40010006,40010005
4001,40010008,40010007
"""
_FOUR_PAIRS = """\
crowd: {customers: 1, pairs: 4, first_id: 4001}
"""
_WITHOUT_THE_LIST = f"""\
{PAIR}\
    linkages:
      - {{govcloud: 101, commercial: 102}}
faults:
  - {{kind: status, status: 403, path: /v1/customers}}
"""

REFUSED_BY_CLOUDHEALTH = Rule(
    id="S101",
    name="refused-by-cloudhealth",
    severity=Severity.ERROR,
    meaning="CloudHealth refused the linkage. The message quotes its answer.",
    remedy="Resolve the reason that the answer gives, then run the row again.",
    message="CloudHealth {answer}",
    wrong=_Applied(
        ROW,
        cloudhealth=f"""\
{PAIR}\
faults:
  - {{kind: status, status: 422, method: POST, message: Account is disabled}}
""",
    ),
    right=_Applied(ROW, cloudhealth=PAIR),
)
ATTEMPTS_USED_UP = Rule(
    id="S102",
    name="attempts-used-up",
    severity=Severity.ERROR,
    meaning="No attempt took effect, so nothing was linked.",
    remedy="Run the row again once the network and the service are working.",
    message="no attempt took effect; the last one: {last}",
    wrong=Example(
        ROW,
        command=f"{_APPLY} --max-attempts 1",
        cloudhealth=PAIR,
        circumstance="the network is down when you say yes",
    ),
    right=Example(ROW, command=f"{_APPLY} --max-attempts 1", cloudhealth=PAIR, circumstance="you say yes"),
)
OUTCOME_UNKNOWN = Rule(
    id="S103",
    name="outcome-unknown",
    severity=Severity.ERROR,
    meaning="An attempt may have been applied, and the linkage could not be found afterwards.",
    remedy="Run the row again later. A linkage that exists by then is found and is not sent twice.",
    message="it may have been applied: {why}",
    wrong=_Applied(
        ROW,
        command=f"{_APPLY} --yes --max-attempts 1",
        cloudhealth=f"""\
{PAIR}\
faults:
  - {{kind: reset, method: POST}}   # no answer, and not applied
""",
    ),
    right=_Applied(
        ROW,
        cloudhealth=f"""\
{PAIR}\
faults:
  - {{kind: reset, method: POST, commit: true}}   # no answer, but found afterwards
""",
    ),
)
LINKED_MEANWHILE = Rule(
    id="S104",
    name="linked-meanwhile",
    severity=Severity.ERROR,
    meaning="During this run, someone else linked one of the accounts to another account.",
    remedy="Plan again, and look at the linkage that exists now.",
    message="changed in the meantime: {change}",
    wrong=Example(
        ROW, command=_APPLY, cloudhealth=TWO_PAIRS, circumstance="someone links 102 with 103 before you say yes"
    ),
    right=Example(ROW, command=_APPLY, cloudhealth=TWO_PAIRS, circumstance="you say yes"),
)
CANARIES_REFUSED = Rule(
    id="S105",
    name="canaries-refused",
    severity=Severity.ERROR,
    meaning="CloudHealth refused the customer's first rows one after another, although they agree with its own data. "
    "Likely causes: the tenant expects the two accounts the other way around (direction), or a role is missing.",
    remedy="Read the refusals. If they mention regions, check one pair in CloudHealth's console, then try --direction "
    "swapped with --limit 1.",
    message="the first {count} rows were refused; the last one: {last}",
    wrong=_Applied(
        _FOUR_ROWS,
        cloudhealth=f"""\
{_FOUR_PAIRS}\
faults:
  - {{kind: status, status: 403, method: POST}}
""",
    ),
    right=_Applied(_FOUR_ROWS, cloudhealth=_FOUR_PAIRS),
)
REFUSED_FOR_ITS_REGION = Rule(
    id="S106",
    name="refused-for-its-region",
    severity=Severity.ERROR,
    meaning="CloudHealth refused the pair because of the accounts' regions, although they are right according to its "
    "own inventory. The tenant probably expects the two accounts the other way around, but a single refusal can have "
    "another reason.",
    remedy="Look at one pair in CloudHealth's console. If it has the accounts the other way around, run again with "
    "--direction swapped --limit 1, and look at the new linkage before you send the rest.",
    message="CloudHealth {answer}",
    wrong=_Applied(ROW, cloudhealth=f"{PAIR}switches:\n  direction: swapped\n"),
    right=_Applied(
        ROW,
        command=f"{_APPLY} --yes --direction swapped",
        cloudhealth=f"{PAIR}switches:\n  direction: swapped\n",
    ),
)
KEY_REFUSED = Rule(
    id="S201",
    name="key-refused",
    severity=Severity.ERROR,
    meaning="CloudHealth refuses the API key.",
    remedy="Check CLOUDHEALTH_API_KEY (or --api-key-file), and create a new key in CloudHealth if need be. Then run "
    "again.",
    message="CloudHealth refuses the key: {answer}",
    wrong=_Planned(ROW, cloudhealth=f"{PAIR}keys: [another-key-than-yours]\n"),
    right=_Planned(ROW, cloudhealth=PAIR),
)
PROXY_REFUSED = Rule(
    id="S202",
    name="proxy-refused",
    severity=Severity.ERROR,
    meaning="The proxy does not let govlink through to CloudHealth, or requires credentials.",
    remedy="Allow CloudHealth's host on the proxy, or correct the variable that the message names (with credentials: "
    "http://user:password@host:port), or add CloudHealth's host to NO_PROXY. Then run again.",
    message="the proxy does not let govlink through: {why}",
    wrong=_Planned(
        ROW,
        cloudhealth=f"""\
{PAIR}\
faults:
  - {{kind: status, status: 407}}   # from a proxy on the way
""",
    ),
    right=_Planned(ROW, cloudhealth=PAIR),
)
CERTIFICATE_NOT_TRUSTED = Rule(
    id="S203",
    name="certificate-not-trusted",
    severity=Severity.ERROR,
    meaning="The server's TLS certificate is not trusted, so nothing was sent.",
    remedy="If your network inspects TLS, name its CA with --ca-bundle. Otherwise, find out which server answers in "
    "CloudHealth's place.",
    message="no trusted TLS connection: {why}",
    wrong=_Planned(ROW, cloudhealth=PAIR, circumstance="a proxy that inspects TLS has its own CA"),
    right=_Planned(
        ROW,
        command="govlink plan mapping.csv --ca-bundle its-ca.pem",
        cloudhealth=PAIR,
        circumstance="a proxy that inspects TLS has its own CA",
    ),
)
NOT_THE_API = Rule(
    id="S204",
    name="not-the-api",
    severity=Severity.ERROR,
    meaning="Something other than the API answered, with a redirect or a web page.",
    remedy="Check --base-url and any proxy or single sign-on gateway in between.",
    message="this is not the API; it answered with {answer}",
    wrong=_Planned(
        ROW,
        cloudhealth=f"""\
{PAIR}\
faults:
  - {{kind: login-page}}
""",
    ),
    right=_Planned(ROW, cloudhealth=PAIR),
)
LONG_PAUSE_ASKED = Rule(
    id="S205",
    name="long-pause-asked",
    severity=Severity.ERROR,
    meaning="The service asks for a pause of more than 15 minutes, so the run ends.",
    remedy="Run again after that time.",
    message="the service asks for a pause of {minutes} minutes",
    wrong=_Planned(
        ROW,
        cloudhealth=f"""\
{PAIR}\
faults:
  - {{kind: status, status: 429, headers: {{Retry-After: "3600"}}}}
""",
    ),
    right=_Planned(ROW, cloudhealth=PAIR),
)
SERVICE_DOWN = Rule(
    id="S206",
    name="service-down",
    severity=Severity.ERROR,
    meaning="The service can't be reached, or answers only with errors.",
    remedy="Check --base-url and the network, or wait until the service is back. Then run again.",
    message="CloudHealth {state}: {why}",
    wrong=_Planned(
        ROW,
        cloudhealth=f"""\
{PAIR}\
faults:
  - {{kind: status, status: 503}}
""",
        circumstance="for more than 15 minutes",
    ),
    right=_Planned(ROW, cloudhealth=PAIR),
)
ANSWER_NAMES_OTHER_ACCOUNTS = Rule(
    id="S207",
    name="answer-names-other-accounts",
    severity=Severity.ERROR,
    meaning="CloudHealth confirmed a linkage of accounts other than those that were sent. Something is badly wrong, so "
    "nothing more is sent.",
    remedy="Look at the linkage in CloudHealth's console, and call its support before you run anything again.",
    message="the linkage is not the one that was sent: {linkage}",
    wrong=_Applied(
        ROW,
        cloudhealth=f"""\
{TWO_PAIRS}\
faults:
  - {{kind: wrong-linkage, method: POST, commit: true}}
""",
    ),
    right=_Applied(ROW, cloudhealth=TWO_PAIRS),
)
CUSTOMERS_NOT_LISTED = Rule(
    id="S208",
    name="customers-not-listed",
    severity=Severity.ERROR,
    meaning="The list of all customers could not be read completely, and govlink does not treat a partial list as "
    "complete.",
    remedy="Run again later, or name the customers yourself, in a mapping or with --client-api-id, instead of "
    "--all-customers. With the key of a direct customer, use --direct-customer. `govlink doctor` shows whether the "
    "key itself is refused.",
    message="the list of all customers could not be read: {why}",
    wrong=Example(ROW, command="govlink audit mapping.csv --all-customers", cloudhealth=_WITHOUT_THE_LIST),
    right=Example(ROW, command="govlink audit mapping.csv", cloudhealth=_WITHOUT_THE_LIST),
)
PROXY_DOWN = Rule(
    id="S209",
    name="proxy-down",
    severity=Severity.ERROR,
    meaning="The proxy can't be reached, or does not reach CloudHealth.",
    remedy="Check the variable that the message names, or add CloudHealth's host to NO_PROXY, or wait until the proxy "
    "is back. Then run again.",
    message="the proxy does not reach CloudHealth: {why}",
    wrong=_Planned(ROW, cloudhealth=PAIR, circumstance="nothing listens at the address that HTTPS_PROXY names"),
    right=_Planned(ROW, cloudhealth=PAIR),
)
INTERRUPTED = Rule(
    id="S301",
    name="interrupted",
    severity=Severity.NOTE,
    meaning="The run was interrupted by a signal before this row.",
    remedy="Run it again to continue. Existing linkages are found and are not sent twice.",
    message="interrupted by {by}",
    wrong=_Applied(
        ROW, cloudhealth=f"{PAIR}latency: {{mean: 0.3}}\n", circumstance="SIGTERM comes while accounts are read"
    ),
    right=_Applied(ROW, cloudhealth=PAIR),
)
KILLED = Rule(
    id="S302",
    name="killed",
    severity=Severity.NOTE,
    meaning="The run ended abruptly (it was killed, or the power failed) before this row had an outcome.",
    remedy="Run it again. Existing linkages are found and are not sent twice.",
    message="no outcome was recorded: {why}",
    wrong=_Applied(
        ROW,
        command=f"{_APPLY} --yes\ngovlink report reports/*-apply-*",
        cloudhealth=f"""\
{PAIR}\
faults:
  - {{kind: hang, method: POST}}
""",
        circumstance="killed by SIGKILL while it waits for an answer",
    ),
    right=_Applied(ROW, command=f"{_APPLY} --yes\ngovlink report reports/*-apply-*", cloudhealth=PAIR),
)
DECLINED = Rule(
    id="S303",
    name="declined",
    severity=Severity.NOTE,
    meaning="The plan was shown and declined at the prompt.",
    remedy="If the plan is right, run again and answer yes, or use --yes.",
    message="declined at the prompt",
    wrong=Example(ROW, command=_APPLY, cloudhealth=PAIR, circumstance="you say no"),
    right=Example(ROW, command=_APPLY, cloudhealth=PAIR, circumstance="you say yes"),
)
LIMIT_REACHED = Rule(
    id="S304",
    name="limit-reached",
    severity=Severity.NOTE,
    meaning="--limit, --max-duration or --max-failures ended the run before this row.",
    remedy="Run it again to continue. Existing linkages are found and are not sent twice.",
    message="{limit} was reached",
    wrong=_Applied(_TWO_ROWS, command=f"{_APPLY} --yes --limit 1", cloudhealth=TWO_PAIRS),
    right=_Applied(_TWO_ROWS, command=f"{_APPLY} --yes --limit 2", cloudhealth=TWO_PAIRS),
)
SAFETY_LIMIT = Rule(
    id="S305",
    name="safety-limit",
    severity=Severity.NOTE,
    meaning="The plan exceeds a safety limit (--max-creates, --max-updates, --require-clean), so none of it was sent.",
    remedy="Read the plan. If it is what you want, raise the limit. Rows for which --require-clean refuses the plan "
    "are in fix.csv.",
    message="nothing is sent: {why}",
    wrong=_Applied(_TWO_ROWS, command=f"{_APPLY} --yes --max-creates 1", cloudhealth=TWO_PAIRS),
    right=_Applied(_TWO_ROWS, command=f"{_APPLY} --yes --max-creates 2", cloudhealth=TWO_PAIRS),
)
JOURNAL_NOT_WRITABLE = Rule(
    id="S306",
    name="journal-not-writable",
    severity=Severity.ERROR,
    meaning="The journal could not be written, and nothing is sent unless it is recorded first.",
    remedy="Make room on the disk or choose another --reports folder, then run again.",
    message="the journal can't be written: {why}",
    wrong=_Applied(ROW, cloudhealth=PAIR, circumstance="the disk is full"),
    right=_Applied(ROW, cloudhealth=PAIR),
)
MACHINE_EXHAUSTED = Rule(
    id="S307",
    name="machine-exhausted",
    severity=Severity.ERROR,
    meaning="This machine has no thread or memory left for govlink, so the run ended before this row.",
    remedy="End other programs, or raise the limit that govlink runs under (`ulimit -u`, `TasksMax=`, a container's "
    "limits). Then run again.",
    message="this machine gives govlink no {resource}",
    wrong=_Applied(ROW, cloudhealth=PAIR, circumstance="govlink can't start a thread"),
    right=_Applied(ROW, cloudhealth=PAIR),
)
