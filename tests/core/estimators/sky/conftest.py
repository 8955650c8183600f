"""The four Crab runs as gammapy makes them, on the grids of the reference."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from crab_cubes import cubes_of

from vhegui.core.cubes.cube import Cube
from vhegui.core.dl3.open import open_store
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.sphere import separation
from vhegui.core.typing import BoolArray


@pytest.fixture(scope="session")
def crab_3d(reference: Any) -> Any:
    """Reference numbers of the cubes."""
    return reference("crab_3d.json")


@pytest.fixture(scope="session")
def observations(crab_3d: Any, data: Path) -> list[Any]:
    """The runs, with the events outside of the good time that gammapy keeps."""
    store = open_store(data / "hess-dl3-dr1")
    found = [store.load(run) for run in crab_3d["settings"]["runs"]]
    return [replace(each, events=each.events + each.outside_gti) for each in found]


@pytest.fixture(scope="session")
def crab_cubes(observations: list[Any]) -> list[Cube]:
    """4° in pixels of 0.02°."""
    return cubes_of(observations)


@pytest.fixture(scope="session")
def coarse_cubes(observations: list[Any]) -> list[Cube]:
    """3° in pixels of 0.04°."""
    return cubes_of(observations, pixel=0.04, columns=75)


@pytest.fixture(scope="session")
def not_excluded(crab_3d: Any) -> Any:
    """Function that gives the mask of a grid: false in the exclusion circles of the reference."""

    def mask(grid: SkyGrid) -> BoolArray:
        place, free = grid.coordinates(), np.ones(grid.shape, dtype=bool)
        for ra, dec, radius in crab_3d["settings"]["exclusion_circles_ra_dec_radius_deg"]:
            free &= separation(ra, dec, *place) > radius
        return free

    return mask
