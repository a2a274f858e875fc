"""V: what can be wrong with one id. A value is never repaired; the hint names what it probably was."""

import re
from collections.abc import Callable

from batch.diagnostics import Example, Rule, Severity
from batch.ids import MARK_OF_DOUBT, OWNER_DIGITS, OWNER_NUMBER

_PLACEHOLDER_WORDS = """
    null none nil nan na n/a n.a. undefined missing empty unknown pending tbd tba todo
    x xx xxx ? ?? ??? - -- — ~ . ...
"""
_PLACEHOLDERS = frozenset(_PLACEHOLDER_WORDS.split())
_OF_LENGTH = f'{{field}} "{{value}}" has {{digits}}, but an AWS account number has {OWNER_DIGITS}'


def _like(pattern: str) -> Callable[[str], object]:
    """Return a check whether a whole value, without the whitespace around it, matches the pattern."""
    matched = re.compile(pattern, re.DOTALL).fullmatch
    return lambda value: matched(value.strip())


def _owner(value: str) -> Example:
    return Example(f"client_api_id,commercial_owner_id,govcloud_owner_id\n4001,{value},210987000002\n")


def _acct(value: str) -> Example:
    return Example(f"client_api_id,commercial_acct_id,govcloud_owner_id\n4001,{value},210987000002\n")


def _in_yaml(line: str) -> Example:
    text = f'- client_api_id: 4001\n  {line}\n  govcloud_owner_id: "210987000002"\n'
    return Example(text, "govlink check mapping.yaml")


PLACEHOLDER = Rule(
    id="V115",
    name="placeholder",
    severity=Severity.ERROR,
    meaning="The cell holds a placeholder, such as null, n/a or TBD.",
    remedy="Fill in the id, leave the cell empty, or remove the row until the account is known.",
    message='{field} "{value}" is a placeholder, not an id',
    wrong=_owner("TBD"),
    right=_owner("310987000001"),
    check=lambda value: value.strip().casefold() in _PLACEHOLDERS,
)
FORMULA = Rule(
    id="V116",
    name="formula",
    severity=Severity.ERROR,
    meaning="The cell holds a spreadsheet formula instead of its result.",
    remedy="Export the values, not the formulas. If the file is a workbook, open it in a spreadsheet program and save "
    "it again; that stores the result of each formula.",
    message='{field} "{value}" is a formula, not its result',
    wrong=_owner("=B7"),
    right=_owner("310987000001"),
    check=_like("['\u2019]?=.*"),
)
APOSTROPHE = Rule(
    id="V105",
    name="apostrophe",
    severity=Severity.ERROR,
    meaning="There is an apostrophe before the id. In a spreadsheet it marks text; in a file it is part of the value.",
    remedy="Remove the apostrophe.",
    message='{field} "{value}" begins with an apostrophe',
    wrong=_owner("'310987000001"),
    right=_owner("310987000001"),
    check=_like("['\u2018\u2019`].*"),
)
DOUBTED = Rule(
    id="V118",
    name="doubted-row",
    severity=Severity.ERROR,
    meaning="There is a question mark before the id. govlink writes one into fix.csv, and into the output of `govlink "
    "fix`, if it could not read the row reliably.",
    remedy="Correct the row (its govlink_message has the reason), then remove the question mark.",
    message='{field} "{value}" begins with a question mark',
    wrong=_owner("?310987000001"),
    right=_owner("310987000001"),
    check=_like(f"{re.escape(MARK_OF_DOUBT)}.*"),
)
SCIENTIFIC_NOTATION = Rule(
    id="V103",
    name="scientific-notation",
    severity=Severity.ERROR,
    meaning="A spreadsheet wrote the number in scientific notation; its last digits may be lost and can't be restored.",
    remedy="Format the column as text in the source and export again.",
    message='{field} "{value}" is in scientific notation, so its last digits may be lost',
    wrong=_owner("3.10987E+11"),
    right=_owner("310987000001"),
    check=_like(r"[0-9]++(?:[.,][0-9]*+)?[eE]\+?[0-9]++"),
)
SPREADSHEET_ERROR = Rule(
    id="V114",
    name="spreadsheet-error",
    severity=Severity.ERROR,
    meaning="The cell holds a spreadsheet error, such as #N/A from a failed lookup.",
    remedy="Fix the formula in the source and export again.",
    message='{field} "{value}" is a spreadsheet error',
    wrong=_owner("#N/A"),
    right=_owner("310987000001"),
    check=_like(r"(?i:#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|NV|WERT!|BEZUG!))"),
)
DATE = Rule(
    id="V120",
    name="date",
    severity=Severity.ERROR,
    meaning="The cell holds a date: a value of another column, or a number that a spreadsheet took for a date.",
    remedy="Fill in the id and format the column as text.",
    message='{field} "{value}" is a date, not an id',
    wrong=_owner("2026-11-30"),
    right=_owner("310987000001"),
    check=_like("(?:[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}|[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{4})(?:[ T][0-9:.]+)?"),
)
DECIMAL = Rule(
    id="V111",
    name="decimal-number",
    severity=Severity.ERROR,
    meaning="The id has a decimal part, as happens when a tool reads the column as floating-point numbers.",
    remedy="Export again with the column as text, because the last digits of long ids may be lost.",
    message='{field} "{value}" has a decimal part',
    wrong=_owner("310987000001.0"),
    right=_owner("310987000001"),
    check=_like("[0-9]++[.,]0*+"),
)
SEVERAL = Rule(
    id="V119",
    name="several-numbers",
    severity=Severity.ERROR,
    meaning="The cell has more than one AWS account number, but a row links exactly one account to one other account.",
    remedy="Write one row for each.",
    message='{field} "{value}" has more than one account number',
    wrong=_owner("310987000001 / 310987000003"),
    right=_owner("310987000001"),
    check=_like(f"{OWNER_NUMBER}(?:[^0-9]+{OWNER_NUMBER})+"),
)
PUNCTUATED = Rule(
    id="V106",
    name="punctuated-number",
    severity=Severity.ERROR,
    meaning="The number is written in groups, with dashes, dots, commas, underscores, or spaces between the digits.",
    remedy="Write only the digits.",
    message='{field} "{value}" has separators between its digits',
    wrong=_owner("3109-8700-0001"),
    right=_owner("310987000001"),
    check=_like(r"[0-9]++(?:[-_.,;|/'\s\u2010-\u2015\u2019\u2212]++[0-9]++)++"),
)
INVISIBLE = Rule(
    id="V108",
    name="invisible-character",
    severity=Severity.ERROR,
    meaning="The value contains an invisible character, such as a zero-width space from a web page or an email.",
    remedy="Type the value again.",
    message='{field} "{value}" contains an invisible character',
    wrong=_owner("310987\u200b000001"),
    right=_owner("310987000001"),
    check=lambda value: any(not (char.isprintable() or char.isspace()) for char in value),
)
WHITESPACE = Rule(
    id="V107",
    name="whitespace",
    severity=Severity.ERROR,
    meaning="There is whitespace before or after the value.",
    remedy="Remove it. A no-break space looks like an ordinary one.",
    message='{field} "{value}" begins or ends with whitespace',
    wrong=_owner("310987000001 "),
    right=_owner("310987000001"),
    check=lambda value: value.strip() != value,
)
FOREIGN_DIGITS = Rule(
    id="V109",
    name="foreign-digits",
    severity=Severity.ERROR,
    meaning="The value has digits of another script, or full-width digits. They look like 0 to 9 but are other "
    "characters.",
    remedy="Type the value again in the digits 0 to 9.",
    message='{field} "{value}" has digits other than the plain 0 to 9',
    wrong=_owner("31098700000\uff11"),
    right=_owner("310987000001"),
    check=lambda value: any(char.isdecimal() and not char.isascii() for char in value),
)
NOT_A_NUMBER = Rule(
    id="V101",
    name="not-a-number",
    severity=Severity.ERROR,
    meaning="The value is not a whole number written in the digits 0 to 9.",
    remedy="Write the id in digits only.",
    message='{field} "{value}" is not a whole number',
    wrong=_owner("31098700000l"),
    right=_owner("310987000001"),
    check=lambda _value: True,
)

BY_LOOKS = tuple(rule for rule in tuple(vars().values()) if isinstance(rule, Rule))
"""The rules above. A value that is not only digits breaks the first one whose `check` holds, so their order matters."""

WRONG_LENGTH = Rule(
    id="V102",
    name="wrong-length",
    severity=Severity.ERROR,
    meaning="An AWS account number has exactly 12 digits. The value can't be a CloudHealth account id either.",
    remedy="Look up the account number.",
    message=_OF_LENGTH,
    wrong=_owner("0310987"),
    right=_owner("310987000001"),
)
LOST_ZEROS = Rule(
    id="V104",
    name="lost-leading-zeros",
    severity=Severity.ERROR,
    meaning="The number has fewer than 12 digits, as happens when a spreadsheet drops leading zeros.",
    remedy="Check the restored number, write all 12 digits, and format the column as text.",
    message=_OF_LENGTH,
    wrong=_owner("10987000001"),
    right=_owner("010987000001"),
)
OCTAL_ACCIDENT = Rule(
    id="V110",
    name="octal-accident",
    severity=Severity.ERROR,
    meaning="The number has fewer than 12 digits. It is what a YAML 1.1 reader returns if it reads an account number "
    "with a leading zero as octal.",
    remedy="Check the restored number, write all 12 digits, and put them in quotes.",
    message=_OF_LENGTH,
    wrong=_in_yaml("commercial_owner_id: 1402433619"),
    right=_in_yaml('commercial_owner_id: "012345670123"'),
)
LEADING_ZERO_ID = Rule(
    id="V112",
    name="leading-zero",
    severity=Severity.ERROR,
    meaning="A CloudHealth id is a positive integer without leading zeros.",
    remedy="Check the id; AWS account numbers belong in the _owner_id columns.",
    message='{field} "{value}" begins with a zero, but no CloudHealth id does',
    wrong=_acct("0512"),
    right=_acct("512"),
)
TOO_LONG = Rule(
    id="V113",
    name="too-long",
    severity=Severity.ERROR,
    meaning="The number is longer than any CloudHealth id.",
    remedy="Check whether two values were run together.",
    message='{field} "{value}" is longer than any CloudHealth id',
    wrong=_acct("3109870000012109870"),
    right=_acct("310987000"),
)
MIXED_UP = Rule(
    id="V117",
    name="mixed-up-id",
    severity=Severity.ERROR,
    meaning="The column is for AWS account numbers, which have 12 digits; this looks like a CloudHealth account id.",
    remedy="Move the value to the _acct_id column, or look up the 12-digit number.",
    message=_OF_LENGTH,
    wrong=_owner("31098700"),
    right=_acct("31098700"),
)
LOST_DIGITS = Rule(
    id="V121",
    name="lost-digits",
    severity=Severity.ERROR,
    meaning="A workbook keeps only 15 digits of a number and has zeros for the others, so the id is not what was "
    "typed.",
    remedy="Format the column as text and type the id again.",
    message='{field} "{value}" is a number of more than 15 digits, but a workbook keeps only 15',
    wrong=Example(
        "client_api_id,commercial_acct_id,govcloud_owner_id\n4001,1234567890123450,210987000002\n",
        "govlink check mapping.xlsx",
        circumstance="the cell B2 holds a number, not text",
    ),
    right=Example(
        "client_api_id,commercial_acct_id,govcloud_owner_id\n4001,1234567890123450,210987000002\n",
        "govlink check mapping.xlsx",
    ),
)
SHOWN_OTHERWISE = Rule(
    id="V122",
    name="shown-otherwise",
    severity=Severity.ERROR,
    meaning="The cell does not show exactly the digits of its number. Its format shows a percentage, decimals, a "
    "currency, or thousands separators, or adds or leaves out digits.",
    remedy="Format the column as text and type the intended id.",
    message="{field} has the number {value}, but its cell shows something else",
    wrong=Example(
        "client_api_id,commercial_acct_id,govcloud_owner_id\n4001,5120%,210987000002\n",
        "govlink check mapping.xlsx",
        circumstance="the cell B2 holds the number 51.2, shown as a percentage",
    ),
    right=Example(
        "client_api_id,commercial_acct_id,govcloud_owner_id\n4001,5120,210987000002\n",
        "govlink check mapping.xlsx",
    ),
)
TWELVE_DIGIT_ID = Rule(
    id="V201",
    name="twelve-digit-id",
    severity=Severity.WARNING,
    meaning="A value in a column for CloudHealth ids has 12 digits. CloudHealth ids can be that long, but AWS account "
    "numbers always are.",
    remedy="If it is an AWS account number, move it to the _owner_id column.",
    message="{field} {value} has 12 digits, like an AWS account number",
    wrong=_acct("310987000001"),
    right=_owner("310987000001"),
)
EXAMPLE_NUMBER = Rule(
    id="V202",
    name="example-number",
    severity=Severity.WARNING,
    meaning="The number is one that documentation uses as an example, such as one digit twelve times.",
    remedy="Check that it is really the number of one of your accounts.",
    message="{field} {value} is an example number from documentation",
    wrong=_owner("111122223333"),
    right=_owner("310987000001"),
)
UNQUOTED_NUMBER = Rule(
    id="V203",
    name="unquoted-number",
    severity=Severity.WARNING,
    meaning="An id in YAML has no quotes. govlink reads it as written, but other YAML readers may change it.",
    remedy="Put the id in quotes.",
    message="{field} {value} has no quotes, and other YAML readers read it as {taken_for}",
    wrong=_in_yaml("commercial_owner_id: 012345670123"),
    right=_in_yaml('commercial_owner_id: "012345670123"'),
)
