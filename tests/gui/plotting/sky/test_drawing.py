"""New regions of every shape, drawn with real mouse and key events."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.sphere import offset_by, position_angle, separation
from vhegui.gui.plotting.sky.drawing import SHAPES, drawn, usual
from vhegui.gui.plotting.sky.grips import Grip
from vhegui.gui.plotting.sky.handles import handles, hold_at
from vhegui.gui.plotting.sky.reshaping import grown, scaled, turned

CRAB = (83.63, 22.01)
KINDS = {
    "circle": Circle,
    "ellipse": Ellipse,
    "rectangle": Rectangle,
    "annulus": Annulus,
    "line": Line,
    "point": Point,
}
EAST_NORTH = (84.6, 22.4)  # of the centre: about 0.9 and 0.4 deg


@pytest.fixture
def draw(sky):
    """Function that takes the tool that measures with a shape; returns what was drawn since."""

    def prepare(shape: str, tool: str = "measure") -> list:
        found: list = []
        sky.draw_committed.connect(lambda kind, each: found.append(each))
        sky.box.choose_shape(shape)
        sky.set_tool(tool)
        return found

    return prepare


@pytest.mark.parametrize("shape", KINDS)
def test_a_drag_draws_each_shape_and_a_click_one_of_the_usual_size(mouse, draw, shape):
    found = draw(shape)
    mouse.drag(CRAB, (84.0, 22.2), EAST_NORTH)
    mouse.drag((83.0, 21.2))
    assert [type(each) for each in found] == [KINDS[shape]] * 2
    at = EAST_NORTH if shape == "point" else CRAB
    if shape != "line":
        assert separation(found[0].ra, found[0].dec, *at) < 0.02
    assert separation(found[1].ra, found[1].dec, 83.0, 21.2) < 0.02


def test_a_rectangle_is_drawn_to_its_corner(mouse, draw):
    (found,) = [draw("rectangle")]
    mouse.drag(CRAB, (84.0, 22.2), EAST_NORTH)
    assert (found[0].width, found[0].height) == pytest.approx((1.8, 0.8), abs=0.06)


def test_a_polygon_is_drawn_click_by_click_and_closed_with_return(sky, mouse, draw):
    found = draw("polygon", "exclusion")
    corners = (83.2, 21.8), (84.0, 21.8), (84.0, 22.4)
    for corner in corners:
        mouse.drag(corner)
    QTest.keyClick(sky, Qt.Key.Key_Return)
    assert isinstance(found[0], Polygon) and len(found[0].vertices) == 3
    assert all(separation(*a, *b) < 0.02 for a, b in zip(corners, found[0].vertices, strict=True))


def test_a_double_click_or_a_click_on_the_first_corner_closes_a_polygon_and_backspace_takes_one_back(sky, mouse, draw):
    found = draw("polygon")
    for corner in (83.2, 21.8), (84.0, 21.8), (84.5, 23.0):
        mouse.drag(corner)
    QTest.keyClick(sky, Qt.Key.Key_Backspace)
    mouse.drag((84.0, 22.4))
    mouse.double_click(84.0, 22.4)
    assert len(found[0].vertices) == 3 and separation(*found[0].vertices[2], 84.0, 22.4) < 0.02
    for corner in (82.6, 21.0), (83.0, 21.0), (83.0, 21.4), (82.6, 21.0):
        mouse.drag(corner)
    assert len(found[1].vertices) == 3


def test_escape_gives_up_a_polygon_and_two_corners_make_none(sky, mouse, draw):
    found = draw("polygon")
    mouse.drag((83.2, 21.8))
    mouse.drag((84.0, 21.8))
    QTest.keyClick(sky, Qt.Key.Key_Return)
    assert sky.box.drawing, "two corners are a line: it is still being drawn"
    QTest.keyClick(sky, Qt.Key.Key_Escape)
    assert not sky.box.drawing and not found


BOW_TIE = (83.2, 21.8), (84.0, 22.4), (84.0, 21.8), (83.2, 22.4)
SLIVER = (83.63, 21.8), (83.63, 22.0), (83.63, 22.3)


@pytest.mark.parametrize("corners", [BOW_TIE, SLIVER])
def test_corners_on_a_line_or_with_crossing_sides_make_no_polygon_and_that_is_said(sky, mouse, draw, corners):
    found, said = draw("polygon", "source"), []
    for corner in corners:
        mouse.drag(corner)
    sky.box.polygon_refused.connect(lambda: said.append(True))
    QTest.keyClick(sky, Qt.Key.Key_Return)
    assert sky.box.drawing and not found and said


def test_a_polygon_may_begin_over_a_region_and_leaves_it_alone(sky, mouse, draw):
    circle = sky.add_region("measure", Circle(83.6, 22.0, 0.3))
    found = draw("polygon")
    for corner in (83.0, 21.5), (83.6, 22.0), (83.0, 22.5):
        mouse.drag(corner)
    QTest.keyClick(sky, Qt.Key.Key_Return)
    assert len(found) == 1 and circle.region == Circle(83.6, 22.0, 0.3)


def test_the_source_is_no_line(mouse, draw):
    found = draw("line", "source")
    mouse.drag(CRAB, (84.0, 22.2))
    assert isinstance(found[0], Circle)


def test_lines_and_points_are_dragged(sky, mouse):
    line = sky.add_region("measure", Line((83.2, 21.5), (84.2, 21.5)))
    mouse.drag((84.2, 21.5), (84.4, 22.0), (84.6, 22.5))
    assert line.region.start == (83.2, 21.5) and separation(*line.region.stop, 84.6, 22.5) < 0.02
    before = line.region
    middle = (float(before.ra), float(before.dec))
    mouse.drag(middle, (83.5, 22.5))
    assert line.region.length == pytest.approx(before.length)
    assert separation(line.region.ra, line.region.dec, 83.5, 22.5) < 0.02
    point = sky.add_region("measure", Point(83.0, 21.0))
    mouse.drag((83.0, 21.0), (82.8, 21.2))
    assert separation(point.region.ra, point.region.dec, 82.8, 21.2) < 0.02
    QTest.keyClick(sky, Qt.Key.Key_Plus)
    assert isinstance(point.region, Point)


sizes = st.floats(0.01, 5.0)
places = st.tuples(st.floats(0.0, 360.0), st.floats(-85.0, 85.0))


@given(st.sampled_from(sorted(SHAPES.keys() - {"polygon"})), places, st.floats(0.0, 360.0), sizes)
def test_what_is_drawn_anywhere_can_be_taken_at_its_centre_grown_and_turned(shape, place, angle, size):
    end = tuple(float(each) for each in offset_by(*place, angle, size))
    for region in (drawn(shape, place, end), usual(shape, place, size)):
        assert hold_at(region, (region.ra, region.dec), 1e-4) == ("" if shape == "annulus" else "move")
        again = turned(turned(region, 30.0), -30.0)
        assert separation(again.ra, again.dec, region.ra, region.dec) < 1e-6
        assert again.area == pytest.approx(region.area, rel=1e-6)
        assert grown(region, 0.01).bounding.radius >= region.bounding.radius
        assert scaled(region, 1.0).bounding.radius == pytest.approx(region.bounding.radius)


@given(places, st.floats(0.0, 180.0), sizes, sizes)
def test_every_handle_is_found_where_it_is_drawn_and_its_grip_begins_where_the_region_is(place, angle, width, height):
    for region in (Rectangle(*place, width, height, angle), Line(place, _far(place, angle, width))):
        for what, found in handles(region, 1e-5).items():
            for at in found:
                assert hold_at(region, at, 1e-5) == what
                begun = Grip(what, region, at).to(at)
                assert begun.bounding.radius == pytest.approx(region.bounding.radius, rel=1e-3)


def test_shift_turns_in_steps():
    box = Rectangle(*CRAB, 1.0, 0.4, 10.0)
    there = tuple(float(each) for each in offset_by(*CRAB, 52.0, 0.3))
    assert Grip("turn", box, tuple(float(x) for x in offset_by(*CRAB, 10.0, 0.3))).to(there, True).angle == 45.0
    line = Grip("end 1", Line(CRAB, (83.63, 22.51)), (83.63, 22.51)).to(there, True)
    assert position_angle(*CRAB, *line.stop) == pytest.approx(45.0)


def _far(place, angle, distance):
    lon, lat = offset_by(*place, angle, distance)
    return float(lon), float(lat)
