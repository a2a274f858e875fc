"""A cell as the person sees it: its text, and why no id can be taken from it, if that is so; pure."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import NamedTuple, Protocol

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from batch.diagnostics import Rule
from batch.mapping.workbook.cells import Cell
from batch.mapping.workbook.masks import shown_by
from batch.mapping.workbook.parts import whole
from batch.rules import values

_KEPT_DIGITS = 15
_UNKEPT = 10**_KEPT_DIGITS
"""From here on Excel has zeros in the place of digits."""
_LONGEST = 10**21
"""From here on a number is shown in scientific notation."""
_DATES_BY_NUMBER = frozenset((*range(27, 37), *range(50, 59), *range(71, 82)))
"""East Asian and Thai formats that are known by their numbers alone (ECMA-376 part 1, 18.8.30)."""


class Texts(Protocol):
    """The texts that cells share, by number."""

    def __getitem__(self, number: int, /) -> str: ...


class Seen(NamedTuple):
    """What a person sees in a cell."""

    text: str
    rule: Rule | None = None
    """What is broken by an id that is kept in such a cell."""
    hint: str | None = None


class _Format(NamedTuple):
    code: str
    is_general: bool
    is_date: bool
    is_duration: bool


class Display:
    """Shows the cells of a workbook.

    `formats` are the number formats by the style of a cell: the code, or the number of one that needs none.
    """

    def __init__(self, texts: Texts, formats: Sequence[str | int], *, counts_from_1904: bool) -> None:
        self._texts = texts
        self._formats = formats
        self._epoch = MAC_EPOCH if counts_from_1904 else WINDOWS_EPOCH

    def seen(self, cell: Cell) -> Seen:
        """Show a cell; raises `DamageError` where it refers to what can't be."""
        _column, kind, style, value, formula = cell
        if value is None:
            return Seen(f"={formula}", values.FORMULA)
        if kind == "s":
            return Seen(self._texts[whole(value.strip())])
        if kind == "n":
            number = _number(value)
            if number is None:
                return Seen(value, values.NOT_A_NUMBER)
            return self._shown(number, _format(self._formats[style] if style < len(self._formats) else 0))
        if kind == "e":
            return Seen(value, values.SPREADSHEET_ERROR)
        if kind == "b":
            return Seen("FALSE" if value == "0" else "TRUE", values.NOT_A_NUMBER)
        if kind == "d":
            return Seen(value.replace("T", " "), values.DATE)
        return Seen(value)

    def _shown(self, number: Decimal, used: _Format) -> Seen:
        plain = _plain(number)
        if used.is_general and number < _UNKEPT and plain.isdecimal():
            return Seen(plain)
        held = f"The cell holds the number {plain}."
        if used.is_date:
            return Seen(self._date(number, is_duration=used.is_duration) or plain, values.DATE, held)
        shown = None if used.is_general else shown_by(used.code, number)
        # A format may show nothing of a number, as other ways of hiding a cell do: it is read nevertheless.
        text = plain if shown is None or (number and not shown.strip()) else shown.strip()
        if number >= _UNKEPT:
            return Seen(plain, values.LOST_DIGITS)
        is_whole = number == number.to_integral_value()
        is_same = is_whole and number >= 0 and "%" not in text and _digits(text) == _digits(plain)
        if text != plain and not is_same:
            return Seen(text, values.SHOWN_OTHERWISE, held)
        if not is_whole:
            return Seen(text, values.DECIMAL)
        return Seen(text, values.NOT_A_NUMBER if number < 0 else None)

    def _date(self, number: Decimal, *, is_duration: bool) -> str:
        try:
            date = from_excel(float(number), self._epoch, timedelta=is_duration)
        except (OverflowError, ValueError):
            return ""
        if isinstance(date, timedelta):
            minutes, seconds = divmod(round(date.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        if isinstance(date, datetime) and date.time() == time():
            return date.date().isoformat()
        return str(date.replace(microsecond=0))


@lru_cache(maxsize=1000)
def _format(given: str | int) -> _Format:
    code = given if isinstance(given, str) else BUILTIN_FORMATS.get(given, "General")
    is_date = given in _DATES_BY_NUMBER or is_date_format(code)
    return _Format(code, code.lower() in {"general", "@", ""}, is_date, is_timedelta_format(code))


def _number(value: str) -> Decimal | None:
    """Give a number as far as a spreadsheet shows one, which is to its 15th digit; None where it is none."""
    if value.isascii() and value.isdecimal() and len(value) <= _KEPT_DIGITS:
        return Decimal(value)
    try:
        number = float(value) if value.isascii() and "_" not in value else float("nan")
    except ValueError:
        return None
    if not isfinite(number):
        return None
    return Decimal(number) if abs(number) >= _UNKEPT else Decimal(f"{number:.{_KEPT_DIGITS}g}")


def _plain(number: Decimal) -> str:
    """Give a number as the format General has it, in a column that is wide enough."""
    if number == number.to_integral_value() and abs(number) < _LONGEST:
        return str(int(number))
    return f"{float(number):.{_KEPT_DIGITS}g}".upper()


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text.partition(".")[0])).lstrip("0")
