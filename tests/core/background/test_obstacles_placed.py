"""OFF regions keep out of boxes, polygons and annuli, and lose no room to them."""

import numpy as np
import pytest

from vhegui.core import sphere
from vhegui.core.background.reflected import place_packed
from vhegui.core.background.reflected_lattice import place_lattice
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.exclusions import excluded_discs
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle

POINTING = (83.63, 22.51)
CRAB = Circle(83.63, 22.01, 0.11)
JET = Ellipse(83.63, 22.01, 0.16, 0.07, 20.0)


def rounded(circle, corners=720):
    """A polygon about as large as a circle."""
    ra, dec = circle.outline(corners)
    return Polygon(tuple(zip(ra[:-1].tolist(), dec[:-1].tolist(), strict=True)))


def angles(source, exclusions):
    return place_packed(source, POINTING, excluded_discs(exclusions)).angles


@pytest.mark.parametrize("source", [CRAB, JET])
@pytest.mark.parametrize("disc", [Circle(84.0, 22.9, 0.2), Circle(83.63, 22.6, 0.3), Circle(83.2, 22.5, 0.05)])
def test_a_polygon_that_is_nearly_a_circle_leaves_the_same_off_regions(source, disc):
    assert angles(source, [rounded(disc)]) == pytest.approx(angles(source, [disc]), abs=0.02)


@pytest.mark.parametrize("source", [CRAB, JET])
def test_a_hollow_shape_leaves_off_regions_in_its_hole(source):
    hole = Annulus(Circle(*POINTING, 2.0), Circle(*POINTING, 0.8))
    assert angles(source, [hole]) == pytest.approx(angles(source, []))
    assert len(angles(source, [Annulus(Circle(*POINTING, 2.0), Circle(*POINTING, 0.5))])) == 0


@pytest.mark.parametrize("source", [CRAB, JET])
@pytest.mark.parametrize(
    "shape",
    [
        Rectangle(84.1, 22.6, 0.5, 0.1, 30.0),
        Polygon(((83.2, 22.3), (83.9, 23.2), (83.1, 23.1), (83.4, 22.8))),
        Annulus(Rectangle(83.63, 22.9, 0.5, 0.4, 10.0), Rectangle(83.63, 22.9, 0.3, 0.1, 10.0)),
        Annulus(Ellipse(83.2, 22.5, 0.4, 0.2, 10.0), Ellipse(83.2, 22.5, 0.2, 0.1, 10.0)),
    ],
)
def test_no_off_region_shares_a_point_with_an_excluded_shape(source, shape):
    off = place_packed(source, POINTING, excluded_discs([shape]))
    assert 0 < len(off) < len(place_packed(source, POINTING, excluded_discs([])))
    points = sphere.lon_lat(shape.boundary.points(0.003))
    for copy in off.copies:
        inside = copy.contains(*points)
        assert not np.any(inside)
        assert not np.any(shape.contains(*copy.outline(200)))


@pytest.mark.parametrize("shape", [Rectangle(83.63, 23.01, 0.6, 0.4), Ellipse(83.63, 23.01, 0.3, 0.2, 90.0)])
def test_gammapys_placement_keeps_out_of_every_shape(shape):
    off = place_lattice(CRAB, POINTING, [shape])
    assert 0 < len(off) < len(place_lattice(CRAB, POINTING))
    assert not np.any(shape.contains(*off.centres))
