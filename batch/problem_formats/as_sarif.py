"""For code scanners and editors: SARIF 2.1.0."""

import json
from collections.abc import Iterator
from urllib.parse import quote

from batch import __version__
from batch.checking import Checked
from batch.diagnostics import Place, Problem, Severity, file_and_sheet
from batch.problem_formats.facts import within_workbook

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def render(checked: Checked) -> Iterator[str]:
    """Yield the log, one result per line."""
    used = sorted({problem.rule for problem in checked.problems})
    rules = [
        {
            "id": rule.id,
            "name": rule.name,
            "shortDescription": {"text": rule.meaning},
            "help": {"text": rule.remedy},
            "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        }
        for rule in used
    ]
    tool = {"driver": {"name": "govlink", "semanticVersion": __version__, "rules": rules}}
    indexes = {rule: index for index, rule in enumerate(used)}
    yield '{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [{'
    yield f'"tool": {json.dumps(tool)}, "columnKind": "unicodeCodePoints", "results": ['
    for number, problem in enumerate(checked.problems, start=1):
        result = _result(problem, indexes[problem.rule])
        yield json.dumps(result) + ("," if number < len(checked.problems) else "")
    yield "]}]}"


def _result(problem: Problem, index: int) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": problem.rule.id,
        "ruleIndex": index,
        "level": _LEVELS[problem.rule.severity],
        "message": {"text": f"{within_workbook(problem.place, ': ')}{problem.statement}"},
        "locations": [_location(problem.place)],
    }
    if problem.related:
        result["relatedLocations"] = [_location(place) for place in problem.related]
    if problem.suggestion:
        result["properties"] = {"suggestion": problem.suggestion.value}
    return result


def _location(place: Place) -> dict[str, object]:
    file, sheet = file_and_sheet(place.source)
    physical: dict[str, object] = {"artifactLocation": {"uri": quote(file, errors="surrogateescape")}}
    if sheet:  # a region would refer to bytes of the file
        return {"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": within_workbook(place)}]}
    region = {"startLine": place.line} | ({"startColumn": place.column} if place.column else {})
    return {"physicalLocation": physical | {"region": region}}
