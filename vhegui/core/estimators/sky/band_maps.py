"""Excess, significance and flux in one band of energy, as images with the pixels where nothing is known marked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.sky.sky_bands import NOTHING, BandImages, SkyBands, sky_bands
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.statistics import cash_significance
from vhegui.core.typing import Array, BoolArray


@dataclass(frozen=True, eq=False)
class BandMaps:
    """What lies within `radius` (deg) of every pixel, in the only band of `bands`.

    All images have shape (rows, columns) and are NaN where the background is not known.
    """

    grid: SkyGrid
    radius: float
    bands: SkyBands

    @property
    def energy(self) -> tuple[float, float]:
        """Of the band: from, to, TeV."""
        return float(self.bands.edges[0]), float(self.bands.edges[-1])

    @property
    def used(self) -> BoolArray:
        """Where the background is known."""
        return self.bands.excess.used[0]

    @property
    def off_counted(self) -> bool:
        """Whether the background was counted in OFF, so that the significance is that of Li & Ma."""
        return self.bands.excess.n_off is not None

    @cached_property
    def background(self) -> Array:
        """Counts expected without an excess."""
        return self._known(self.bands.excess.background[0])

    @cached_property
    def excess(self) -> Array:
        """Counts above that."""
        return self._known(self.bands.excess.excess[0])

    @cached_property
    def significance(self) -> Array:
        """σ with the sign of the excess."""
        return self._known(self.bands.excess.significance[0])

    @cached_property
    def sqrt_ts(self) -> Array:
        """The same as if the background were known without error."""
        excess, used = self.bands.excess, self.used
        found = np.full(used.shape, np.nan)
        found[used] = cash_significance(excess.n_on[0][used], excess.background[0][used])
        return found

    @cached_property
    def flux(self) -> Array:
        """Integral flux in the band of a source at the pixel, cm⁻² s⁻¹, if all its counts are in the radius."""
        per_flux = self.bands.per_flux[0]
        return np.divide(self.excess, per_flux, out=np.full(per_flux.shape, np.nan), where=per_flux > 0.0)

    def _known(self, image: Array) -> Array:
        return np.where(self.used, image, np.nan)


def band_maps(images: BandImages, grid: SkyGrid, radius: float) -> BandMaps:
    """Maps of one band on the pixels of a grid. radius : deg. Raises AnalysisError where no background is known."""
    maps = BandMaps(grid, radius, sky_bands(images, radius))
    if not maps.used.any():
        raise AnalysisError(NOTHING)
    return maps
