"""Memory of one window in which many data sets are opened one after the other.

    PYTHONPATH=tests/support python tests/benchmarks/memory.py FOLDER [FOLDER …] [--times 60]

opens the folders in turn, everything computed each time, and prints the resident memory after each. From the tenth part
of them (by then every panel and library has been used) to the last it may not grow by more than 5 %.
"""

from __future__ import annotations

import argparse
import os
import sys
from itertools import cycle, islice
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from memory_use import megabytes_after

from vhegui.gui.application import application

ALLOWED = 1.05


def main() -> int:
    parser = argparse.ArgumentParser(description="Memory of one window in which many data sets are opened")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--times", type=int, default=60)
    arguments = parser.parse_args()
    _application = application()
    sizes = megabytes_after(list(islice(cycle(arguments.folders), arguments.times)))
    for count, size in enumerate(sizes, 1):
        print(f"{count:4d} {size:8.1f} MB")
    first = sizes[max(len(sizes) // 10, 1) - 1]
    print(f"growth: {100 * (sizes[-1] / first - 1):+.1f} %")
    return 0 if sizes[-1] < ALLOWED * first else 1


if __name__ == "__main__":
    sys.exit(main())
