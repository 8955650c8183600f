"""Speed and memory of runs as cubes. The peer: 8.2 s for the four Crab runs, 0.25 s to stack them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from vhegui.analysis.loading.cubes import Reduction, stack_runs
from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.cubes.stack import stack
from vhegui.core.dl3.observation import Pointing
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.store import Store
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.progress import silent
from vhegui.core.safe_range import SafeRange

CRAB_RUNS = (23523, 23526, 23559, 23592)
PEAK = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"


def how(columns: int) -> Reduction:
    """10 energies, pixels of 0.02 deg about the Crab."""
    axes = EnergyAxis(np.geomspace(0.6, 30.0, 11)), EnergyAxis(np.geomspace(0.3, 60.0, 22))
    grid = SkyGrid(83.633, 22.014, pixel=0.02, columns=columns)
    return Reduction(CubeGeometry(grid, *axes, offset_max=2.0), SafeRange(aeff_percent=None, header=True))


def test_four_crab_runs_from_files_to_their_stack(benchmark: Any, data: Path) -> None:
    """Budget 0.6 s, with norm and tilt of the backgrounds 0.8 s."""
    store = open_store(data / "hess-dl3-dr1")
    assert benchmark(stack_runs, store, CRAB_RUNS, how(200), silent).cube.runs == CRAB_RUNS


def one_field(store: Store) -> tuple[list[Cube], Cube]:
    """All runs of the H.E.S.S. release as if they had looked at the Crab, on 5° × 5° in pixels of 0.02°, and their
    stack.
    """
    geometry = replace(how(250).geometry, offset_max=2.5)
    runs = (store.load(int(run)) for run in store.index.obs_id)
    cubes = [reduce_run(replace(run, pointing=Pointing(83.633, 22.514)), geometry) for run in runs]
    return cubes, stack(cubes)


def test_105_runs_of_5_degrees_fit_in_two_gigabytes_all_at_once(data: Path) -> None:
    """Each of them and their stack: 1.7 GB; one at a time into the stack it is 0.2 GB."""
    code = f"""
import sys
sys.path.append({str(Path(__file__).parent)!r})
from test_cubes import one_field, open_store
cubes, stacked = one_field(open_store({str(data / "hess-dl3-dr1")!r}))
assert len(cubes) == len(stacked.runs) == 105
{PEAK}
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(result.stdout) < 2000.0
