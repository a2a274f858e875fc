"""Reports the end of each run to monitoring (`--notify`, `--metrics-file`)."""

import time
from collections.abc import Callable
from pathlib import Path

from batch.cli.printing import remark
from batch.errors import Exit, GovlinkError
from batch.runs.ending import RunEnd
from batch.runs.options import RunOptions
from batch.runs.target import DEFAULT_BASE_URL


def watched(command: str, options: RunOptions, run: Callable[[], RunEnd]) -> Exit:
    """Run, and report to monitoring; raises what `run` raises, and `UsageError` for an invalid address."""
    from batch.monitoring.notify import Notice

    notice = Notice(options.output.notify) if options.output.notify else None
    began = time.monotonic()
    if notice:
        _warn(notice.start())
    # The exit code of a process that ends with a traceback.
    ended = RunEnd(Exit.STOPPED)
    try:
        ended = run()
    except GovlinkError as error:
        ended = RunEnd(error.exit_code)
        raise
    except KeyboardInterrupt:
        ended = RunEnd(Exit.INTERRUPTED)
        raise
    finally:
        if file := options.output.metrics_file:
            _warn(_metrics(file, command, options, ended, time.monotonic() - began))
        if notice:
            _warn(notice.end(ended.code))
    return ended.code


def _metrics(file: Path, command: str, options: RunOptions, ended: RunEnd, seconds: float) -> str:
    from batch.monitoring.metrics import LastRun, write_metrics
    from batch.output_file import NotWrittenError

    if ended.summary and ended.summary["seconds"] is not None:
        seconds = ended.summary["seconds"]
    is_rehearsal = options.sandbox.sandbox or (ended.summary and ended.summary["sandbox"])
    target = "sandbox" if is_rehearsal else options.connection.base_url or DEFAULT_BASE_URL
    end = LastRun(command, target.rstrip("/"), ended.code, time.time(), round(seconds, 3), ended.summary)
    try:
        write_metrics(file, end)
    except NotWrittenError as error:
        return f"--metrics-file {file} can't be written: {error}"
    return ""


def _warn(text: str) -> None:
    if text:
        remark(text)
