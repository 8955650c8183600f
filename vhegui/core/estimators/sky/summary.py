"""Maps of the sky in a few numbers: counts, background, and how significant what is where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.cubes.run_sky import StackedSky
from vhegui.core.estimators.sky.distribution import distribution
from vhegui.core.estimators.sky.sky_bands import band_images, sky_bands
from vhegui.core.typing import BoolArray


@dataclass(frozen=True)
class SkySummary:
    """counts, background : sums over the safe bins · livetime : s · mean, std : of the significance in the pixels
    outside the exclusions, all energies together (0 and 1 where there is only background that is well known)
    peak : ra, dec (ICRS, deg) and significance (σ) of the most significant pixel.
    """

    counts: float
    background: float
    livetime: float
    mean: float
    std: float
    peak: tuple[float, float, float]

    @property
    def excess(self) -> float:
        """Counts above the background."""
        return self.counts - self.background


def sky_summary(
    stacked: StackedSky, mapped: StackedSky, radius: float, background_known: bool, allowed: BoolArray
) -> SkySummary:
    """The numbers of all runs together.

    mapped : what the significance is of: the same, or what a fit has left of it
    radius : deg, within which counts are summed · background_known : see `band_images`
    allowed : shape (rows, columns), outside the exclusions.
    """
    cube = stacked.sky.cube
    maps = sky_bands(band_images(mapped.sky, background_known=background_known), radius).excess
    significance, used = maps.significance[0], maps.used[0]
    outside = distribution(significance, used & allowed)
    row, column = np.unravel_index(np.argmax(np.where(used, significance, -np.inf)), used.shape)
    ra, dec = (float(x) for x in cube.geometry.grid.to_sky(float(column), float(row)))
    counts, background = (
        float(values.sum(where=cube.safe, dtype=np.float64)) for values in (cube.counts, cube.background)
    )
    return SkySummary(
        counts=counts,
        background=background,
        livetime=cube.livetime,
        mean=outside.mean,
        std=outside.width,
        peak=(ra, dec, float(significance[row, column])),
    )
