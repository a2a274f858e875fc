"""Rows of a table that are no linkages: the totals of a spreadsheet, and headers that stand there again."""

from collections.abc import Sequence
from typing import NamedTuple

from batch.diagnostics import Rule, shown
from batch.mapping.columns import folded
from batch.rules import records

_WORDS = """
    total totals grandtotal grandtotals subtotal subtotals sum sums count average mean
    summe gesamt gesamtsumme gesamtergebnis zwischensumme anzahl durchschnitt mittelwert
    totalgeneral totalgénéral totalgeral soustotal somme moyenne nombre totaal totale totali subtotale somma media
    suma promedio soma média razem summa итого всего toplam 合計 小計 総計 合计 小计 总计 總計 합계 총계
"""
_TOTALS = frozenset(_WORDS.split())
_ACCOUNT_LENGTHS = range(9, 14)
"""AWS account numbers without their leading zeros, and CloudHealth's long ids. Counts are shorter, sums longer."""


class Oddity(NamedTuple):
    """What a row is instead of a linkage."""

    code: Rule
    message: str
    place: int
    """The cell (from 0) that shows it."""


def oddity(row: Sequence[str], header: Sequence[str]) -> Oddity | None:
    """Tell whether a row with something wrong is no linkage; `header` is folded.

    A row that holds what could be an account number is one, whatever its first word: people call their companies Total.
    """
    place = next((place for place, cell in enumerate(row) if cell and not cell.isspace()), None)
    if place is None:
        return None
    word = folded(row[place])
    if word.strip(":=().,;*#0123456789") in _TOTALS and not any(map(_is_like_an_account, row)):
        return Oddity(records.TOTALS_ROW, f"this looks like a totals row: {shown(row[place])}", place)
    if word in header and [*map(folded, row)] == [*header]:
        return Oddity(records.REPEATED_HEADER, "the header stands here again", place)
    return None


def _is_like_an_account(cell: str) -> bool:
    digits = folded(cell).strip("'\u2019\"=")
    return digits.isdecimal() and len(digits) in _ACCOUNT_LENGTHS
