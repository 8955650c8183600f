"""Speed and memory of runs as cubes. The peer: 10.3 s for the four Crab runs, 0.25 s to stack them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vhegui.analysis.headless.map import MapOptions, map_request
from vhegui.analysis.headless.sky import stack_sky
from vhegui.analysis.steps import build_pipeline
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

CRAB_RUNS = (23523, 23526, 23559, 23592)
RX_J1713 = "20326,20327,20349,20350,20396,20397,20421,20422,20517,20518,20519,20521,20898,20899,20900"
PEAK = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"


def test_four_crab_runs_from_files_to_their_stack(benchmark: Any, data: Path) -> None:
    """10 energies, 200² pixels, norm and tilt of each background fitted. Budget 0.8 s."""
    options = MapOptions(runs="23523,23526,23559,23592", width="4 deg", energy="0.6 TeV,30 TeV", pixel="0.02 deg")
    analysis = map_request(data / "hess-dl3-dr1", options).analysis
    store = open_store(data / "hess-dl3-dr1")
    found = benchmark(lambda: stack_sky(build_pipeline(), analysis, store, {}, silent))
    assert found.stacked.sky.cube.runs == CRAB_RUNS and found.stacked.sky.cube.counts.shape == (10, 200, 200)


def test_fifteen_runs_of_rx_j1713_from_files_to_their_stack(benchmark: Any, data: Path) -> None:
    """The same on 250² pixels. Budget 2 s; gammapy 2.1: 27 s."""
    options = MapOptions(runs=RX_J1713, width="5 deg", energy="0.6 TeV,30 TeV", pixel="0.02 deg")
    analysis = map_request(data / "hess-dl3-dr1", options).analysis
    store = open_store(data / "hess-dl3-dr1")
    found = benchmark(lambda: stack_sky(build_pipeline(), analysis, store, {}, silent))
    assert len(found.stacked.rows) == 15


def one_field(store: Store) -> tuple[list[Cube], Cube]:
    """All runs of the H.E.S.S. release as if they had looked at the Crab, on 5° × 5° in pixels of 0.02°, and their
    stack.
    """
    axes = EnergyAxis(np.geomspace(0.6, 30.0, 11)), EnergyAxis(np.geomspace(0.3, 60.0, 22))
    geometry = CubeGeometry(SkyGrid(83.633, 22.014, pixel=0.02, columns=250), *axes, offset_max=2.5)
    runs = (store.load(int(run)) for run in store.index.obs_id)
    cubes = [reduce_run(replace(run, pointing=Pointing(83.633, 22.514)), geometry) for run in runs]
    return cubes, stack(cubes)


def test_105_runs_of_5_degrees_fit_in_two_gigabytes_all_at_once(data: Path, pytestconfig: pytest.Config) -> None:
    """Each of them and their stack: 1.6 GB; one at a time into the stack it is 0.14 GB. Only where speed is measured,
    too: it takes a minute and what the machine has.
    """
    if not pytestconfig.getoption("benchmark_enable"):
        pytest.skip("memory is measured with --benchmark-enable")
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
