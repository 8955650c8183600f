"""Sources smaller than a pixel, and PSFs narrower than one: nothing is lost, and everything stays where it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.blurring import Blurred, blurred
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.psf_field import RadialPsf
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.spatial.model import SpatialModel, default_shape
from vhegui.core.models.spatial.registry import KINDS
from vhegui.core.typing import Array

ENERGY = EnergyAxis.from_bounds(1.0, 10.0, 1)
CENTRE = (83.633, 22.014)
PLACED = [kind for kind, entry in KINDS.items() if entry.has_centre]
SIZES = {"sigma": 1.0, "r_0": 1.0, "radius": 1.0, "width": 0.3}


def psf_of(geometry: CubeGeometry, sigma: float) -> RadialPsf:
    return RadialPsf(geometry.psf_radii, 1.0 - np.exp(-0.5 * (geometry.psf_radii[None] / sigma) ** 2))


def geometry_of(pixel: float, divide: int = 1) -> CubeGeometry:
    return CubeGeometry(SkyGrid(*CENTRE, pixel=pixel / divide, columns=45 * divide), ENERGY, ENERGY)


def sized(kind: str, size: float, e: float, place: tuple[float, float]) -> SpatialModel:
    """A shape of about a size (deg) at a place."""
    shape = default_shape(kind, *place)
    given_ = {name: size * part for name, part in SIZES.items()} | {"e": e, "phi": 25.0}
    return shape.with_values(given_.get(p.name, p.value) for p in shape.parameters)


def image(geometry: CubeGeometry, found: Blurred) -> Array:
    full = np.zeros(geometry.grid.shape)
    full[found.window.rows, found.window.columns] = found.share[:, 0].reshape(found.window.shape)
    return full


def moments(geometry: CubeGeometry, full: Array) -> tuple[float, float, float]:
    """Sum, and the centre in columns and rows."""
    rows, columns = np.indices(full.shape)
    return float(full.sum()), float((full * columns).sum() / full.sum()), float((full * rows).sum() / full.sum())


@pytest.mark.parametrize("kind", PLACED)
@settings(max_examples=8)
@given(
    size=some.floats(1e-4, 1.0),
    e=some.sampled_from([0.0, 0.7]),
    x=some.floats(-0.5, 0.5),
    y=some.floats(-0.5, 0.5),
    pixel=some.sampled_from([0.02, 0.1]),
)
def test_nothing_is_lost_and_the_centre_stays(
    kind: str, size: float, e: float, x: float, y: float, pixel: float
) -> None:
    geometry = geometry_of(pixel)
    ra, dec = (float(each) for each in geometry.grid.to_sky(22.0 + x, 22.0 + y))
    shape = sized(kind, size * pixel, e, (ra, dec))
    full = image(geometry, blurred(geometry, psf_of(geometry, 0.06), shape, shape.values))
    total, column, row = moments(geometry, full)
    assert total == pytest.approx(1.0, abs=2e-4)
    assert column == pytest.approx(22.0 + x, abs=2e-3) and row == pytest.approx(22.0 + y, abs=2e-3)


@pytest.mark.parametrize("e", [0.0, 0.8])
@pytest.mark.parametrize("size", [0.002, 0.03, 0.08])
def test_wide_pixels_are_the_sum_of_narrow_ones(size: float, e: float) -> None:
    """A PSF of 0.02 deg in pixels of 0.1 deg, beside pixels of 0.01 deg."""
    place = (83.611, 22.045)
    shape, images = sized("gaussian", size, e, place), []
    for divide in (1, 10):
        geometry = geometry_of(0.1, divide)
        found = image(geometry, blurred(geometry, psf_of(geometry, 0.02), shape, shape.values))
        images.append(found.reshape(45, divide, 45, divide).sum(axis=(1, 3)))
    np.testing.assert_allclose(images[0], images[1], atol=6e-3)


@pytest.mark.parametrize("e", [0.0, 0.8])
def test_slopes_of_small_sources_are_those_of_their_images(e: float) -> None:
    geometry = geometry_of(0.1)
    shape = sized("gaussian", 0.04, e, (83.611, 22.045))
    psf, values = psf_of(geometry, 0.03), shape.values
    asked = (0, 1, 2, 3) if e else (0, 1, 2)
    found = blurred(geometry, psf, shape, values, asked)
    for k, i in enumerate(asked):
        step = 1e-3
        ends = [
            image(
                geometry, blurred(geometry, psf, shape, tuple(v + sign * step * (j == i) for j, v in enumerate(values)))
            )
            for sign in (1.0, -1.0)
        ]
        slope = (ends[0] - ends[1]) / (2.0 * step)
        own = image(geometry, Blurred(found.window, found.slopes[k], found.slopes))
        np.testing.assert_allclose(own, slope, atol=0.01 * np.abs(slope).max())
