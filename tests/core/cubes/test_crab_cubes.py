"""The four H.E.S.S. Crab runs as cubes, beside the exact results of gammapy 2.1 (`crab_3d.json`)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.dl3.open import open_store
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.safe_range import SafeRange


@pytest.fixture(scope="module")
def crab(reference: Any) -> Any:
    """Reference numbers."""
    return reference("crab_3d.json")


@pytest.fixture(scope="module")
def cubes(crab: Any, data: Path) -> dict[int, Cube]:
    """The cube of each run; gammapy keeps events outside of the good time."""
    axes = EnergyAxis(np.geomspace(0.6, 30.0, 11)), EnergyAxis(np.geomspace(0.3, 60.0, 22))
    geometry = CubeGeometry(SkyGrid(83.633, 22.014, pixel=0.02, columns=200), *axes, offset_max=2.0)
    store = open_store(data / "hess-dl3-dr1")
    found = {}
    for run in crab["settings"]["runs"]:
        observation = store.load(run)
        outside = observation.outside_gti
        assert outside is not None
        observation = replace(observation, events=observation.events + outside)
        found[run] = reduce_run(observation, geometry, SafeRange(aeff_percent=None, header=True))
    return found


def test_counts_and_safe_bins_are_those_of_the_reference(crab: Any, cubes: dict[int, Cube]) -> None:
    for run in crab["observations"]:
        cube = cubes[run["obs_id"]]
        assert (cube.counts * cube.safe).sum(axis=(1, 2)).tolist() == run["counts_safe_per_energy"]
        assert cube.safe.sum() == run["safe_bins"]
        assert cube.livetime == pytest.approx(run["livetime_s"], rel=1e-6)


def test_exposure_at_the_source_is_that_of_the_reference(crab: Any, cubes: dict[int, Cube]) -> None:
    for run in crab["observations"]:
        middle = cubes[run["obs_id"]].exposure[:, 99:101, 99:101].mean(axis=(1, 2))
        np.testing.assert_allclose(middle / 1e4, run["exposure_at_centre_m2s"], rtol=1e-4)
