"""Regions on the sky, moved by real mouse and key events."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from vhegui.core.sphere import offset_by, separation
from vhegui.gui.plotting.sky.projection import Projection

CRAB = (83.63, 22.01)


@pytest.fixture
def region(sky):
    return sky.add_region("source", *CRAB, 0.3, "ON")


def record(region):
    said = []
    region.begun.connect(lambda: said.append("begun"))
    region.previewed.connect(lambda *c: said.append("previewed"))
    region.committed.connect(lambda *c: said.append(("committed", c)))
    region.cancelled.connect(lambda: said.append("cancelled"))
    return said


def test_a_drag_inside_moves_the_circle_and_tells_its_phases(sky, mouse, region):
    said = record(region)
    mouse.drag(CRAB, (83.5, 22.2), (83.4, 22.5))
    assert said[0] == "begun"
    assert set(said[1:-1]) == {"previewed"}
    name, (ra, dec, radius) = said[-1]
    assert name == "committed"
    assert separation(ra, dec, 83.4, 22.5) < 0.02
    assert radius == 0.3


def test_a_drag_of_the_rim_resizes_and_keeps_the_centre(mouse, region):
    west = offset_by(*CRAB, 270, 0.3)
    mouse.drag(west, offset_by(*CRAB, 270, 0.4), offset_by(*CRAB, 270, 0.5))
    assert (region.ra, region.dec) == CRAB
    assert region.radius == pytest.approx(0.5, abs=0.02)


def test_escape_during_a_drag_puts_the_circle_back(sky, mouse, region):
    said = record(region)
    mouse.press(*CRAB)
    mouse.move(83.2, 22.4)
    assert region.circle != (*CRAB, 0.3)
    QTest.keyClick(sky, Qt.Key.Key_Escape)
    assert region.circle == (*CRAB, 0.3)
    mouse.move(83.0, 22.5)
    mouse.release(83.0, 22.5)
    assert region.circle == (*CRAB, 0.3)
    assert said[-1] == "cancelled"
    assert said.count("cancelled") == 1


def test_a_click_that_moves_nothing_is_no_edit_but_selects(mouse, region):
    said = record(region)
    mouse.drag(CRAB)
    assert region.selected
    assert said == ["begun", "cancelled"]


def test_arrow_keys_move_by_a_pixel_of_the_image_and_shift_by_ten(sky, region):
    region.set_selected(True)
    QTest.keyClick(sky, Qt.Key.Key_Up)
    assert separation(*CRAB, region.ra, region.dec) == pytest.approx(0.02, rel=1e-3)
    assert region.dec > CRAB[1]
    region.set_circle(*CRAB, 0.3)
    QTest.keyClick(sky, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert separation(*CRAB, region.ra, region.dec) == pytest.approx(0.2, rel=1e-3)
    assert region.ra > CRAB[0], "left is east: right ascension grows"


def test_each_key_stroke_is_one_gesture(sky, region):
    said = record(region)
    region.set_selected(True)
    QTest.keyClick(sky, Qt.Key.Key_Plus)
    assert [s if isinstance(s, str) else s[0] for s in said] == ["begun", "previewed", "committed"]
    assert region.radius > 0.3


def test_delete_asks_for_removal(sky, region, qtbot):
    region.set_selected(True)
    with qtbot.waitSignal(region.removed):
        QTest.keyClick(sky, Qt.Key.Key_Delete)


def test_what_comes_from_outside_during_a_drag_does_not_pull_the_circle_back(mouse, region):
    mouse.press(*CRAB)
    mouse.move(83.3, 22.3)
    dragged = region.circle
    region.set_circle(*CRAB, 0.3)
    assert region.circle == dragged
    mouse.release(83.3, 22.3)


def test_pan_and_zoom_tools_leave_regions_alone(sky, mouse, region):
    sky.set_tool("pan")
    mouse.drag(CRAB, (83.5, 22.1), (83.3, 22.3))
    assert region.circle == (*CRAB, 0.3)


def test_only_one_region_is_selected(sky, mouse, region):
    other = sky.add_region("exclusion", 84.5, 21.0, 0.4)
    mouse.drag(CRAB)
    mouse.drag((84.5, 21.0))
    assert other.selected
    assert not region.selected
    assert sky.selected_region() is other


def test_the_outline_is_a_circle_on_the_sphere_even_near_the_pole(sky):
    sky.set_projection(Projection(10.0, 88.0))
    item = sky.add_region("source", 50.0, 88.5, 0.5)
    points = [item._path.elementAt(i) for i in range(item._path.elementCount())]
    for p in points:
        ra, dec = sky.projection.to_sky(p.x, p.y)
        assert separation(50.0, 88.5, float(ra), float(dec)) == pytest.approx(0.5, abs=1e-6)
