"""V: what can be wrong with one id; a value is never repaired, the hint says what it probably was."""

from batch.diagnostics import Code, Severity

NOT_A_NUMBER = Code(
    "V101",
    "not-a-number",
    Severity.ERROR,
    "The value is not a whole number of the digits 0 to 9.",
    "Write the id in digits only.",
)
WRONG_LENGTH = Code(
    "V102",
    "wrong-length",
    Severity.ERROR,
    "An AWS account number has exactly 12 digits; a CloudHealth account id can't look like this either.",
    "Look the number up.",
)
SCIENTIFIC_NOTATION = Code(
    "V103",
    "scientific-notation",
    Severity.ERROR,
    "A spreadsheet wrote the number in scientific notation; its last digits are lost and can't be brought back.",
    "Format the column as text in the source, and export again.",
)
LOST_ZEROS = Code(
    "V104",
    "lost-leading-zeros",
    Severity.ERROR,
    "The number is shorter than 12 digits, as when a spreadsheet drops the leading zeros.",
    "Check the restored number, write all 12 digits, and format the column as text.",
)
APOSTROPHE = Code(
    "V105",
    "apostrophe",
    Severity.ERROR,
    "The value begins with an apostrophe, which spreadsheets use to mark text.",
    "Remove the apostrophe.",
)
PUNCTUATED = Code(
    "V106",
    "punctuated-number",
    Severity.ERROR,
    "The number is written in groups, with dashes, dots, commas, underscores or spaces between the digits.",
    "Write the digits alone.",
)
WHITESPACE = Code(
    "V107",
    "whitespace",
    Severity.ERROR,
    "There is white space before or after the value.",
    "Remove it; a no-break space looks like an ordinary one.",
)
INVISIBLE = Code(
    "V108",
    "invisible-character",
    Severity.ERROR,
    "The value holds a character that can't be seen, such as a zero-width space from a web page or a mail.",
    "Type the value again.",
)
FOREIGN_DIGITS = Code(
    "V109",
    "foreign-digits",
    Severity.ERROR,
    "The value has digits of another script, or full-width ones; they look like 0 to 9 and are other characters.",
    "Type the value again in the digits 0 to 9.",
)
OCTAL_ACCIDENT = Code(
    "V110",
    "octal-accident",
    Severity.ERROR,
    "The number is not a 12-digit account number, but it is what a YAML 1.1 reader makes of one with a leading zero.",
    "Check the restored number, write all 12 digits, and put them in quotes.",
)
DECIMAL = Code(
    "V111",
    "decimal-number",
    Severity.ERROR,
    "The id has a decimal part, as when a tool read the column as floating-point numbers.",
    "Export again with the column as text; of long ids the last digits may be lost.",
)
LEADING_ZERO_ID = Code(
    "V112",
    "leading-zero",
    Severity.ERROR,
    "A CloudHealth id is a positive integer without leading zeros.",
    "Check the id; AWS account numbers belong in the _owner_id columns.",
)
TOO_LONG = Code(
    "V113",
    "too-long",
    Severity.ERROR,
    "The number is longer than any CloudHealth id.",
    "Check whether two values were run together.",
)
SPREADSHEET_ERROR = Code(
    "V114",
    "spreadsheet-error",
    Severity.ERROR,
    "The cell holds a spreadsheet's error, such as #N/A: a lookup failed.",
    "Fix the formula in the source, and export again.",
)
PLACEHOLDER = Code(
    "V115",
    "placeholder",
    Severity.ERROR,
    "The cell holds a placeholder, such as null, n/a or TBD.",
    "Fill in the id, leave the cell empty, or remove the row until the account is known.",
)
FORMULA = Code(
    "V116",
    "formula",
    Severity.ERROR,
    "The cell holds a spreadsheet's formula instead of its result.",
    "Export the values, not the formulas.",
)
MIXED_UP = Code(
    "V117",
    "mixed-up-id",
    Severity.ERROR,
    "The column holds AWS account numbers, which have 12 digits; this looks like a CloudHealth account id.",
    "Move the value to the _acct_id column, or look up the 12-digit number.",
)
DOUBTED = Code(
    "V118",
    "doubted-row",
    Severity.ERROR,
    "A question mark stands before the id. govlink puts one in fix.csv where it could not read a row surely.",
    "Correct the row (govlink_message says what was wrong with it), then remove the question mark.",
)
SEVERAL = Code(
    "V119",
    "several-numbers",
    Severity.ERROR,
    "The cell holds more than one AWS account number; a row links one account to one other.",
    "Write one row for each.",
)
DATE = Code(
    "V120",
    "date",
    Severity.ERROR,
    "The cell holds a date: a value of another column, or a number that a spreadsheet took for a date.",
    "Fill in the id, and format the column as text.",
)
TWELVE_DIGIT_ID = Code(
    "V201",
    "twelve-digit-id",
    Severity.WARNING,
    "The value of an id column has 12 digits. CloudHealth ids can be that long, but AWS account numbers always are.",
    "If it is an AWS account number, move it to the _owner_id column.",
)
EXAMPLE_NUMBER = Code(
    "V202",
    "example-number",
    Severity.WARNING,
    "This account number is one that documentation uses as an example.",
    "Check that it is a real account of yours.",
)
UNQUOTED_NUMBER = Code(
    "V203",
    "unquoted-number",
    Severity.WARNING,
    "An id in YAML has no quotes, and other readers may change it. govlink reads it as it is written.",
    "Put the id in quotes.",
)
