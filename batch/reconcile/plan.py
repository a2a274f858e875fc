"""The plan: every row of the mapping with its action, and the most important status that was found for it; pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from batch.aws import AwsList
from batch.diagnostics import Rule
from batch.frames import LINKAGES, PLAN, REPLACED, accounts_frame, own_columns, problems_frame, rows_frame, text_frame
from batch.inventory import CustomerInventory, Direction, ReadState
from batch.mapping.rows import Row
from batch.reconcile.account_warnings import account_warnings
from batch.reconcile.aws_list import compare_numbers, confirmed
from batch.reconcile.claims import compare_rows
from batch.reconcile.customer_names import CustomerNames
from batch.reconcile.direction import ContradictoryError, decide, kinds_of, pair_of
from batch.reconcile.linked import compare
from batch.reconcile.resolve import Resolved, resolve
from batch.reconcile.unfound import Unfound
from batch.reconcile.updates import Step
from batch.rules.accounts import CUSTOMER_NOT_READ, CUSTOMER_REFUSED, ID_AND_NUMBER_DISAGREE
from batch.rules.linkages import CONTRADICTORY_DIRECTION
from batch.statuses import Action, Status

_WEIGHT = (
    Status.INVALID,
    Status.DUPLICATE,
    Status.NOT_ATTEMPTED,
    Status.REJECTED,
    Status.CONFLICT,
    Status.IN_SYNC,
    Status.PLANNED,
)
"""A row with several problems gets the first of these statuses; all of its problems are reported."""


@dataclass(frozen=True)
class Plan:
    """What will be done, one line per mapping row, in mapping order.

    `frame` has the columns `PLAN`, `REPLACED`, and the user's own, all `str`. `steps` has what each planned row waits
    for. `directions` has the decision for each customer that could be read; `unusable` has, for each other customer,
    its rows' status, the code, and the message. `accounts` (`ACCOUNTS`) and `linkages` (`LINKAGES`) are what was
    compared with, and `unmanaged` are the linkages that no row names: the outer join's other side. `doubled`
    (`LINKAGES` and a `message`) share an account with another linkage. `left_out` describes, by customer, accounts that
    are missing here because they can't be read. `names` are the customers' names in CloudHealth, if they are known.
    """

    frame: pd.DataFrame
    steps: dict[int, Step]
    directions: dict[str, Direction]
    unusable: dict[str, tuple[Status, str, str]]
    accounts: pd.DataFrame
    linkages: pd.DataFrame
    unmanaged: pd.DataFrame
    doubled: pd.DataFrame
    left_out: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def reconcile(
    rows: Sequence[Row],
    local: pd.DataFrame,
    inventories: Sequence[CustomerInventory],
    aws_list: AwsList | None = None,
    *,
    forced: Direction | None = None,
    allow_update: bool = False,
    elsewhere: Collection[CustomerInventory] = (),
) -> Plan:
    """Compare the mapping with what CloudHealth has.

    `local` are the problems of the local check (`PROBLEMS`). `inventories` has one entry per customer that a row names
    and that was to be read; nothing is claimed about the accounts of a row whose customer is missing. A row that
    contradicts AWS's own list is invalid. `forced` is the direction that the user asks for; with None, each customer's
    own linkages decide. `elsewhere` are other known inventories, in which an account that is not found may be.
    """
    names = {inventory.client_api_id: inventory.name for inventory in inventories if inventory.name}
    called = CustomerNames(rows_frame(rows), names)
    given = called.filled_in()
    directions, unusable = _directions(inventories, forced)
    usable = [inventory for inventory in inventories if inventory.client_api_id in directions]
    accounts = accounts_frame(inventories)
    left_out = {inventory.client_api_id: inventory.left_out for inventory in inventories if inventory.left_out}
    resolved = resolve(given, accounts, Unfound(accounts, inventories, elsewhere))
    complete = {inventory.client_api_id for inventory in inventories if inventory.state is ReadState.COMPLETE}
    local = compare_rows(_with_numbers_compared(aws_list, resolved, local), resolved, complete)
    problems = [local, _customer_problems(given, unusable)]
    speak = given.index[given["client_api_id"].isin(complete)]
    problems.append(resolved.problems[resolved.problems["row"].isin(speak)])

    linkages = _linkages(usable, directions)
    decided = pd.concat(problems, ignore_index=True)
    is_open = given["client_api_id"].isin(directions) & ~given.index.isin(decided.loc[decided["status"] != "", "row"])
    compared = compare(resolved.rows, is_open, linkages, accounts, allow_update=allow_update)
    pairs = resolved.rows.assign(place=resolved.rows["source"] + ":" + resolved.rows["line"])
    warnings = [called.warnings(), account_warnings(pairs, accounts, confirmed(aws_list, resolved.rows))]
    worth_a_look = _unsettled(pd.concat(warnings, ignore_index=True), decided)
    weighed = _weigh(pd.concat([decided, compared.statuses, worth_a_look], ignore_index=True), given.index)

    frame = resolved.rows.join(weighed).join(compared.actions)
    frame["action"] = frame["action"].fillna(Action.NONE)
    frame[list(REPLACED)] = frame[list(REPLACED)].fillna("")
    return Plan(
        frame[[*PLAN, *REPLACED]].astype("str").join(own_columns(rows)),
        compared.steps,
        directions,
        unusable,
        accounts,
        linkages,
        compared.unmanaged,
        compared.doubled,
        left_out,
        names,
    )


def _with_numbers_compared(aws_list: AwsList | None, resolved: Resolved, local: pd.DataFrame) -> pd.DataFrame:
    """Return the local problems, compared with AWS's own list if there is one."""
    if aws_list is None:
        return local
    # If id and number disagree, it must first be clear which account is meant.
    unclear = resolved.problems.loc[resolved.problems["code"] == ID_AND_NUMBER_DISAGREE.id, "row"]
    return compare_numbers(aws_list, resolved.rows.drop(unclear.unique()), local)


def _unsettled(warnings: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    """Return the warnings of all rows except those that need an edit or repeat another one."""
    settled = decided.loc[decided["status"].isin({Status.INVALID, Status.DUPLICATE}), "row"]
    return warnings[~warnings["row"].isin(settled)]


def _directions(
    inventories: Sequence[CustomerInventory], forced: Direction | None
) -> tuple[dict[str, Direction], dict[str, tuple[Status, str, str]]]:
    """Return each readable customer's direction; for the others, their rows' status, the code, and the message."""
    directions: dict[str, Direction] = {}
    unusable: dict[str, tuple[Status, str, str]] = {}
    for inventory in inventories:
        customer = inventory.client_api_id
        match inventory.state:
            case ReadState.FORBIDDEN:
                unusable[customer] = (Status.REJECTED, *_why_unread(inventory, CUSTOMER_REFUSED))
            case ReadState.INCOMPLETE:
                unusable[customer] = (Status.NOT_ATTEMPTED, *_why_unread(inventory, CUSTOMER_NOT_READ))
            case ReadState.COMPLETE:
                try:
                    directions[customer] = decide(inventory, forced)
                except ContradictoryError as error:
                    unusable[customer] = (Status.NOT_ATTEMPTED, CONTRADICTORY_DIRECTION.id, str(error))
    return directions, unusable


def _why_unread(inventory: CustomerInventory, rule: Rule) -> tuple[str, str]:
    """Return the code and the message: the rule's, unless the run was stopped before the customer."""
    if inventory.code:
        return inventory.code, inventory.reason
    return rule.id, rule.describe(reason=inventory.reason)


def _customer_problems(given: pd.DataFrame, unusable: dict[str, tuple[Status, str, str]]) -> pd.DataFrame:
    concerned = given["client_api_id"][given["client_api_id"].isin(unusable)]
    return problems_frame((row, *unusable[customer]) for row, customer in zip(concerned.index, concerned, strict=True))


def _linkages(inventories: Sequence[CustomerInventory], directions: dict[str, Direction]) -> pd.DataFrame:
    """Return every linkage that was read, with its accounts on the sides where the user sees them."""

    def lines() -> Iterator[tuple[str, ...]]:
        for inventory in inventories:
            kinds = kinds_of(inventory)
            for linkage in inventory.linkages:
                pair = pair_of(linkage, directions[inventory.client_api_id], kinds)
                yield (inventory.client_api_id, linkage.linkage_id, *pair)

    return text_frame(LINKAGES, lines()).drop_duplicates(["client_api_id", "linkage_id"], ignore_index=True)


def _weigh(problems: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    """Return one line per row: the most important status, all codes, and all messages."""
    weight = {status: at for at, status in enumerate(_WEIGHT)}
    ranked = problems.assign(rank=problems["status"].map(weight))
    status = ranked.sort_values(["row", "rank"]).dropna(subset="rank").drop_duplicates("row").set_index("row")["status"]
    weighed = pd.DataFrame({"status": status}, index=index)
    for column, separator in {"code": " ", "message": "; "}.items():
        worded = problems[problems[column] != ""].drop_duplicates(["row", column])
        weighed[f"{column}s"] = worded.groupby("row")[column].agg(separator.join)
    return weighed.rename(columns={"messages": "message"}).fillna({"codes": "", "message": ""})
