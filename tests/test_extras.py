import sys

import pytest

from batch.errors import UsageError
from batch.extras import EXCEL, has_extra, require


def test_what_a_missing_library_is_needed_for_is_said_with_the_command_that_installs_it(
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
