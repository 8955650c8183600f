"""Regions on the sky, moved by real mouse and key events."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtTest import QTest

from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.sphere import lon_lat, offset_by, position_angle, separation
from vhegui.gui.plotting.sky.handles import middle
from vhegui.gui.plotting.sky.projection import Projection

CRAB = (83.63, 22.01)
CIRCLE = Circle(*CRAB, 0.3)


@pytest.fixture
def region(sky):
    return sky.add_region("source", CIRCLE, "ON")


def record(region):
    said = []
    region.begun.connect(lambda: said.append("begun"))
    region.previewed.connect(lambda region: said.append("previewed"))
    region.committed.connect(lambda region: said.append(("committed", region)))
    region.cancelled.connect(lambda: said.append("cancelled"))
    return said


def test_a_drag_inside_moves_the_circle_and_tells_its_phases(sky, mouse, region):
    said = record(region)
    mouse.drag(CRAB, (83.5, 22.2), (83.4, 22.5))
    assert said[0] == "begun"
    assert set(said[1:-1]) == {"previewed"}
    name, moved = said[-1]
    assert name == "committed"
    assert separation(moved.ra, moved.dec, 83.4, 22.5) < 0.02
    assert moved.radius == 0.3


def test_a_drag_of_the_rim_resizes_and_keeps_the_centre(mouse, region):
    west = offset_by(*CRAB, 270, 0.3)
    mouse.drag(west, offset_by(*CRAB, 270, 0.4), offset_by(*CRAB, 270, 0.5))
    assert (region.region.ra, region.region.dec) == CRAB
    assert region.region.radius == pytest.approx(0.5, abs=0.02)


def test_escape_during_a_drag_puts_the_circle_back(sky, mouse, region):
    said = record(region)
    mouse.press(*CRAB)
    mouse.move(83.2, 22.4)
    assert region.region != CIRCLE
    QTest.keyClick(sky, Qt.Key.Key_Escape)
    assert region.region == CIRCLE
    mouse.move(83.0, 22.5)
    mouse.release(83.0, 22.5)
    assert region.region == CIRCLE
    assert said[-1] == "cancelled"
    assert said.count("cancelled") == 1


def test_a_click_that_moves_nothing_is_no_edit_but_selects(mouse, region):
    said = record(region)
    mouse.drag(CRAB)
    assert region.selected
    assert said == ["begun", "cancelled"]


def test_arrow_keys_move_by_a_pixel_of_the_image_and_shift_by_ten(sky, region):
    sky.select_region(region)
    QTest.keyClick(sky, Qt.Key.Key_Up)
    assert separation(*CRAB, region.region.ra, region.region.dec) == pytest.approx(0.02, rel=1e-3)
    assert region.region.dec > CRAB[1]
    region.set_region(CIRCLE)
    QTest.keyClick(sky, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert separation(*CRAB, region.region.ra, region.region.dec) == pytest.approx(0.2, rel=1e-3)
    assert region.region.ra > CRAB[0], "left is east: right ascension grows"


def test_each_key_stroke_is_one_gesture(sky, region):
    said = record(region)
    sky.select_region(region)
    QTest.keyClick(sky, Qt.Key.Key_Plus)
    assert [s if isinstance(s, str) else s[0] for s in said] == ["begun", "previewed", "committed"]
    assert region.region.radius > 0.3


def test_delete_asks_for_removal(sky, region, qtbot):
    sky.select_region(region)
    with qtbot.waitSignal(region.removed):
        QTest.keyClick(sky, Qt.Key.Key_Delete)


def test_what_comes_from_outside_during_a_drag_does_not_pull_the_circle_back(mouse, region):
    mouse.press(*CRAB)
    mouse.move(83.3, 22.3)
    dragged = region.region
    region.set_region(CIRCLE)
    assert region.region == dragged
    mouse.release(83.3, 22.3)


def test_pan_and_zoom_tools_leave_regions_alone(sky, mouse, region):
    sky.set_tool("pan")
    mouse.drag(CRAB, (83.5, 22.1), (83.3, 22.3))
    assert region.region == CIRCLE


def test_only_one_region_is_selected(sky, mouse, region):
    other = sky.add_region("exclusion", Circle(84.5, 21.0, 0.4))
    mouse.drag(CRAB)
    mouse.drag((84.5, 21.0))
    assert other.selected
    assert not region.selected
    assert sky.selected_region() is other


def test_the_outline_is_a_circle_on_the_sphere_even_near_the_pole(sky):
    sky.set_projection(Projection(10.0, 88.0))
    item = sky.add_region("source", Circle(50.0, 88.5, 0.5))
    points = [item._path.elementAt(i) for i in range(item._path.elementCount())]
    for p in points:
        ra, dec = sky.projection.to_sky(p.x, p.y)
        assert separation(50.0, 88.5, float(ra), float(dec)) == pytest.approx(0.5, abs=1e-6)


@pytest.fixture
def ellipse(sky):
    return sky.add_region("source", Ellipse(*CRAB, 0.6, 0.2, 90.0), "ON")  # the long axis lies east and west


def test_the_ends_of_an_ellipse_resize_their_own_axis(mouse, ellipse):
    mouse.drag(offset_by(*CRAB, 90, 0.6), offset_by(*CRAB, 90, 0.7), offset_by(*CRAB, 90, 0.8))
    assert ellipse.region == Ellipse(*CRAB, pytest.approx(0.8, abs=0.02), 0.2, 90.0)
    mouse.drag(offset_by(*CRAB, 180, 0.2), offset_by(*CRAB, 180, 0.3), offset_by(*CRAB, 180, 0.4))
    assert ellipse.region.b == pytest.approx(0.4, abs=0.02)
    assert ellipse.region.a == pytest.approx(0.8, abs=0.02)


def test_the_outline_between_its_ends_resizes_all_of_an_ellipse(mouse, ellipse):
    ra, dec = (float(x[0]) for x in lon_lat(ellipse.region.edge(np.array([45.0]))))
    angle, distance = position_angle(*CRAB, ra, dec), separation(*CRAB, ra, dec)
    mouse.drag((ra, dec), offset_by(*CRAB, angle, 1.2 * distance), offset_by(*CRAB, angle, 1.5 * distance))
    assert (ellipse.region.a, ellipse.region.b) == pytest.approx((0.9, 0.3), rel=0.05)
    assert ellipse.region.angle == 90.0


def test_the_handle_outside_turns_an_ellipse(sky, mouse, ellipse):
    said = record(ellipse)
    mouse.drag(CRAB)
    margin = 18.0 * sky.box.viewPixelSize()[0]
    mouse.drag(*(offset_by(*CRAB, angle, 0.6 + margin) for angle in (90, 75, 60)))
    assert ellipse.region == Ellipse(*CRAB, 0.6, 0.2, pytest.approx(60.0, abs=2.0))
    assert said[-1][0] == "committed"


def test_an_ellipse_is_moved_inside_and_keeps_its_shape(mouse, ellipse):
    mouse.drag(CRAB, (83.5, 22.2), (83.4, 22.5))
    moved = ellipse.region
    assert separation(moved.ra, moved.dec, 83.4, 22.5) < 0.02
    assert (moved.a, moved.b, moved.angle) == (0.6, 0.2, 90.0)


def test_the_mouse_beside_a_narrow_ellipse_does_not_take_it(mouse, ellipse):
    said = record(ellipse)
    mouse.drag(offset_by(*CRAB, 0, 0.45), (83.5, 22.7))
    assert said == []


def test_another_tool_in_the_middle_of_a_drag_ends_it(sky, mouse, region):
    said = record(region)
    mouse.press(*CRAB)
    mouse.move(83.2, 22.4)
    sky.set_tool("exclusion")
    mouse.release(83.2, 22.4)
    assert region.region == CIRCLE and region.gesture == ""
    assert said[-1] == "cancelled" and said.count("cancelled") == 1


BOX = Rectangle(*CRAB, width=0.8, height=0.4)
SQUARE = Polygon(((83.2, 21.8), (84.0, 21.8), (84.0, 22.3), (83.2, 22.3)))
RING = Annulus(Circle(*CRAB, 0.6), Circle(*CRAB, 0.3))


def added(sky, shape):
    return sky.add_region("exclusion", shape)


@pytest.mark.parametrize("shape", [BOX, SQUARE, RING], ids=["rectangle", "polygon", "annulus"])
def test_regions_of_every_shape_are_moved_turned_grown_and_deleted(sky, mouse, qtbot, shape):
    item = added(sky, shape)
    start = offset_by(shape.ra, shape.dec, 45.0, 0.4 if shape is RING else 0.1)
    mouse.drag(start, (83.5, 22.5), offset_by(*start, 0.0, 0.5))
    moved = item.region
    assert separation(moved.ra, moved.dec, *offset_by(shape.ra, shape.dec, 0.0, 0.5)) < 0.02
    assert moved.area == pytest.approx(shape.area, rel=1e-6)
    QTest.keyClick(sky, Qt.Key.Key_Plus)
    assert item.region.area > moved.area
    before = item.region.outline()
    QTest.keyClick(sky, Qt.Key.Key_BracketLeft, Qt.KeyboardModifier.ShiftModifier)
    changed = np.abs(np.nan_to_num(item.region.outline()[0] - before[0])).max()
    assert (changed > 0.01) == (shape is not RING), "ten degrees; a round ring has no angle"
    with qtbot.waitSignal(item.removed):
        QTest.keyClick(sky, Qt.Key.Key_Delete)


def test_sides_and_corners_of_a_rectangle_resize_it(mouse, sky):
    item = added(sky, BOX)
    mouse.drag(offset_by(*CRAB, 90, 0.4), offset_by(*CRAB, 90, 0.5), offset_by(*CRAB, 90, 0.6))
    assert item.region == Rectangle(*CRAB, pytest.approx(1.2, abs=0.03), 0.4)
    corner = tuple(float(each[0]) for each in item.region.outline(4))
    angle, distance = float(position_angle(*CRAB, *corner)), float(separation(*CRAB, *corner))
    mouse.drag(corner, offset_by(*CRAB, angle, 0.9 * distance), offset_by(*CRAB, angle, 0.5 * distance))
    assert (item.region.width, item.region.height) == pytest.approx((0.6, 0.2), abs=0.04)


def test_the_outline_of_a_ring_and_of_its_hole_are_taken_apart_and_never_pass_each_other(mouse, sky):
    item = added(sky, RING)
    mouse.drag(offset_by(*CRAB, 0, 0.3), offset_by(*CRAB, 0, 0.4))
    assert item.region.outer == RING.outer and item.region.inner.radius == pytest.approx(0.4, abs=0.02)
    mouse.drag(offset_by(*CRAB, 0, 0.6), offset_by(*CRAB, 0, 0.2))
    assert item.region.inner.radius < item.region.outer.radius < 0.45
    said = record(item)
    mouse.drag(CRAB, (83.5, 22.2))
    assert said == [], "its hole is not a part of it"


def test_corners_of_a_polygon_are_dragged_made_and_taken_away(mouse, sky):
    item = added(sky, SQUARE)
    mouse.drag((84.0, 22.3), (84.3, 22.6))
    assert len(item.region.vertices) == 4
    assert separation(*item.region.vertices[2], 84.3, 22.6) < 0.02
    side = middle(*item.region.vertices[:2])
    mouse.drag(side, (83.6, 21.4))
    assert len(item.region.vertices) == 5
    assert separation(*item.region.vertices[1], 83.6, 21.4) < 0.02
    mouse.double_click(*item.region.vertices[1])
    assert len(item.region.vertices) == 4
    quarter = middle(item.region.vertices[0], middle(*item.region.vertices[:2]))
    mouse.double_click(*quarter)
    assert len(item.region.vertices) == 5 and separation(*item.region.vertices[1], *quarter) < 0.02


def test_the_sides_of_a_polygon_never_cross(mouse, sky):
    item = added(sky, SQUARE)
    mouse.drag((84.0, 22.3), (83.4, 22.2), (82.7, 21.2))
    assert not item.region.crosses_itself


def test_control_click_selects_more_and_tab_the_next_one(sky, mouse, region):
    other = added(sky, Circle(84.5, 21.0, 0.4))
    mouse.drag(CRAB)
    mouse.drag((84.5, 21.0), modifier=Qt.KeyboardModifier.ControlModifier)
    assert region.selected and other.selected and sky.selected_region() is other
    mouse.drag((84.5, 21.0), modifier=Qt.KeyboardModifier.ControlModifier)
    assert not other.selected
    for expected in (other, None, region, other):
        if expected is None:
            QTest.keyClick(sky, Qt.Key.Key_Escape)
        else:
            QTest.keyClick(sky, Qt.Key.Key_Tab)
        assert sky.selected_region() is expected
    QTest.keyClick(sky, Qt.Key.Key_Backtab)
    assert sky.selected_region() is region


def test_names_of_regions_never_lie_on_each_other(sky):
    for i in range(12):
        sky.add_region("off", Circle(83.6 + 0.02 * i, 22.0, 0.05), f"run {i}")
    sky.region_layer.show_names()
    sky.select_region(sky.regions[7])
    places = sky.region_layer.names.places()
    assert 1 <= len(places) < 12 and "run 7" in places
    rects = list(places.values())
    assert not any(a.intersects(b) for i, a in enumerate(rects) for b in rects[:i])


def test_a_place_in_the_on_region_is_named_outside_it_once_and_off_the_off_regions(sky):
    on = sky.add_region("source", Circle(*CRAB, 0.2))
    sky.add_region("model", Point(*CRAB), "Crab")
    sky.drawn.set_markers("target", np.array([CRAB[0]]), np.array([CRAB[1]]), ("crab",))
    sky.drawn.set_markers("catalogue", np.array([CRAB[0]]), np.array([CRAB[1]]), ("Crab pulsar",))
    sky.drawn.set_off_regions(*(np.array([each]) for each in (83.3, 22.05, 0.2)))  # right of it
    sky.region_layer.show_names()
    names = sky.region_layer.names
    places, transform = names.places(), names.sceneTransform()
    assert list(places) == ["Crab", "Crab pulsar"]
    first, second = places.values()
    assert not first.intersects(second)
    assert not any(on.drawn(transform).intersects(rect) for rect in places.values())
    (off,) = sky.drawn.lines["off"].covered(transform)
    assert not first.intersects(QRectF(QPointF(*off[:2]), QPointF(*off[2:])))
