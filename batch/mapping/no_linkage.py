"""Rows of a table that aren't linkages: totals rows of a spreadsheet, and repeated headers."""

from collections.abc import Sequence

from batch.diagnostics import Problem, shown
from batch.mapping.looks import is_like_an_account
from batch.mapping.names import folded
from batch.mapping.record import Record
from batch.rules import records

_WORDS = """
    total totals grandtotal grandtotals subtotal subtotals sum sums count average mean
    summe gesamt gesamtsumme gesamtergebnis zwischensumme anzahl durchschnitt mittelwert
    totalgeneral totalgénéral totalgeral soustotal somme moyenne nombre totaal totale totali subtotale somma media
    suma promedio soma média razem summa итого всего toplam 合計 小計 総計 合计 小计 总计 總計 합계 총계
"""
_TOTALS = frozenset(_WORDS.split())


def no_linkage(record: Record, names: Sequence[str]) -> Problem | None:
    """Return the problem of an invalid row that isn't a linkage at all, None if it is one; `names` are the header's.

    A row that has a possible account number is a linkage, whatever its first word: there are companies named Total.
    """
    cells = record.cells
    first = next((at for at, cell in enumerate(cells) if cell and not cell.isspace()), None)
    if first is None:
        return None
    word = folded(cells[first])
    if word.strip(":=().,;*#0123456789") in _TOTALS and not any(map(is_like_an_account, cells)):
        rule = records.TOTALS_ROW
    elif len(cells) == len(names) and word in map(folded, names) and [*map(folded, cells)] == [*map(folded, names)]:
        rule = records.REPEATED_HEADER
    else:
        return None
    value = shown(cells[first])
    return rule.problem(record.source, record.line, value=value, word=value).at(*record.place(first))
