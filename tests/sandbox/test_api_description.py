"""The description of the API, checked against the stand-in by a program that generates requests from it."""

import subprocess
from pathlib import Path

import pytest
from others import environment_with

from batch.sandbox import load_scenario, serve

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.fixture(scope="module")
def schemathesis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment_with("schemathesis>=4,<5", tmp_path_factory.mktemp("schemathesis"))


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("scenario", ["first-steps", "direct-customer"])
def test_generated_requests_find_no_server_error_and_no_undescribed_answer(
    schemathesis: Path, scenario: str, tmp_path: Path
) -> None:
    with serve(load_scenario(scenario)) as sandbox:
        arguments = [
            "run",
            f"{sandbox.base_url}/_sandbox/openapi.json",
            "--checks",
            CHECKS,
            "--header",
            "Authorization: Bearer k",
        ]
        settings = ["--max-examples", "60", "--seed", "1", "--no-color", "--generation-database", "none"]
        done = subprocess.run(
            [str(schemathesis / "schemathesis"), *arguments, *settings],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        )
        statuses = {entry.status for entry in sandbox.requests}
    assert done.returncode == 0, done.stdout
    assert len(sandbox.requests) > 200
    assert {200, 403, 404, 422} <= statuses
    assert (201 in statuses) == (scenario == "first-steps"), "whose accounts the description's examples name"
