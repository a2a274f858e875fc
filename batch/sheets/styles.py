"""The looks of cells, and their formats for XlsxWriter."""

from collections.abc import Mapping
from enum import Enum, auto


class Style(Enum):
    """The look of a cell; its text must be enough without it."""

    PLAIN = auto()
    COUNT = auto()
    WRAPPED = auto()
    TITLE = auto()
    HEADING = auto()
    HEADER = auto()
    STRONG = auto()
    LABEL = auto()
    CODE = auto()
    ALARM = auto()
    GOOD = auto()
    QUIET = auto()
    PENDING = auto()
    CARE = auto()
    BAD = auto()


_TEXT = {"num_format": "@", "valign": "top"}
_INK = "#1F3A5F"
FORMATS: Mapping[Style, Mapping[str, object]] = {
    Style.PLAIN: _TEXT,
    Style.COUNT: {"num_format": "0", "valign": "top", "align": "right", "indent": 1},
    Style.WRAPPED: {**_TEXT, "text_wrap": True},
    Style.TITLE: {**_TEXT, "bold": True, "font_size": 14},
    Style.HEADING: {**_TEXT, "bold": True, "font_size": 12, "font_color": _INK, "bottom": 1, "bottom_color": _INK},
    Style.HEADER: {**_TEXT, "bold": True, "bg_color": _INK, "font_color": "#FFFFFF"},
    Style.STRONG: {**_TEXT, "bold": True},
    Style.LABEL: {**_TEXT, "font_color": "#555555"},
    Style.CODE: {**_TEXT, "font_name": "Consolas", "font_size": 9, "text_wrap": True},
    Style.ALARM: {**_TEXT, "bold": True, "bg_color": "#FFD54A", "font_color": "#231A00"},
    Style.GOOD: {**_TEXT, "bg_color": "#D9EFDC", "font_color": "#0F4F20"},
    Style.QUIET: {**_TEXT, "bg_color": "#E9ECEF", "font_color": "#3C4248"},
    Style.PENDING: {**_TEXT, "bg_color": "#DCE9F8", "font_color": "#123F70"},
    Style.CARE: {**_TEXT, "bg_color": "#FFF0C2", "font_color": "#5C4300"},
    Style.BAD: {**_TEXT, "bg_color": "#F9D7D6", "font_color": "#7B1416"},
}

WRAPPING = frozenset(style for style, formatting in FORMATS.items() if "text_wrap" in formatting)
