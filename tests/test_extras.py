import sys

import pytest

from batch.errors import UsageError
from batch.extras import EXCEL, has_extra, require


def test_a_missing_library_is_reported_with_its_purpose_and_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    require("openpyxl", "xlsxwriter", purpose="a workbook")
    assert has_extra(EXCEL)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    assert not has_extra(EXCEL)
    with pytest.raises(
        UsageError,
        match=r"^a workbook needs xlsxwriter: pip install 'govlink\[excel\]', or in a clone: pip install '.\[excel\]'$",
    ):
        require("openpyxl", "xlsxwriter", purpose="a workbook")
