"""The report's rows: the plan joined with the journal. Nothing is claimed that the journal doesn't show; pure."""

import pandas as pd

from batch.cloudhealth.headers import with_request_id
from batch.events import Answered, Intent, Line, RunStarted, Settled, Stopped, Unreadable
from batch.frames import PLAN, REPLACED, REPORT, columns_of, with_more
from batch.rules import accounts, sending
from batch.statuses import Status

_KILLED = (sending.KILLED.id, sending.KILLED.describe(why="the run ended abruptly"))
_DAMAGED = (sending.KILLED.id, sending.KILLED.describe(why="the journal is damaged, so this row may have been sent"))
_STATUSES = frozenset(Status)
_ENDED = ("status", "codes", "message", "linkage_id", "http_status", "attempts", "started_at", "finished_at")


def join(plan: pd.DataFrame, outcomes: "Outcomes") -> pd.DataFrame:
    """One line per row of the plan, in its order: the columns `REPORT`, then the user's own, all `str`.

    `plan` is the content of `plan.csv`, indexed from 0; the journal counts rows from 1.
    """
    report = plan[[*PLAN, "linkage_id"]].reindex(columns=list(REPORT), fill_value="")
    if outcomes.are_sent:
        clients, *ended = columns_of(report, ("client_api_id", *_ENDED))
        _end(outcomes, clients, ended)
        report = report.assign(
            **{name: pd.array(cells, dtype="str") for name, cells in zip(_ENDED, ended, strict=True)}
        )
    own = [column for column in plan.columns if column not in {*PLAN, *REPLACED}]
    return report.join(plan[own])


def _end(outcomes: "Outcomes", clients: list[str], ended: list[list[str]]) -> None:
    """Write what became of each planned row into the columns `_ENDED`."""
    status, codes, message, linkage, http, attempts, begun, over = ended
    for at in [at for at, planned in enumerate(status) if planned == Status.PLANNED]:
        end = outcomes.of(at + 1, clients[at], codes[at], message[at], linkage[at])
        status[at], codes[at], message[at], linkage[at], http[at], attempts[at], begun[at], over[at] = end


class Outcomes:
    """What a journal shows about each row and the run's end."""

    def __init__(self) -> None:
        self.are_sent = self._is_damaged = False
        self._settled: dict[int, Settled] = {}
        self._intents: dict[int, int] = {}
        self._answers: dict[int, str] = {}
        """The id of the last request that sent each row."""
        self._closed: dict[str, Stopped] = {}
        self._stopped: Stopped | None = None

    def take(self, line: Line) -> None:
        """Take in the next event."""
        match line.event:
            case Answered() as answered:
                # A row's answer matters only if the run was killed after it.
                if answered.row and answered.method != "GET":
                    self._answers[answered.row] = answered.request_id
            case Intent() as intent:
                self._intents[intent.row] = intent.attempt
                self._answers.pop(intent.row, None)
            case Settled() as settled if settled.status in _STATUSES:
                self._settled[settled.row] = settled
                self._answers.pop(settled.row, None)
            case Unreadable():
                self._is_damaged = True
            case RunStarted() as started:
                self.are_sent = started.command == "apply"
            case Stopped(client_api_id=None) as stopped:
                self._stopped = stopped
            case Stopped(client_api_id=str(customer)) as stopped:
                self._closed[customer] = stopped

    def of(self, row: int, client_api_id: str, codes: str, message: str, linkage_id: str) -> tuple[str, ...]:
        """The cells `_ENDED` of a planned row; codes and message are added to those of the plan."""
        if settled := self._settled.get(row):
            return (
                settled.status,
                with_more("codes", codes, settled.codes),
                with_more("message", message, settled.message),
                settled.linkage_id or linkage_id,
                _text(settled.http_status),
                _text(settled.attempts),
                settled.started_at,
                settled.finished_at,
            )
        attempts = self._intents.get(row, 0)
        stopped = self._closed.get(client_api_id) or self._stopped
        if attempts:
            status, (code, words) = Status.UNKNOWN, _KILLED
            words = with_request_id(words, self._answers.get(row, ""))
        elif self._is_damaged:
            status, (code, words) = Status.UNKNOWN, _DAMAGED
        elif stopped:
            status = Status.REJECTED if stopped.code == accounts.CUSTOMER_REFUSED.id else Status.NOT_ATTEMPTED
            code, words = stopped.code, stopped.reason
        else:
            status, (code, words) = Status.NOT_ATTEMPTED, _KILLED
        return (
            status,
            with_more("codes", codes, code),
            with_more("message", message, words),
            linkage_id,
            "",
            str(attempts),
            "",
            "",
        )


def _text(value: object) -> str:
    return "" if value is None else str(value)
