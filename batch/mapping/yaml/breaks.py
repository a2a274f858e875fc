"""What a syntax error leaves: what is told of it, what was open when it came, and from where on nothing was read."""

from collections.abc import Sequence
from typing import NamedTuple

import yaml

from batch.diagnostics import Problem
from batch.mapping.yaml.events import Events, Spot
from batch.mapping.yaml.lines import row_behind
from batch.mapping.yaml.places import Open
from batch.mapping.yaml.rows import RowGatherer
from batch.mapping.yaml.syntax import Part, explain, where_given_up
from batch.mapping.yaml.walk import Walk

_COMMA = "A comma is missing before it, or it is too much."


class Break(NamedTuple):
    """Where the reading of a part broke off."""

    problem: Problem
    open: list[Open]
    """What was open, the innermost last."""
    is_behind: bool
    """Whether it came behind the bracket that ends the part: what is around that goes on, and nothing is broken."""
    given_up: int
    """The line on which the parser gave up."""
    unread: Spot | None
    """Where the first row in flow style seems to stand that was not read, though its line was come to."""


def break_off(
    error: yaml.YAMLError, part: Part, within: Sequence[Open], events: Events, rows: RowGatherer, walk: Walk
) -> Break:
    """Say where the reading of the last of `within` broke off, and take back what was read of what is broken."""
    where = within[-1]
    open_ = [known.settled(part.lines) for known in walk.open]
    if where.bracket and open_:  # the bracket that the parser saw was put there to read on, and stands in no file
        open_[0] = open_[0]._replace(indent=where.indent, bracket=where.bracket)
    bracket = open_[-1].bracket if open_ else None
    problem = explain(error, part, rows.brace or bracket, _quote(error, events))
    given_up = where_given_up(error, part) or _spot(problem)
    brace = rows.brace or (bracket if open_ and not open_[-1].kind.is_list else None)
    swallowed = {told for told in events.odd_keys if _is_row(told, part, (brace or _spot(problem)).place.line)}
    if swallowed:  # they were taken for keys within a brace that is not closed, and are read again as rows
        events.problems[:] = [told for told in events.problems if told not in swallowed]
    walk.defaults = [named for named in walk.defaults if named.line != problem.line]
    if rows.begun and open_ and open_[-1].goes_on(part.lines[rows.begun : problem.line]):
        rows.break_off()
    is_behind = bool(where.bracket and not open_)
    if is_behind and not _may_follow(part, given_up, within[:-1]):
        is_behind, problem = False, problem._replace(hint=_COMMA)
    return Break(
        problem,
        [known.unless_named_on(problem.line) for known in open_],
        is_behind,
        given_up.place.line,
        _unread(part, [given_up, *map(_spot, swallowed), _spot(problem)]) if bracket or not open_ else None,
    )


def _quote(error: yaml.YAMLError, events: Events) -> yaml.Mark | None:
    return events.quote_ahead(error) if isinstance(error, yaml.MarkedYAMLError) else None


def _is_row(odd_key: Problem, part: Part, brace: int) -> bool:
    """Tell whether what was taken for a key is a row below the line of a brace that is not closed."""
    return odd_key.line > brace and part.character(_spot(odd_key)) == "{"


def _may_follow(part: Part, behind: Spot, around: Sequence[Open]) -> bool:
    """Tell whether what stands behind a list or a mapping in flow style belongs to what is around it."""
    if part.character(behind) in {",", "]", "}"}:
        return True
    return bool(around) and not around[-1].bracket and not part.line(behind)[: behind.column - 1].strip()


def _spot(problem: Problem) -> Spot:
    return Spot(problem.place, problem.column or 1)


def _unread(part: Part, spots: list[Spot]) -> Spot | None:
    """Find the first row behind one of these places, on the same line."""
    *known, begun = spots
    if part.character(begun) in {"'", '"'}:  # what an open quote swallowed was not read either
        known.append(begun)
    first = min(known)
    column = row_behind(part.line(first), first.column)
    return Spot(first.place, column) if column else None
