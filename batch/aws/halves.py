"""Accounts that a list has separately, each with its side, and how the two of a pair are joined; pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from batch.aws.aws_list import ACCOUNT_STATES, AwsList, AwsPair, LeftOut
from batch.errors import UsageError

COMMERCIAL, GOVCLOUD = "commercial", "GovCloud"


class Half(NamedTuple):
    """An account, its side, and the text that it shares with the other account of its pair."""

    side: str
    number: str
    joined_by: str
    name: str
    source: str
    state: str = ""
    is_named_alike: bool = False
    """Whether only the name that people gave both accounts joins them, so that the pair is a guess."""


def join(halves: Sequence[Half], aws_list: AwsList) -> None:
    """Add the pairs of these accounts to the list, and the accounts without a partner; raises UsageError.

    Guesses come last, after everything that is certain.
    """
    for group in _groups(half for half in halves if not half.is_named_alike):
        aws_list.add(_certain(group))
    _refuse_other_side(halves, aws_list)
    named = [half for half in halves if half.is_named_alike]
    if named:
        _refuse_one_partition(named)
        _guess(named, aws_list)


def _groups(halves: Iterable[Half]) -> list[list[Half]]:
    """Group the accounts that are joined, each account once."""
    groups: dict[str, dict[tuple[str, str], Half]] = {}
    for half in halves:
        groups.setdefault(half.joined_by, {}).setdefault((half.side, half.number), half)
    return [list(group.values()) for group in groups.values()]


def _certain(group: Sequence[Half]) -> AwsPair | LeftOut:
    by_side: dict[str, Half] = {}
    for half in group:
        other = by_side.setdefault(half.side, half)
        if other is not half:
            raise UsageError(
                f"{other.source} has {other.number} as the {half.side} account of {half.name}, but {half.source} has "
                f"{half.number}; one of them is wrong"
            )
    if len(by_side) == 1:
        [half] = group
        return LeftOut(half.name, f"with only a {half.side} account", half.number)
    return _pair(by_side)


def _pair(by_side: dict[str, Half]) -> AwsPair:
    commercial, govcloud = by_side[COMMERCIAL], by_side[GOVCLOUD]
    sources = tuple(dict.fromkeys((commercial.source, govcloud.source)))
    state = max(commercial.state, govcloud.state, key=ACCOUNT_STATES.index)
    return AwsPair(commercial.number, govcloud.number, sources, name=commercial.name, account_state=state)


def _refuse_one_partition(halves: Sequence[Half]) -> None:
    if len({half.side for half in halves}) == 1:
        half = halves[0]
        sources = ", ".join(dict.fromkeys(half.source for half in halves))
        raise UsageError(
            f"{sources}: there are only {half.side} accounts, and nothing shows which account belongs to each; also "
            f"give what `aws organizations list-accounts` prints in the {_other(half.side)} partition"
        )


def _refuse_other_side(halves: Sequence[Half], aws_list: AwsList) -> None:
    sides: dict[str, tuple[str, str]] = {
        **{number: (COMMERCIAL, ordinary.source) for number, ordinary in aws_list.ordinary.items()},
        **{number: (COMMERCIAL, pair.read_from) for number, pair in aws_list.by_commercial.items()},
        **{number: (GOVCLOUD, pair.read_from) for number, pair in aws_list.by_govcloud.items()},
    }
    for half in halves:
        side, source = sides.setdefault(half.number, (half.side, half.source))
        if side != half.side:
            raise UsageError(
                f"{half.source} has {half.number} as a {half.side} account, but {source} has it as a {side} account; "
                "one of them is wrong"
            )


def _guess(halves: Sequence[Half], aws_list: AwsList) -> None:
    guesses: list[AwsPair] = []
    for group in _groups(halves):
        sides = Counter(half.side for half in group)
        if len(group) == len(sides) > 1:
            guesses.append(_pair({half.side: half for half in group}))
        else:
            for half in group:
                aws_list.add(LeftOut(half.name, _why_no_guess(sides), half.number))
    used = Counter(number for pair in guesses for number in (pair.commercial, pair.govcloud))
    for pair in guesses:
        if aws_list.has_pair(pair.commercial, pair.govcloud):
            continue
        is_taken = pair.commercial in aws_list.by_commercial or pair.govcloud in aws_list.by_govcloud
        if is_taken or max(used[pair.commercial], used[pair.govcloud]) > 1:
            reason = "with a name like that of an account of another pair"
            for number in (pair.commercial, pair.govcloud):
                aws_list.add(LeftOut(pair.name, reason, number))
        else:
            aws_list.guesses.append(pair)


def _why_no_guess(sides: Counter[str]) -> str:
    if len(sides) > 1 or max(sides.values()) > 1:
        return "with a name that several accounts of one side have"
    [side] = sides
    return f"with a name that no {_other(side)} account has"


def _other(side: str) -> str:
    return GOVCLOUD if side == COMMERCIAL else COMMERCIAL
