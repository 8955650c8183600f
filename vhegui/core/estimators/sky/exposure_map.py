"""The exposure of a band of energy: one image of a cube."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.cubes.cube import Cube
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.sky.sky_bands import power_law
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.spectral.flux import flux_in_bins
from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class ExposureMap:
    """exposure : shape (rows, columns), cm² s, NaN where nothing was observed · energy : of the band, from, to, TeV."""

    grid: SkyGrid
    energy: tuple[float, float]
    exposure: Array


def exposure_map(cube: Cube, energy: tuple[float, float], index: float) -> ExposureMap:
    """Effective area × livetime, the mean over the photons of a power law with true energies in the band.

    energy : from, to, TeV. AnalysisError where no true energy is inside.
    """
    weight = flux_in_bins(power_law(index), np.clip(cube.geometry.true.edges, *energy))
    if not weight.sum() > 0.0:
        raise AnalysisError(
            f"no true energy lies between {energy[0]:.3g} and {energy[1]:.3g} TeV: widen the energies of the map"
        )
    mean = np.tensordot(weight / weight.sum(), cube.exposure, axes=1)
    return ExposureMap(cube.geometry.grid, energy, np.where(mean > 0.0, mean, np.nan))
