"""The best source of a given shape and spectrum at every pixel of a map, in one band of energy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core.cubes.run_sky import RunSky
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.sky.bands import bands_of
from vhegui.core.estimators.sky.cube_source import source_in
from vhegui.core.estimators.sky.sky_bands import NOTHING, power_law
from vhegui.core.estimators.sky.ts_map import TsMap, ts_map
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.kernels import gaussian
from vhegui.core.progress import Progress, silent
from vhegui.core.typing import Array

SIGMA_LIMIT = 2.0  # of upper limits


@dataclass(frozen=True, eq=False)
class SourceMaps:
    """What a source in every pixel would be. All images have shape (rows, columns), NaN where nothing is known.

    energy : of the band: from, to, TeV.
    """

    grid: SkyGrid
    energy: tuple[float, float]
    fitted: TsMap

    @cached_property
    def sqrt_ts(self) -> Array:
        """σ with the sign of the flux."""
        return self._known(self.fitted.sqrt_ts)

    @cached_property
    def flux(self) -> Array:
        """The best integral flux in the band, cm⁻² s⁻¹."""
        return self._known(self.fitted.flux)

    @cached_property
    def flux_error(self) -> Array:
        """Its error, 1 σ, cm⁻² s⁻¹."""
        return self._known(self.fitted.error)

    @cached_property
    def flux_limit(self) -> Array:
        """The upper limit on it, 2 σ, cm⁻² s⁻¹."""
        return self._known(self.fitted.limit)

    def _known(self, image: Array) -> Array:
        return np.where(self.fitted.used, image, np.nan)


def source_maps(
    sky: RunSky,
    energy: tuple[float, float],
    index: float,
    sigma: float,
    reach: float,
    progress: Progress = silent,
) -> SourceMaps:
    """Fit the flux of a source at every pixel, to all safe bins of a band together.

    energy : from, to (TeV), of which the nearest edges of bins are taken · index : of its power law
    sigma : of the Gaussian that it is before the PSF, deg; 0 for a point · reach : so far to either side counts are
    taken, deg, see `source_in` · progress : see `ts_map`.
    What is expected without a source counts as known, also where it was measured in rings. AnalysisError where nothing
    is.
    """
    cube = sky.cube
    (low, high, bins), *_ = bands_of(energy, cube.geometry.reco)
    if not cube.safe[bins].any():
        raise AnalysisError(NOTHING)
    shape = gaussian(sigma / cube.geometry.grid.pixel) if sigma > 0.0 else None
    source = source_in(cube, power_law(index), reach, shape).in_band(bins)
    found = ts_map(
        cube.counts[bins],
        cube.background[bins],
        source.per_flux,
        source.kernels,
        cube.safe[bins],
        SIGMA_LIMIT,
        progress,
    )
    if not found.used.any():
        raise AnalysisError(NOTHING)
    return SourceMaps(cube.geometry.grid, (low, high), found)
