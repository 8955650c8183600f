"""Shapes on the sky: against the reference grids, and against what every shape must be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from vhegui.core import sphere
from vhegui.core.errors import ConfigError
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.spatial.model import SpatialModel, default_shape
from vhegui.core.models.spatial.registry import KINDS
from vhegui.core.models.spatial.template import TemplateImage, image_shape

OURS = {
    "gaussian": "gaussian",
    "gaussian_elongated": "gaussian",
    "generalized_gaussian": "generalised_gaussian",
    "generalized_gaussian_e": "generalised_gaussian",
    "disk": "disk",
    "disk_edge_0p2": "disk",
    "disk_elongated": "disk",
    "shell": "shell",
    "shell2": "shell_by_outer",
    "constant": "constant",
    "constant_flux": "constant_flux",
}
EXTENDED = [kind for kind, entry in KINDS.items() if entry.has_centre and not entry.is_point]


def from_table(entry: Any, kind: str) -> SpatialModel:
    model = default_shape(kind)
    return model.with_values([entry["parameters"][name][0] for name in model.formula.names])


@pytest.mark.parametrize(("table", "kind"), OURS.items())
def test_brightness_agrees_with_the_reference(reference: Any, table: str, kind: str) -> None:
    tables = reference("models.json")
    points, entry = tables["spatial_points"], tables["spatial"][table]
    model = from_table(entry, kind)
    for angle, row in zip(points["position_angles_deg_from_north_to_east"], entry["values_sr-1"], strict=True):
        ra, dec = sphere.offset_by(0.0, 0.0, float(angle), np.array(points["separations_deg"]))
        expected = np.array([np.nan if value is None else value for value in row])
        there = np.isfinite(expected)  # at the edge of a shell the reference is 0/0
        np.testing.assert_allclose(model.brightness(ra, dec)[there], expected[there], rtol=1e-6, atol=1e-5)


def test_an_image_agrees_with_the_reference(reference: Any) -> None:
    entry = reference("models.json")["spatial"]["template"]
    grid = SkyGrid(0.0, 0.0, pixel=0.1, columns=20)
    away = sphere.separation(0.0, 0.0, *grid.coordinates())
    weights = np.exp(-0.5 * (away / 0.3) ** 2)  # the reference shares 1 out among the pixels by these
    shared = weights / weights.sum() / grid.solid_angle
    model = image_shape(TemplateImage(grid, shared, interpolation="log"))
    ra, dec = sphere.offset_by(0.0, 0.0, entry["position_angle_deg"], np.array(entry["separations_deg"]))
    # 1.3e-6 is the solid angle of flat pixels that the reference takes.
    np.testing.assert_allclose(model.brightness(ra, dec), entry["values_sr"], rtol=2e-6)
    linear = image_shape(TemplateImage.normalised(grid, weights)).brightness(ra, dec)
    np.testing.assert_allclose(linear, entry["values_sr"], rtol=0.2)  # 0.1 deg is coarse for a Gaussian of 0.3
    assert model.brightness(np.array([180.0, 2.0]), np.array([0.0, 0.0])).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("kind", EXTENDED)
def test_a_shape_holds_one_source_within_its_reach(kind: str) -> None:
    model = default_shape(kind, 83.6, 22.0)
    pixel = min(model.feature / 4, model.reach / 80)
    grid = SkyGrid(83.6, 22.0, pixel, columns=2 * int(1.1 * model.reach / pixel))
    brightness = model.brightness(*grid.coordinates())
    assert float((brightness * grid.solid_angle).sum()) == pytest.approx(1.0, abs=3e-3)
    outside = sphere.separation(83.6, 22.0, *grid.coordinates()) > model.reach
    assert (brightness[outside].max(initial=0.0)) < 1e-3 * brightness.max()


@given(e=some.floats(0.1, 0.95), phi=some.floats(-180.0, 180.0), kind=some.sampled_from(["gaussian", "disk"]))
def test_the_major_axis_points_where_phi_says(e: float, phi: float, kind: str) -> None:
    model = default_shape(kind, 266.4, -29.0)
    size = model.values[2]
    names = model.formula.names
    values = dict(zip(names, model.values, strict=True)) | {"e": e, "phi": phi}
    model = model.with_values([values[name] for name in names])
    along = model.brightness(*sphere.offset_by(266.4, -29.0, phi, np.array([0.9 * size])))
    across = model.brightness(*sphere.offset_by(266.4, -29.0, phi + 90.0, np.array([0.9 * size])))
    minor = model.brightness(*sphere.offset_by(266.4, -29.0, phi + 90.0, np.array([0.9 * size * np.sqrt(1.0 - e * e)])))
    assert across[0] < along[0] * (1.0 + 1e-9)
    assert minor[0] == pytest.approx(along[0], rel=1e-3)


def test_a_galactic_shape_is_turned_with_its_frame() -> None:
    lon, lat = (float(x) for x in sphere.to_galactic(266.4, -29.0))
    model = default_shape("gaussian", lon, lat, "galactic")
    model = model.with_values((lon, lat, 0.2, 0.9, 0.0))  # along galactic north
    assert model.centre == pytest.approx((266.4, -29.0))
    north = sphere.from_galactic(lon, np.array([lat + 0.2]))
    east = sphere.from_galactic(np.array([lon + 0.2 / np.cos(np.radians(lat))]), lat)
    assert model.brightness(*north)[0] > 8.0 * model.brightness(*east)[0]


def test_a_point_has_no_brightness_and_unknown_shapes_are_named() -> None:
    with pytest.raises(ConfigError, match="no surface brightness"):
        default_shape("point", 83.6, 22.0).brightness(np.zeros(1), np.zeros(1))
    with pytest.raises(ConfigError, match="'ring' is not known; use one of: point"):
        default_shape("ring")
    grid = SkyGrid(0.0, 0.0, pixel=0.1, columns=3)
    with pytest.raises(ConfigError, match="0 or more"):
        TemplateImage.normalised(grid, np.zeros(grid.shape))


@pytest.mark.parametrize("kind", KINDS)
def test_every_shape_says_what_it_is(kind: str) -> None:
    entry = KINDS[kind]
    assert entry.label and entry.formula and entry.gammapy
    assert all(parameter.meaning for parameter in entry.parameters)
    assert len(set(entry.names)) == len(entry.names)
