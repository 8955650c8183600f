"""Directions drawn from a spatial model are distributed as its brightness, whatever the shape."""

from __future__ import annotations

import numpy as np
import pytest

from vhegui.core import sphere
from vhegui.core.dl3.observation import Pointing
from vhegui.core.errors import ConfigError
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel, default_shape
from vhegui.core.models.spatial.registry import KINDS
from vhegui.core.models.spatial.template import TemplateImage, image_shape
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.simulation.shapes import drawn_shape

POINTING = Pointing(83.6, 22.0)
PLACE = 83.6, 22.0
N = 100_000


def source(shape: SpatialModel | None) -> SourceModel:
    return SourceModel("it", default_spectrum("power_law"), spatial=shape)


def with_sizes(kind: str) -> SpatialModel:
    """A shape with all its parameters away from what makes it simple."""
    shape = default_shape(kind, *PLACE)
    changes = {"e": 0.7, "phi": 35.0}
    return shape.with_values(changes.get(p.name, p.value) for p in shape.parameters)


def in_a_frame(shape: SpatialModel) -> SpatialModel:
    lon, lat = sphere.to_galactic(*PLACE)
    return SpatialModel(shape.kind, shape.parameters, frame="galactic").with_values((lon, lat, *shape.values[2:]))


EXTENDED = [kind for kind, entry in KINDS.items() if entry.has_centre and not entry.is_point]
SHAPES = {kind: with_sizes(kind) for kind in EXTENDED}
SHAPES["galactic"] = in_a_frame(SHAPES["gaussian"])
STAIRS = SkyGrid(*PLACE, pixel=0.15, columns=7)
SHAPES["image"] = image_shape(TemplateImage.normalised(STAIRS, np.arange(49.0).reshape(7, 7) % 5))


@pytest.mark.parametrize("name", SHAPES)
def test_directions_follow_the_brightness(name: str) -> None:
    shape, grid, fine = SHAPES[name], SkyGrid(*PLACE, pixel=0.1, columns=13), SkyGrid(*PLACE, pixel=0.0025, columns=520)
    drawn, total = drawn_shape(source(shape), POINTING, 5.0)
    ra, dec = drawn.draw(np.random.default_rng(5), N)
    column, row = grid.to_pixel(ra, dec)
    with np.errstate(invalid="ignore"):
        places = np.floor(row + 0.5) * 13 + np.floor(column + 0.5)
        inside = (np.abs(column - 6) < 6.5) & (np.abs(row - 6) < 6.5)
    found = np.bincount(places[inside].astype(int), minlength=169).reshape(13, 13)
    share = (shape.brightness(*fine.coordinates()) * fine.solid_angle).reshape(13, 40, 13, 40).sum(axis=(1, 3))
    total = float(total(np.ones(1)))
    assert total == pytest.approx(1.0, abs=2e-3)
    expected = N * share / total
    used = expected > 20
    chi2 = float(((found - expected)[used] ** 2 / expected[used]).sum())
    assert chi2 < used.sum() + 5.0 * np.sqrt(2.0 * used.sum())


def test_a_point_stays_where_it_is_and_a_constant_fills_what_a_run_sees() -> None:
    point, one = drawn_shape(source(default_shape("point", *PLACE)), POINTING, 3.0)
    assert one(np.ones(1)) == 1.0 and set(point.draw(np.random.default_rng(0), 3)[0]) == {83.6}
    constant, total = drawn_shape(source(default_shape("constant")), POINTING, 3.0)
    assert total(np.ones(1)) == pytest.approx(sphere.cap_solid_angle(3.0))
    distance = sphere.separation(*PLACE, *constant.draw(np.random.default_rng(0), N))
    assert distance.max() <= 3.0
    assert np.mean(distance < 1.5) == pytest.approx(0.25, abs=0.005)


def test_a_source_without_a_place_is_refused() -> None:
    with pytest.raises(ConfigError, match="give it one: a point"):
        drawn_shape(source(None), POINTING, 3.0)
