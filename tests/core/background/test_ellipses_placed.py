"""OFF copies of an ellipse: they touch neither each other nor ON nor an exclusion, and no room is left."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vhegui.core import sphere
from vhegui.core.background.reflected import place_packed
from vhegui.core.background.wobble import place_wobble
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.exclusions import excluded_discs
from vhegui.core.regions.off_regions import FIELD, SOURCE

POINTING = (83.63, 22.51)
NOTHING = excluded_discs([])
AROUND, FINE = np.linspace(0.0, 360.0, 361), np.linspace(0.0, 360.0, 36001)
TOLERANCE = 1e-5


def clear(first, second, around=AROUND):
    """Whether two regions share no point, to `TOLERANCE` deg, and to the distance of places `around` an outline."""
    inner = [region.edge(around, -TOLERANCE) for region in (first, second)]
    return not np.any(first.contains(*sphere.lon_lat(inner[1]))) and not np.any(
        second.contains(*sphere.lon_lat(inner[0]))
    )


def near(distance, angle, a, b, tilt):
    return Ellipse(*(float(v) for v in sphere.offset_by(*POINTING, angle, distance)), a, b, tilt)


ellipses = st.builds(
    near, st.floats(0.2, 2.0), st.floats(0, 360), st.floats(0.02, 0.5), st.floats(0.02, 0.5), st.floats(0, 180)
)
circles = st.builds(lambda ellipse: ellipse.bounding, ellipses)


@settings(max_examples=30)
@given(ellipses, st.lists(st.one_of(ellipses, circles), max_size=2))
def test_copies_share_no_point_with_each_other_with_on_or_with_exclusions(source, exclusions):
    off = place_packed(source, POINTING, excluded_discs(exclusions), min_distance_source=0.0)
    for first, second in itertools.pairwise((source, *off.copies, source)):
        assert first is second or clear(first, second)
    for copy, exclusion in itertools.product(off.copies[:20], exclusions):
        assert clear(copy, exclusion)


@settings(max_examples=30)
@given(ellipses, ellipses)
def test_a_circle_keeps_away_from_an_ellipse(source, exclusion):
    off = place_packed(source.bounding, POINTING, excluded_discs([exclusion]))
    assert all(clear(copy, exclusion) for copy in off.copies[:20])


@settings(max_examples=30)
@given(ellipses, st.floats(0.0, 0.2), st.floats(0.0, 0.2))
def test_copies_keep_the_distance_asked_for(source, apart, apart_source):
    off = place_packed(source, POINTING, NOTHING, min_distance=apart, min_distance_source=apart_source)
    for gap, first, second in zip((apart_source, apart), (source, *off.copies), off.copies, strict=False):
        grown = first.edge(AROUND, gap - TOLERANCE)
        assert not np.any(second.contains(*sphere.lon_lat(grown)))


@settings(max_examples=30)
@given(ellipses)
@example(Ellipse(83.63, 23.01, 0.5, 0.0625, 1.0))  # a tip almost at the pointing: only there do copies touch
def test_copies_stand_as_close_as_they_can(source):
    off = place_packed(source, POINTING, NOTHING, min_distance_source=0.0)
    turn = float(off.angles[0] - off.on_angle) % 360.0 if len(off) else 180.0
    if turn < 120.0:
        assert not clear(source, source.rotated(*POINTING, turn - 0.1), FINE)


@pytest.mark.parametrize("angle", [0.0, 37.0])
def test_the_ellipse_with_equal_axes_is_placed_as_the_circle(angle):
    blockers = [Circle(84.2, 22.6, 0.2), Ellipse(83.2, 22.8, 0.3, 0.1, 20.0)]
    circle, ellipse = Circle(83.63, 22.01, 0.11), Ellipse(83.63, 22.01, 0.11, 0.11, angle)
    for others in ([], blockers):
        expected, found = (place_packed(source, POINTING, excluded_discs(others)) for source in (circle, ellipse))
        assert np.allclose(found.angles, expected.angles, atol=1e-5)
        assert [item.reason for item in found.rejected] == [item.reason for item in expected.rejected]


def test_copies_are_the_on_region_turned_about_the_pointing():
    source = Ellipse(83.63, 22.01, 0.2, 0.05, 30.0)
    off = place_wobble(source, POINTING, NOTHING, 3)
    opposite = off.copies[1]
    assert (opposite.a, opposite.b) == (0.2, 0.05) and opposite.angle == pytest.approx(210.0)
    assert np.allclose([opposite.ra, opposite.dec], [83.63, 23.01])
    assert np.allclose([[copy.ra, copy.dec] for copy in off.copies], np.transpose(off.centres))


def test_a_long_ellipse_fits_more_often_along_the_spokes_than_along_the_rim():
    spoke, rim = (Ellipse(83.63, 22.01, 0.22, 0.055, angle) for angle in (0.0, 90.0))
    assert len(place_packed(spoke, POINTING, NOTHING)) > 2 * len(place_packed(rim, POINTING, NOTHING))


def test_an_ellipse_over_the_pointing_leaves_no_room_and_one_beyond_the_response_says_so():
    over = place_packed(Ellipse(83.63, 22.31, 0.3, 0.1, 0.0), POINTING, NOTHING)
    assert [item.reason for item in over.rejected] == [SOURCE]
    beyond = place_packed(Ellipse(83.63, 20.3, 0.4, 0.1, 0.0), POINTING, NOTHING, field_of_view=2.5)
    assert [item.reason for item in beyond.rejected] == [FIELD]
    across = place_packed(Ellipse(83.63, 20.3, 0.4, 0.1, 90.0), POINTING, NOTHING, field_of_view=2.5)
    assert len(across)


def test_an_excluded_ellipse_over_the_pointing_leaves_room_beside_it():
    across = Ellipse(*POINTING, 1.5, 0.1, 90.0)
    off = place_packed(Circle(83.63, 22.01, 0.11), POINTING, excluded_discs([across]))
    assert len(off) and all(clear(copy, across) for copy in off.copies)
    ellipse = place_packed(Ellipse(83.63, 22.01, 0.1, 0.11), POINTING, excluded_discs([across]))
    assert len(ellipse) == len(off) and all(clear(copy, across) for copy in ellipse.copies)
