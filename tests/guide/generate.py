"""The parts of the guide that the code writes: `python tests/guide/generate.py` puts them into the pages.

A part is between `<!-- generated: NAME -->` and `<!-- end -->`. Its words are those of the code: of options, of rules,
of tables of values, and the texts below fields, members, and constants.
"""

import ast
import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module, resources
from itertools import chain, pairwise
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any, NamedTuple, get_args

import click

from batch.audit import Finding
from batch.cli import root
from batch.cli.explain import examples
from batch.errors import Exit
from batch.events import Event, Reported
from batch.frames import AUDIT, REPLACED, REPORT
from batch.rules.registry import FAMILIES, RULES
from batch.runs.rehearsal import WORDS
from batch.sandbox import load_scenario, shipped_scenarios
from batch.statuses import Status
from batch.template.words import MEANINGS

GUIDE = Path(__file__).parents[2] / "batch/guide"
FILES_OF_A_RUN = {
    "batch.report": ("PLAN_FILE", "SUMMARY_FILE"),
    "batch.archive.journal": ("JOURNAL",),
    "batch.report.tables": ("REPORT_FILE", "AUDIT_FILE"),
    "batch.report.taking_up": ("RETRY_FILE", "FIX_FILE", "WORKBOOK_FILE"),
    "batch.report.page": ("PAGE_FILE",),
    "batch.archive.snapshot": ("SNAPSHOT_FILE",),
    "batch.archive.manifest": ("MANIFEST_FILE",),
}
"""The modules that name a file of a run's folder, in the order in which people want to read them."""

_PART = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def fresh(text: str) -> str:
    """The page with each generated part as the code has it now; raises `KeyError` for a name that no part has."""
    return _PART.sub(lambda part: f"{part[1]}{PARTS[part[2]]()}\n{part[3]}", text)


def documented(thing: type | ModuleType) -> dict[str, str]:
    """The text below each name of a class or a module that has one."""
    tree: Any = ast.parse(dedent(inspect.getsource(thing)))
    found = {}
    for named, text in pairwise(tree.body[0].body if isinstance(thing, type) else tree.body):
        target = getattr(named, "target", None) or next(iter(getattr(named, "targets", [])), None)
        if isinstance(target, ast.Name) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            found[target.id] = inspect.cleandoc(str(text.value.value))
    return found


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _prose(text: str) -> str:
    """Words of the program as Markdown: `<` begins no element."""
    return text.replace("<", "\\<")


def _code(text: object) -> str:
    return f"`{text}`"


def _meanings(title: str, meanings: Mapping[str, str]) -> str:
    return _table([title, "meaning"], ((_code(name), meaning) for name, meaning in meanings.items()))


def _statuses() -> str:
    words = documented(Status)
    parts = ((status, *words[status.name].partition("\n\n")[::2]) for status in Status)
    return _table(["status", "meaning", "what to do"], ((_code(status), *both) for status, *both in parts))


def _exit_codes() -> str:
    words = documented(Exit)
    return _table(["exit code", "meaning"], ((str(int(code)), words[code.name]) for code in Exit))


def _findings() -> str:
    words = documented(Finding)
    return _meanings("finding", {finding: words[finding.name] for finding in Finding})


def _files() -> str:
    return _meanings("file", dict(files_of_a_run()))


def files_of_a_run() -> Iterator[tuple[str, str]]:
    """Each file of a run's folder, and what it is."""
    for name, constants in FILES_OF_A_RUN.items():
        module = import_module(name)
        words = documented(module)
        yield from ((getattr(module, constant), words[constant]) for constant in constants)


def _events() -> str:
    return "\n\n".join(chain.from_iterable(_event(kind) for kind in (*get_args(Event), Reported)))


def _event(kind: Any) -> Iterator[str]:
    yield f"### `{kind.name}`"
    yield inspect.cleandoc(kind.__doc__)
    fields = documented(kind)
    if fields:
        yield _meanings("field", fields)


def _keys() -> str:
    return _meanings("key", _sentences(MEANINGS))


def _sentences(meanings: Mapping[str, str]) -> dict[str, str]:
    return {name: f"{meaning[0].upper()}{meaning[1:]}." for name, meaning in meanings.items()}


def _switches() -> str:
    schema = json.loads(resources.files("batch.sandbox").joinpath("scenario.schema.json").read_text(encoding="utf-8"))
    definitions = schema["definitions"]
    rows = []
    for name, switch in definitions["switches"]["properties"].items():
        of_kind = definitions[switch["$ref"].rpartition("/")[2]] if "$ref" in switch else switch
        values = of_kind.get("enum") or ([False, True] if of_kind["type"] == "boolean" else [switch["default"], "N"])
        is_default = " (default)"
        words = (f"{_code(_yaml(value))}{is_default if value == switch['default'] else ''}" for value in values)
        rows.append((_code(name), ", ".join(words), switch["description"]))
    return _table(["switch", "values", "meaning"], rows)


def _yaml(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _scenarios() -> str:
    return _meanings("scenario", {name: load_scenario(name).summary for name in shipped_scenarios()})


def _codes() -> str:
    return "\n\n".join(chain.from_iterable(_family(letter, title) for letter, title in FAMILIES.items()))


def _family(letter: str, title: str) -> Iterator[str]:
    yield f"## {letter}: {title}"
    for rule in RULES.values():
        if rule.id.startswith(letter):
            yield f"### {rule.id} {rule.name}"
            yield f"*{rule.severity.capitalize()}.* {_prose(rule.meaning)}"
            yield f"**What to do**: {_prose(rule.remedy)}"
            for words, lines in examples(rule):
                yield f"{words}:\n\n```text\n" + "\n".join(lines) + "\n```"


class _Listed(NamedTuple):
    """An option, and the commands that have it."""

    option: click.Option
    commands: list[str]


def _options() -> str:
    sections: dict[str, dict[tuple[str, str], _Listed]] = {}
    texts = ["## Commands"]
    for name, command in commands(root):
        context = click.Context(command, info_name=f"govlink {name}", help_option_names=[])
        used: dict[str, list[str]] = {}
        for param in command.get_params(context):
            if isinstance(param, click.Option) and (record := param.get_help_record(context)):
                section = getattr(param, "section", "Other")
                sections.setdefault(section, {}).setdefault(record, _Listed(param, [])).commands.append(name)
                used.setdefault(section, []).append(_code(max(param.opts, key=len)))
        usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
        listed = "\n".join(f"- {section}: {', '.join(options)}" for section, options in used.items())
        texts += [f"### govlink {name}", _code(usage), inspect.cleandoc(command.help or ""), *filter(None, [listed])]
    for section, records in sections.items():
        texts += [f"## Options: {section}", _table(["option", "meaning"], _records(records))]
    return "\n\n".join(texts)


def commands(group: click.Group, names: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Each command by its name; the commands of a group after it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield " ".join((*names, name)), command
        if isinstance(command, click.Group):
            yield from commands(command, (*names, name))


def _records(records: Mapping[tuple[str, str], _Listed]) -> Iterator[tuple[str, str]]:
    everywhere = list(dict.fromkeys(chain.from_iterable(listed.commands for listed in records.values())))
    for (names, _), (option, used_by) in records.items():
        variable = f" Variable: {_code(option.envvar)}." if option.envvar else " †"
        yield _code(names), f"{_prose(_words(option))}{_not_all(used_by, everywhere)}{variable}"


def _not_all(used_by: Sequence[str], section: Sequence[str]) -> str:
    """Which commands of a section have an option, if not all of them have it."""
    others = [name for name in section if name not in used_by]
    if not others:
        return ""
    first, names = ("Except", others) if len(others) == 1 < len(used_by) else ("Only", used_by)
    return f" {first} {', '.join(map(_code, names))}."


def _words(option: click.Option) -> str:
    """The help of an option, with its default."""
    words = f"{option.help}{' Required.' if option.required else ''}"
    if option.is_flag or "default" in words.lower() or not isinstance(option.default, str | float | int | Path):
        return words
    return f"{words} Default: {str(option.default).removesuffix('.0')}."


PARTS: Mapping[str, Callable[[], str]] = {
    "audit-columns": lambda: _meanings("column", AUDIT),
    "codes": _codes,
    "events": _events,
    "exit-codes": _exit_codes,
    "files": _files,
    "findings": _findings,
    "keys": _keys,
    "options": _options,
    "plan-columns": lambda: _meanings("column", REPLACED),
    "report-columns": lambda: _meanings("column", REPORT),
    "sandbox-words": lambda: _meanings("word", _sentences(WORDS)),
    "scenarios": _scenarios,
    "statuses": _statuses,
    "switches": _switches,
}
"""Each part by its name."""

if __name__ == "__main__":
    for page in GUIDE.glob("*.md"):
        page.write_text(fresh(page.read_text(encoding="utf-8")), encoding="utf-8")
