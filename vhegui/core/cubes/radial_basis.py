"""Round images as sums of Bessel functions: blurring one by another is then a product of numbers.

A round brightness f(ρ) that is 0 beyond R is Σ c_m J₀(k_m ρ) with k_m R the zeros of J₀, and its coefficients are its
own two-dimensional Fourier transform, c_m = F(k_m)/(π R² J₁(k_m R)²) (the Fourier–Bessel series). The transform of a
source blurred by the PSF and averaged over pixels is that of the source × that of the PSF × that of a pixel. A source
that gets smaller turns into a point without a seam, and derivatives by its size are exact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from vhegui.core.typing import Array, BoolArray, IntArray

PER_PIXEL = 4.0  # functions per pixel of the radius: the finest of them changes sign every quarter of a pixel
NODES_PER_PIXEL = 4
RINGS = 600  # in which a shape without a formula for its transform is summed


@dataclass(frozen=True, eq=False)
class RadialBasis:
    """Functions on a disk of `reach` deg, for images with square pixels of `pixel` deg.

    >>> basis = radial_basis(0.5, 0.02)
    >>> blurred = basis.profiles(np.exp(-0.5 * (basis.k * np.radians(0.1)) ** 2)[None])  # a Gaussian of σ = 0.1 deg
    >>> peak = blurred.at(np.zeros(1))[0, 0] * 2.0 * np.pi * np.radians(0.1) ** 2
    >>> round(float(peak), 3)  # a pixel takes 0.3 % of the peak
    0.997
    """

    reach: float
    pixel: float

    @cached_property
    def k(self) -> Array:
        """Wave numbers, rad⁻¹, shape (n,)."""
        from scipy.special import jn_zeros

        return jn_zeros(0, max(8, int(PER_PIXEL * self.reach / self.pixel))) / np.radians(self.reach)

    @cached_property
    def radii(self) -> Array:
        """Where profiles are kept, deg, equal steps from 0 to `reach`, shape (n_nodes,)."""
        return np.linspace(0.0, self.reach, 2 + int(NODES_PER_PIXEL * self.reach / self.pixel))

    @cached_property
    def _at_radii(self) -> tuple[Array, Array]:
        """From transforms to values (sr⁻¹) and to slopes (sr⁻¹ deg⁻¹) at the radii; (n, n_nodes) each."""
        from scipy.special import j0, j1

        radius = np.radians(self.reach)
        scale = 1.0 / (np.pi * radius**2 * j1(self.k * radius) ** 2)
        x = self.k[:, None] * np.radians(self.radii)
        return scale[:, None] * j0(x), -np.radians(scale * self.k)[:, None] * j1(x)

    def of_pixel(self, pixel: float) -> Array:
        """Transform (n,) of a square of `pixel` deg whose integral is 1: its mean over all directions."""
        angle = (np.arange(64) + 0.5) * (0.5 * np.pi / 64)
        half = self.k[:, None] * np.radians(pixel) / (2.0 * np.pi)
        return np.mean(np.sinc(half * np.cos(angle)) * np.sinc(half * np.sin(angle)), axis=1)

    @cached_property
    def _own_pixel(self) -> Array:
        return self.of_pixel(self.pixel)

    def profiles(self, transforms: Array, over: float | None = None) -> RadialProfiles:
        """Brightness against radius of images with these transforms, shape (n_images, n).

        over : side (deg) of the square about each place that it is the mean over; by default that of a pixel.
        """
        values, slopes = self._at_radii
        transforms = transforms * (self._own_pixel if over is None else self.of_pixel(over))
        return RadialProfiles.of(float(self.radii[1]), (transforms @ values).T, (transforms @ slopes).T)

    def of_shape(self, brightness: Callable[[Array], Array], reach: float) -> Array:
        """Transform (n,) of a round brightness (sr⁻¹) that is a function of the radius (deg), 0 beyond `reach`."""
        from scipy.special import j0

        step = reach / RINGS
        radius = np.radians((np.arange(RINGS) + 0.5) * step)
        weight = 2.0 * np.pi * radius * np.radians(step) * brightness(np.degrees(radius))
        return j0(self.k[:, None] * radius) @ weight

    def of_rings(self, radii: Array) -> Array:
        """Transforms of rings of brightness 1 sr⁻¹ between `radii` (deg), shape (n_rings + 1,) → (n_rings, n)."""
        from scipy.special import j1

        edges = np.radians(radii)[:, None]
        return np.diff(2.0 * np.pi * edges * j1(self.k * edges) / self.k, axis=0)


@lru_cache(maxsize=16)
def radial_basis(reach: float, pixel: float) -> RadialBasis:
    """The functions for a radius and a pixel (deg); kept, as they only depend on these."""
    return RadialBasis(reach, pixel)


@dataclass(frozen=True, eq=False)
class RadialProfiles:
    """Functions of the radius: cubic polynomials between equal steps, 0 beyond the last.

    step : deg · coefficients : shape (n_steps, 4, n_images), of the powers of the part of a step.
    """

    step: float
    coefficients: Array

    @classmethod
    def of(cls, step: float, values: Array, slopes: Array) -> RadialProfiles:
        """The cubics with these values (sr⁻¹) and slopes (sr⁻¹ deg⁻¹) at the steps, shape (n_steps + 1, n_images)."""
        f0, f1, g0, g1 = values[:-1], values[1:], step * slopes[:-1], step * slopes[1:]
        coefficients = np.stack([f0, g0, 3.0 * (f1 - f0) - 2.0 * g0 - g1, 2.0 * (f0 - f1) + g0 + g1], axis=1)
        return cls(step, coefficients)

    def at(self, radius: Array) -> Array:
        """Values at `radius` (deg, shape (m,)): shape (m, n_images)."""
        x, i, inside = self._place(radius)
        return self._summed(i, [inside, x, x * x, x * x * x])

    def slopes_at(self, radius: Array) -> Array:
        """Their derivatives by the radius, per deg."""
        x, i, inside = self._place(radius)
        return self._summed(i, [np.zeros_like(x), inside, 2.0 * x, 3.0 * x * x]) / self.step

    def _place(self, radius: Array) -> tuple[Array, IntArray, BoolArray]:
        """Part of a step, the step, and whether there is one; 0 and 0 where there is none."""
        place = radius / self.step
        i = place.astype(np.int32)
        inside = i < len(self.coefficients)
        return np.where(inside, place - i, 0.0), np.where(inside, i, 0), inside

    def _summed(self, i: IntArray, powers: list[Array | BoolArray]) -> Array:
        """Four coefficients of steps i times these powers, as a sparse matrix: pixels are many, images are not."""
        from scipy.sparse import csr_matrix

        m, table = len(i), self.coefficients.reshape(-1, self.coefficients.shape[-1])
        columns = (4 * i[:, None] + np.arange(4, dtype=np.int32)).ravel()
        rows = np.arange(0, 4 * m + 1, 4, dtype=np.int32)
        return csr_matrix((np.stack(powers, axis=1).ravel(), columns, rows), shape=(m, len(table))) @ table
