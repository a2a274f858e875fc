"""`python -m batch` is the same program as `govlink`."""

import gc
import sys
import traceback

from batch import streams
from batch.errors import Exit


def main() -> int:
    """Run the command line, and return the exit code."""
    streams.prepare()
    try:
        from batch import cli  # noqa: PLC0415 - here, so that an interruption during the import is handled like any other

        code = cli.main()
    except KeyboardInterrupt:
        code = Exit.INTERRUPTED
    except Exception:  # noqa: BLE001 - our own fault; the interpreter's exit code for it, 1, would mean a finished run
        traceback.print_exc()
        code = Exit.STOPPED
    # The process ends here. A last garbage collection would take a tenth of the time of a small check.
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(main())
