"""A page on a terminal: what is not for people is left out, and lines fit."""

import re

from batch.guide.terminal import rendered

PAGE = """\
# Results

What the *statuses* mean, in a sentence that is longer than forty columns.

<!-- generated: statuses -->
| status | meaning |
|---|---|
| `created` | sent, and confirmed by this run of the program |
<!-- end -->

See [Sending](sending.md#how-fast), [above](#results), or [the API](https://example.com/api).

```console
$ govlink plan mapping.csv --column commercial_owner_id='Linked account'
```
"""


def test_a_page_is_plain_text_of_the_given_width() -> None:
    text = rendered(PAGE, 40, is_plain=True)
    before, _, after = text.partition("columns.\n")
    table, _, after = after.partition("\nSee ")
    assert before == "Results\n\nWhat the statuses mean, in a sentence\nthat is longer than forty "
    # How a table is drawn is up to the version of rich.
    words = " ".join(re.findall(r"\w+", table))
    assert words == "status meaning created sent and confirmed by this run of the program"
    assert all(len(line) <= 40 for line in table.splitlines())
    assert after == (
        """\
Sending (govlink guide sending),
above, or the API
(https://example.com/api).

  $ govlink plan mapping.csv --column commercial_owner_id='Linked account'
"""
    )


def test_a_long_word_in_a_table_continues_on_the_next_line() -> None:
    table = "# A\n\n| name | meaning |\n|---|---|\n| `/api/v1/govcloud_linkages?client_api_id=4001` | a list |\n"
    text = rendered(table, 30, is_plain=True)
    assert "…" not in text
    assert text.count("\n") > 4


def test_a_terminal_gets_color_and_with_no_color_only_bold() -> None:
    assert "\x1b[36mcreated" in rendered(PAGE, 80, is_plain=False)
    bold = rendered(PAGE, 80, is_plain=False, no_color=True)
    assert "\x1b[1;4mResults\x1b[0m" in bold
    assert "\x1b[36m" not in bold
