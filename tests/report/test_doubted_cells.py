"""A cell may show something like an id that it doesn't contain; feeding it back must not turn it into an id."""

from pathlib import Path

import pytest
from program import Govlink, last_run
from workbooks import by_openpyxl


@pytest.mark.parametrize(("held", "number_format"), [(1234567890123450, "General"), (4001.5, "0"), (4001000, "0,")])
def test_an_id_that_is_not_what_the_cell_holds_is_still_refused_when_fix_csv_is_fed_back(
    tmp_path: Path, called: Govlink, held: float, number_format: str
) -> None:
    names = ["client_api_id", "commercial_acct_id", "govcloud_acct_id"]
    path = by_openpyxl(tmp_path / "m.xlsx", [names, ["4001", (held, number_format), "12"], ["4001", "21", "22"]])
    ran = called("plan", path, "--sandbox", "--reports", tmp_path / "reports")
    assert ran.statuses[0] == "invalid"
    fed_back = called("check", last_run(tmp_path / "reports") / "fix.csv")
    assert (fed_back.code, "V118" in fed_back.out) == (1, True)
