"""Cubes about the Crab with the background of gammapy."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.dl3.observation import Observation
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.safe_range import SafeRange
from vhegui.core.typing import Array

LO_THRES = SafeRange(aeff_percent=None, header=True)


def cubes_of(
    observations: Iterable[Observation],
    pixel: float = 0.02,
    columns: int = 200,
    edges: Array = np.geomspace(0.6, 30.0, 11),  # noqa: B008 nobody writes to it
    safe: SafeRange = LO_THRES,
) -> list[Cube]:
    """The cubes of the runs, 2° about their pointings. edges : of the reconstructed energy, TeV."""
    axes = EnergyAxis(edges), EnergyAxis(np.geomspace(0.3, 60.0, 22))
    geometry = CubeGeometry(SkyGrid(83.633, 22.014, pixel=pixel, columns=columns), *axes, offset_max=2.0)
    return [reduce_run(each, geometry, safe, like_gammapy=True) for each in observations]
