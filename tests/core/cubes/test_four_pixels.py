"""A point that is shared out among four pixels: its counts and its place are kept, its width is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.blurring import blurred
from vhegui.core.cubes.four_pixels import over_four_pixels
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.psf_field import RadialPsf
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.typing import Array

PIXEL = 0.05
GEOMETRY = CubeGeometry(
    SkyGrid(83.6, 22.0, pixel=PIXEL, columns=61),
    EnergyAxis(np.array([1.0, 10.0])),
    EnergyAxis(np.array([1.0, 3.0, 10.0])),
)
RADII = np.linspace(0.0, 0.5, 101)
PSF = RadialPsf(RADII, 1.0 - np.exp(-0.5 * (RADII / np.array([[0.08], [0.1]])) ** 2))
KERNELS = PSF.kernels(PIXEL)


def at(column: float, row: float) -> tuple[float, float]:
    """The direction of a place on the map."""
    ra, dec = GEOMETRY.grid.to_sky(column, row)
    return float(ra), float(dec)


def seen(lon: float, lat: float, asked: tuple[int, ...] = ()) -> tuple[Array, Array]:
    """The image of each energy (rows, columns, n_true), and its slopes."""
    shape = default_shape("point", lon, lat)
    found = over_four_pixels(GEOMETRY, KERNELS, shape, shape.values, asked)
    image = np.zeros((*GEOMETRY.grid.shape, 2))
    image[found.window.rows, found.window.columns] = found.share.reshape(*found.window.shape, 2)
    return image, found.slopes


@settings(max_examples=30, deadline=None)
@given(x=some.floats(28.0, 32.0), y=some.floats(28.0, 32.0))
def test_all_of_the_source_is_there_about_its_place(x: float, y: float) -> None:
    image, _ = seen(*at(x, y))
    rows, columns = np.mgrid[: image.shape[0], : image.shape[1]]
    for plane in np.moveaxis(image, -1, 0):
        assert plane.sum() == pytest.approx(1.0)
        assert (plane * columns).sum() == pytest.approx(x, abs=1e-6)
        assert (plane * rows).sum() == pytest.approx(y, abs=1e-6)


def test_in_the_middle_of_a_pixel_it_is_the_kernel_and_at_a_corner_it_is_wider() -> None:
    middle, _ = seen(83.6, 22.0)
    exact = blurred(GEOMETRY, PSF, shape := default_shape("point", 83.6, 22.0), shape.values)
    np.testing.assert_allclose(middle.max(axis=(0, 1)), exact.share.max(axis=0), rtol=3e-3)
    corner, _ = seen(*at(30.5, 30.5))
    added = second_moment(corner, 30.5) - second_moment(middle, 30.0)
    np.testing.assert_allclose(added, 2.0 * 0.5**2, rtol=1e-3)  # half a pixel in each direction


def second_moment(image: Array, about: float) -> Array:
    """Mean square of the distance, in pixels, from the place that is at the same row and column."""
    rows, columns = np.mgrid[: image.shape[0], : image.shape[1]] - about
    return ((rows**2 + columns**2)[..., None] * image).sum(axis=(0, 1))


def test_slopes_are_those_of_the_image() -> None:
    place = at(30.3, 29.8)
    _, slopes = seen(*place, asked=(0, 1))
    step = 1e-3
    for i, slope in enumerate(slopes):
        moved = ((place[0] + sign * (i == 0), place[1] + sign * (i == 1)) for sign in (step, -step))
        ends = [seen(lon, lat)[0] for lon, lat in moved]
        change = (ends[0] - ends[1]) / (2.0 * step)
        assert np.abs(change).max() == pytest.approx(np.abs(slope).max(), rel=1e-3)
        assert change[change != 0.0] == pytest.approx(slope[slope != 0.0], abs=1e-3 * np.abs(slope).max())


def test_what_is_beyond_the_map_is_left_out() -> None:
    whole, _ = seen(83.6, 22.0)
    at_edge, _ = seen(*at(0.0, 30.0))
    np.testing.assert_allclose(at_edge[:, 0].sum(), whole[:, 30].sum())
    assert at_edge.sum() < 0.65 * whole.sum()
    far, slopes = seen(83.6, -60.0, asked=(0,))
    assert not far.any() and not slopes.any()
