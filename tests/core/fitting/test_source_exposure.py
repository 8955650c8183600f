"""Where the exposure changes over a source, it counts where the photons come from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from smooth_cubes import REF, empty_cube, model_of

from vhegui.core import sphere
from vhegui.core.cubes.cube import Cube
from vhegui.core.fitting.cubes_data import data_of_cubes
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.models.spatial.model import SpatialModel, default_shape
from vhegui.core.typing import Array

SLOPE = 0.5  # per deg to the east
CENTRE = (83.95, 22.1)
POINT = default_shape("point", *CENTRE)
GAUSSIAN = default_shape("gaussian").with_values((*CENTRE, 0.08, 0.0, 0.0))
DISK = default_shape("disk").with_values((*CENTRE, 0.2, 0.0, 0.0, 0.01))


def east(ra: Array, dec: Array) -> Array:
    return sphere.to_tangent(ra, dec, *REF)[0]


def falling() -> Cube:
    cube = empty_cube()
    factor = 1.0 + SLOPE * east(*cube.geometry.grid.coordinates())
    return replace(cube, exposure=(cube.exposure * factor).astype(np.float32))


def signal(cube: Cube, shape: SpatialModel, like_gammapy: bool = False) -> Array:
    """Shape (rows, columns, n_reco)."""
    data = data_of_cubes([cube], like_gammapy=like_gammapy)
    return Likelihood.of(data, model_of(shape)).predicted().reshape(*cube.geometry.grid.shape, -1)


def ratio(shape: SpatialModel) -> Array:
    """What a falling exposure makes of the counts, in the pixels that have some."""
    even, seen = signal(empty_cube(), shape), signal(falling(), shape)
    return np.where(even > 1e-3 * even.max(), seen / np.maximum(even, 1e-300), np.nan)


def at(ra: Array, dec: Array) -> Array:
    return 1.0 + SLOPE * east(ra, dec)


def test_all_photons_of_a_point_come_from_it() -> None:
    assert np.nanmax(np.abs(ratio(POINT) / at(*map(np.array, CENTRE)) - 1.0)) < 1e-4


def test_photons_of_a_gaussian_come_from_between_its_centre_and_the_pixel() -> None:
    """Of two Gaussians that are folded: σ² of the source over the sum of both σ² of the way."""
    x, centre = east(*falling().geometry.grid.coordinates()), east(*map(np.array, CENTRE))
    way = 0.08**2 / (0.08**2 + 0.06**2)
    expected = 1.0 + SLOPE * (centre + way * (x - centre))
    assert np.nanmax(np.abs(ratio(GAUSSIAN) / expected[..., None] - 1.0)) < 5e-3


@pytest.mark.parametrize("shape", [POINT, GAUSSIAN, DISK], ids=["point", "Gaussian", "disk"])
def test_the_sum_over_all_pixels_is_that_of_the_centre(shape: SpatialModel) -> None:
    even, seen = signal(empty_cube(), shape).sum(), signal(falling(), shape).sum()
    assert seen / even == pytest.approx(float(at(*map(np.array, CENTRE))), rel=2e-3)


def test_as_gammapy_does_it_the_exposure_is_that_of_the_pixel() -> None:
    even, seen = (signal(cube, POINT, like_gammapy=True) for cube in (empty_cube(), falling()))
    expected = even * at(*falling().geometry.grid.coordinates())[..., None]
    assert seen == pytest.approx(expected, rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("shape", [POINT, GAUSSIAN], ids=["point", "Gaussian"])
def test_the_gradient_knows_that_the_exposure_moves_along(shape: SpatialModel) -> None:
    cube = falling()
    counts = np.random.default_rng(5).poisson(np.moveaxis(signal(cube, shape), -1, 0) + cube.background)
    cube = replace(cube, counts=counts.astype(np.float32))
    likelihood = Likelihood.of(data_of_cubes([cube]), model_of(shape))
    x = likelihood.start
    found = likelihood.evaluate(x)
    size = 1.0 / np.sqrt(np.diag(found.fisher))
    for k, step in enumerate(np.diag(1e-3 * size)):
        slope = (likelihood.stat(x + step) - likelihood.stat(x - step)) / 2e-3
        assert found.gradient[k] * size[k] == pytest.approx(slope, abs=5e-5)
