"""The kernels with which gammapy 2.1 blurs images: sampled where ours are integrated.

Its PSF is linear in the radius between the middles of the rings of its table, goes on in the same line beyond them, and
is taken at 1 to 4 places along the side of a pixel, less where it is wide: in the middle that is up to 10 % more than
the mean over the pixel. Each kernel ends as a square about 99.9 % of its PSF and is normalised to 1. Shapes with an
extent are summed up in pixels first, which widens them once more by a pixel.
"""

from __future__ import annotations

import math

import numpy as np

from vhegui.core.cubes.blurring import Blurred
from vhegui.core.cubes.convolved import Drawing, all_convolved
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.psf_field import RadialPsf
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.typing import Array

PRECISION, MOST = 12, 4  # places in twice the 68 % radius, and along the side of a pixel at most
KEPT = 0.999


def sampled_kernels(psf: RadialPsf, pixel: float) -> Array:
    """The share of the events in the pixels (deg) about the one that holds the source: (n_true, k, k), k odd."""
    widths, ends = psf.containment_radius(0.68), [np.interp(KEPT, inside, psf.radii) for inside in psf.contained]
    halves = [math.ceil(end / pixel - 0.5) for end in ends]
    side = 2 * max(halves) + 1
    kernels = np.zeros((len(psf.contained), side, side))
    middles = 0.5 * (psf.radii[1:] + psf.radii[:-1])
    densities = np.diff(psf.contained, axis=1) / np.diff(psf.radii**2)
    for kernel, density, width, half in zip(kernels, densities, widths, halves, strict=True):
        if density.any() and np.isfinite(width):
            inside = slice(side // 2 - half, side // 2 + half + 1)
            kernel[inside, inside] = _sampled(middles, density, half, pixel, _places(width, pixel))
    return kernels


def _places(width: float, pixel: float) -> int:
    """Along the side of a pixel, for a 68 % radius (deg)."""
    return min(math.ceil(PRECISION * pixel / (2.0 * width)), MOST)


def _sampled(middles: Array, density: Array, half: int, pixel: float, places: int) -> Array:
    """One kernel, from the density at the `middles` of rings."""
    n = (2 * half + 1) * places
    axis = (np.arange(n) - 0.5 * (n - 1)) * (pixel / places)
    radius = np.hypot(axis[:, None], axis[None, :])
    ring = np.clip(np.searchsorted(middles, radius) - 1, 0, len(middles) - 2)
    slope = np.diff(density) / np.diff(middles)
    values = np.maximum(density[ring] + slope[ring] * (radius - middles[ring]), 0.0)
    sums = values.reshape(2 * half + 1, places, 2 * half + 1, places).sum(axis=(1, 3))
    return sums / sums.sum()


def in_pixels(
    geometry: CubeGeometry, kernels: Array, shape: SpatialModel, values: tuple[float, ...], asked: tuple[int, ...]
) -> Blurred:
    """What is seen of a shape with an extent, for `kernels` (n_true, k, k); the others as in `blurring.blurred`."""
    half, n_true = kernels.shape[1] // 2, len(kernels)
    drawing = Drawing.of(geometry.grid, shape, values, half + 1)
    window, inside = drawing.widened(half, geometry.grid)
    if 0 in window.shape:
        return Blurred(window, np.empty((0, n_true)), np.empty((len(asked), 0, n_true)))
    images = [drawing.image(shape, values), *(drawing.slope(shape, values, i) for i in asked)]
    seen = [each[inside].reshape(-1, n_true) for each in all_convolved(images, kernels)]
    return Blurred(window, seen[0], np.stack(seen[1:]) if asked else np.empty((0, *seen[0].shape)))
