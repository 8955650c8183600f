"""Counts along a line, about a point, in wedges: the pixels of a map in bins of one coordinate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.background.off_maps import OffMaps, ratio
from vhegui.core.maps.sky_pixels import SkyPixels
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
    counts: AnyArray, background: AnyArray | OffMaps, chosen: BoolArray, place: Array, edges: Array, pixels: SkyPixels
) -> Profile:
    """The pixels that are chosen in bins of a coordinate (deg), each whole in the bin of its centre.

    counts, chosen : shape (rows, columns) · background : the same where it is known, or with its OFF
    place : the coordinate, one of those of `pixels`, of the same shape.

    >>> from vhegui.core.maps.grid import SkyGrid
    >>> grid = SkyGrid(83.63, 22.01, pixel=0.1, columns=41)
    >>> pixels, flat = SkyPixels.of(grid), np.full(grid.shape, 2.0)
    >>> rings = profile(1.5 * flat, flat, flat > 0, pixels.distance(83.63, 22.01), np.array([0.0, 0.5, 1.0]), pixels)
    >>> rings.excess.tolist(), rings.area.round(2).tolist()
    ([81.0, 236.0], [0.81, 2.36])
    """
    if isinstance(background, OffMaps):
        chosen = chosen & background.has_off
    index = np.searchsorted(edges, place[chosen], side="right") - 1
    inside = (index >= 0) & (index < len(edges) - 1)

    def total(values: AnyArray) -> Array:
        sums = np.bincount(index[inside], weights=values[chosen][inside], minlength=len(edges) - 1)
        return sums.astype(np.float64, copy=False)

    n_on, area = total(counts), total(pixels.area)
    if not isinstance(background, OffMaps):
        return Profile(edges, n_on, total(background), None, None, area)
    expected, acceptance = total(background.background), total(background.acceptance)
    acceptance_off = ratio(total(background.acceptance * background.acceptance_off), acceptance)
    alpha = ratio(acceptance, acceptance_off)
    return Profile(edges, n_on, expected, ratio(expected, alpha), alpha, area)


def point_source(profile: Profile, radius: Array, contained: Array) -> Array:
    """Excess expected in the bins of a radial profile from a point source as bright as fits it best: shape (n,).

    radius : shape (m,), deg, rising · contained : fraction of the counts of the source within each, shape (m,).
    """
    share = np.diff(np.interp(profile.edges, radius, contained))
    weight = 1.0 / np.maximum(profile.error, 1.0) ** 2
    norm = (weight * share * profile.excess).sum() / max((weight * share**2).sum(), 1e-300)
    return norm * share
