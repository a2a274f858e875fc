"""A cell as a person sees it: its text, and the reason if no id can be taken from it; pure."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import NamedTuple

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.styles.numbers import is_timedelta_format
from openpyxl.utils.datetime import from_excel

from batch.diagnostics import Rule
from batch.rules import values

_KEPT_DIGITS = 15
_UNKEPT = 10**_KEPT_DIGITS
"""From this number up, Excel replaces digits with zeros."""
_LONGEST = 10**21
"""From this number up, scientific notation is shown."""
_DATES_BY_NUMBER = frozenset((*range(27, 37), *range(50, 59), *range(71, 82)))
"""East Asian and Thai formats that are identified only by their numbers (ECMA-376 part 1, 18.8.30)."""
_AS_IT_IS = re.compile(r"|general|@|[0#]+(\.[0#]+)?e[-+][0#]+", re.IGNORECASE)
"""General, and scientific notation, which General also shows in a narrow column."""
_UNSEEN = re.compile(r"_.|\* |\[(?:black|blue|cyan|green|magenta|red|white|yellow)\]", re.IGNORECASE)
"""Parts of a format that show nothing: padding and colors."""
_BETWEEN = re.compile(r'"([- ]*)"|\\([- ])')
_GROUPED = "#,##0"
_PLACES = re.compile(" *(#*0*|0[-0 ]*) *")
_CONTROL = re.compile("_x00(0[1-9A-F]|1[0-9A-F])_", re.IGNORECASE)
"""An escaped control character, such as a carriage return (ECMA-376 part 1, 22.9.2.19); openpyxl decodes the others."""


class Seen(NamedTuple):
    """The text that a person sees in a cell."""

    text: str
    rule: Rule | None = None
    """The rule that an id in such a cell breaks, None if the text can be an id."""
    hint: str | None = None


def seen_in(cell: ReadOnlyCell, epoch: datetime) -> Seen:
    """Return what a cell shows; `epoch` is day 0 of the workbook's dates. Dates and durations are stored as numbers."""
    value, kind = cell.value, cell.data_type
    if kind == "s":
        return Seen(_CONTROL.sub(lambda found: chr(int(found[1], 16)), str(value)))
    if kind == "f":
        return Seen(str(value), values.FORMULA)
    if kind == "e":
        return Seen(str(value), values.SPREADSHEET_ERROR)
    if isinstance(value, bool):
        return Seen(str(value).upper(), values.NOT_A_NUMBER)
    if isinstance(value, date | time | timedelta):
        return Seen(str(value), values.DATE)
    if isinstance(value, int | float):
        return _number(value, cell, epoch)
    return Seen(str(value), values.NOT_A_NUMBER)


def _number(value: float, cell: ReadOnlyCell, epoch: datetime) -> Seen:
    if not isfinite(value):
        return Seen(str(value), values.NOT_A_NUMBER)
    number = _rounded(value)
    plain = _plain(number)
    code = cell.number_format
    held = f"The cell holds the number {plain}."
    if cell.is_date or cell.style_array.numFmtId in _DATES_BY_NUMBER:
        return Seen(_date(value, code, epoch) or plain, values.DATE, held)
    if abs(number) >= _UNKEPT:
        return Seen(plain, values.LOST_DIGITS)
    if number < 0:
        return Seen(plain, values.NOT_A_NUMBER)
    if _AS_IT_IS.fullmatch(code):
        return Seen(plain, None if plain.isdecimal() else values.DECIMAL)
    shown = shown_by(code, plain) if plain.isdecimal() else None
    return Seen(plain, values.SHOWN_OTHERWISE, f"Its number format is {code}") if shown is None else Seen(shown)


def _rounded(value: float) -> Decimal:
    """Return a number rounded to 15 digits, which is all that a spreadsheet shows."""
    return Decimal(value) if isinstance(value, int) or abs(value) >= _UNKEPT else Decimal(f"{value:.{_KEPT_DIGITS}g}")


def _plain(number: Decimal) -> str:
    """Return a number as the format General shows it in a column that is wide enough."""
    if number == number.to_integral_value() and abs(number) < _LONGEST:
        return str(int(number))
    return f"{float(number):.{_KEPT_DIGITS}g}".upper()


def shown_by(code: str, digits: str) -> str | None:
    """Return a whole number as a format shows it, None if the format does more than put its digits in places.

    A format may show nothing, like other ways of hiding a cell; the number is still read.
    """
    section = _section(code)
    if section == _GROUPED:
        return f"{int(digits):,}"
    if not _PLACES.fullmatch(section):
        return None
    places = section.strip().lstrip("#")
    left = [*digits.zfill(places.count("0"))]
    shown = [left.pop() if place == "0" else place for place in reversed(places)]
    return "".join(left + shown[::-1])


@lru_cache(maxsize=1000)
def _section(code: str) -> str:
    """Return the section of a format for positive numbers."""
    return _BETWEEN.sub(r"\1\2", _UNSEEN.sub("", code.partition(";")[0]))


def _date(value: float, code: str, epoch: datetime) -> str:
    try:
        found = from_excel(value, epoch, timedelta=is_timedelta_format(code))
    except (OverflowError, ValueError):
        return ""
    if isinstance(found, timedelta):
        minutes, seconds = divmod(round(found.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(found, datetime) and found.time() == time():
        return found.date().isoformat()
    return str(found.replace(microsecond=0))
