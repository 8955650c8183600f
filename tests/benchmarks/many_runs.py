"""A made-up data set of many runs, reduced to one cube: time and memory a run may not grow with their number.

    PYTHONPATH=tests/support python tests/benchmarks/many_runs.py --runs 10000 --scheduler processes --workers 8

prints, for every tenth part of the runs, seconds a run (by the clock, and of processor in this process) and the memory
of this process. From the second part (by then every library has been used) to the last neither may grow by more than
the share allowed, as measured on a machine with nothing else to do.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from made_up_cubes import CENTRE, write_runs
from memory_use import megabytes

from vhegui.analysis.executors import pool_of
from vhegui.analysis.loading.cubes import Reduction, cubes_of_runs
from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.stack import Stack
from vhegui.core.dl3.open import open_store
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.progress import silent
from vhegui.core.safe_range import SafeRange

PARTS = 10
MORE_MEMORY, MORE_TIME = 1.05, 1.25


def main() -> int:
    parser = argparse.ArgumentParser(description="A data set of many runs, reduced to one cube")
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--scheduler", default="serial", help="serial, threads, processes or an address")
    parser.add_argument("--workers", type=int)
    arguments = parser.parse_args()
    axes = EnergyAxis(np.geomspace(0.5, 20.0, 11)), EnergyAxis(np.geomspace(0.3, 50.0, 21))
    geometry = CubeGeometry(SkyGrid(*CENTRE, pixel=0.02, columns=200), *axes, offset_max=2.0)
    how, growing, rows = Reduction(geometry, SafeRange(aeff_percent=None)), Stack(geometry), []
    with TemporaryDirectory() as folder, pool_of(arguments.scheduler, arguments.workers) as pool:
        store = open_store(write_runs(Path(folder), arguments.runs))
        runs = [int(run) for run in store.index.obs_id]
        clock, processor = time.perf_counter(), time.process_time()
        for count, (run, cube) in enumerate(cubes_of_runs(store, runs, how, silent, pool), 1):
            assert isinstance(cube, Cube), (run, cube)
            growing.add(cube)
            if count % (len(runs) // PARTS) == 0:
                spent = time.perf_counter() - clock, time.process_time() - processor
                rows.append([each * PARTS / len(runs) for each in spent] + [megabytes()])
                print(f"{count:6d} runs  {rows[-1][0]:7.3f} s  {rows[-1][1]:7.3f} s  {rows[-1][2]:8.1f} MB", flush=True)
                clock, processor = time.perf_counter(), time.process_time()
    _, processor, memory = (last / second for second, last in np.array(rows)[[1, -1]].T)
    print(f"growth: {100 * (processor - 1):+.1f} % time, {100 * (memory - 1):+.1f} % memory")
    return 0 if memory < MORE_MEMORY and processor < MORE_TIME else 1


if __name__ == "__main__":
    sys.exit(main())
