"""The source region and exclusions as ellipses on the counts map, by mouse, menu and typed numbers, on real runs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.gui.panels import test_countmap as countmap
from vhegui.analysis import edits
from vhegui.analysis.region_refs import SOURCE, ListedRegion, RegionRef
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.sphere import lon_lat, offset_by, separation
from vhegui.gui.panels.countmap.region_row import RegionRow

CRAB, panel, robot = countmap.CRAB, countmap.panel, countmap.robot
LONG = Ellipse(83.63, 22.01, 0.5, 0.15, 90.0)


@pytest.fixture
def long(panel, robot):
    panel.session.apply("Shape", edits.move_region, LONG)
    panel.session.pull()
    return robot


def test_the_menu_at_a_region_gives_it_another_shape_and_undo_takes_it_back(panel, robot):
    menu = panel.view.context_menu(robot.at(83.63, 22.01))
    action = next(each for each in menu.actions() if each.text() == "Make the source region an ellipse")
    action.trigger()
    panel.session.pull()
    assert isinstance(panel.session.analysis.source, Ellipse)
    assert panel.session.analysis.source.area == pytest.approx(CRAB.area, rel=1e-3)
    assert panel.session.history.undo_label == "Reshape source region"
    menu = panel.view.context_menu(robot.at(83.63, 22.01))
    next(each for each in menu.actions() if each.text() == "Make the source region a circle").trigger()
    assert panel.session.analysis.source == CRAB
    panel.session.undo()
    panel.session.undo()
    assert panel.session.analysis.source == CRAB
    assert "Make" not in " ".join(each.text() for each in panel.view.context_menu(robot.at(84.4, 22.9)).actions())


def test_a_handle_turns_the_ellipse_and_counts_and_off_regions_follow_while_the_mouse_moves(panel, long):
    long.press(83.63, 22.01)
    long.release(83.63, 22.01)
    margin = 18.0 * panel.view.sky.box.viewPixelSize()[0]
    shapes, counts = panel.view.sky.shapes, panel.session.results.get("off_regions")
    at = [tuple(float(x) for x in offset_by(83.63, 22.01, angle, 0.5 + margin)) for angle in (90, 70, 50)]
    long.press(*at[0])
    long.move(*at[1])
    assert panel.session.gesture
    assert panel.view.sky.shapes is not shapes
    assert panel.session.results.get("off_regions") is not counts
    long.move(*at[2])
    long.release(*at[2])
    assert panel.session.analysis.source == Ellipse(83.63, 22.01, 0.5, 0.15, pytest.approx(50.0, abs=2.0))
    assert panel.session.history.undo_label == "Turn source region"
    panel.session.undo()
    assert panel.session.analysis.source == LONG


def test_the_outlines_of_off_regions_are_turned_copies(panel, long):
    shapes, off = panel.view.sky.shapes, panel.session.results.get("off_regions")
    used = np.flatnonzero(~shapes.rejected)
    run = int(shapes.run[used[0]])
    copy = off[run].copies[0]
    ra, dec = (each[used[0]] for each in shapes.outlines)
    edge = lon_lat(copy.edge(np.linspace(0, 360, 721)))
    apart = [separation(x, y, *edge).min() for x, y in zip(ra, dec, strict=True)]
    assert max(apart) < 0.01
    assert used[0] in shapes.at(copy.ra, copy.dec)
    outside = offset_by(copy.ra, copy.dec, copy.angle + 90.0, 0.3)
    assert used[0] not in shapes.at(*(float(x) for x in outside)), "inside the circle about it, outside the ellipse"


def test_numbers_of_an_ellipse_are_typed(panel, long):
    row = panel.view.row
    assert (row.a.value, row.b.value, row.angle.value) == (0.5, 0.15, 90.0)
    assert row.radius.isHidden()
    row.angle.selectAll()
    QTest.keyClicks(row.angle, "30")
    QTest.keyClick(row.angle, Qt.Key.Key_Return)
    assert panel.session.analysis.source == Ellipse(83.63, 22.01, 0.5, 0.15, 30.0)
    QTest.mouseClick(row.shape, Qt.MouseButton.LeftButton)
    panel.session.pull()
    assert isinstance(panel.session.analysis.source, Circle)
    assert row.a.isHidden()


def test_an_exclusion_becomes_an_ellipse_too(panel, robot):
    panel.session.apply("Add", edits.add_exclusion, Circle(84.3, 22.6, 0.2))
    panel.session.pull()
    menu = panel.view.context_menu(robot.at(84.3, 22.6))
    next(each for each in menu.actions() if each.text() == "Make the exclusion region an ellipse").trigger()
    panel.session.pull()
    (exclusion,) = panel.session.analysis.exclusions
    assert isinstance(exclusion, Ellipse)
    assert panel.view.regions.item(RegionRef("exclusion", 0)).region == exclusion
    assert panel.view.regions.item(SOURCE).region == CRAB


@pytest.mark.parametrize(
    "shape", [CRAB, LONG, Rectangle(83.63, 22.01, 0.4, 0.2, 30.0)], ids=lambda each: type(each).__name__
)
def test_no_number_of_the_row_lies_on_another_however_slim_it_is(show, qtbot, shape):
    row = show(RegionRow())
    row.show_regions([ListedRegion(SOURCE, "Source", shape)])
    for width in range(row.minimumWidth(), 1000, 20):
        row.resize(width, row.height())
        qtbot.waitUntil(lambda: _is_in_order(row), timeout=2000)  # what is shown again is laid out a little later


def _is_in_order(row: RegionRow) -> bool:
    """Whether what is seen of a row lies side by side, inside it."""
    seen = sorted((each.geometry().left(), each.geometry().right()) for each in _inside(row))
    return all(right < left for (_, right), (left, _) in pairwise(seen)) and seen[-1][1] < row.width()
    assert row.ra.isVisible() and row.add.text() == "+ Exclusion"


def _inside(row) -> list[QWidget]:
    return [each for each in row.children() if isinstance(each, QWidget) and each.isVisible()]
