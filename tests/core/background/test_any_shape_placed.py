"""OFF regions of rectangles, polygons and annuli: they touch nothing, lose no room, and count what lies inside."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.background.reflected import place_packed
from vhegui.core.background.wobble import place_wobble
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.exclusions import excluded_discs
from vhegui.core.regions.off_regions import SOURCE
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.regions.room import room_for
from vhegui.core.spectra.region_counts import count_regions, offset_events, region_members

POINTING = (83.63, 22.51)
NOTHING = excluded_discs([])
HOOK = ((-0.3, -0.2), (0.3, -0.2), (0.3, 0.2), (0.1, 0.2), (0.1, 0.0), (-0.1, 0.0), (-0.1, 0.2), (-0.3, 0.2))


def hook(ra, dec, size=1.0, turn=0.0):
    """A polygon with a notch."""
    x, y = size * np.array(HOOK).T
    corners = sphere.offset_by(ra, dec, np.degrees(np.arctan2(x, y)) + turn, np.hypot(x, y))
    return Polygon(tuple(zip(*(each.tolist() for each in corners), strict=True)))


def ring(ra, dec, size, part):
    return Annulus(Circle(ra, dec, size), Circle(ra, dec, part * size))


places = st.tuples(st.floats(0, 360), st.floats(0.2, 1.5)).map(
    lambda at: tuple(float(each) for each in sphere.offset_by(*POINTING, *at))
)
sides = st.floats(0.05, 0.6)
rectangles = st.builds(lambda at, *sizes: Rectangle(*at, *sizes), places, sides, sides, st.floats(0, 180))
hooks = st.builds(lambda at, size, turn: hook(*at, size, turn), places, st.floats(0.3, 1.5), st.floats(0, 360))
rings = st.builds(lambda at, size, part: ring(*at, size, part), places, sides, st.floats(0.2, 0.9))
hollow = st.builds(
    lambda at, a, b, turn: Annulus(Ellipse(*at, a, b, turn), Ellipse(*at, 0.5 * a, 0.5 * b, turn)),
    *(places, st.floats(0.1, 0.5), st.floats(0.1, 0.5), st.floats(0, 180)),
)
circles = st.builds(lambda at, size: Circle(*at, size), places, sides)
ellipses = st.builds(lambda at, a, b: Ellipse(*at, a, b, 30.0), places, st.floats(0.1, 0.3), st.floats(0.1, 0.3))
shapes = rectangles | hooks | rings


def sampled(shape):
    """Points of a shape: of its outline, its corners, and of a grid."""
    around, step = shape.bounding, np.linspace(-1.0, 1.0, 15)
    x, y = (around.radius * each.ravel() for each in np.meshgrid(step, step))
    ra, dec = sphere.from_tangent(x, y, around.ra, around.dec)
    inside = shape.contains(ra, dec)
    return np.concatenate([shape.boundary.points(0.05), sphere.unit_vectors(ra[inside], dec[inside])])


def overlap(one, other):
    """How deep (deg) points of one lie in the other; 0 where they do not."""
    depth = 0.0
    for points, shape in ((sampled(one), other), (sampled(other), one)):
        inside = points[shape.contains(*sphere.lon_lat(points))]
        depth = max(depth, shape.boundary.distance(inside).max(initial=0.0))
    return depth


@settings(max_examples=20, deadline=None)
@given(shapes, st.lists(circles | rectangles | hooks | rings | ellipses, max_size=3))
@example(Rectangle(83.63, 23.01, 0.0625, 0.5), [Circle(83.63, 23.01, 0.5)])  # by two blocked intervals that just meet
def test_off_regions_overlap_neither_on_nor_each_other_nor_exclusions(source, exclusions):
    off = place_packed(source, POINTING, excluded_discs(exclusions), min_distance_source=0.05)
    for i, copy in list(enumerate(off.copies))[:: max(len(off) // 3, 1)]:
        assert copy.area == pytest.approx(source.area, rel=1e-6)
        for other in (source, *exclusions, *off.copies[i + 1 : i + 3], *off.copies[i + 2 :][-1:]):
            assert overlap(copy, other) < 1e-5
        assert source.boundary.distance(copy.boundary.points(0.05)).min() > 0.05 - 1e-5


@settings(max_examples=20, deadline=None)
@given(shapes | hollow, circles | rectangles | hooks | rings | ellipses)
def test_an_exclusion_takes_no_more_room_than_it_needs(source, exclusion):
    for low, high in room_for(source, POINTING, excluded_discs([exclusion])).blocked:
        for end in {low, high} - {0.0, 360.0}:
            turned = source.rotated(*POINTING, end)
            nearest = exclusion.boundary.distance(turned.boundary.points(0.005)).min()
            assert nearest < 3e-3, "a region at the end of a blocked interval touches the exclusion"


def test_a_small_exclusion_may_lie_in_the_hole_of_an_off_region():
    source = ring(83.63, 22.01, 0.2, 0.6)
    opposite = Circle(83.63, 23.01, 0.1)
    free = place_packed(source, POINTING, NOTHING)
    off = place_wobble(source, POINTING, excluded_discs([opposite]), 1)
    assert len(off) == 1 and len(free) == 6
    assert len(place_wobble(source, POINTING, excluded_discs([Circle(83.63, 23.01, 0.13)]), 1)) == 0


AROUND = [Rectangle(83.63, 22.45, 0.5, 0.3), ring(83.63, 22.3, 0.4, 0.9), hook(83.63, 22.55), ring(*POINTING, 0.4, 0.5)]


@pytest.mark.parametrize("source", AROUND)
def test_a_region_around_the_pointing_leaves_no_room_and_says_so(source):
    off = place_packed(source, POINTING, NOTHING)
    assert len(off) == 0 and off.rejected[0].reason == SOURCE
    assert len(place_wobble(source, POINTING, NOTHING, 1)) == 0


@settings(max_examples=20, deadline=None)
@given(shapes)
def test_events_counted_are_those_inside(source):
    rng = np.random.default_rng(1)
    ra, dec = sphere.from_tangent(*rng.uniform(-2.0, 2.0, (2, 3000)), *POINTING)
    events = offset_events(ra, dec, np.ones(3000), POINTING, EnergyAxis.from_bounds(0.1, 10.0, 1))
    off = place_packed(source, POINTING, NOTHING)
    on, outside = region_members(events, source, off)
    counts = count_regions(events, source, off)
    assert set(events.index[on]) == set(np.flatnonzero(source.contains(ra, dec)))
    assert len(outside) == sum(np.count_nonzero(copy.contains(ra, dec)) for copy in off.copies) == counts.off.sum()
    assert np.all(counts.alpha == (1.0 / len(off) if len(off) else 0.0))
