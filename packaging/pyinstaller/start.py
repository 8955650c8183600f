"""Where a bundle begins: the same command line as everywhere."""

import multiprocessing
import sys

from vhegui.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # a process of `vhegui run --processes` begins here, too
    sys.exit(main())
