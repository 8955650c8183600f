"""Counts maps: events of many runs on one grid, by energy range."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from vhegui.core import sphere
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import AnyArray, Array


@dataclass(frozen=True, eq=False)
class SkyEvents:
    """Events of one run as unit vectors with energies, sorted by energy so that a range is a slice.

    vectors : shape (n, 3) · energy : shape (n,), TeV, rising · ra, dec : shape (n,), deg.
    """

    vectors: Array
    energy: Array
    ra: Array
    dec: Array

    def between(self, low: float, high: float) -> slice:
        """The slice of events with low ≤ energy < high (TeV)."""
        first, last = np.searchsorted(self.energy, [low, high])
        return slice(int(first), int(last))


@dataclass(frozen=True, eq=False)
class CountsMap:
    """Counts per pixel on a grid: `counts` has shape (rows, columns), float64; `shown` is it after smoothing.

    smooth : sigma of the Gaussian, deg, 0 for none · energy : from, to, TeV; the upper end does not belong to it.
    """

    grid: SkyGrid
    counts: Array
    shown: Array
    smooth: float = 0.0
    energy: tuple[float, float] = (0.0, float("inf"))

    @property
    def total(self) -> float:
        """Events on the map."""
        return float(self.counts.sum())

    def at(self, ra: float, dec: float) -> float:
        """Counts in the pixel that holds a direction (deg); NaN outside the map."""
        pixel = self.grid.pixel_of(ra, dec)
        return float("nan") if pixel is None else float(self.counts[pixel])


def sky_events(ra: Array, dec: Array, energy: Array) -> SkyEvents:
    """Prepare events (deg, TeV) for maps."""
    order = np.argsort(energy, kind="stable")
    ra, dec = ra[order], dec[order]
    return SkyEvents(sphere.unit_vectors(ra, dec), energy[order], ra, dec)


def pixels_hit(grid: SkyGrid, events: SkyEvents, low: float, high: float) -> AnyArray:
    """The pixel of each of one run's events with low ≤ energy < high (TeV) that lie on the map, see `SkyGrid.hits`: far
    smaller than an image, of which most pixels of a single run are empty.
    """
    return grid.hits(events.vectors[events.between(low, high)])


def counts_map(
    grid: SkyGrid, hits: Iterable[AnyArray], smooth: float = 0.0, energy: tuple[float, float] = (0.0, float("inf"))
) -> CountsMap:
    """Counts of all runs' events in an `energy` range (TeV), by the pixels that those of each have hit; `smooth` is the
    sigma of a Gaussian in deg (0: none), which keeps the sum inside.
    """
    counts = grid.histogram(hits).astype(float)
    return CountsMap(grid, counts, smoothed(counts, smooth / grid.pixel), smooth, energy)


def smoothed(image: Array, sigma: float) -> Array:
    """An image smoothed with a Gaussian (sigma: pixels, 0: none), which keeps the sum inside."""
    if sigma <= 0.0 or not image.any():
        return image
    from scipy.ndimage import gaussian_filter

    return gaussian_filter(image, sigma, mode="constant")
