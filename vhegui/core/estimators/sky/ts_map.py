"""Test-statistic map: at every pixel, how much better the counts are described with a source of a given shape there.

At pixel i the expectation of the bins j (energies and pixels) is b_j + F s_ij, with s_ij = kernel(j − i) × counts per
flux at j; the flux F makes the Cash statistic of all bins least:

    Σ_j c_j s_ij / (b_j + F s_ij) = Σ_j s_ij.

Only bins with counts enter the left side, a hundredth of all, so the sum is over pairs (pixel, bin with counts); the
right side is a convolution. With β = b/s, g(F) = Σ c / (β + F) falls with F and 1/g is concave: Newton steps on 1/g
come to the root from the left, whatever the start, in some five steps for all pixels together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from vhegui.core.maps.convolution import convolve
from vhegui.core.progress import Progress, silent
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray

MOST_PAIRS = 1 << 19  # at a time: what the processor's cache can hold
ITERATIONS = 50
PHRASE = "Fitting a source at every pixel"
PRECISION = 1e-5  # of the error


@dataclass(frozen=True, eq=False)
class TsMap:
    """The best flux at each pixel, all shape (rows, columns); 0 where not `used`.

    flux, error, limit : cm⁻² s⁻¹, the 1 σ error from the curvature, the upper limit where asked for, else 0
    ts : Cash without a source minus with it · used : pixels where anything was expected and may be compared.
    """

    flux: Array
    error: Array
    limit: Array
    ts: Array
    used: BoolArray

    @property
    def sqrt_ts(self) -> Array:
        """Significance with the sign of the flux, σ."""
        return np.sign(self.flux) * np.sqrt(self.ts)


def ts_map(
    counts: AnyArray,
    background: AnyArray,
    per_flux: AnyArray,
    kernels: AnyArray,
    used: BoolArray,
    sigma_limit: float | None = None,
    progress: Progress = silent,
) -> TsMap:
    """Fit the flux of a source at every pixel.

    counts, background, used : shape (n, rows, columns); bins without background are left out
    per_flux : shape (n, rows, columns), cm² s, counts in a bin from a source in the pixel for a flux of 1 cm⁻² s⁻¹ in
    all bins together, see `vhegui.core.estimators.sky.flux.counts_per_flux` · kernels : shape (n, k, k), how the counts
    of a source in the middle pixel spread, normalised
    sigma_limit : upper limits of so many σ, from the best flux that is not negative. A flux may be negative as long as
    no bin expects a negative number · progress : told of the part that is done, and may stop it by raising.

    >>> background, kernel = np.full((1, 9, 9), 2.0), np.full((1, 3, 3), 1.0 / 9.0)
    >>> counts = background + 0.0
    >>> counts[0, 3:6, 3:6] += 4.0
    >>> found = ts_map(counts, background, 1e10 * np.ones((1, 9, 9)), kernel, background > 0)
    >>> f"{found.flux[4, 4]:.2e}", round(float(found.sqrt_ts[4, 4]), 1)
    ('3.60e-09', 6.8)
    """
    used = used & (background > 0.0)
    problem = Pairs.of(np.where(used, counts, 0.0), background, np.where(used, per_flux, 0.0), kernels, progress)
    chosen = used.any(axis=0) & (problem.total > 0.0)
    result = np.zeros((4, *chosen.shape))
    for rows, block in problem.blocks():
        progress(rows.start / len(chosen), PHRASE)
        result[:, rows] = block.fitted(sigma_limit)
    result = np.where(chosen, result, 0.0)
    return TsMap(result[0], result[1], result[2], result[3], chosen)


@dataclass(frozen=True, eq=False)
class Pairs:
    """The bins with counts, and what all bins together say about each pixel.

    plane, row, column : shape (m,), where the bins are · counts, ratio : c and b / (counts per flux) of each, (m,)
    kernels : shape (n, k, k) · total : Σ s, shape (rows, columns) · lowest : the lowest flux allowed, likewise.
    """

    plane: IntArray
    row: IntArray
    column: IntArray
    counts: Array
    ratio: Array
    kernels: Array
    total: Array
    lowest: Array

    @classmethod
    def of(
        cls, counts: AnyArray, background: AnyArray, per_flux: AnyArray, kernels: AnyArray, progress: Progress = silent
    ) -> Pairs:
        """counts, background, per_flux : shape (n, rows, columns), 0 where not used · progress : may stop it."""
        total = convolve(per_flux, kernels[:, ::-1, ::-1]).sum(axis=0)
        total[total < 1e-12 * total.max(initial=0.0)] = 0.0
        some = np.nonzero((counts > 0.0) & (per_flux > 0.0))
        plane, row, column = (index.astype(np.int64) for index in some)
        ratio = background[some].astype(np.float64) / per_flux[some]
        steepest = _largest(
            np.divide(per_flux, background, out=np.zeros(counts.shape), where=per_flux > 0.0), kernels, progress
        )
        lowest = -np.divide(1.0, steepest, out=np.zeros_like(steepest), where=steepest > 0.0)
        return cls(plane, row, column, counts[some].astype(np.float64), ratio, kernels, total, lowest)

    def blocks(self) -> Iterator[tuple[slice, Block]]:
        """Rows of pixels with all pairs that they take part in, not too many at a time."""
        size, n = self.kernels.shape[-1], len(self.total)
        height = int(np.clip(n * MOST_PAIRS / max(len(self.row) * size**2, 1), 1, n))
        for first in range(0, n, height):
            last = min(first + height, n)
            yield slice(first, last), self._block(first, last)

    def _block(self, first: int, last: int) -> Block:
        half, columns = self.kernels.shape[-1] // 2, self.total.shape[1]
        near = np.flatnonzero((self.row >= first - half) & (self.row < last + half))
        step = np.arange(-half, half + 1)
        row, column = self.row[near, None] - step, self.column[near, None] - step  # pixels that see the bin, (m, k)
        weight = np.where((row >= first) & (row < last), 1.0, 0.0)[:, :, None] * self.kernels[self.plane[near]]
        weight *= ((column >= 0) & (column < columns))[:, None, :]
        pixel = (row - first)[:, :, None] * columns + column[:, None, :]
        some = weight > 0.0
        bins = np.broadcast_to(np.arange(len(near))[:, None, None], some.shape)[some]
        return Block(
            pixel[some],
            self.counts[near][bins],
            self.ratio[near][bins] / weight[some],
            self.total[first:last],
            self.lowest[first:last],
        )


@dataclass(frozen=True, eq=False)
class Block:
    """Pairs of pixels and bins with counts.

    pixel : shape (p,), flat index of the pixel · counts, ratio : c and β of the bin for a source there, shape (p,)
    total, lowest : as in `Pairs`, of the pixels of the block.
    """

    pixel: IntArray
    counts: Array
    ratio: Array
    total: Array
    lowest: Array

    def fitted(self, sigma_limit: float | None) -> Array:
        """Flux, error, limit and TS, shape (4, rows, columns)."""
        total, lowest = self.total.ravel(), self.lowest.ravel()
        flux, curvature = self._best(total)
        flux = np.maximum(flux, lowest)
        seen = curvature > 0.0
        error = np.where(seen, 1.0 / np.sqrt(np.where(seen, curvature, 1.0)), 0.5 / np.where(total > 0.0, total, 1.0))
        ts = np.maximum(self._gain(flux, total), 0.0)
        limit = np.zeros_like(flux) if sigma_limit is None else self._limit(flux, error, total, sigma_limit)
        return np.stack([flux, error, limit, ts]).reshape(4, *self.total.shape)

    def _best(self, total: Array) -> tuple[Array, Array]:
        """The flux where g = total, and −dg/dF there; the lowest possible where there are no counts."""
        flux = np.zeros_like(total)
        bound = self._smallest_ratio(len(total))
        some = np.isfinite(bound) & (total > 0.0)
        g, h = np.zeros_like(total), np.zeros_like(total)
        for _ in range(ITERATIONS):
            g, h = self._sums(flux)
            step = np.where(some, g * (g / np.where(some, total, 1.0) - 1.0) / np.where(some, h, 1.0), 0.0)
            # A step from the far right may end where an expectation is negative.
            step = np.maximum(step, np.where(some, -0.9 * (flux + bound), 0.0))
            flux += step
            if np.all(step**2 * h <= PRECISION**2):
                break
        return np.where(some, flux, -np.inf), np.where(some, self._sums(flux)[1], 0.0)

    def _sums(self, flux: Array) -> tuple[Array, Array]:
        """g(F) = Σ c / (β + F) and −dg/dF = Σ c / (β + F)² of each pixel."""
        mu = self.ratio + flux[self.pixel]
        part = self.counts / mu
        return self._per_pixel(part, len(flux)), self._per_pixel(part / mu, len(flux))

    def _gain(self, flux: Array, total: Array) -> Array:
        """Cash without a source minus that with this flux."""
        logs = self.counts * np.log1p(flux[self.pixel] / self.ratio)
        return 2.0 * (self._per_pixel(logs, len(flux)) - flux * total)

    def _limit(self, flux: Array, error: Array, total: Array, sigma: float) -> Array:
        """Where Cash has risen by sigma² above the best flux ≥ 0: Newton from the right, where it is convex."""
        least = np.maximum(flux, 0.0)
        target = self._gain(least, total) - sigma**2
        limit = least + sigma * error
        for _ in range(ITERATIONS):
            slope = total - self._sums(limit)[0]
            step = np.where(slope > 0.0, 0.5 * (self._gain(limit, total) - target) / np.where(slope > 0, slope, 1.0), 0)
            limit = np.maximum(limit + step, least)
            if np.all(np.abs(step) <= PRECISION * error):
                break
        return limit

    def _smallest_ratio(self, n: int) -> Array:
        """The smallest β of each pixel, infinite without counts."""
        smallest = np.full(n, np.inf)
        np.minimum.at(smallest, self.pixel, self.ratio)
        return smallest

    def _per_pixel(self, values: Array, n: int) -> Array:
        return np.bincount(self.pixel, weights=values, minlength=n).astype(np.float64, copy=False)


def _largest(values: Array, kernels: AnyArray, progress: Progress) -> Array:
    """The largest of kernel × values in the neighbourhood of each pixel: shape (rows, columns), to 1e-7."""
    half = kernels.shape[-1] // 2
    scale = max(float(values.max(initial=0.0)), 1e-300)
    padded = np.pad((values / scale).astype(np.float32), ((0, 0), (half, half), (half, half)))
    rows, columns = values.shape[1:]
    largest, product = np.zeros((rows, columns), np.float32), np.empty(values.shape, np.float32)
    for row, column in zip(*np.nonzero(kernels.any(axis=0)), strict=True):
        progress(0.0, PHRASE)
        weight = kernels[:, row, column].astype(np.float32)[:, None, None]
        np.multiply(padded[:, row : row + rows, column : column + columns], weight, out=product)
        np.maximum(largest, product.max(axis=0), out=largest)
    return scale * largest.astype(np.float64)
