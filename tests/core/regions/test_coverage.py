"""The area that circles cover together: exact for one, the same from every pointing, between bounds for several."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vhegui.core import sphere
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.coverage import area_together, circles_about, coverage

PLACES = st.lists(st.tuples(st.floats(0.0, 3.0), st.floats(0.0, 360.0), st.floats(0.05, 1.5)), min_size=1, max_size=5)


def area_of_cap(radius):
    return 2.0 * np.pi * (1.0 - np.cos(np.radians(radius))) * np.degrees(1.0) ** 2


@pytest.mark.parametrize("offset", [0.0, 0.05, 0.5, 2.0])
def test_one_circle_has_the_area_of_a_cap_also_around_the_pointing(offset):
    found = coverage(np.array([offset]), np.array([350.0]), np.array([0.2])).area
    assert found == pytest.approx(area_of_cap(0.2), rel=1e-8)


@settings(max_examples=40, deadline=None)
@given(PLACES, st.floats(0.0, 4.0), st.floats(0.0, 360.0))
def test_the_area_does_not_depend_on_where_the_run_pointed(places, distance, direction):
    offset, angle, radius = np.array(places).T
    ra, dec = sphere.offset_by(50.0, 30.0, angle, offset)
    other = tuple(float(v) for v in sphere.offset_by(50.0, 30.0, direction, distance))
    here = coverage(offset, angle, radius).area
    there = coverage(sphere.separation(*other, ra, dec), sphere.position_angle(*other, ra, dec), radius).area
    assert there == pytest.approx(here, rel=1e-6)
    assert area_of_cap(radius.max()) * (1 - 1e-6) <= here <= area_of_cap(radius).sum() * (1 + 1e-6)


@settings(max_examples=40, deadline=None)
@given(PLACES, st.permutations(range(5)))
def test_circle_by_circle_the_area_is_that_of_all_at_once(places, order):
    circles = [_circle(*place) for place in places]
    shuffled = [circles[i] for i in order if i < len(circles)]
    together = coverage(*circles_about((50.0, 30.0), circles)).area
    assert area_together(circles) == pytest.approx(together, rel=1e-6)
    assert area_together(shuffled) == pytest.approx(together, rel=1e-6)


def test_what_lies_in_two_circles_counts_once():
    twice = coverage(np.array([0.5, 0.5]), np.array([10.0, 10.0]), np.array([0.2, 0.2]))
    assert twice.area == pytest.approx(area_of_cap(0.2), rel=1e-8)
    inner = coverage(np.array([0.5, 0.55]), np.array([10.0, 10.0]), np.array([0.3, 0.1]))
    assert inner.area == pytest.approx(area_of_cap(0.3), rel=1e-8)


def _circle(offset: float, angle: float, radius: float) -> Circle:
    return Circle(*(float(v) for v in sphere.offset_by(50.0, 30.0, angle, offset)), radius)


def test_rings_share_the_area_of_circles_exactly():
    places = np.array([0.4, 1.1, 1.3]), np.array([10.0, 200.0, 210.0]), np.array([0.5, 0.3, 0.25])
    edges = np.array([0.0, 0.2, 0.7, 1.0, 1.1, 1.2, 3.0])
    whole, split = coverage(*places), coverage(*places, edges)
    assert split.area == pytest.approx(whole.area, rel=1e-7)
    assert split.area_between(edges).sum() == pytest.approx(whole.area, rel=1e-7)
    inner = coverage(np.array([0.0]), np.array([0.0]), np.array([0.5]), edges).area_between(edges)
    assert inner[0] == pytest.approx(Circle(0.0, 0.0, 0.2).area, rel=1e-9)
    assert inner[1] == pytest.approx(Circle(0.0, 0.0, 0.5).area - Circle(0.0, 0.0, 0.2).area, rel=1e-9)
    assert np.all(inner[2:] == 0.0)
