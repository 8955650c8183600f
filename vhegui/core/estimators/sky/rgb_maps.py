"""The excess in three bands of energy, for an image in three colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.sky.sky_bands import NOTHING, BandImages, sky_bands
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.rgb import STRETCHES, band_of, rgb
from vhegui.core.typing import AnyArray, Array

COLOURS = 3


@dataclass(frozen=True, eq=False)
class RgbMaps:
    """excess : counts above the background within `radius` (deg) of each pixel, in bands of rising energy: red, green
    and blue; shape (3, rows, columns), NaN where it is not known · edges : of the bands, TeV, shape (4,).
    """

    grid: SkyGrid
    radius: float
    edges: Array
    excess: Array

    @property
    def energy(self) -> tuple[float, float]:
        """Of all bands: from, to, TeV."""
        return float(self.edges[0]), float(self.edges[-1])

    def picture(self, stretch: str, percent: float) -> AnyArray:
        """Red, green and blue, shape (rows, columns, 3), uint8; each from 0 to what `percent` of its pixels do not
        exceed. stretch : one of `vhegui.core.maps.rgb.STRETCHES`, others as the nearest of them.
        """
        known = np.isfinite(self.excess)
        stretch = stretch if stretch in STRETCHES else "asinh"
        bands = [band_of(image, used, stretch, percent) for image, used in zip(self.excess, known, strict=True)]
        return rgb(list(self.excess), bands, np.asarray(known.any(axis=0)))


def rgb_maps(images: BandImages, grid: SkyGrid, radius: float) -> RgbMaps:
    """Maps of three bands. radius : deg. AnalysisError where no background is known."""
    found = sky_bands(images, radius).excess
    if not found.used.any():
        raise AnalysisError(NOTHING)
    return RgbMaps(grid, radius, images.edges, np.where(found.used, found.excess, np.nan))


def three_bands(low: float, high: float, reco: EnergyAxis) -> tuple[float, ...]:
    """Edges (TeV) of three bands between two energies: whole bins, as equal in ln E as they go.

    >>> [round(edge, 2) for edge in three_bands(1.0, 30.0, EnergyAxis(np.geomspace(1.0, 100.0, 9)))]
    [1.0, 3.16, 10.0, 31.62]
    """
    edges = reco.edges
    first, last = (int(np.argmin(np.abs(np.log(edges / energy)))) for energy in (low, high))
    if last - first < COLOURS:
        raise AnalysisError(
            "three bands need three bins of energy: widen the energies of the map, or take more bins (Settings)"
        )
    return tuple(float(edge) for edge in edges[_thirds(first, last)])


def _thirds(first: int, last: int) -> Sequence[int]:
    return [first + round((last - first) * i / COLOURS) for i in range(COLOURS + 1)]
