"""Fluxes of what lies within a radius of every pixel: error, upper limit, and what would be detected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.estimators.sky.band_maps import BandMaps
from vhegui.core.estimators.sky.flux import flux_map
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class FluxWithin:
    """Images of shape (rows, columns), cm⁻² s⁻¹ in the band, NaN where nothing is known.

    energy : of the band: from, to, TeV · flux_error : 1 σ · flux_limit : 2 σ · sensitivity : the least flux that would
    be detected with 5 σ, ten counts, and a twentieth of the background.
    """

    grid: SkyGrid
    energy: tuple[float, float]
    flux_error: Array
    flux_limit: Array
    sensitivity: Array


def flux_within(maps: BandMaps) -> FluxWithin:
    """Those of the counts within the radius of the maps."""
    found = flux_map(maps.bands.excess, maps.bands.per_flux)
    images = (np.where(found.used, image, np.nan)[0] for image in (found.error, found.limit, found.sensitivity))
    return FluxWithin(maps.grid, maps.energy, *images)
