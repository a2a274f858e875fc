"""Which mapping files the user's arguments name, and which sheet of each workbook."""

import os
import re
import stat
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from batch.counting import first_few
from batch.errors import UsageError
from batch.extras import require
from batch.mapping.options import ReadOptions
from batch.mapping.sources import BY_ENDING, ENDINGS, Format, Source, unreadable
from batch.piped import content_of

_NAMED = 20
"""How many names a message lists of files that are not read."""
_TABLES = {".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".ods", ".numbers"}
_ALIKE = 0.8
"""How similar a file's name must be to the given one to be suggested, without their endings, in difflib's measure."""
_SAVE_AS = "save {} as .xlsx, or export {} as CSV"


def find_sources(
    arguments: Sequence[str], options: ReadOptions, stdin: BinaryIO, remark: Callable[[str], None] = lambda _words: None
) -> list[Source]:
    """Turn MAPPING arguments (files, folders, `-`) into sources; raises UsageError with one line on what to do.

    `remark` receives a line for each folder or workbook that has something unread that the user may have meant.
    """
    if not arguments:
        raise UsageError(f"no mapping was given; name a {ENDINGS} file, a folder of them, or - for standard input")
    sources: list[Source] = []
    for argument in arguments:
        if argument == "-":
            sources.append(_standard_input(options, stdin))
        else:
            sources.extend(_named(argument, remark))
    _refuse_repeats(sources)
    if options.sheet and all(source.format is not Format.XLSX for source in sources):
        raise UsageError(f"--sheet {options.sheet}: only workbooks (.xlsx) have sheets, and none was given")
    for source in sources:
        if source.format is Format.XLSX:
            require("defusedxml", "openpyxl", purpose=f"reading {source.file}")
            from batch.mapping.workbook.choice import choose_sheet  # noqa: PLC0415 - only an extra installs what it needs

            choose_sheet(source, options, remark)
    return sources


def may_have_sheets(argument: str) -> bool:
    """Whether a MAPPING argument is a workbook by its name, or a folder, which may contain one."""
    return BY_ENDING.get(_ending(argument)) is Format.XLSX or os.path.isdir(argument)


def _refuse_repeats(sources: list[Source]) -> None:
    seen: dict[str, str] = {}
    for name in [source.file for source in sources]:
        file = name if name == "-" else os.path.realpath(name)
        if file in seen:
            again = "" if seen[file] == name else f", also as {seen[file]}"
            raise UsageError(f"{name} was given twice{again}; every row of it would be a duplicate")
        seen[file] = name


def _standard_input(options: ReadOptions, stdin: BinaryIO) -> Source:
    if options.input_format is None:
        raise UsageError("standard input has no file name that shows its format; add --input-format csv or yaml")
    return Source("-", Format(options.input_format), content=stdin.read())


def _named(argument: str, remark: Callable[[str], None]) -> list[Source]:
    try:
        mode = os.stat(argument).st_mode
        if stat.S_ISDIR(mode):
            return _folder(argument, remark)
        ending = _ending(argument)
        if ending not in BY_ENDING:
            raise UsageError(f"{argument}: the name of a mapping must end in {ENDINGS}{_for_ending(ending)}")
        if stat.S_ISREG(mode):
            with open(argument, "rb"):
                return [Source(argument, BY_ENDING[ending], argument)]
        return [Source(argument, BY_ENDING[ending], content=content_of(argument))]
    except (FileNotFoundError, ValueError) as error:  # ValueError for a NUL character, which no name can have
        if os.path.islink(argument):
            raise _dangling(argument) from error
        raise UsageError(f"{argument}: there is no such file{_neighbor(argument)}") from error
    except OSError as error:
        raise unreadable(argument, error) from error


def _folder(argument: str, remark: Callable[[str], None]) -> list[Source]:
    found: list[Source] = []
    unread: dict[str, list[str]] = {}
    for name in sorted(os.listdir(argument)):
        path = os.path.join(argument, name)
        if name.startswith((".", "~$")):  # hidden, or Office's lock file for an open document
            continue
        if reason := _not_read(path):
            unread.setdefault(reason, []).append(name)
        else:
            found.append(Source(path, BY_ENDING[_ending(path)], path))
    not_read = "; ".join(f"{reason}: {first_few(names, _NAMED)}" for reason, names in unread.items())
    if not found:
        words = f"{argument}: the folder has no {ENDINGS} file"
        raise UsageError(f"{words}; {not_read}" if not_read else words)
    if not_read:
        remark(f"{argument}: {not_read}")
    return found


def _not_read(path: str) -> str:
    """Return why an entry of a folder is not read, "" if it is; raises UsageError for a dangling link."""
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        is_dangling = isinstance(error, FileNotFoundError) and os.path.islink(path)
        raise (_dangling(path) if is_dangling else unreadable(path, error)) from error
    if stat.S_ISDIR(mode):
        return "folders within it are not read (name them as well if their files belong to the mapping)"
    if not stat.S_ISREG(mode):
        return "pipes, sockets and devices in a folder are not read"
    ending = _ending(path)
    if ending in _TABLES:
        return f"these files are not read ({_SAVE_AS.format('them', 'their tables')})"
    return "" if ending in BY_ENDING else "other files are not read"


def _dangling(path: str) -> UsageError:
    return UsageError(
        f"{path}: this is a link to {os.readlink(path)}, which does not exist; correct or remove the link"
    )


def _ending(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def _neighbor(path: str) -> str:
    folder, name = os.path.split(path)
    if not os.path.isdir(folder or "."):
        return f", nor the folder {folder}"
    try:
        entries = sorted(os.listdir(folder or "."))
    except OSError:  # the folder may be entered, but not listed
        return ""
    # Other digits mean another month's file, and the ending makes a name no likelier.
    alike = {_stem(entry): entry for entry in entries if _may_be_read(entry) and _digits(entry) == _digits(name)}
    near = _nearest(_stem(name), alike, alike=_ALIKE)
    return f"; did you mean {os.path.join(folder, alike[near])}?" if near else ""


def _may_be_read(name: str) -> bool:
    return _ending(name) in {*BY_ENDING, ""} and not name.startswith((".", "~$"))


def _stem(name: str) -> str:
    return os.path.splitext(name)[0].casefold()


def _digits(name: str) -> list[str]:
    return re.findall("[0-9]", name)


def _for_ending(ending: str) -> str:
    if ending in _TABLES:
        return f"; {_SAVE_AS.format('it', 'the table')}"
    near = _nearest(ending, BY_ENDING)
    return f"; did you mean {near}?" if near else ""


def _nearest(name: str, known: Iterable[str], alike: float = 0.6) -> str | None:
    import difflib  # noqa: PLC0415 - only for a name that is wrong

    return next(iter(difflib.get_close_matches(name, known, n=1, cutoff=alike)), None)
