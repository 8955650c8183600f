"""A cube in a likelihood: what a source of any shape and spectrum makes in its bins.

    s = Σ_j D_ji ε_j(p) B_j(p) ∫_j φ(E) dE

in reconstructed bin i and pixel p, with the exposure ε where the photons come from (see `source_place`), the share B of
the source that the PSF puts into the pixel, and the energy dispersion D, for true bins j. A source touches only the
pixels that its PSF reaches: results are for these. The spectrum costs a small product of matrices; what is blurred is
kept until place or shape change.

PSF and energy dispersion are those at the place where the source stands when the fit begins: so derivatives are exact,
and over the way a fit moves a source they do not change; the exposure moves along.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from vhegui.core.cubes.blurring import Blurred
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.source_place import SeenExposure
from vhegui.core.cubes.window import Window
from vhegui.core.errors import ConfigError
from vhegui.core.fitting.folding import Folding
from vhegui.core.fitting.source import Source
from vhegui.core.lately import kept
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.models.spectral.flux import log_energy_nodes
from vhegui.core.typing import Array, BoolArray, IntArray

FOLDED = 2  # sources with what they were last folded for


@dataclass(frozen=True, eq=False)
class CubeFolding(Folding):
    """The bins of a cube that are fitted, in the order pixel by pixel (rows, columns), energies within.

    bin_of : shape (n_rows, n_columns, n_reco), index among the fitted bins, −1 for others · size : number of them
    energy, weight : shape (order, n_true), TeV, where spectra are taken and with which weight they are summed
    like_gammapy : points are shared out among pixels before they are blurred, see `vhegui.core.cubes.four_pixels`, and
        the exposure is that of the pixels where photons are found.
    """

    cube: Cube
    bin_of: IntArray
    size: int
    energy: Array
    weight: Array
    like_gammapy: bool = False
    _folded: OrderedDict[Any, tuple[Array, Array, IntArray]] = field(default_factory=OrderedDict, repr=False)

    @classmethod
    def of(cls, cube: Cube, fitted: BoolArray, n_bins: int, like_gammapy: bool = False) -> CubeFolding:
        """The bins `fitted`, shape (n_reco, n_rows, n_columns), of a cube, the first of `n_bins`: no source reaches
        those that follow.
        """
        fitted = np.moveaxis(fitted, 0, -1)
        bin_of = np.where(fitted, np.cumsum(fitted).reshape(fitted.shape), 0).astype(np.int32) - np.int32(1)
        energy, weight = log_energy_nodes(cube.geometry.true.edges, 3)
        return cls(cube, bin_of, n_bins, energy.T.copy(), weight.T.copy(), like_gammapy)

    @property
    def n_bins(self) -> int:
        """Number of bins, those that no source reaches included."""
        return self.size

    @property
    def is_field(self) -> bool:
        """They are of a field of view."""
        return True

    @property
    def is_smooth(self) -> bool:
        """Shares of pixels have kinks where the place passes from one pixel to the next."""
        return not self.like_gammapy

    @property
    def geometry(self) -> CubeGeometry:
        """Pixels and energies."""
        return self.cube.geometry

    def signal(self, source: Source, values: Array) -> tuple[Array, IntArray]:
        """Counts expected of a source, and the bins they are for."""
        if (key := self._key(source, values)) in self._folded:
            signal, _, where = self._folded[key]
            return signal, where
        seen, exposure, dispersion = self._optics(source, values, _asked(source))
        window = seen.window.rows, seen.window.columns
        fitted = self._fitted[window].ravel()
        some = slice(None) if fitted.all() else fitted  # an ON region has few of the pixels
        received = np.broadcast_to(exposure.values, seen.share.shape)[some] * seen.share[some]
        per_pixel = received @ self._spread(source, values, dispersion)
        bins = self.bin_of[window].reshape(-1, per_pixel.shape[1])[some]
        inside = bins >= 0
        return per_pixel[inside], bins[inside]

    def image(self, source: Source, values: Array, bins: slice) -> tuple[Window, Array]:
        """Counts expected of a source in all pixels that its PSF reaches, whether they are fitted or not, in the safe
        ones of some energy `bins` together: shape (rows, columns) of the window.
        """
        seen, exposure, dispersion = self._optics(source, values, _asked(source))
        received, spread = exposure.values * seen.share, self._spread(source, values, dispersion)[:, bins]
        safe = self.cube.safe[bins, seen.window.rows, seen.window.columns].reshape(spread.shape[1], -1)
        everywhere = safe.all(axis=1)
        found = received @ spread[:, everywhere].sum(axis=1)
        if some := np.flatnonzero(safe.any(axis=1) & ~everywhere).tolist():
            found += np.add.reduce((received @ spread[:, some]) * safe[some].T, axis=1)
        return seen.window, found.reshape(seen.window.shape)

    def _spread(self, source: Source, values: Array, dispersion: Array) -> Array:
        """Of the flux in true bins, what comes into reconstructed ones: (n_true, n_reco), cm⁻² s⁻¹."""
        flux = np.add.reduce(source.evaluate(self.energy, values) * self.weight, axis=-2)
        return flux[:, None] * dispersion

    def fold(self, source: Source, values: Array) -> tuple[Array, Array, IntArray]:
        """The same and its derivatives by the fitted parameters (n_fitted, n_touched)."""
        return kept(self._folded, self._key(source, values), lambda: self._fold(source, values), FOLDED)

    def _key(self, source: Source, values: Array) -> Any:
        """A source expects the same where all that it reads is the same."""
        return source, values[source.reads].tobytes()

    def _fold(self, source: Source, values: Array) -> tuple[Array, Array, IntArray]:
        seen, exposure, dispersion = self._optics(source, values, _asked(source))
        rows = [source.evaluate(self.energy, values)[None], source.formula_gradient(self.energy, values)]
        fluxes = np.add.reduce(np.concatenate(rows) * self.weight, axis=-2)
        n_reco = dispersion.shape[1]
        spread = np.moveaxis(fluxes[:, :, None] * dispersion, 0, 1).reshape(len(dispersion), -1)
        received = exposure.values * seen.share
        by_spectrum = (received @ spread).reshape(len(received), len(fluxes), n_reco)
        folded = [by_spectrum[:, k] for k in range(by_spectrum.shape[1])]
        folded += [
            (exposure.values * slope + moved * seen.share) @ (fluxes[0][:, None] * dispersion)
            for slope, moved in zip(seen.slopes, exposure.slopes, strict=True)
        ]
        bins = self.bin_of[seen.window.rows, seen.window.columns].reshape(len(received), n_reco)
        inside = bins >= 0
        where = bins[inside]
        found = [each[inside] for each in folded]
        return found[0], _stacked(found[1:], len(where)), where

    def second_derivatives(self, source: Source, values: Array, per_bin: Array, steps: Array) -> Array:
        """Σ per_bin (n_bins,) · second derivatives of the signal, (n_fitted, n_fitted), by central differences.

        Summed over the bins before anything is folded: what moves the spectrum alone costs next to nothing.
        """
        found, padded = np.empty((len(steps), len(steps))), np.append(per_bin, 0.0)
        for a, (i, step) in enumerate(zip(source.positions, steps, strict=True)):
            sums = []
            for moved in (step, -step):
                x = values.copy()
                x[i] += moved
                sums.append(self._summed_slopes(source, x, padded))
            found[a] = (sums[0] - sums[1]) / (2.0 * step)
        return found

    def _summed_slopes(self, source: Source, values: Array, padded: Array) -> Array:
        """Σ per_bin · derivatives by the fitted parameters (n_fitted,); padded : per_bin with a 0 for no bin after."""
        seen, exposure, dispersion = self._optics(source, values, _asked(source))
        bins = self.bin_of[seen.window.rows, seen.window.columns].reshape(len(seen.share), dispersion.shape[1])
        back = padded[bins] @ dispersion.T
        by_exposure = _summed(back, seen.share)
        flux = np.add.reduce(source.evaluate(self.energy, values) * self.weight, axis=-2)
        slopes = np.add.reduce(source.formula_gradient(self.energy, values) * self.weight, axis=-2)
        lit = exposure.values * back
        by_place = [
            (_summed(lit, slope) + moved * by_exposure) @ flux
            for slope, moved in zip(seen.slopes, exposure.slopes, strict=True)
        ]
        return np.concatenate([slopes @ _summed(lit, seen.share), by_place])

    def _optics(self, source: Source, values: Array, asked: tuple[int, ...]) -> tuple[Blurred, SeenExposure, Array]:
        shape = _shape_of(source)
        optics = self.cube.optics(self.like_gammapy)
        own = tuple(values[source.slices["spatial"]].tolist())
        dispersion = optics.dispersion(shape)
        return *optics.seen(shape, own, asked), self._undispersed if dispersion is None else dispersion

    @cached_property
    def _undispersed(self) -> Array:
        """Where nothing is known of the dispersion: every true bin in the reconstructed bins it overlaps, (n_true,
        n_reco).
        """
        true, reco = np.log(self.geometry.true.edges), np.log(self.geometry.reco.edges)
        low = np.maximum(true[:-1, None], reco[None, :-1])
        high = np.minimum(true[1:, None], reco[None, 1:])
        return np.maximum(high - low, 0.0) / np.diff(true)[:, None]

    @cached_property
    def _fitted(self) -> BoolArray:
        """Pixels with any bin that is fitted, (n_rows, n_columns)."""
        return np.asarray((self.bin_of >= 0).any(axis=-1))


def _asked(source: Source) -> tuple[int, ...]:
    """Which parameters of its shape are fitted, counted there."""
    place = source.slices.get("spatial", slice(0, 0))
    return tuple(i - place.start for i in source.positions if place.start <= i < place.stop)


def _summed(a: Array, b: Array) -> Array:
    """Σ over pixels of a product, (n_pixels, n_true) → (n_true,)."""
    return np.einsum("pj,pj->j", a, b)


def _shape_of(source: Source) -> SpatialModel:
    shape = source.model.spatial
    if not isinstance(shape, SpatialModel):
        raise ConfigError(f"{source.model.name} has no spatial model, which cubes need; give it one: a point, to begin")
    return shape


def _stacked(rows: list[Array], n: int) -> Array:
    return np.stack(rows) if rows else np.empty((0, n))
