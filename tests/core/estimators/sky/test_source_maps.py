"""Maps of sources, of exposure and of three bands: what goes in comes out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.run_sky import RunSky
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.sky.cube_source import source_in
from vhegui.core.estimators.sky.exposure_map import exposure_map
from vhegui.core.estimators.sky.rgb_maps import rgb_maps, three_bands
from vhegui.core.estimators.sky.sky_bands import band_images, power_law
from vhegui.core.estimators.sky.source_maps import source_maps
from vhegui.core.maps.kernels import gaussian
from vhegui.core.progress import Cancelled

FLUX = 3e-11


@pytest.fixture(scope="module")
def cube(coarse_cubes: Any) -> Any:
    """A run, of which a square about the middle is used."""
    cube, near = coarse_cubes[0], np.zeros(coarse_cubes[0].safe.shape, dtype=bool)
    row, column = (n // 2 for n in cube.geometry.grid.shape)
    near[:, row - 8 : row + 9, column - 8 : column + 9] = True
    return replace(cube, safe=cube.safe & near)


def with_source(cube: Any, sigma: float) -> RunSky:
    """Counts as expected, with a source in the middle pixel."""
    shape = gaussian(sigma / cube.geometry.grid.pixel) if sigma else None
    source = source_in(cube, power_law(2.0), 0.4, shape)
    counts = cube.background.astype(np.float64)
    row, column = (n // 2 for n in cube.geometry.grid.shape)
    half = source.kernels.shape[-1] // 2
    box = np.s_[:, row - half : row + half + 1, column - half : column + half + 1]
    counts[box] += FLUX * source.per_flux[:, row, column][:, None, None] * source.kernels
    return RunSky(replace(cube, counts=counts))


@pytest.mark.parametrize("sigma", [0.0, 0.15])
def test_the_flux_of_a_source_of_the_right_shape_is_found(cube: Any, sigma: float) -> None:
    sky, grid = with_source(cube, sigma), cube.geometry.grid
    energy = tuple(cube.geometry.reco.edges[[0, -1]])
    found = source_maps(sky, energy, 2.0, sigma, 0.4)
    other = source_maps(sky, energy, 2.0, 0.15 - sigma, 0.4)
    middle = tuple(n // 2 for n in grid.shape)
    assert np.unravel_index(np.nanargmax(found.sqrt_ts), grid.shape) == middle
    assert found.flux[middle] == pytest.approx(FLUX, rel=0.02)
    assert found.sqrt_ts[middle] > other.sqrt_ts[middle]
    assert found.flux_limit[middle] == pytest.approx(found.flux[middle] + 2.0 * found.flux_error[middle], rel=0.1)
    assert found.energy == pytest.approx(energy)


def test_a_fit_of_all_pixels_can_be_stopped(cube: Any) -> None:
    def stop(part: float, text: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        source_maps(with_source(cube, 0.0), tuple(cube.geometry.reco.edges[[0, -1]]), 2.0, 0.0, 0.2, stop)


def test_the_exposure_of_a_band_lies_between_those_of_its_energies(cube: Any) -> None:
    edges = cube.geometry.true.edges
    found, middle = exposure_map(cube, (edges[2], edges[5]), 2.0), tuple(n // 2 for n in cube.geometry.grid.shape)
    within = cube.exposure[2:5, *middle]
    assert within.min() < found.exposure[middle] < within.max()
    alone = exposure_map(cube, (edges[3], edges[4]), 2.0).exposure[middle]
    assert alone == pytest.approx(cube.exposure[3, *middle], rel=1e-6)
    with pytest.raises(AnalysisError, match="no true energy"):
        exposure_map(cube, (1e4, 1e5), 2.0)


def test_three_colours_hold_the_excess_of_their_bands(cube: Any) -> None:
    sky, reco = with_source(cube, 0.0), cube.geometry.reco
    edges = three_bands(*reco.edges[[0, -1]], reco)
    maps = rgb_maps(band_images(sky, edges), cube.geometry.grid, 0.2)
    middle = tuple(n // 2 for n in cube.geometry.grid.shape)
    assert maps.excess.shape == (3, *cube.geometry.grid.shape)
    assert (maps.excess[:, *middle] > 0.0).all()
    picture = maps.picture("linear", 100.0)
    assert (picture[middle] > 250).all()
    assert np.array_equal(maps.picture("log", 99.0), maps.picture("asinh", 99.0))
    with pytest.raises(AnalysisError, match="three bins"):
        three_bands(1.0, 1.5, EnergyAxis(np.geomspace(1.0, 100.0, 9)))
