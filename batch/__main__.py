"""`python -m batch` is the same program as `govlink`."""

import gc
import sys

from batch import cli, streams


def main() -> int:
    """Run the command line; returns the exit code."""
    streams.prepare()
    code = cli.main()
    # The process ends here. A last search of all that it leaves behind for cycles would be a tenth of a small check.
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(main())
