"""The output of AWS's tools, as the tests need it."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from batch.aws import AwsList, read_aws

BLUE = ("223456789000", "000987654321")
GREEN = ("200000000017", "300000000017")


def request(pair: tuple[str, str] = BLUE, **more: object) -> dict[str, Any]:
    """A successful request, as `list-create-account-status` prints it."""
    return {
        "Id": "car-1",
        "AccountName": "blue",
        "State": "SUCCEEDED",
        "RequestedTimestamp": 1582040671.446,
        "CompletedTimestamp": "2020-02-18T16:45:36.794000+01:00",
        "AccountId": pair[0],
        "GovCloudAccountId": pair[1],
    } | more


def information(govcloud: str = BLUE[1], state: str = "ACTIVE", **more: object) -> str:
    """What `get-gov-cloud-account-information` prints."""
    return json.dumps({"GovCloudAccountId": govcloud, "AccountState": state} | more)


def page(*entries: Mapping[str, object], **more: object) -> str:
    return json.dumps({"CreateAccountStatuses": entries} | more)


def aws_list_of(*texts: str | bytes, folder: Path, ending: str = "json") -> AwsList:
    """The AWS list of files 0, 1, … with these texts."""
    names = []
    for number, text in enumerate(texts):
        path = folder / f"{number}.{ending}"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        names.append(str(path))
    return read_aws(names, io.BytesIO())


def pairs(aws_list: AwsList) -> list[tuple[str, str]]:
    return [(pair.commercial, pair.govcloud) for pair in aws_list.by_commercial.values()]
