"""Check a mapping with frictionless: a table schema with patterns and unique fields, and a constraint for each side."""

import json
import sys
from pathlib import Path

from frictionless import Checklist, Resource, Schema, checks

_ID, _NUMBER = "[1-9][0-9]{0,17}", "[0-9]{12}"


def field(name: str, pattern: str, **constraints: bool) -> dict[str, object]:
    return {"name": name, "type": "string", "constraints": {"pattern": pattern, **constraints}}


SCHEMA = Schema.from_descriptor(
    {
        "fields": [
            field("client_api_id", _ID, required=True),
            field("commercial_acct_id", _ID, unique=True),
            field("commercial_owner_id", _NUMBER, unique=True),
            field("govcloud_acct_id", _ID, unique=True),
            field("govcloud_owner_id", _NUMBER, unique=True),
            *({"name": name, "type": "string"} for name in ("name", "ticket", "notes")),
        ]
    }
)
CHECKLIST = Checklist(
    checks=[checks.row_constraint(formula=f"{side}_acct_id or {side}_owner_id") for side in ("commercial", "govcloud")]
)

if __name__ == "__main__":
    file = Path(sys.argv[1])
    resource = Resource(path=file.name, basepath=str(file.parent), encoding="utf-8", schema=SCHEMA)
    # The default stops at a thousand errors.
    report = resource.validate(CHECKLIST, limit_errors=1_000_000)
    for number, name in report.flatten(["rowNumber", "fieldName"]):
        # Its row numbers count the header, as a person does.
        print(json.dumps({"record": number - 1, "line": number, "field": name}))
