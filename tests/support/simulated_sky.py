"""Fields of view drawn from a known truth: a background that falls off, point sources seen through a PSF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import Array

PIXEL = 0.04
ENERGIES = 4
LEVEL = np.array([0.5, 0.2, 0.08, 0.03])  # background per pixel in the middle
AREA = np.array([3.0, 4.0, 4.0, 3.0]) * 1e12  # cm² s, counts per flux of all energies together
SIGMA = np.array([0.09, 0.07, 0.06, 0.055])  # deg, of a Gaussian PSF


@dataclass(frozen=True, eq=False)
class Field:
    """One simulated field; cubes (ENERGIES, rows, columns)."""

    grid: SkyGrid
    counts: Array
    background: Array
    per_flux: Array
    kernels: Array


def simulated_field(
    rng: np.random.Generator, size: int = 80, sources: Sequence[tuple[float, float, float]] = (), level: float = 1.0
) -> Field:
    """Draw counts. sources : (row, column, flux), places in pixels, whole or between, flux in cm⁻² s⁻¹."""
    row, column = np.mgrid[:size, :size].astype(float)
    middle = 0.5 * (size - 1)
    distance = np.hypot(row - middle, column - middle) * PIXEL
    shape = np.exp(-0.5 * (distance / (0.45 * size * PIXEL)) ** 2)
    background, per_flux = level * LEVEL[:, None, None] * shape, AREA[:, None, None] * shape
    truth = background.copy()
    for at_row, at_column, flux in sources:
        spread = np.stack([in_pixels(size, at_row, at_column, sigma / PIXEL) for sigma in SIGMA])
        truth += flux * per_flux[:, round(at_row), round(at_column), None, None] * spread
    kernels = np.stack([in_pixels(15, 7.0, 7.0, sigma / PIXEL) for sigma in SIGMA])
    kernels /= kernels.sum(axis=(1, 2), keepdims=True)
    grid = SkyGrid(83.63, 22.01, pixel=PIXEL, columns=size)
    return Field(grid, rng.poisson(truth).astype(float), background, per_flux, kernels)


def in_pixels(size: int, row: float, column: float, sigma: float) -> Array:
    """The share of a Gaussian (pixels) in each pixel."""
    from scipy.special import ndtr

    edges = np.arange(size + 1) - 0.5
    parts = [np.diff(ndtr((edges - place) / sigma)) for place in (row, column)]
    return np.outer(*parts)
