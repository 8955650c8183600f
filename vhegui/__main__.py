"""`python -m vhegui` is the `vhegui` command."""

import sys

from vhegui.cli import main

if __name__ == "__main__":
    sys.exit(main())
