"""How sources are seen on a cube: blurred, with which exposure. Kept while place and shape stay, for all who ask.

A frame of a drag folds the same source for the statistic, for the counts plot and for the map: it is blurred once.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from vhegui.core.cubes.as_gammapy import in_pixels, sampled_kernels
from vhegui.core.cubes.blurring import Blurred, blurred
from vhegui.core.cubes.dispersion_field import DispersionField
from vhegui.core.cubes.four_pixels import over_four_pixels
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.psf_field import PsfField, RadialPsf
from vhegui.core.cubes.source_place import SeenExposure, seen_exposure, shares_of_the_way
from vhegui.core.lately import forget, kept
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.typing import AnyArray, Array

HALF = 1e-9  # pixels: on the edge of two, the lower one counts
REMEMBERED = 8  # blurred sources, and places
Seen = tuple[Blurred, SeenExposure]


@dataclass(frozen=True, eq=False)
class SourceOptics:
    """The responses of a cube.

    effective : exposure, shape (n_true, n_rows, n_columns), cm² s · like_gammapy : sources are shared out among pixels
    before they are blurred, see `vhegui.core.cubes.four_pixels` and `as_gammapy`, the exposure is that of the pixels
    where photons are found, and the energy dispersion that of a coarse pixel.
    """

    geometry: CubeGeometry
    effective: AnyArray
    psf: PsfField | None
    edisp: DispersionField | None
    like_gammapy: bool = False
    _seen: OrderedDict[Any, tuple[tuple[int, ...], Seen]] = field(default_factory=OrderedDict, repr=False)
    _standing: OrderedDict[Any, tuple[RadialPsf, Array | None]] = field(default_factory=OrderedDict, repr=False)
    _kernels: OrderedDict[Any, Array] = field(default_factory=OrderedDict, repr=False)

    @cached_property
    def exposure(self) -> AnyArray:
        """Shape (n_rows, n_columns, n_true), cm² s."""
        return np.ascontiguousarray(np.moveaxis(self.effective, 0, -1))

    def dispersion(self, shape: SpatialModel) -> Array | None:
        """Energy dispersion where a source stands, (n_true, n_reco); None where nothing is known of it."""
        return self._responses(shape)[1]

    def seen(self, shape: SpatialModel, values: tuple[float, ...], asked: tuple[int, ...] = ()) -> Seen:
        """What is seen of a shape with these parameter `values`, through the responses where it stands by its own.

        asked : positions of the parameters of the shape by which derivatives are wanted.
        """
        key = shape.kind, shape.form, shape.frame, shape.values, values
        known = self._seen.get(key)
        if known is None or (asked and known[0] != asked):
            known = asked, self._see(shape, values, asked)
            self._seen[key] = known
            forget(self._seen, REMEMBERED)
        found, exposure = known[1]
        if known[0] == asked:
            return found, exposure
        return replace(found, slopes=found.slopes[:0]), replace(exposure, slopes=exposure.slopes[:0])

    def _see(self, shape: SpatialModel, values: tuple[float, ...], asked: tuple[int, ...]) -> Seen:
        psf = self._responses(shape)[0]
        if self.like_gammapy and shape.formula.has_centre:
            kernels = kept(self._kernels, psf, lambda: sampled_kernels(psf, self.geometry.grid.pixel), REMEMBERED)
            see = over_four_pixels if shape.formula.is_point else in_pixels
            found = see(self.geometry, kernels, shape, values, asked)
        else:
            found = blurred(self.geometry, psf, shape, values, asked)
        way = np.ones(len(psf.contained)) if self.like_gammapy else shares_of_the_way(psf, shape)
        return found, seen_exposure(self.exposure, self.geometry, found.window, shape, values, way, asked)

    def _responses(self, shape: SpatialModel) -> tuple[RadialPsf, Array | None]:
        """PSF and energy dispersion where a source stands."""
        place = shape.centre or self.geometry.middle
        return kept(self._standing, place, lambda: self._responses_at(*place), REMEMBERED)

    def _responses_at(self, ra: float, dec: float) -> tuple[RadialPsf, Array | None]:
        point = RadialPsf(np.array([0.0, 1e-3]), np.repeat([[0.0, 1.0]], self.geometry.true.n, axis=0))
        matrix = None if self.edisp is None else self.edisp.at(*self._place_of_dispersion(self.edisp, ra, dec))
        return point if self.psf is None else self.psf.at(ra, dec), matrix

    def _place_of_dispersion(self, edisp: DispersionField, ra: float, dec: float) -> tuple[float, float]:
        """Where the energy dispersion is taken for a source: there, or in the middle of the coarse pixel about it."""
        column, row = edisp.grid.to_pixel(ra, dec)
        if not (self.like_gammapy and np.isfinite(column) and np.isfinite(row)):
            return ra, dec
        middle = edisp.grid.to_sky(np.rint(column - HALF), np.rint(row - HALF))
        return float(middle[0]), float(middle[1])
