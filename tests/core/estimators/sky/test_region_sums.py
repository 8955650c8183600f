"""What regions of every shape hold: counts are events, the background that of their solid angle, Li & Ma with its α."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vhegui.core import sphere
from vhegui.core.background.off_maps import OffMaps
from vhegui.core.estimators.sky.region_sums import EventsOnMap, counts_inside, measured_area, region_sums
from vhegui.core.estimators.sky.sky_bands import BandImages
from vhegui.core.maps.counts import sky_events
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.sky_pixels import SkyPixels
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.statistics import cash_significance, li_ma_significance

GRID = SkyGrid(83.63, 22.01, pixel=0.02, columns=100)
PIXELS = SkyPixels.of(GRID)
DENSITY = 5000.0  # background events in a deg²
SHAPES = [
    Circle(83.641, 22.013, 0.11),
    Ellipse(83.5, 22.1, 0.3, 0.08, 40.0),
    Rectangle(83.7, 21.9, 0.31, 0.17, 25.0),
    Rectangle(83.7, 22.3, 0.5, 0.007, 31.0),  # narrower than a pixel
    Annulus(Circle(83.63, 22.0, 0.3), Circle(83.63, 22.0, 0.21)),
    Polygon(((83.3, 21.7), (83.8, 21.8), (83.5, 21.85), (83.6, 22.2))),
    Circle(83.633, 22.011, 0.004),  # smaller than a pixel
]


@pytest.fixture(scope="module")
def events():
    rng = np.random.default_rng(5)
    ra, dec = sphere.from_tangent(*rng.uniform(-0.99, 0.99, (2, 20_000)), 83.63, 22.01)
    return [sky_events(ra[half], dec[half], np.full(10_000, 2.0)) for half in (slice(10_000), slice(10_000, None))]


def all_of(events):
    return EventsOnMap.between(events, 1.0, 10.0)


@pytest.fixture(scope="module")
def images(events):
    counts = np.sum([GRID.count(each.vectors) for each in events], axis=0, dtype=np.float64)[None]
    background = DENSITY * PIXELS.area[None]
    return BandImages(np.array([1.0, 10.0]), counts, counts >= 0, background, np.zeros_like(counts), GRID.pixel)


@pytest.mark.parametrize("shape", SHAPES)
def test_counts_are_the_events_inside_and_the_background_that_of_the_area(images, events, shape):
    (found,) = region_sums(images, GRID, PIXELS, [shape], all_of(events))
    inside = sum(np.count_nonzero(shape.contains(each.ra, each.dec)) for each in events)
    assert found.counts == inside == counts_inside(all_of(events), [shape])[0].counts
    assert found.background == pytest.approx(DENSITY * shape.area, rel=0.02 if shape.area < 0.01 else 2e-3)
    assert found.excess == found.counts - found.background
    assert found.significance == pytest.approx(float(cash_significance(found.counts, found.background)))
    assert found.solid_angle == pytest.approx(shape.area / 3282.806, rel=1e-5)
    assert found.covered == pytest.approx(1.0, abs=0.02)


def test_where_off_was_counted_the_significance_is_that_of_li_and_ma(images, events):
    acceptance = PIXELS.area[None] * DENSITY
    off = OffMaps(acceptance, np.full_like(acceptance, 300.0), np.full_like(acceptance, 310.0))
    (found,) = region_sums(replace(images, background=off), GRID, PIXELS, [SHAPES[0]], all_of(events))
    alpha = DENSITY * SHAPES[0].area / 310.0
    assert found.background == pytest.approx(alpha * 300.0, rel=2e-3)
    assert found.significance == pytest.approx(float(li_ma_significance(found.counts, 300.0, alpha)), abs=0.02)


def test_regions_beside_what_is_known_say_how_much_of_them_is_covered(images, events):
    half = replace(images, used=images.used & (np.arange(100) >= 50))
    inside, beyond = region_sums(
        half, GRID, PIXELS, [Circle(83.63, 22.01, 0.2), Circle(90.0, 22.0, 0.2)], all_of(events)
    )
    assert inside.covered == pytest.approx(0.5, abs=0.02)
    assert inside.background == pytest.approx(0.5 * DENSITY * Circle(83.63, 22.01, 0.2).area, rel=0.02)
    assert (beyond.covered, beyond.counts) == (0.0, 0.0)


def test_events_that_the_images_leave_out_do_not_count(images, events):
    (found,) = region_sums(replace(images, counts=0.5 * images.counts), GRID, PIXELS, [SHAPES[2]], all_of(events))
    assert found.counts == pytest.approx(0.5 * counts_inside(all_of(events), [SHAPES[2]])[0].counts)


def test_without_events_counts_are_those_of_parts_of_pixels(images, events):
    (found,) = region_sums(images, GRID, PIXELS, [SHAPES[4]], EventsOnMap(()))
    assert found.counts == pytest.approx(counts_inside(all_of(events), [SHAPES[4]])[0].counts, rel=0.03)


def test_points_and_lines_are_measured_with_what_is_within_the_radius():
    assert measured_area(Point(83.0, 22.0), 0.1) == Circle(83.0, 22.0, 0.1)
    band = measured_area(Line((83.0, 22.0), (83.0, 22.5)), 0.1)
    assert isinstance(band, Rectangle)
    assert (band.width, band.height) == pytest.approx((0.2, 0.5))
    assert band.contains(83.05, 22.01) and not band.contains(83.05, 21.99)
