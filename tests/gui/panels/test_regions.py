"""The list of regions beside the map, driven with mouse and keyboard on real runs."""

from __future__ import annotations

import pytest
from panel_on_crab import CRAB, open_crab, settle
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from vhegui.analysis import edits
from vhegui.analysis.edits.any_region import change_region
from vhegui.analysis.marks import Mark
from vhegui.analysis.region_refs import SOURCE, RegionRef, region_of
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.rectangle import Rectangle
from vhegui.gui.panels.regions import RegionsPanel
from vhegui.gui.session import region_commands
from vhegui.gui.session.session import Session

MARKS = (Mark(Circle(83.2, 22.4, 0.2), "filament", "series1"), Mark(Line((83.0, 21.5), (84.0, 21.5))))


@pytest.fixture
def session():
    session = Session()
    yield session
    session.close()


@pytest.fixture
def panel(session, qtbot):
    panel = RegionsPanel(session)
    session.add_panel(panel)
    qtbot.addWidget(panel.widget)
    panel.widget.resize(700, 300)
    panel.widget.show()
    return panel


@pytest.fixture
def filled(panel):
    """A source region, an exclusion and two that measure."""
    session = panel.session
    session.apply("On", edits.move_region, CRAB)
    session.apply("Exclude", edits.add_exclusion, Rectangle(84.0, 22.6, 0.4, 0.2, 30.0))
    for mark in MARKS:
        session.apply("Mark", edits.add_mark, mark)
    session.pull()
    return panel


def texts(panel, column: str) -> list[str]:
    columns = panel.view.table.table.columns
    chosen = next(each for each in columns if each.name == column)
    return [chosen.text(row) for row in range(len(chosen.values))]


def click(panel, row: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    table = panel.view.table
    rect = table.visualRect(table.rows.index(row, 0))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, rect.center())


def test_without_regions_it_says_how_to_make_one(panel):
    panel.session.pull()
    assert panel.view.content.empty.isVisible()
    assert "press S" in panel.view.content.empty.accessibleDescription()


def test_every_region_is_listed_with_its_use_its_shape_and_its_size(filled):
    assert texts(filled, "name") == ["Source", "Exclusion 1", "filament", "Line 2"]
    assert texts(filled, "use") == ["ON", "Exclusion", "Measure", "Measure"]
    assert texts(filled, "shape") == ["circle", "rectangle", "circle", "line"]
    assert texts(filled, "area")[2:] == ["0.1257", "0"]
    assert float(texts(filled, "solid_angle")[2]) == pytest.approx(3.828e-5, rel=1e-3)


def test_rows_that_are_clicked_are_selected_for_all_and_what_is_selected_elsewhere_is_here(filled):
    click(filled, 2)
    assert filled.session.chosen_regions == (RegionRef("measure", 0),)
    click(filled, 1, Qt.KeyboardModifier.ControlModifier)
    assert set(filled.session.chosen_regions) == {RegionRef("measure", 0), RegionRef("exclusion", 0)}
    filled.session.choose_regions((SOURCE,))
    assert filled.view.table.selected_rows() == [0]


def test_a_name_is_typed_in_place(filled, qtbot):
    table = filled.view.table
    click(filled, 2)
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor = table.viewport().findChild(QLineEdit)
    QTest.keyClicks(editor, "west")
    filled.session.apply("On", edits.move_region, Circle(83.6, 22.0, 0.2))
    filled.session.pull()
    assert editor.text() == "west", "what is typed is left alone when the table has news"
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: texts(filled, "name")[2] == "west")
    assert filled.session.analysis.marks[0].name == "west"
    assert filled.session.history.undo_label == "Rename region"


def test_delete_takes_the_chosen_rows_away_in_one_step(filled):
    before = filled.session.analysis
    click(filled, 1)
    click(filled, 3, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(filled.view.table, Qt.Key.Key_Delete)
    filled.session.pull()
    assert texts(filled, "name") == ["Source", "filament"]
    assert filled.session.history.undo_label == "Remove 2 regions"
    filled.session.undo()
    assert filled.session.analysis == before


def choose_from_menu(panel, text: str) -> None:
    menu = panel.view.menu()
    actions = [each for top in menu.actions() for each in (top.menu().actions() if top.menu() else [top])]
    next(each for each in actions if each.text().split("\t")[0] == text).trigger()
    panel.session.pull()


def test_the_menu_uses_a_region_for_something_else_and_it_stays_selected(filled):
    click(filled, 2)
    choose_from_menu(filled, "Use as exclusion")
    assert filled.session.analysis.exclusions[1] == MARKS[0].shape
    assert texts(filled, "use") == ["ON", "Exclusion", "Exclusion", "Measure"]
    assert filled.session.chosen_regions == (RegionRef("exclusion", 1),)
    choose_from_menu(filled, "Use as ON region")
    assert filled.session.analysis.source == MARKS[0].shape
    filled.session.undo()
    filled.session.undo()
    assert filled.session.analysis.marks == MARKS


def test_a_line_cannot_be_excluded_and_says_so(filled):
    said = []
    filled.session.message.connect(lambda kind, text: said.append(text))
    click(filled, 3)
    choose_from_menu(filled, "Use as exclusion")
    assert "no area" in said[0] and filled.session.analysis.marks == MARKS


def test_the_name_the_colour_and_the_group_of_an_exclusion_stay_with_it(filled):
    session, ref = filled.session, RegionRef("exclusion", 0)
    region_commands.rename(session, ref, "jet")
    session.choose_regions((ref, RegionRef("measure", 1)))
    region_commands.recolour(session, "series2")
    region_commands.group(session)
    moved = session.analysis.exclusions[0].moved(84.5, 22.0)
    session.apply("Move", change_region, ref, moved)
    found = region_of(session.analysis, ref)
    assert (found.name, found.color, found.group) == ("jet", "series2", "group 1")
    session.choose_regions((ref,))
    region_commands.use_as(session, "measure")
    assert session.analysis.labels == ()
    assert session.analysis.marks[2] == Mark(moved, "jet", "series2", "group 1")
    region_commands.use_as(session, "exclusion")
    assert region_of(session.analysis, ref).name == "jet"
    region_commands.remove(session)
    assert session.analysis.labels == () and session.analysis.exclusions == ()


def test_duplicates_are_beside_and_selected(filled):
    click(filled, 2)
    choose_from_menu(filled, "Duplicate")
    copy = filled.session.analysis.marks[2]
    assert copy.shape.radius == 0.2 and copy.shape.dec < 22.4 and copy.color == "series1"
    assert filled.session.chosen_regions == (RegionRef("measure", 2),)
    assert filled.view.table.selected_rows() == [4]


def test_regions_that_measure_get_colours_and_groups(filled):
    click(filled, 2)
    click(filled, 3, Qt.KeyboardModifier.ControlModifier)
    choose_from_menu(filled, "Group")
    choose_from_menu(filled, "Colour purple")
    assert [(each.group, each.color) for each in filled.session.analysis.marks] == [("group 1", "series3")] * 2
    filled.session.choose_regions((RegionRef("measure", 0),))
    region_commands.ungroup(filled.session)
    assert [each.group for each in filled.session.analysis.marks] == ["", ""]


def test_the_table_is_copied_like_others(filled):
    filled.view.table.copy()
    assert QApplication.clipboard().text().startswith("Name\tUse\tShape\t")


def test_it_follows_a_drag_on_the_map(filled):
    panel, session = filled, filled.session
    session.begin_gesture()
    session.preview(edits.move_region, Circle(83.63, 22.01, 0.4))
    session.pull()
    assert float(texts(panel, "area")[0]) == pytest.approx(0.5026, rel=1e-3)
    session.cancel_gesture()


def test_what_regions_hold_is_shown_and_follows_the_mouse(panel, data, qtbot):
    session = panel.session
    open_crab(panel, data, qtbot, step="region_sums")
    session.apply("Mark", edits.add_mark, Mark(Circle(83.63, 22.01, 0.3), "nebula"))
    session.apply("Mark", edits.add_mark, Mark(Point(83.0, 21.2), "empty"))
    settle(panel, qtbot, "region_sums")
    on, nebula, empty = (float(each) for each in texts(panel, "counts"))
    assert on > 400 and nebula > on and empty < 60
    background, excess = (float(texts(panel, name)[0].replace("−", "-")) for name in ("background", "excess"))
    assert background + excess == pytest.approx(on, abs=1.0)
    assert float(texts(panel, "significance")[0]) > 30
    assert float(texts(panel, "area")[2]) == pytest.approx(Circle(0, 0, 0.1).area, rel=0.01), "about the point"
    session.begin_gesture()
    session.preview(edits.move_region, Circle(83.0, 21.2, 0.11))
    session.pull()
    assert float(texts(panel, "counts")[0]) < 100
    session.cancel_gesture()


def test_the_counts_say_in_which_energies_they_are(panel, data, qtbot):
    session = panel.session
    open_crab(panel, data, qtbot, step="region_sums")

    def heading() -> str:
        place = [column.name for column in panel.view.table.table.columns].index("counts")
        return panel.view.table.table.headerData(place, Qt.Orientation.Horizontal)

    assert heading().startswith("Counts\n") and heading().endswith("TeV")
    everything, before = float(texts(panel, "counts")[0]), heading()
    session.apply("Energies", lambda analysis: edits.change(analysis, "map", low=1.0, high=10.0))
    settle(panel, qtbot, "region_sums")
    assert heading() == "Counts\n0.92–10.6 TeV" != before  # the edges of bins next to what was asked for
    assert float(texts(panel, "counts")[0]) < everything
