"""Boxes, polygons and annuli that are excluded: dragged on the map and typed in its row, on real runs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.panels import test_countmap as countmap
from vhegui.analysis import edits
from vhegui.analysis.region_refs import RegionRef
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.sphere import separation

panel, robot = countmap.panel, countmap.robot
SHAPES = (
    Rectangle(83.2, 22.6, 0.5, 0.3, 20.0),
    Polygon(((84.0, 22.6), (84.6, 22.5), (84.2, 22.8), (84.5, 23.1))),
    Annulus(Circle(82.9, 21.6, 0.3), Circle(82.9, 21.6, 0.15)),
)


def test_excluded_shapes_are_seen_keep_off_regions_away_and_are_removed_in_the_row(panel, robot):
    session, row = panel.session, panel.view.row
    before = sum(len(off) for off in session.results.get("off_regions").values())
    drawn = panel.view.sky.grab().toImage()
    for shape in SHAPES:
        session.apply("Exclude", edits.add_exclusion, shape)
    session.pull()
    assert sum(len(off) for off in session.results.get("off_regions").values()) < before
    assert panel.view.sky.grab().toImage() != drawn
    names = [row.which.itemText(i) for i in range(row.which.count())]
    assert names == ["Source", "Exclusion 1 (rectangle)", "Exclusion 2 (polygon)", "Exclusion 3 (annulus)"]
    row.choose(RegionRef("exclusion", 0))
    assert (row.ra.value, row.a.value, row.b.value, row.angle.value) == (83.2, 0.3, 0.5, 20.0)
    row.remove.click()
    session.pull()
    assert session.analysis.exclusions == SHAPES[1:]
    session.undo()
    session.pull()
    assert session.analysis.exclusions == SHAPES


def test_a_polygon_is_dragged_and_off_regions_follow_while_the_mouse_moves(panel, robot):
    session = panel.session
    kite = Polygon(((84.0, 22.4), (84.9, 22.6), (84.2, 22.9), (84.0, 23.2)))
    session.apply("Exclude", edits.add_exclusion, kite)
    session.pull()
    off = session.results.get("off_regions")
    robot.press(84.25, 22.65)
    robot.move(84.0, 21.2)
    assert session.gesture and session.results.get("off_regions") is not off
    robot.move(83.9, 21.3)
    robot.release(83.9, 21.3)
    (moved,) = session.analysis.exclusions
    assert isinstance(moved, Polygon)
    assert moved.area == pytest.approx(kite.area)
    assert separation(moved.ra, moved.dec, kite.ra - 0.35, kite.dec - 1.35) < 0.05
    assert session.history.undo_label == "Move exclusion region"
    session.undo()
    assert session.analysis.exclusions == (kite,)


def test_width_and_height_of_a_rectangle_are_typed(panel, robot):
    panel.session.apply("Exclude", edits.add_exclusion, SHAPES[0])
    panel.session.pull()
    row = panel.view.row
    row.choose(RegionRef("exclusion", 0))
    row.b.selectAll()
    QTest.keyClicks(row.b, "0.8")
    QTest.keyClick(row.b, Qt.Key.Key_Return)
    assert panel.session.analysis.exclusions == (Rectangle(83.2, 22.6, 0.8, 0.3, 20.0),)
