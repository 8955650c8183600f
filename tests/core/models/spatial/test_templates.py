"""Shapes from cubes and points: what is read, what is seen of them through a PSF, what is drawn of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.blurring import blurred
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.psf_field import RadialPsf
from vhegui.core.dl3.observation import Pointing
from vhegui.core.errors import ConfigError
from vhegui.core.maps.fits_map import FitsMap, write_map
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.map_axes import MapAxis
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.models.spatial.piecewise import Nodes, nodes_shape
from vhegui.core.models.spatial.template import TemplateImage, image_shape
from vhegui.core.models.spatial.template_cube import TemplateCube, cube_shape, is_cube, spectrum_of_cube
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.simulation.shapes import PixelsOfEnergies, drawn_shape
from vhegui.core.typing import Array

CENTRE = (83.633, 22.014)
GEOMETRY = CubeGeometry(
    SkyGrid(*CENTRE, pixel=0.04, columns=40), EnergyAxis.from_bounds(1.0, 9.0, 1), EnergyAxis.from_bounds(1.0, 9.0, 4)
)
PSF = RadialPsf(GEOMETRY.psf_radii, np.repeat(1.0 - np.exp(-0.5 * (GEOMETRY.psf_radii[None] / 0.06) ** 2), 4, axis=0))
GRID = SkyGrid(*CENTRE, pixel=0.1, columns=8)
SPOT, FLAT = np.zeros(GRID.shape), np.ones(GRID.shape)
SPOT[2:4, 5] = 1.0
FLUX = np.array([3e-11, 4e-12])  # cm-2 s-1 TeV-1 at 1 and 9 TeV


def seen(shape: SpatialModel, asked: tuple[int, ...] = ()) -> tuple[Array, Array]:
    """Share (rows, columns, n_true) on the whole image, and slopes."""
    found = blurred(GEOMETRY, PSF, shape, shape.values, asked)
    full = np.zeros((1 + len(asked), *GEOMETRY.grid.shape, 4))
    both = np.concatenate([found.share[None], found.slopes])
    full[:, found.window.rows, found.window.columns] = both.reshape(len(both), *found.window.shape, 4)
    return full[0], full[1:]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A spot at 1 TeV that is flat at 9 TeV, per sr and MeV."""
    planes = np.stack([SPOT / (SPOT * GRID.solid_angle).sum(), FLAT / GRID.solid_angle.sum()]) * FLUX[:, None, None]
    axis = MapAxis("energy_true", np.array([1.0 / 3.0, 3.0, 27.0]))
    write_map(FitsMap(GRID, (axis,), planes * 1e-6, "1 / (cm2 s MeV sr)", "flux"), tmp_path / "cube.fits")
    return tmp_path / "cube.fits"


def test_a_cube_is_a_shape_and_a_spectrum(file: Path) -> None:
    assert is_cube(file)
    cube, spectrum = TemplateCube.read(file), spectrum_of_cube(file)
    np.testing.assert_allclose(cube.energy, [1.0, 9.0])
    for image in cube.images:
        assert (image.image * GRID.solid_angle).sum() == pytest.approx(1.0)
    np.testing.assert_allclose(spectrum.values, FLUX, rtol=1e-6)
    with pytest.raises(ConfigError, match="expected sr-1"):
        TemplateCube.read(file, normalise=False)


def test_at_every_energy_the_mixture_of_two_images_is_seen(file: Path) -> None:
    cube = TemplateCube.read(file)
    spot, flat = (seen(image_shape(image))[0] for image in cube.images)
    found, _ = seen(cube_shape(cube))
    place = np.log(GEOMETRY.true.centres) / np.log(9.0)
    np.testing.assert_allclose(found, (1.0 - place) * spot + place * flat, atol=1e-12)


def test_a_template_of_the_whole_sky_is_seen_where_the_image_is() -> None:
    sky = SkyGrid(0.0, 0.0, pixel=2.0, columns=180, rows=90, frame="galactic", projection="CAR")
    flat = image_shape(TemplateImage.normalised(sky, np.ones(sky.shape)))
    found, _ = seen(flat)
    expected = GEOMETRY.solid_angle / (4.0 * np.pi)
    np.testing.assert_allclose(found[5:-5, 5:-5, 0], expected[5:-5, 5:-5], rtol=2e-3)


def test_photons_of_a_cube_come_from_the_image_of_their_energy(file: Path) -> None:
    source = SourceModel("diffuse", default_spectrum("power_law"), spatial=cube_shape(TemplateCube.read(file)))
    drawn, total = drawn_shape(source, Pointing(*CENTRE, 20.0, 180.0), 3.0)
    assert isinstance(drawn, PixelsOfEnergies)
    np.testing.assert_allclose(total(np.array([1.0, 3.0])), 1.0)
    energy = np.repeat([1.0, 3.0, 9.0], 2000)
    column, row = GRID.to_pixel(*drawn.draw_at(np.random.default_rng(1), energy))
    near = (np.abs(column - 5.0) < 1.0) & (row > 1.0) & (row < 4.0)
    shares = near.reshape(3, -1).mean(axis=1)
    assert shares[0] == 1.0 and shares[2] < 0.1
    assert shares[1] == pytest.approx(0.5 * (shares[0] + shares[2]), abs=0.04)


NODES = Nodes((83.0, 84.2, 84.2, 83.0, 83.6), (21.4, 21.4, 22.6, 22.6, 22.0))


def test_points_are_met_and_a_plane_stays_a_plane() -> None:
    lon, lat = np.array(NODES.lon), np.array(NODES.lat)
    plane = 2.0 + 0.5 * (lon - 83.6) - 0.7 * (lat - 22.0)
    shape = nodes_shape(NODES).with_values(plane)
    np.testing.assert_allclose(shape.brightness(lon[4:], lat[4:]), plane[4:])
    ra, dec = np.array([83.3, 83.9, 90.0]), np.array([21.7, 22.4, 22.0])
    expected = 2.0 + 0.5 * (ra - 83.6) - 0.7 * (dec - 22.0)
    np.testing.assert_allclose(shape.brightness(ra, dec), [*expected[:2], 0.0], rtol=1e-6)


def test_norms_of_points_can_be_fitted() -> None:
    shape = nodes_shape(NODES).with_values((1.0, 2.0, 1.5, 0.5, 3.0))
    share, slopes = seen(shape, (0, 4))
    assert share.min() > -1e-12 and share.max() > 0.0
    for k, i in enumerate((0, 4)):
        ends = [
            seen(shape.with_values(v + sign * 0.01 * (j == i) for j, v in enumerate(shape.values)))[0]
            for sign in (1, -1)
        ]
        np.testing.assert_allclose(slopes[k], (ends[0] - ends[1]) / 0.02, atol=1e-3 * slopes[k].max())


def test_points_on_a_line_and_too_few_are_refused() -> None:
    with pytest.raises(ConfigError, match="one line"):
        Nodes((83.0, 84.0, 85.0, 86.0), (21.0, 22.0, 23.0, 24.0))
    with pytest.raises(ConfigError, match="4 points or more"):
        Nodes((83.0, 84.0, 85.0), (21.0, 22.0, 21.0))


def test_between_points_there_is_never_less_than_nothing_and_their_circle_holds_them():
    lon, lat = (each.ravel() for each in np.meshgrid(np.linspace(83.0, 84.5, 4), np.linspace(21.0, 22.5, 4)))
    nodes = Nodes(tuple(lon.tolist()), tuple(lat.tolist()))
    values = tuple(1.0 if i == 5 else 0.0 for i in range(16))
    ra, dec = np.meshgrid(np.linspace(83.0, 84.5, 61), np.linspace(21.0, 22.5, 61))
    assert nodes.brightness_at(ra, dec, values).min() == 0.0
    middle_ra, middle_dec, radius = nodes.circle
    assert (middle_ra, middle_dec) == pytest.approx((83.75, 21.75))
    assert np.all(sphere.separation(middle_ra, middle_dec, lon, lat) <= radius + 1e-9)
