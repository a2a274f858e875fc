"""`python -m batch` is the same program as `govlink`."""

import sys

from batch.cli import main

if __name__ == "__main__":
    sys.exit(main())
