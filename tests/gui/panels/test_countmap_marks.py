"""Regions that measure, several regions at once and groups on the counts map, on real runs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.panels import test_countmap as countmap
from vhegui.analysis import edits
from vhegui.analysis.marks import Mark
from vhegui.analysis.region_refs import RegionRef
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.sphere import separation

CRAB, panel, robot = countmap.CRAB, countmap.panel, countmap.robot
CONTROL = Qt.KeyboardModifier.ControlModifier


def mark(panel, *marks: Mark) -> None:
    for each in marks:
        panel.session.apply("Mark", edits.add_mark, each)
    panel.session.pull()


def test_a_line_is_drawn_to_measure_and_changes_nothing_else(panel, robot):
    off = panel.session.results.get("off_regions")
    panel.view.sky.box.choose_shape("line")
    panel.set_tool("measure")
    robot.drag((82.5, 21.5), (83.3, 22.5))
    (found,) = panel.session.analysis.marks
    assert isinstance(found.shape, Line)
    assert panel.session.history.undo_label == "Add measuring region"
    assert panel.session.results.get("off_regions") is off
    assert panel.tool == "measure"
    robot.key(Qt.Key.Key_Escape)
    robot.drag((82.9, 22.0), (82.9, 22.6))
    assert panel.session.analysis.marks[0].shape.dec == pytest.approx(found.shape.dec + 0.6, abs=0.02)
    assert panel.session.history.undo_label == "Move measuring region"


def test_several_regions_move_together_in_one_step_and_are_removed_together(panel, robot):
    mark(panel, Mark(Circle(84.3, 22.7, 0.2), "a"), Mark(Point(83.0, 21.2), "b"))
    before = panel.session.analysis
    for place in ((84.3, 22.7), (83.0, 21.2)):
        QTest.mouseClick(panel.view.sky.viewport(), Qt.MouseButton.LeftButton, CONTROL, robot.at(*place))
    assert set(panel.session.chosen_regions) == {RegionRef("measure", 0), RegionRef("measure", 1)}
    robot.press(84.3, 22.7)
    robot.move(84.1, 22.6)
    assert separation(panel.view.regions.item(RegionRef("measure", 1)).region.ra, 21.1, 82.8, 21.1) < 0.05
    robot.move(83.9, 22.5)
    robot.release(83.9, 22.5)
    shapes = [each.shape for each in panel.session.analysis.marks]
    assert separation(shapes[0].ra, shapes[0].dec, 83.9, 22.5) < 0.02
    assert separation(shapes[1].ra, shapes[1].dec, 82.6, 21.0) < 0.03
    assert panel.session.history.undo_label == "Move 2 regions"
    panel.session.undo()
    assert panel.session.analysis == before
    panel.session.pull()
    robot.key(Qt.Key.Key_Delete)
    assert panel.session.analysis.marks == ()
    assert panel.session.history.undo_label == "Remove 2 regions"


def test_a_group_moves_with_the_one_that_is_dragged(panel, robot):
    mark(panel, Mark(Circle(84.3, 22.7, 0.2), group="east"), Mark(Circle(84.3, 21.5, 0.2), group="east"))
    mark(panel, Mark(Circle(82.8, 22.7, 0.2)))
    robot.drag((84.3, 22.7), (84.5, 22.7))
    a, b, c = (each.shape for each in panel.session.analysis.marks)
    assert (a.ra, b.ra) == pytest.approx((84.5, 84.5), abs=0.02) and c.ra == 82.8


def test_arrows_move_all_that_is_selected(panel, robot):
    mark(panel, Mark(Circle(84.3, 22.7, 0.2)), Mark(Circle(84.3, 21.5, 0.2)))
    panel.session.choose_regions((RegionRef("measure", 0), RegionRef("measure", 1)))
    robot.key(Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert [each.shape.dec for each in panel.session.analysis.marks] == pytest.approx([22.9, 21.7], abs=0.01)


def test_corners_on_a_line_make_no_source_and_the_line_below_the_map_says_what_to_do(panel, robot):
    before = panel.session.analysis
    panel.view.sky.box.choose_shape("polygon")
    panel.set_tool("source")
    for corner in (83.4, 22.0), (83.6, 22.0), (83.8, 22.0):
        QTest.mouseClick(panel.view.sky.viewport(), Qt.MouseButton.LeftButton, pos=robot.at(*corner))
    robot.key(Qt.Key.Key_Return)
    assert panel.session.analysis == before
    assert "Backspace" in panel.view.readout.text()


def test_names_and_colours_of_marks_are_seen(panel, robot):
    mark(panel, Mark(Circle(84.3, 22.7, 0.2), "filament", "#ff0000"))
    item = panel.view.regions.item(RegionRef("measure", 0))
    assert item.label == "filament" and item.look.ink.name() == "#ff0000"
    assert "filament" in panel.view.sky.region_layer.names.places()
    assert panel.view.row.which.itemText(1) == "filament"


def test_regions_are_cut_copied_and_pasted_as_ds9_text(panel, robot):
    mark(panel, Mark(Circle(84.3, 22.7, 0.2), "clump", "#ff8800"))
    panel.session.apply("Exclude", edits.add_exclusion, Rectangle(82.9, 22.6, 0.4, 0.2, 30.0))
    panel.session.pull()
    before = panel.session.analysis
    panel.session.choose_regions((RegionRef("measure", 0), RegionRef("exclusion", 0)))
    robot.key(Qt.Key.Key_C, CONTROL)
    text = QApplication.clipboard().text()
    assert "circle(84.3,22.7,720" in text and "-box(82.9,22.6" in text and "text={clump}" in text
    robot.key(Qt.Key.Key_V, CONTROL)
    marks, exclusions = panel.session.analysis.marks, panel.session.analysis.exclusions
    assert len(marks) == len(exclusions) == 2 and marks[1].color == "#ff8800"
    assert separation(marks[1].shape.ra, marks[1].shape.dec, 84.3, 22.7) > 0.05, "beside the one that was copied"
    assert set(panel.session.chosen_regions) == {RegionRef("measure", 1), RegionRef("exclusion", 1)}
    robot.key(Qt.Key.Key_X, CONTROL)
    assert panel.session.analysis.marks == before.marks and panel.session.analysis.exclusions == before.exclusions
    QApplication.clipboard().setText("fk5\nellipse(83.9,21.5,0.3d,0.1d,40) # text={from DS9}")
    robot.key(Qt.Key.Key_V, CONTROL)
    assert panel.session.analysis.marks[1].name == "from DS9"
    assert panel.session.history.undo_label == "Paste region"


def test_other_text_on_the_clipboard_is_no_region_and_says_so(panel, robot):
    said, before = [], panel.session.analysis
    panel.session.message.connect(lambda kind, text: said.append(text))
    for text in ("", "hello world"):
        QApplication.clipboard().setText(text)
        robot.key(Qt.Key.Key_V, CONTROL)
    assert len(said) == 2 and panel.session.analysis == before


def test_the_menu_of_a_polygon_makes_and_takes_corners(panel, robot):
    kite = Polygon(((84.0, 22.4), (84.9, 22.6), (84.2, 22.9), (84.0, 23.2)))
    mark(panel, Mark(kite))
    actions = {each.text(): each for each in panel.view.context_menu(robot.at(84.9, 22.6)).actions()}
    actions["Take this corner away"].trigger()
    assert len(panel.session.analysis.marks[0].shape.vertices) == 3
    panel.session.pull()
    actions = {each.text(): each for each in panel.view.context_menu(robot.at(84.0, 22.7)).actions()}
    actions["One more corner here"].trigger()
    assert len(panel.session.analysis.marks[0].shape.vertices) == 4
    assert panel.session.history.undo_label == "Reshape measuring region"


def test_the_source_region_is_drawn_as_a_polygon_and_off_regions_follow_a_corner_that_is_dragged(panel, robot):
    panel.view.sky.box.choose_shape("polygon")
    panel.set_tool("source")
    for corner in (83.4, 21.75), (83.9, 21.75), (83.65, 22.3):
        robot.press(*corner)
        robot.release(*corner)
    robot.key(Qt.Key.Key_Return)
    source = panel.session.analysis.source
    assert isinstance(source, Polygon) and panel.tool == "select"
    assert panel.session.history.undo_label == "Draw source region"
    off = panel.session.results.get("off_regions")
    assert all(len(each) for each in off.values())
    robot.press(*source.vertices[2])
    robot.move(83.65, 22.5)
    assert panel.session.gesture and panel.session.results.get("off_regions") is not off
    robot.release(83.65, 22.5)
    assert panel.session.history.undo_label == "Reshape source region"
    assert panel.session.analysis.source.area > 1.2 * source.area
