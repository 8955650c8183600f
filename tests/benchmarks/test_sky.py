"""Speed of backgrounds and maps of the sky on simulated runs; budgets are those of a machine that does nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vhegui.core.background.adaptive_ring import AdaptiveRing, adaptive_ring_background
from vhegui.core.background.field_of_view import FieldOfView, fit_norm_tilt
from vhegui.core.background.off_maps import OffMaps, stacked
from vhegui.core.background.ring import Ring, ring_background
from vhegui.core.estimators.sky.excess import excess_map
from vhegui.core.estimators.sky.flux import flux_map
from vhegui.core.estimators.sky.peaks import find_peaks
from vhegui.core.estimators.sky.ts_map import ts_map
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.kernels import gaussian
from vhegui.core.typing import Array


def simulated(n_runs: int, size: int) -> tuple[SkyGrid, list[tuple[Array, Array]]]:
    """Counts and background of runs with 2° about their pointings, wobbled by 0.7°, in pixels of 0.02°."""
    rng, grid = np.random.default_rng(3), SkyGrid(83.63, 22.01, pixel=0.02, columns=size)
    row, column = np.mgrid[:size, :size] - 0.5 * (size - 1)
    images = []
    for run in range(n_runs):
        angle = 2.0 * np.pi * run / n_runs
        distance = np.hypot(row - 35 * np.sin(angle), column - 35 * np.cos(angle)) * 0.02
        background = np.where(distance < 2.0, 0.06 * np.exp(-0.5 * distance**2), 0.0)
        images.append((rng.poisson(background).astype(float), background))
    return grid, images


def significance(grid: SkyGrid, images: list[tuple[Array, Array]], adaptive: bool = False) -> Array:
    """Ring background of each run, all together, Li & Ma within 0.1°."""
    everywhere = np.ones(grid.shape, dtype=bool)
    if adaptive:
        settings = AdaptiveRing(r_in=0.5, width=0.3, alpha=0.02)
        maps = (adaptive_ring_background(n, b, everywhere, grid, settings) for n, b in images)
    else:
        maps = (ring_background(n, b, everywhere, grid, Ring(r_in=0.5, width=0.3)) for n, b in images)
    off = stacked(zip(maps, (b > 0 for _, b in images), strict=True))
    return excess_map(np.sum([n for n, _ in images], axis=0), off, off.acceptance > 0, 5.0).significance


@pytest.mark.parametrize("adaptive", [False, True])
def test_ring_background_and_significance_of_twenty_runs(benchmark: Any, adaptive: bool) -> None:
    """Budget 1 s for the ring at 500²."""
    grid, images = simulated(20, 500)
    assert benchmark(lambda: significance(grid, images, adaptive)).any()


@pytest.mark.parametrize("size", [200, 500])
@pytest.mark.parametrize("radius", [2.5, 5.0, 15.0])
def test_significance_at_another_radius(benchmark: Any, size: int, radius: float) -> None:
    """Budget with repainting: 30 ms at 200², 100 ms at 500²."""
    rng = np.random.default_rng(0)
    counts, acceptance = rng.poisson(0.3, (size, size)).astype(float), np.full((size, size), 0.3)
    off = OffMaps(acceptance, rng.poisson(600.0, (size, size)).astype(float), np.full((size, size), 600.0))
    used = acceptance > 0
    assert benchmark(lambda: excess_map(counts, off, used, radius).significance).shape == (size, size)


def test_fluxes_with_errors_and_limits(benchmark: Any) -> None:
    rng = np.random.default_rng(0)
    counts, acceptance = rng.poisson(0.3, (200, 200)).astype(float), np.full((200, 200), 0.3)
    off = OffMaps(acceptance, rng.poisson(600.0, (200, 200)).astype(float), np.full((200, 200), 600.0))
    found = excess_map(counts, off, acceptance > 0, 5.0)
    assert benchmark(lambda: flux_map(found, np.full((200, 200), 1e12))).used.all()


def test_norm_and_tilt(benchmark: Any) -> None:
    energy = np.geomspace(0.7, 25.0, 10)
    background = (0.1 * energy**-1.5)[:, None, None] * np.ones((200, 200), dtype=np.float32)
    counts = np.random.default_rng(0).poisson(background).astype(np.float32)
    used = background > 0
    assert benchmark(lambda: fit_norm_tilt(counts, background, energy, used, FieldOfView())).fitted


def test_ts_map(benchmark: Any) -> None:
    """Budget 0.3 s for 75² pixels and 10 energies, 4,900 counts."""
    rng = np.random.default_rng(0)
    background = (0.35 * np.geomspace(1.0, 0.02, 10))[:, None, None] * np.ones((75, 75))
    counts = rng.poisson(background).astype(float)
    kernels = np.stack([gaussian(sigma) for sigma in np.full(10, 1.8)])
    per_flux = np.full(counts.shape, 1e12)
    found = benchmark(lambda: ts_map(counts, background, per_flux, kernels, background > 0))
    assert found.used.all()


def test_candidates(benchmark: Any) -> None:
    image = np.random.default_rng(0).normal(0.0, 1.0, (500, 500)) + 8.0 * (
        np.random.default_rng(1).random((500, 500)) > 0.9995
    )
    used, grid = np.ones(image.shape, dtype=bool), SkyGrid(83.63, 22.01, pixel=0.02, columns=500)
    assert benchmark(lambda: find_peaks(image, used, grid))
