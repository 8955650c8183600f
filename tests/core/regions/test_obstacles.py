"""Rectangles, polygons and annuli: what is inside, how large they are, where they are in the way of a ring."""

import numpy as np
import pytest
from astropy import units as u
from astropy.coordinates import SkyCoord
from astropy.wcs import WCS
from hypothesis import given, settings
from hypothesis import strategies as st
from regions import PolygonSkyRegion, RectangleSkyRegion

from vhegui.core import sphere
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.obstacle import blocked_by, is_near
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle

places = st.tuples(st.floats(0, 359.9), st.floats(-89, 89))
sizes = st.floats(0.05, 4.0)
angles = st.floats(0, 179)
rectangles = st.builds(lambda at, w, h, turn: Rectangle(*at, w, h, turn), places, sizes, sizes, angles)


def star(place, radii, turn):
    """A polygon with a corner in each of as many directions; seldom convex."""
    at = turn + np.arange(len(radii)) * (360.0 / len(radii))
    ra, dec = sphere.offset_by(*place, at, np.array(radii))
    return Polygon(tuple(zip(ra.tolist(), dec.tolist(), strict=True)))


polygons = st.builds(star, places, st.lists(sizes, min_size=4, max_size=9), angles)
rings = st.builds(
    lambda at, r, part: Annulus(Circle(*at, r), Circle(*at, part * r)), places, sizes, st.floats(0.1, 0.9)
)
hollow = st.builds(
    lambda at, a, b, turn, part: Annulus(Ellipse(*at, a, b, turn), Ellipse(*at, part * a, part * b, turn)),
    *(places, sizes, sizes, angles, st.floats(0.1, 0.9)),
)
frames = st.builds(
    lambda at, w, h, turn, part: Annulus(Rectangle(*at, w, h, turn), Rectangle(*at, part * w, part * h, turn)),
    *(places, sizes, sizes, angles, st.floats(0.1, 0.9)),
)
obstacles = st.one_of(rectangles, polygons, rings, hollow, frames)


def about(shape, count, seed=1):
    """Random directions, evenly spread over the bounding circle, and its area in deg²."""
    rng = np.random.default_rng(seed)
    reach = np.radians(shape.bounding.radius)
    distance = np.degrees(np.arccos(1.0 - rng.random(count) * (1.0 - np.cos(reach))))
    return sphere.offset_by(shape.ra, shape.dec, rng.uniform(0, 360, count), distance), shape.bounding.area


@given(obstacles)
@settings(max_examples=60, deadline=None)
def test_the_area_is_the_share_of_the_bounding_circle_that_is_inside(shape):
    (ra, dec), area = about(shape, 4000)
    share = np.count_nonzero(shape.contains(ra, dec)) / 4000
    assert shape.area / area == pytest.approx(share, abs=5.0 * np.sqrt(0.25 / 4000))


@given(obstacles)
@settings(max_examples=60, deadline=None)
def test_the_outline_is_where_inside_ends(shape):
    ra, dec = (each[np.isfinite(each)] for each in shape.outline(80))
    accuracy = 1e-4 * shape.bounding.radius  # of arcs that stand for an ellipse
    assert np.max(shape.boundary.distance(sphere.unit_vectors(ra, dec))) < accuracy
    (ra, dec), _ = about(shape, 500)
    away = shape.boundary.distance(sphere.unit_vectors(ra, dec)) - accuracy
    for i in np.flatnonzero(away > 1e-3)[:20]:
        near = sphere.offset_by(ra[i], dec[i], np.arange(0.0, 360.0, 15.0), 0.99 * away[i])
        assert np.all(shape.contains(*near) == shape.contains(ra[i], dec[i]))


@given(obstacles, st.floats(0, 360), st.floats(0.2, 4.0), st.floats(0.0, 1.0))
@settings(max_examples=50, deadline=None)
def test_a_ring_is_blocked_exactly_where_a_circle_on_it_touches_the_shape(shape, direction, away, reach):
    pointing = tuple(float(each) for each in sphere.offset_by(shape.ra, shape.dec, direction, away))
    offset = 0.8 * away
    at = np.arange(0.0, 360.0, 4.0)
    touched = is_near(shape, *sphere.offset_by(*pointing, at, offset), reach)
    blocked, sure = np.zeros(len(at), dtype=bool), np.ones(len(at), dtype=bool)
    for low, high in blocked_by(shape, pointing, offset, reach):
        blocked |= (at - low) % 360.0 <= high - low
        for end in (low, high):
            sure &= np.abs((at - end + 180.0) % 360.0 - 180.0) > 1e-6
    assert np.array_equal(blocked[sure], touched[sure])


def test_rectangles_and_polygons_hold_what_those_of_the_regions_package_hold():
    wcs = WCS(naxis=2)
    wcs.wcs.ctype, wcs.wcs.crval, wcs.wcs.crpix = ["RA---TAN", "DEC--TAN"], [83.6, 22.0], [1.0, 1.0]
    wcs.wcs.cdelt = [-1e-4, 1e-4]
    centre = SkyCoord(83.6, 22.0, unit="deg")
    width, height = (2.0 * np.degrees(np.tan(np.radians(0.5 * size))) * u.deg for size in (1.4, 0.6))
    polygon = Polygon(((83.0, 22.0), (84.0, 21.5), (83.7, 22.1), (84.0, 22.6)))
    corners = SkyCoord(*np.array(polygon.vertices).T, unit="deg")
    pairs = (
        (Rectangle(83.6, 22.0, 1.4, 0.6, 25.0), RectangleSkyRegion(centre, width, height, 25.0 * u.deg)),
        (polygon, PolygonSkyRegion(corners)),
    )
    for ours, theirs in pairs:
        (ra, dec), _ = about(ours, 4000)
        differ = ours.contains(ra, dec) != theirs.contains(SkyCoord(ra, dec, unit="deg"), wcs)
        assert np.count_nonzero(differ) <= 2


def test_a_polygon_whose_sides_cross_is_known():
    bow = Polygon(((83.0, 22.0), (84.0, 23.0), (84.0, 22.0), (83.0, 23.0)))
    square = Polygon(((83.0, 22.0), (84.0, 22.0), (84.0, 23.0), (83.0, 23.0)))
    assert bow.crosses_itself
    assert not square.crosses_itself


@given(obstacles, places)
@settings(max_examples=30, deadline=None)
def test_a_moved_shape_is_as_large(shape, place):
    assert shape.moved(*place).area == pytest.approx(shape.area, rel=1e-6)
