"""Counts along a line, about a point, in wedges: the pixels of a map in bins of one coordinate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core import sphere
from vhegui.core.background.off_maps import OffMaps, ratio
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.statistics import cash_significance, excess_error, li_ma_significance
from vhegui.core.typing import AnyArray, Array, BoolArray


@dataclass(frozen=True, eq=False)
class Profile:
    """Counts and background of the pixels in each bin of a coordinate, shape (n,).

    edges : shape (n + 1,), deg · n_on, background : counts, and how many of them are background
    n_off, alpha : of the bin as one ON region, None where the background counts as known · area : deg², of used pixels.

    The pixels of a bin share most of their OFF. It is counted once, which makes errors of bins larger than a ring a
    little too large.
    """

    edges: Array
    n_on: Array
    background: Array
    n_off: Array | None
    alpha: Array | None
    area: Array

    @property
    def excess(self) -> Array:
        """Counts above the background."""
        return self.n_on - self.background

    @property
    def error(self) -> Array:
        """Of the excess, 1 σ."""
        if self.n_off is None or self.alpha is None:
            return np.sqrt(self.n_on)
        return excess_error(self.n_on, self.n_off, self.alpha)

    @property
    def significance(self) -> Array:
        """σ, with the sign of the excess."""
        if self.n_off is None or self.alpha is None:
            return cash_significance(self.n_on, self.background)
        return li_ma_significance(self.n_on, self.n_off, self.alpha)


def profile(
    counts: AnyArray, background: AnyArray | OffMaps, chosen: BoolArray, coordinate: Array, edges: Array, grid: SkyGrid
) -> Profile:
    """The pixels that are chosen in bins of a coordinate (deg), each whole in the bin of its centre.

    counts, chosen, coordinate : shape (rows, columns) · background : the same where it is known, or with its OFF.
    """
    if isinstance(background, OffMaps):
        chosen = chosen & background.has_off
    index = np.searchsorted(edges, coordinate[chosen], side="right") - 1
    inside = (index >= 0) & (index < len(edges) - 1)

    def total(values: AnyArray) -> Array:
        sums = np.bincount(index[inside], weights=values[chosen][inside], minlength=len(edges) - 1)
        return sums.astype(np.float64, copy=False)

    n_on, area = total(counts), total(np.degrees(np.degrees(grid.solid_angle)))
    if not isinstance(background, OffMaps):
        return Profile(edges, n_on, total(background), None, None, area)
    expected, acceptance = total(background.background), total(background.acceptance)
    acceptance_off = ratio(total(background.acceptance * background.acceptance_off), acceptance)
    alpha = ratio(acceptance, acceptance_off)
    return Profile(edges, n_on, expected, ratio(expected, alpha), alpha, area)


def distance_from(grid: SkyGrid, ra: float, dec: float) -> Array:
    """Distance of the pixels from a point (deg): the coordinate of a radial profile, shape (rows, columns), deg."""
    return sphere.separation(ra, dec, *grid.coordinates())


def in_wedge(grid: SkyGrid, ra: float, dec: float, start: float, stop: float) -> BoolArray:
    """Pixels seen from a point (deg) at position angles from `start` to `stop` (deg, from north through east).

    >>> grid = SkyGrid(83.63, 22.01, pixel=0.1, columns=21)
    >>> east = in_wedge(grid, 83.63, 22.01, 45.0, 135.0)
    >>> bool(east[10, 2]), bool(east[10, 18]), bool(east[18, 10])
    (True, False, False)
    """
    return (angle_about(grid, ra, dec) - start) % 360.0 < (stop - start) % 360.0


def angle_about(grid: SkyGrid, ra: float, dec: float) -> Array:
    """Position angle of the pixels seen from a point (deg), from north through east: shape (rows, columns), deg."""
    return sphere.position_angle(ra, dec, *grid.coordinates())


def along_line(grid: SkyGrid, start: tuple[float, float], stop: tuple[float, float]) -> tuple[Array, Array]:
    """Place of the pixels along the great circle from one point (ra, dec, deg) to another, 0 at the first, and distance
    to its side, positive on the left: shape (rows, columns) each, deg.

    >>> grid = SkyGrid(83.63, 22.01, pixel=0.1, columns=21)
    >>> along, across = along_line(grid, (83.63, 22.01), (83.63, 23.01))
    >>> round(float(along[15, 10]), 3), round(float(across[10, 4]), 3)
    (0.5, 0.6)
    """
    first, last = sphere.unit_vectors(*start), sphere.unit_vectors(*stop)
    side = np.cross(last, first)
    side /= np.linalg.norm(side)
    ahead = np.cross(first, side)
    pixels = sphere.unit_vectors(*grid.coordinates())
    along = np.degrees(np.arctan2(pixels @ ahead, pixels @ first))
    return along, np.degrees(np.arcsin(np.clip(pixels @ side, -1.0, 1.0)))


def point_source(profile: Profile, radius: Array, contained: Array) -> Array:
    """Excess expected in the bins of a radial profile from a point source as bright as fits it best: shape (n,).

    radius : shape (m,), deg, rising · contained : fraction of the counts of the source within each, shape (m,).
    """
    share = np.diff(np.interp(profile.edges, radius, contained))
    weight = 1.0 / np.maximum(profile.error, 1.0) ** 2
    norm = (weight * share * profile.excess).sum() / max((weight * share**2).sum(), 1e-300)
    return norm * share
