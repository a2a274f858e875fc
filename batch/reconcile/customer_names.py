"""Compare the customer names in rows with CloudHealth's names; pure.

A wrong id that was copied from another row is as valid as the right one; the name next to it shows the mistake.
"""

from collections.abc import Mapping

import pandas as pd

from batch.customer_names import folded_name
from batch.diagnostics import shown
from batch.frames import columns_of, problems_frame
from batch.mapping.rows import CUSTOMER_NAME
from batch.rules.accounts import CUSTOMER_NAMED_OTHERWISE

_SHOWN_AT_MOST = 100


class CustomerNames:
    """The rows' own names of their customers, and `names`, CloudHealth's names by `client_api_id`.

    `rows` has `client_api_id` and `customer_name`.
    """

    def __init__(self, rows: pd.DataFrame, names: Mapping[str, str]) -> None:
        self._rows = rows
        self._names = names
        self._given = list(zip(*columns_of(rows, ["client_api_id", CUSTOMER_NAME]), strict=True))
        """Each row's customer and the row's name for it."""
        self._otherwise = {one for one in set(self._given) if self._is_otherwise(*one)}

    def _is_otherwise(self, customer: str, given: str) -> bool:
        name = self._names.get(customer, "")
        return bool(name) and folded_name(given) not in {"", folded_name(name)}

    def filled_in(self) -> pd.DataFrame:
        """Return the rows with CloudHealth's name if it is known, and the row has none or the same."""
        known = {one: self._known(*one) for one in set(self._given)}
        return self._rows.assign(**{CUSTOMER_NAME: pd.array([known[one] for one in self._given], dtype="str")})

    def _known(self, customer: str, given: str) -> str:
        called = given if folded_name(given) else ""
        return called if (customer, given) in self._otherwise else self._names.get(customer) or called

    def warnings(self) -> pd.DataFrame:
        """Return a warning (`batch.frames.PROBLEMS`) for each row whose customer has another name in CloudHealth."""
        words = {one: self._words(*one) for one in self._otherwise}
        found = zip(self._rows.index, self._given, strict=True)
        return problems_frame((row, "", CUSTOMER_NAMED_OTHERWISE.id, words[one]) for row, one in found if one in words)

    def _words(self, customer: str, given: str) -> str:
        called = {"given": shown(given, _SHOWN_AT_MOST), "name": shown(self._names[customer], _SHOWN_AT_MOST)}
        return CUSTOMER_NAMED_OTHERWISE.describe(customer=customer, **called)
