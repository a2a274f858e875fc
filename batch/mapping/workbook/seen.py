"""A cell as the person sees it: its text, and why no id can be taken from it, if that is so; pure."""

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
"""From here on Excel has zeros in the place of digits."""
_LONGEST = 10**21
"""From here on a number is shown in scientific notation."""
_DATES_BY_NUMBER = frozenset((*range(27, 37), *range(50, 59), *range(71, 82)))
"""East Asian and Thai formats that are known by their numbers alone (ECMA-376 part 1, 18.8.30)."""
_AS_IT_IS = re.compile(r"|general|@|[0#]+(\.[0#]+)?e[-+][0#]+", re.IGNORECASE)
"""General, and the scientific notation, which General has too where the column is narrow."""
_UNSEEN = re.compile(r"_.|\* |\[(?:black|blue|cyan|green|magenta|red|white|yellow)\]", re.IGNORECASE)
"""What a format has beside what it shows: room, and colours."""
_BETWEEN = re.compile(r'"([- ]*)"|\\([- ])')
_GROUPED = "#,##0"
_PLACES = re.compile(" *(#*0*|0[-0 ]*) *")
_CONTROL = re.compile("_x00(0[1-9A-F]|1[0-9A-F])_", re.IGNORECASE)
"""How XML has a carriage return, say (ECMA-376 part 1, 22.9.2.19); other escapes are openpyxl's."""


class Seen(NamedTuple):
    """What a person sees in a cell."""

    text: str
    rule: Rule | None = None
    """What is broken by an id that is kept in such a cell."""
    hint: str | None = None


def seen_in(cell: ReadOnlyCell, epoch: datetime) -> Seen:
    """Show a cell of a workbook that counts its days from `epoch` on; dates and durations are numbers in it."""
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
    """Give a number as far as a spreadsheet shows one, which is to its 15th digit."""
    return Decimal(value) if isinstance(value, int) or abs(value) >= _UNKEPT else Decimal(f"{value:.{_KEPT_DIGITS}g}")


def _plain(number: Decimal) -> str:
    """Give a number as the format General has it, in a column that is wide enough."""
    if number == number.to_integral_value() and abs(number) < _LONGEST:
        return str(int(number))
    return f"{float(number):.{_KEPT_DIGITS}g}".upper()


def shown_by(code: str, digits: str) -> str | None:
    """Show a whole number as a format does, None where that is more than to put its digits into places.

    A format may show nothing, as other ways of hiding a cell do: the number is read nevertheless.
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
    """Give what a format shows of numbers above zero."""
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
