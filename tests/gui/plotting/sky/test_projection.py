"""Planes of the sky view: any projection, ICRS and galactic."""

from __future__ import annotations

import numpy as np
import pytest

from vhegui.core import sphere
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.projections import PROJECTIONS
from vhegui.gui.plotting.sky.graticule import graticule
from vhegui.gui.plotting.sky.projection import Projection, plane_of

CRAB = (83.633, 22.014)
planes = pytest.mark.parametrize("galactic", [False, True])
every_projection = pytest.mark.parametrize("name", PROJECTIONS)


@planes
@every_projection
def test_a_place_on_the_plane_is_in_the_middle_of_its_pixel(name, galactic):
    lon, lat = sphere.to_galactic(*CRAB) if galactic else CRAB
    grid = SkyGrid(float(lon), float(lat), 0.1, 60, 40, name, "galactic" if galactic else "icrs")
    u, v = plane_of(grid).to_plane(*grid.coordinates())
    left, bottom = -grid.width / 2, -grid.height / 2
    column, row = np.meshgrid(np.arange(60), np.arange(40))
    assert np.allclose(u, left + (column + 0.5) * grid.pixel, atol=1e-9)
    assert np.allclose(v, bottom + (row + 0.5) * grid.pixel, atol=1e-9)


@planes
@every_projection
def test_circles_stay_circles_of_their_radius_on_the_sky(name, galactic):
    plane = Projection(184.0, 10.0, galactic, name)
    centre = plane.to_sky(3.0, -2.0)
    u, v = plane.outlines(*(np.atleast_1d(x) for x in centre), np.array([0.7]))
    assert sphere.separation(*centre, *plane.to_sky(u[0], v[0])) == pytest.approx(0.7, abs=1e-9)


def test_north_of_a_galactic_plane_is_galactic_north():
    plane = Projection(0.0, 0.0, galactic=True)
    assert plane.to_frame(0.0, 5.0)[1] > 4.9
    u, v = plane.to_plane(*sphere.from_galactic(1.0, 0.0))
    assert float(u) < 0
    assert float(v) == pytest.approx(0.0, abs=1e-9)


@planes
@every_projection
@pytest.mark.parametrize("lat", [0.0, 30.0, -88.5, 90.0])
def test_grid_lines_run_where_their_labels_say(name, galactic, lat):
    plane = Projection(120.0, lat, galactic, name)
    lines = graticule(plane, -3.0, 3.0, -2.0, 2.0, 5.0, 5.0, sexagesimal=False)
    for at, text in ((tick.position, tick.label) for tick in lines.left.ticks):
        assert float(plane.to_frame(-3.0, at)[1]) == pytest.approx(written(text), abs=2e-3)
    for at, text in ((tick.position, tick.label) for tick in lines.bottom.ticks):
        apart = float(plane.to_frame(at, -2.0)[0]) - written(text)
        assert (apart + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=0.02)
    for u, v, text in lines.inside:
        assert float(plane.to_frame(u, v)[1]) == pytest.approx(written(text), abs=1e-6)
    assert lines.bottom.ticks


def written(text: str) -> float:
    return float(text.rstrip("°").replace("−", "-"))
