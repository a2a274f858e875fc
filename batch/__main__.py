"""`python -m batch` is the same program as `govlink`."""

import gc
import sys
import traceback

from batch import streams
from batch.errors import Exit


def main() -> int:
    """Run the command line; returns the exit code."""
    streams.prepare()
    try:
        from batch import cli  # noqa: PLC0415 - so that an interruption meanwhile is met as any other is

        code = cli.main()
    except KeyboardInterrupt:
        code = Exit.INTERRUPTED
    except Exception:  # noqa: BLE001 - a fault of ours; the interpreter's own exit code for it means a finished run
        traceback.print_exc()
        code = Exit.STOPPED
    # The process ends here. A last search of all that it leaves behind for cycles would be a tenth of a small check.
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(main())
