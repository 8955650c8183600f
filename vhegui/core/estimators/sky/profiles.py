"""Counts, background and flux along a line, about a point, in wedges: the pixels of a map in bins of one coordinate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.background.off_maps import OffMaps, ratio
from vhegui.core.estimators.sky.profile_cells import Cells
from vhegui.core.maps.sky_pixels import SkyPixels
from vhegui.core.statistics import (
    cash_significance,
    excess_error,
    excess_interval,
    known_background_interval,
    li_ma_significance,
)
from vhegui.core.typing import AnyArray, Array, BoolArray


@dataclass(frozen=True, eq=False)
class Profile:
    """Counts and background of the bins of a coordinate, shape (n,).

    edges : shape (n + 1,), deg · n_on, background : counts, and how many of them are background; no whole numbers where
    edges cut pixels · n_off, alpha : of the bin as one ON region, None where the background counts as known
    area : deg², of used pixels · covered : the part of the bin that they are
    response : counts for a brightness of 1 cm⁻² s⁻¹ deg⁻² all over the bin, cm² s deg²; 0 where not known.

    The pixels of a bin share most of their OFF. It is counted once, which makes errors of bins larger than a ring a
    little too large. What the PSF moves from one bin into another stays there.
    """

    edges: Array
    n_on: Array
    background: Array
    n_off: Array | None
    alpha: Array | None
    area: Array
    covered: Array
    response: Array

    @property
    def centres(self) -> Array:
        """Middles of the bins, deg."""
        return 0.5 * (self.edges[1:] + self.edges[:-1])

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
    def interval(self) -> tuple[Array, Array]:
        """Asymmetric errors of the excess (negative, positive side), 1 σ, from the likelihood."""
        if self.n_off is None or self.alpha is None:
            return known_background_interval(self.n_on)
        return excess_interval(self.n_on, self.n_off, self.alpha)

    @property
    def significance(self) -> Array:
        """σ, with the sign of the excess."""
        if self.n_off is None or self.alpha is None:
            return cash_significance(self.n_on, self.background)
        return li_ma_significance(self.n_on, self.n_off, self.alpha)

    @property
    def brightness_per_count(self) -> Array:
        """Brightness that makes one count, cm⁻² s⁻¹ deg⁻²; NaN where not known."""
        return np.divide(1.0, self.response, out=np.full_like(self.response, np.nan), where=self.response > 0.0)

    @property
    def flux_per_count(self) -> Array:
        """Flux from the used part of the bin that makes one count, cm⁻² s⁻¹; NaN where not known."""
        return self.brightness_per_count * self.area

    def quantity(self, name: str, excess: Array | None = None) -> Array:
        """One of the quantities a profile is drawn in, or what it would be for another excess: shape (n,)."""
        excess = self.excess if excess is None else excess
        if name == "counts":
            return self.background + excess
        if name in ("background", "significance"):
            return getattr(self, name)
        return excess * self._scale(name)

    def errors(self, name: str, quick: bool = False) -> tuple[Array, Array]:
        """Errors of a quantity (negative, positive side), 1 σ; 0 of what has none. quick : the symmetric ones."""
        if name == "counts":
            root = np.sqrt(self.n_on)
            return (root, root) if quick else known_background_interval(self.n_on)
        if name in ("background", "significance"):
            error = np.zeros_like(self.n_on)
            if name == "background" and self.n_off is not None and self.alpha is not None:
                error = self.alpha * np.sqrt(self.n_off)
            return error, error
        low, high = (self.error, self.error) if quick else self.interval
        scale = self._scale(name)
        return low * scale, high * scale

    def _scale(self, name: str) -> Array:
        """From counts to a quantity that is made of the excess."""
        if name == "flux":
            return self.flux_per_count
        return self.brightness_per_count if name == "brightness" else np.ones_like(self.n_on)


def profile(
    counts: AnyArray,
    background: AnyArray | OffMaps,
    used: BoolArray,
    cells: Cells,
    pixels: SkyPixels,
    per_flux: AnyArray | None = None,
) -> Profile:
    """The used pixels in the bins of a profile.

    counts, used : shape (rows, columns) · background : the same where it is known, or with its OFF
    per_flux : counts in a pixel for a flux of 1 cm⁻² s⁻¹ from there, cm² s; None where that is not wanted.

    >>> from vhegui.core.estimators.sky.profile_cells import cells
    >>> from vhegui.core.estimators.sky.profile_shapes import RadialProfile
    >>> from vhegui.core.maps.grid import SkyGrid
    >>> grid = SkyGrid(83.63, 22.01, pixel=0.1, columns=41)
    >>> pixels, flat = SkyPixels.of(grid), np.full(grid.shape, 2.0)
    >>> rings = cells(RadialProfile(83.63, 22.01, outer=1.0, bins=2), pixels)
    >>> found = profile(1.5 * flat, flat, flat > 0, rings, pixels)
    >>> found.excess.round().tolist(), found.area.round(2).tolist()
    ([79.0, 236.0], [0.79, 2.36])
    """
    if isinstance(background, OffMaps):
        used = used & background.has_off
    whole = cells.total(pixels.area)
    cells = cells.of_pixels(used)
    n_on, area = cells.total(counts), cells.total(pixels.area)
    response = np.zeros_like(n_on) if per_flux is None else cells.total(per_flux * pixels.area)
    covered = ratio(area, whole)
    if not isinstance(background, OffMaps):
        return Profile(cells.edges, n_on, cells.total(background), None, None, area, covered, response)
    expected, acceptance = cells.total(background.background), cells.total(background.acceptance)
    acceptance_off = ratio(cells.total(background.acceptance * background.acceptance_off), acceptance)
    alpha = ratio(acceptance, acceptance_off)
    return Profile(cells.edges, n_on, expected, ratio(expected, alpha), alpha, area, covered, response)
