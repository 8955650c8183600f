"""Circles and ellipses on the sphere: what is inside, how large they are, what turning them leaves alone."""

import numpy as np
import pytest
from astropy import units as u
from astropy.coordinates import SkyCoord
from astropy.wcs import WCS
from hypothesis import given, settings
from hypothesis import strategies as st
from regions import EllipseSkyRegion

from vhegui.core import sphere
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.line import Line
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle

places = st.tuples(st.floats(0, 359.9), st.floats(-89, 89))
axes = st.floats(0.01, 5.0)
ellipses = st.builds(
    lambda place, a, b, angle: Ellipse(*place, a, b, angle), places, axes, axes, st.floats(-180, 360)
)  # fmt: skip
circles = st.builds(lambda place, radius: Circle(*place, radius), places, axes)
shapes = st.one_of(circles, ellipses)


def about(region, count=2000, seed=1):
    """Random directions in the bounding circle and around it."""
    rng = np.random.default_rng(seed)
    distance = 1.2 * region.bounding.radius * np.sqrt(rng.random(count))
    return sphere.offset_by(region.ra, region.dec, rng.uniform(0, 360, count), distance)


def tangent_diameter(axis):
    return 2.0 * np.degrees(np.tan(np.radians(axis))) * u.deg


@given(shapes)
def test_the_centre_is_inside_and_the_bounding_circle_holds_everything(region):
    assert region.contains(region.ra, region.dec)
    ra, dec = about(region)
    assert np.all(region.bounding.contains(ra, dec)[region.contains(ra, dec)])


@given(shapes, places, st.floats(-360, 360))
def test_turning_a_region_keeps_its_area_and_takes_its_points_along(region, pole, angle):
    turned = region.rotated(*pole, angle)
    assert turned.area == pytest.approx(region.area, rel=1e-12)
    inner, outer = region.edge(np.linspace(0, 360, 50), -1e-6), region.edge(np.linspace(0, 360, 50), 1e-6)
    assert np.all(turned.contains(*sphere.lon_lat(sphere.turned(inner, *pole, angle))))
    assert not np.any(turned.contains(*sphere.lon_lat(sphere.turned(outer, *pole, angle))))


@given(
    st.sampled_from(
        [
            Rectangle(83.0, 22.0, 1.0, 0.3, 20.0),
            Polygon(((83.0, 22.0), (84.0, 22.0), (83.5, 23.0), (83.5, 22.3))),
            Annulus(Ellipse(83.0, 22.0, 0.8, 0.4, 50.0), Ellipse(83.0, 22.0, 0.4, 0.2, 50.0)),
        ]
    ),
    places,
    st.floats(-360, 360),
)
def test_turning_any_shape_takes_what_is_inside_along(shape, pole, angle):
    turned, there = shape.rotated(*pole, angle), about(shape)
    moved = sphere.lon_lat(sphere.turned(sphere.unit_vectors(*there), *pole, angle))
    assert turned.area == pytest.approx(shape.area, rel=1e-9)
    assert np.mean(turned.contains(*moved) != shape.contains(*there)) <= 1e-3  # but for rounding at the edge


@given(places, st.floats(0.01, 60.0), st.floats(0, 360), places, st.floats(-360, 360))
def test_a_line_keeps_its_length_when_it_is_moved_and_turned(place, length, angle, pole, turn):
    stop = sphere.offset_by(*place, angle, length)
    line = Line(place, (float(stop[0]), float(stop[1])))
    for other in (line.moved(*pole), line.rotated(*pole, turn)):
        assert other.length == pytest.approx(length, abs=1e-7)
    assert line.rotated(line.ra, line.dec, 30.0).angle == pytest.approx((line.angle + 30.0) % 360.0, abs=1e-5)
    along = sphere.separation(*line.start, *line.outline(9))
    assert np.all(np.diff(along) > 0.0)
    assert along[-1] == pytest.approx(length, abs=1e-7)


@given(shapes, places, st.floats(0, 360))
def test_the_centre_of_a_turned_region_goes_from_north_through_east(region, pole, angle):
    turned = region.rotated(*pole, angle)
    expected = sphere.offset_by(
        *pole, sphere.position_angle(*pole, region.ra, region.dec) + angle,
        sphere.separation(*pole, region.ra, region.dec),
    )  # fmt: skip
    assert float(sphere.separation(turned.ra, turned.dec, *expected)) < 1e-9


@given(ellipses, st.floats(1.0, 2.0), st.floats(1.0, 2.0))
def test_a_larger_ellipse_holds_what_the_smaller_one_does(ellipse, more, further):
    larger = Ellipse(ellipse.ra, ellipse.dec, ellipse.a * more, ellipse.b * further, ellipse.angle)
    ra, dec = about(ellipse)
    assert np.all(larger.contains(ra, dec)[ellipse.contains(ra, dec)])


@given(shapes, st.floats(0, 0.5))
def test_the_grown_edge_is_everywhere_as_far_from_the_outline(region, margin):
    grown, outline = region.edge(np.linspace(0, 360, 40), margin), region.edge(np.linspace(0, 360, 4001))
    apart = 2.0 * np.degrees(np.arcsin(np.sqrt(np.maximum(0.5 - 0.5 * (grown @ outline.T).max(axis=1), 0.0))))
    assert np.all(apart > margin - 3e-6)  # an angle from its cosine is good to 1e-6
    assert np.all(apart < margin + 6e-3 * region.bounding.radius)


@given(places, axes, st.floats(0, 360))
def test_an_ellipse_with_equal_axes_is_the_circle(place, radius, angle):
    ellipse, circle = Ellipse(*place, radius, radius, angle), Circle(*place, radius)
    ra, dec = about(circle)
    assert np.array_equal(ellipse.contains(ra, dec), circle.contains(ra, dec))
    assert ellipse.area == pytest.approx(circle.area, rel=1e-9)
    assert np.allclose(ellipse.radii()[0], radius, rtol=1e-12)


@given(ellipses)
def test_the_distances_to_the_two_foci_add_up_to_the_long_axis(ellipse):
    long, short = max(ellipse.a, ellipse.b), min(ellipse.a, ellipse.b)
    away = np.degrees(np.arccos(np.cos(np.radians(long)) / np.cos(np.radians(short))))
    along = ellipse.angle if ellipse.a >= ellipse.b else ellipse.angle + 90.0
    foci = [sphere.offset_by(ellipse.ra, ellipse.dec, along + turn, away) for turn in (0.0, 180.0)]
    outline = ellipse.outline(40)
    total = sum(sphere.separation(*focus, *outline) for focus in foci)
    assert np.allclose(total, 2.0 * long, rtol=1e-7)


@given(ellipses)
def test_the_mean_over_all_directions_gives_the_area(ellipse):
    distance, weight = ellipse.radii()
    assert weight.sum() == pytest.approx(1.0, abs=1e-4)
    caps = 4.0 * np.pi * np.degrees(np.degrees(np.sin(np.radians(0.5 * distance)) ** 2))
    assert float(weight @ caps) == pytest.approx(ellipse.area, rel=1e-9)


@settings(max_examples=20)
@given(ellipses)
def test_the_same_as_an_ellipse_of_astropys_regions_in_the_tangent_plane(ellipse):
    wcs = WCS(naxis=2)
    wcs.wcs.ctype, wcs.wcs.crval, wcs.wcs.crpix = ["RA---TAN", "DEC--TAN"], [ellipse.ra, ellipse.dec], [500, 500]
    wcs.wcs.cdelt = [-1e-3, 1e-3]
    theirs = EllipseSkyRegion(
        SkyCoord(ellipse.ra, ellipse.dec, unit="deg"),
        tangent_diameter(ellipse.a), tangent_diameter(ellipse.b), (ellipse.angle - 90.0) * u.deg,
    )  # fmt: skip
    ra, dec = about(ellipse)
    inside = theirs.contains(SkyCoord(ra, dec, unit="deg"), wcs)
    assert np.mean(inside != ellipse.contains(ra, dec)) <= 1e-3  # but for rounding at the edge
