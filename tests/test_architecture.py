"""The house's plan, held against its imports."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]


def test_no_import_runs_against_the_direction_of_the_design() -> None:
    lint = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"]
    found = subprocess.run([*lint, "--no-cache"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_help_and_version_start_without_pandas_and_requests() -> None:
    program = (
        "import sys; from batch.cli import main\n"
        "commands = (['apply'], ['plan'], ['check'], ['export'], ['doctor'], ['schedule'], ['schedule', 'cron'])\n"
        "for argv in (['--version'], ['--help'], *([*names, '--help'] for names in commands)):\n"
        "    main(argv)\n"
        "print(sorted({'pandas', 'requests', 'rich', 'tenacity', 'starlette'} & sys.modules.keys()))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"
