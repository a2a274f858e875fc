"""The frames that pass between the packages."""

from batch.frames import add_codes, has_code, text_frame
from batch.rules import drift

COLUMNS = ("codes", "message")


def test_a_reason_is_added_after_those_that_a_line_already_has() -> None:
    frame = text_frame(COLUMNS, [("", ""), ("V202", "an example"), ("V202", "an example")])
    add_codes(frame, {0: (drift.NOT_LINKED, "not linked"), 2: (drift.ACCEPTED, "accepted")})
    assert frame.to_numpy().tolist() == [
        ["D101", "not linked"],
        ["V202", "an example"],
        ["V202 D121", "an example; accepted"],
    ]


def test_a_frame_without_lines_takes_no_reasons() -> None:
    frame = text_frame(COLUMNS, [])
    add_codes(frame, {})
    assert frame.empty


def test_a_code_is_found_wherever_it_is_among_the_others() -> None:
    frame = text_frame(COLUMNS, [("D121", ""), ("D102 D121 A101", ""), ("D102 D122", ""), ("", "D121 in words")])
    assert has_code(frame, drift.ACCEPTED).tolist() == [True, True, False, False]
