"""Sources of every shape through a PSF: where their photons arrive, and how that changes with their parameters."""

from __future__ import annotations

from math import erf

import numpy as np
import pytest

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.blurring import Blurred, blurred
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.psf_field import RadialPsf
from vhegui.core.cubes.radial_basis import radial_basis
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.models.spatial.template import TemplateImage, image_shape
from vhegui.core.typing import Array

SIGMA = np.array([0.08, 0.03])  # deg, of the PSF at the two true energies
CENTRE = (83.651, 22.023)  # not at the centre of a pixel
GEOMETRY = CubeGeometry(
    SkyGrid(83.633, 22.014, pixel=0.02, columns=100, rows=120),
    EnergyAxis.from_bounds(1.0, 10.0, 2),
    EnergyAxis.from_bounds(1.0, 10.0, 2),
)
SHAPES = {
    "point": CENTRE,
    "gaussian": (*CENTRE, 0.1, 0.0, 0.0),
    "elongated": (*CENTRE, 0.1, 0.75, 30.0),
    "disk": (*CENTRE, 0.3, 0.0, 0.0, 0.05),
    "elongated disk": (*CENTRE, 0.3, 0.5, 20.0, 0.2),
    "shell": (*CENTRE, 0.3, 0.1),
    "generalised_gaussian": (*CENTRE, 0.15, 0.3, 0.3, 10.0),
}
KIND = {"elongated": "gaussian", "elongated disk": "disk"}


@pytest.fixture(scope="module")
def psf() -> RadialPsf:
    radii = GEOMETRY.psf_radii
    return RadialPsf(radii, 1.0 - np.exp(-0.5 * (radii / SIGMA[:, None]) ** 2))


def seen(psf: RadialPsf, name: str, values: tuple[float, ...], asked: tuple[int, ...] = ()) -> Blurred:
    return blurred(GEOMETRY, psf, default_shape(KIND.get(name, name)), values, asked)


def on_image(found: Blurred, share: Array) -> Array:
    """(n_true, rows, columns)"""
    image = np.zeros((share.shape[1], *GEOMETRY.grid.shape))
    rows, columns = found.window.rows, found.window.columns
    image[:, rows, columns] = share.T.reshape(share.shape[1], *found.window.shape)
    return image


def in_pixels(sigma: float, of_size: float = 0.0) -> Array:
    """The exact integrals of a round Gaussian over the pixels."""
    column, row = (float(x) for x in GEOMETRY.grid.to_pixel(*CENTRE))
    width = np.hypot(sigma, of_size) / 0.02

    def along(n: int, centre: float) -> Array:
        edges = (np.arange(n + 1) - 0.5 - centre) / (width * np.sqrt(2.0))
        return np.diff([0.5 * erf(x) for x in edges])

    return np.outer(along(GEOMETRY.grid.rows, row), along(GEOMETRY.grid.columns, column))


def test_a_point_is_the_integral_of_the_psf_over_each_pixel(psf: RadialPsf) -> None:
    found = seen(psf, "point", CENTRE)
    for image, sigma in zip(on_image(found, found.share), SIGMA, strict=True):
        np.testing.assert_allclose(image, in_pixels(sigma), atol=3e-3 * image.max())
    np.testing.assert_allclose(found.share.sum(axis=0), 1.0, atol=1e-4)


def test_a_gaussian_source_adds_its_width_to_that_of_the_psf(psf: RadialPsf) -> None:
    found = seen(psf, "gaussian", (*CENTRE, 0.1, 0.0, 0.0))
    for image, sigma in zip(on_image(found, found.share), SIGMA, strict=True):
        np.testing.assert_allclose(image, in_pixels(sigma, 0.1), atol=1e-3 * image.max())


def test_a_small_source_is_a_point(psf: RadialPsf) -> None:
    point, small = seen(psf, "point", CENTRE), seen(psf, "gaussian", (*CENTRE, 1e-5, 0.0, 0.0))
    images = on_image(point, point.share), on_image(small, small.share)
    np.testing.assert_allclose(images[0], images[1], atol=2e-3 * images[0].max())


@pytest.mark.parametrize(("kind", "round_values", "nearly"), [
    ("gaussian", (*CENTRE, 0.1, 0.0, 0.0), (*CENTRE, 0.1, 1e-5, 0.0)),
    ("disk", (*CENTRE, 0.3, 0.0, 0.0, 0.2), (*CENTRE, 0.3, 1e-5, 0.0, 0.2)),
])  # fmt: skip
def test_bessel_functions_and_convolution_agree(
    psf: RadialPsf, kind: str, round_values: tuple[float, ...], nearly: tuple[float, ...]
) -> None:
    by_bessel, by_fft = seen(psf, kind, round_values), seen(psf, kind, nearly)
    expected = on_image(by_bessel, by_bessel.share)
    np.testing.assert_allclose(on_image(by_fft, by_fft.share), expected, atol=2e-3 * expected.max())


@pytest.mark.parametrize("name", SHAPES)
def test_all_of_a_source_arrives_and_derivatives_are_those_of_the_share(psf: RadialPsf, name: str) -> None:
    values = SHAPES[name]
    names = default_shape(KIND.get(name, name)).formula.names
    asked = tuple(i for i, each in enumerate(names) if values[i] != 0.0 or each in ("lon_0", "lat_0"))
    found = seen(psf, name, values, asked)
    np.testing.assert_allclose(found.share.sum(axis=0), 1.0, atol=6e-3)  # a soft edge adds a little
    for i, slope in zip(asked, found.slopes, strict=True):
        step = 1e-2 if names[i] == "phi" else 1e-5
        ends = [seen(psf, name, (*values[:i], values[i] + sign * step, *values[i + 1 :])) for sign in (1, -1)]
        images = [on_image(end, end.share) for end in ends]
        expected = (images[0] - images[1]) / (2.0 * step)
        np.testing.assert_allclose(on_image(found, slope), expected, atol=3e-3 * np.abs(expected).max())


def test_an_image_is_blurred_like_the_shape_it_shows(psf: RadialPsf) -> None:
    grid = SkyGrid(*CENTRE, pixel=0.01, columns=121)
    gaussian = default_shape("gaussian").with_values((*CENTRE, 0.1, 0.0, 0.0))
    image = TemplateImage.normalised(grid, gaussian.brightness(*grid.coordinates()))
    found = blurred(GEOMETRY, psf, image_shape(image), ())
    expected = seen(psf, "gaussian", (*CENTRE, 0.1, 0.0, 0.0))
    peak = expected.share.max()
    np.testing.assert_allclose(on_image(found, found.share), on_image(expected, expected.share), atol=5e-3 * peak)


def test_a_source_beside_the_image_shines_into_it(psf: RadialPsf) -> None:
    ra, dec = (float(x) for x in GEOMETRY.grid.to_sky(-3.0, 60.0))
    for name, values in (("point", (ra, dec)), ("elongated", (ra, dec, 0.05, 0.5, 0.0))):
        found = seen(psf, name, values)
        assert 0.05 < found.share[:, 0].sum() < 0.5
        assert found.window.columns.start == 0


@pytest.mark.parametrize("name", SHAPES)
def test_a_source_on_the_other_side_of_the_sky_touches_no_pixel(psf: RadialPsf, name: str) -> None:
    """Where the projection does not reach, as a step of a fit may try."""
    found = seen(psf, name, (263.0, -22.0, *SHAPES[name][2:]), (0, 1))
    assert found.share.size == found.slopes.size == 0 and 0 in found.window.shape


def test_a_constant_is_not_blurred(psf: RadialPsf) -> None:
    found = blurred(GEOMETRY, psf, default_shape("constant"), (2.0,), (0,))
    np.testing.assert_allclose(on_image(found, found.share)[0], 2.0 * GEOMETRY.solid_angle)
    np.testing.assert_allclose(found.slopes[0], found.share / 2.0)


def test_a_galactic_source_is_where_the_same_in_icrs_is(psf: RadialPsf) -> None:
    lon, lat = (float(x) for x in sphere.to_galactic(*CENTRE))
    shape = default_shape("point", lon, lat, "galactic")
    found = blurred(GEOMETRY, psf, shape, (lon, lat), (1,))
    np.testing.assert_allclose(found.share, seen(psf, "point", CENTRE).share, atol=1e-12)
    ends = [blurred(GEOMETRY, psf, shape, (lon, lat + step), ()).share for step in (1e-5, -1e-5)]
    np.testing.assert_allclose(found.slopes[0], (ends[0] - ends[1]) / 2e-5, atol=1e-4 * np.abs(found.slopes).max())


def test_rings_have_the_transform_of_their_sum() -> None:
    basis = radial_basis(1.0, 0.02)
    radii = np.linspace(0.0, 0.5, 40)
    disk = basis.of_rings(radii).sum(axis=0)
    np.testing.assert_allclose(basis.of_shape(lambda radius: np.ones_like(radius), 0.5), disk, atol=1e-5 * disk[0])


@pytest.mark.parametrize("sizes", [(0.3, 0.1), (0.0, 0.2), (0.25, 0.01)])
def test_the_transform_of_a_shell_is_that_of_its_brightness(sizes: tuple[float, float]) -> None:
    shell, basis = default_shape("shell").formula, radial_basis(1.0, 0.05)
    assert shell.brightness is not None and shell.transform is not None
    summed = basis.of_shape(lambda radius: shell.brightness(radius, radius, *sizes), shell.reach(*sizes))
    np.testing.assert_allclose(shell.transform(basis.k, *sizes), summed, atol=2e-4)


@pytest.mark.parametrize("values", [(0.0, 0.0), (1e-9, 1e-9), (0.0, 1e-6)])
@pytest.mark.parametrize("name", ["gaussian", "elongated", "disk", "shell", "generalised_gaussian"])
def test_a_shape_that_has_shrunk_is_a_point(psf: RadialPsf, name: str, values: tuple[float, float]) -> None:
    sizes = {"gaussian": 1, "elongated": 1, "disk": 1, "shell": 2, "generalised_gaussian": 1}[name]
    shrunk = (*CENTRE, *values[:sizes], *SHAPES[name][2 + sizes :])
    asked = tuple(range(len(shrunk)))
    found, point = seen(psf, name, shrunk, asked), seen(psf, "point", CENTRE, (0, 1))
    near = 2e-2 if KIND.get(name) or name == "generalised_gaussian" else 1e-7  # these are summed from points
    for one, other in ((found.share, point.share), (found.slopes[0], point.slopes[0])):
        expected = on_image(point, other)
        np.testing.assert_allclose(on_image(found, one), expected, atol=near * np.abs(expected).max())
    assert np.all(np.isfinite(found.slopes))


def test_a_shell_may_be_thin(psf: RadialPsf) -> None:
    thin, thinner = (seen(psf, "shell", (*CENTRE, 0.3, width), (3,)) for width in (0.003, 0.0))
    np.testing.assert_allclose(on_image(thinner, thinner.share), on_image(thin, thin.share), rtol=2e-3, atol=1e-6)
    assert np.all(np.isfinite(thinner.slopes))


def test_a_shape_as_large_as_the_sky_is_no_number(psf: RadialPsf) -> None:
    assert np.isnan(seen(psf, "gaussian", (*CENTRE, 1e6, 0.0, 0.0), (2,)).share).all()
