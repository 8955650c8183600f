"""A made-up data set of many runs, reduced to one cube: time and memory a run may not grow with their number.

    PYTHONPATH=tests/support python tests/benchmarks/many_runs.py --runs 10000 --scheduler processes --workers 8

prints, for every tenth part of the runs, seconds a run (by the clock, and of processor in this process) and the memory
of this process. From the second part (by then every library has been used) to the last neither may grow by more than
the share allowed, as measured on a machine with nothing else to do. `--scheduler cluster` starts a Dask cluster of
processes on this machine.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from made_up_cubes import write_runs
from memory_use import megabytes

from vhegui.analysis.executors import pool_of
from vhegui.analysis.headless.map import MapOptions, map_request
from vhegui.analysis.headless.sky import stack_sky
from vhegui.analysis.steps import build_pipeline
from vhegui.core.dl3.open import open_store

OPTIONS = MapOptions(position="83.633 22.014", width="4 deg", pixel="0.02 deg", energy="0.5 TeV,20 TeV", bins=10)
PARTS = 10
MORE_MEMORY, MORE_TIME = 1.05, 1.25


def main() -> int:
    parser = argparse.ArgumentParser(description="A data set of many runs, reduced to one cube")
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--scheduler", default="serial", help="serial, threads, processes, cluster or an address")
    parser.add_argument("--workers", type=int)
    arguments = parser.parse_args()
    rows: list[list[float]] = []
    since = [time.perf_counter(), time.process_time()]

    def progress(fraction: float, text: str) -> None:
        if round(fraction * arguments.runs) % (arguments.runs // PARTS) == 0:
            now = [time.perf_counter(), time.process_time()]
            spent = [PARTS / arguments.runs * (b - a) for a, b in zip(since, now, strict=True)]
            rows.append([*spent, megabytes()])
            print(f"{fraction:5.0%} {spent[0]:8.3f} s {spent[1]:8.3f} s {megabytes():8.1f} MB", flush=True)
            since[:] = now

    with (
        TemporaryDirectory() as folder,
        address_of(arguments.scheduler, arguments.workers or 2) as (scheduler, workers),
        pool_of(scheduler, workers) as pool,
    ):
        store = open_store(write_runs(Path(folder), arguments.runs))
        analysis = map_request(Path(folder), OPTIONS).analysis
        since[:] = [time.perf_counter(), time.process_time()]
        found = stack_sky(build_pipeline(), analysis, store, {}, progress, pool)
    assert len(found.stacked.rows) == arguments.runs
    _, processor, memory = (last / second for second, last in np.array(rows)[[1, -1]].T)
    print(f"growth: {100 * (processor - 1):+.1f} % time, {100 * (memory - 1):+.1f} % memory")
    return 0 if memory < MORE_MEMORY and processor < MORE_TIME else 1


@contextmanager
def address_of(scheduler: str, workers: int) -> Iterator[tuple[str, int | None]]:
    """The scheduler as it is; or the address of a cluster that is there meanwhile, who knows its workers."""
    if scheduler != "cluster":
        yield scheduler, None if scheduler == "serial" else workers
        return
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, processes=True
    ) as cluster:
        yield cluster.scheduler_address, None


if __name__ == "__main__":
    sys.exit(main())
