"""Regions change their shape and keep their area; what is no region on the sky is refused."""

import math

import pytest

from vhegui.analysis import edits
from vhegui.analysis.compare.settings import differences
from vhegui.analysis.state import Target
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.rectangle import Rectangle

CIRCLE = Circle(83.63, 22.01, 0.11)
ELLIPSE = Ellipse(83.63, 22.01, 0.3, 0.1, 40.0)


def test_a_circle_becomes_an_ellipse_of_the_same_area_and_back():
    ellipse = edits.as_ellipse(CIRCLE)
    assert ellipse.area == pytest.approx(CIRCLE.area, rel=1e-4)
    assert ellipse.a == pytest.approx(2.0 * ellipse.b, rel=1e-4)
    assert edits.as_circle(ellipse) == CIRCLE
    assert edits.as_ellipse(ellipse) is ellipse


def test_the_source_region_and_an_exclusion_can_be_ellipses():
    analysis = edits.move_region(edits.new_analysis(), ELLIPSE)
    analysis = edits.add_exclusion(analysis, Ellipse(443.63, 22.01, 0.3, 0.1, 220.0))
    assert analysis.source == ELLIPSE
    assert analysis.exclusions == (ELLIPSE,), "right ascension and angle come into their range"
    assert edits.change_exclusion(analysis, 0, CIRCLE).exclusions == (CIRCLE,)


def test_the_source_region_can_have_any_shape_and_is_compared_in_words():
    start = edits.move_region(edits.new_analysis(), CIRCLE)
    box = edits.move_region(start, Rectangle(443.63, 22.01, 0.4, 0.2, 200.0))
    assert box.source == Rectangle(83.63, 22.01, 0.4, 0.2, 20.0)
    found = {each.setting: (each.a, each.b) for each in differences(start, box)}
    assert found["Height of the source region"] == ("–", "0.2°")
    ring = edits.move_region(start, Annulus(Circle(83.63, 22.01, 0.3), Circle(83.63, 22.01, 0.1)))
    said = {each.setting: each.b for each in differences(start, ring)}
    assert said["Source region"] == "0.3° without 0.1° about RA 83.630°, Dec +22.010°"
    with pytest.raises(AnalysisError, match="smaller"):
        edits.move_region(start, Rectangle(83.63, 22.01, 60.0, 1.0))


def test_another_target_keeps_the_shape():
    analysis = edits.point_at(edits.move_region(edits.new_analysis(), ELLIPSE), Target("there", 10.0, 20.0))
    assert analysis.source == Ellipse(10.0, 20.0, 0.3, 0.1, 40.0)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((83.6, 91.0, 0.3, 0.1, 0.0), "position"),
        ((83.6, 22.0, -0.3, 0.1, 0.0), "semi-axes"),
        ((83.6, 22.0, math.inf, 0.1, 0.0), "semi-axes"),
        ((83.6, 22.0, 0.3, math.nan, 0.0), "semi-axes"),
        ((83.6, 22.0, 3.0, 0.1, 0.0), "as wide"),
        ((83.6, 22.0, 0.3, 0.1, math.nan), "angle"),
    ],
)
def test_what_is_no_ellipse_on_the_sky_is_refused(values, said):
    with pytest.raises(AnalysisError, match=said):
        edits.move_region(edits.new_analysis(), Ellipse(*values))


def test_analyses_with_other_shapes_differ_in_words():
    first = edits.move_region(edits.new_analysis(), CIRCLE)
    found = {each.setting: (each.a, each.b) for each in differences(first, edits.move_region(first, ELLIPSE))}
    assert found["Radius of the source region"] == ("0.11°", "–")
    assert found["Semi-axis a of the source region"] == ("–", "0.3°")
    assert found["Position angle of the source region"] == ("–", "40°")
    excluded = differences(first, edits.add_exclusion(first, ELLIPSE))
    assert excluded[0].b == "0.3° × 0.1° at 40° about RA 83.630°, Dec +22.010°"
