"""Speed of fits of the four Crab runs as cubes (10 energies, 200² pixels of 0.02°), and of 15 runs of a shell (250²).

The peer: 7.5 s for a point fitted to the stack, 14 s for a Gaussian, 68 s for the shell, 41 s for a joint fit without
its covariance (23 s more), 70 s for a light curve with the backgrounds fitted again. On a machine that is busy
`--benchmark-timer=time.process_time`, with OPENBLAS_NUM_THREADS=1, tells more than the clock.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.cubes.stack import stack
from vhegui.core.dl3.open import open_store
from vhegui.core.estimators.light_curve.cubes import cube_light_curve, good_time
from vhegui.core.estimators.light_curve.terms import LightCurveOptions
from vhegui.core.estimators.light_curve.time_bins import run_bins
from vhegui.core.fitting.cubes_fit import fit_cubes
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.nuisances import field_of_view
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel, default_shape
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.safe_range import SafeRange

CRAB = (83.633, 22.014)
RX_J1713 = (
    20326, 20327, 20349, 20350, 20396, 20397, 20421, 20422, 20517, 20518, 20519, 20521, 20898, 20899, 20900
)  # fmt: skip
POINT = default_shape("point", *CRAB)
GAUSSIAN = default_shape("gaussian").with_values((*CRAB, 0.05, 0.0, 0.0))


@pytest.fixture(scope="module")
def cubes(data: Path) -> list[Cube]:
    axes = EnergyAxis(np.geomspace(0.6, 30.0, 11)), EnergyAxis(np.geomspace(0.3, 60.0, 22))
    geometry = CubeGeometry(SkyGrid(*CRAB, pixel=0.02, columns=200), *axes, offset_max=2.0)
    store = open_store(data / "hess-dl3-dr1")
    safe = SafeRange(aeff_percent=None, header=True)
    return [reduce_run(store.load(run), geometry, safe) for run in (23523, 23526, 23559, 23592)]


def model(shape: SpatialModel, spectrum: str, cubes: list[Cube]) -> JointModel:
    start = default_spectrum(spectrum).with_parameter("amplitude", value=3e-11)
    backgrounds = tuple(each for cube in cubes for each in field_of_view(cube.name))
    return JointModel((SourceModel("crab", start, spatial=shape),), backgrounds)


@pytest.mark.parametrize("shape", [POINT, GAUSSIAN], ids=["point", "Gaussian"])
def test_stacked_fit(benchmark: Any, cubes: list[Cube], shape: SpatialModel) -> None:
    """Place, shape, power law, norm and tilt, with errors. Budgets 0.4 s and 0.7 s."""
    stacked = [stack(cubes)]
    assert benchmark(fit_cubes, stacked, model(shape, "power_law", stacked)).result.success


def test_shell_fitted_to_fifteen_runs(benchmark: Any, data: Path) -> None:
    """RX J1713.7-3946, from a start 0.1 deg too large and too thin; the runs stacked beforehand. Budget 3 s."""
    axes = EnergyAxis(np.geomspace(0.6, 30.0, 11)), EnergyAxis(np.geomspace(0.3, 60.0, 22))
    geometry = CubeGeometry(SkyGrid(258.39, -39.76, pixel=0.02, columns=250), *axes, offset_max=2.0)
    store, safe = open_store(data / "hess-dl3-dr1"), SafeRange(aeff_percent=None, header=True)
    stacked = [stack(reduce_run(store.load(run), geometry, safe) for run in RX_J1713)]
    shell = default_shape("shell").with_values((258.39, -39.76, 0.45, 0.1))
    result = benchmark(fit_cubes, stacked, model(shell, "power_law", stacked)).result
    assert result.success and 0.2 < result.joint["radius"].value < 0.45


def test_joint_fit(benchmark: Any, cubes: list[Cube]) -> None:
    """A power law with cutoff at a point, and norm and tilt of each run: 13 parameters. Budget 2 s."""
    assert benchmark(fit_cubes, cubes, model(POINT, "exp_cutoff_power_law", cubes)).result.success


def test_light_curve(benchmark: Any, cubes: list[Cube]) -> None:
    """Flux, errors and limit of each run from 1 to 10 TeV, the norm of its background fitted again. Budget 2 s."""
    fitted = fit_cubes(cubes, model(POINT, "power_law", cubes))
    bins = run_bins([good_time(cube) for cube in cubes])
    curve = benchmark(cube_light_curve, fitted, bins, LightCurveOptions(edges=(1.0, 10.0), refit=True))
    assert curve.success.all()
