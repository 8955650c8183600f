"""The observation browser, driven by keys and mouse: on a made-up index, and on real runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow

from vhegui.analysis import edits
from vhegui.analysis.loading.runs import LoadedRuns
from vhegui.analysis.state import Target
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.dl3.store import Store
from vhegui.core.errors import DataError
from vhegui.gui.panels.observations import ObservationsPanel, place
from vhegui.gui.panels.observations.columns import COLUMNS
from vhegui.gui.panels.observations.place import Unresolved, read_place
from vhegui.gui.panels.observations.run_table import RunTable, sorted_rows
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.theme import DARK, LIGHT

CRAB = Target("Crab Nebula", 83.633, 22.014)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def made_up(n: int = 12, telescopes: bool = True) -> ObservationIndex:
    """Runs 1 … n: every third on PKS 2155-304, the others 0.5 deg north or south of the Crab nebula."""
    i = np.arange(n)
    far = i % 3 == 2
    return ObservationIndex(
        obs_id=i + 1,
        target=np.where(far, "PKS 2155-304", "Crab Nebula"),
        ra=np.where(far, 329.7 + 0.03 * (i % 7), 83.633),
        dec=np.where(far, -30.2, 22.014 + np.where(i % 2, 0.5, -0.5)),
        zenith=20.0 + (7.0 * i) % 31.0,
        azimuth=np.full(n, np.nan),
        ontime=np.full(n, 1680.0),
        livetime=1500.0 + i,
        tstart=53343.0 + i / 50.0,
        tstop=53343.02 + i / 50.0,
        n_events=(7919 * i) % 1000,
        telescopes=np.where(i % 2, "1,2,3,4", "2,3,4") if telescopes else np.full(n, ""),
        quality=np.full(n, -1),
    )


class Robot:
    """A panel in a window, whose session sees every edit at once."""

    def __init__(self, qtbot: Any, index: ObservationIndex | None, problems: dict[int, str] | None = None) -> None:
        self.session = Session()
        self.panel = ObservationsPanel(self.session)
        self.view, self.table = self.panel.view, self.panel.view.runs
        self.panel.set_theme(LIGHT)
        qtbot.addWidget(self.panel.widget, before_close_func=lambda _: self.session.close())
        self.panel.widget.resize(420, 880)
        self.panel.widget.show()
        qtbot.waitExposed(self.panel.widget)
        self.store = None if index is None else Store(Path("made-up"), "made-up", index, problems=problems or {})
        self.loaded = LoadedRuns()
        self.edits: list[str] = []
        apply = self.session.apply
        self.session.apply = lambda label, *rest, **named: self._applied(apply, label, *rest, **named)  # type: ignore
        self.show()

    def _applied(self, apply: Callable[..., bool], label: str, *rest: Any, **named: Any) -> bool:
        self.edits.append(label)
        done = apply(label, *rest, **named)
        self.show()
        return done

    def show(self) -> None:
        self.panel.show(Results(self.session.analysis, self.store, self.loaded))

    @property
    def runs(self) -> tuple[int, ...]:
        return self.session.analysis.dataset.runs

    @property
    def listed(self) -> list[int]:
        return self.view.table.all_runs()

    def cell(self, run: int, column: int = 1) -> QPoint:
        row = int(self.view.table.rows_of([run])[0])
        return self.table.visualRect(self.view.table.index(row, column)).center()

    def click(self, run: int, column: int = 1, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(self.table.viewport(), Qt.MouseButton.LeftButton, modifier, self.cell(run, column))

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.table, key, modifier)

    def find(self, text: str) -> None:
        self.view.search.place.clear()
        QTest.keyClicks(self.view.search.place, text)
        QTest.keyClick(self.view.search.place, Qt.Key.Key_Return)

    def sky(self, ra: float, dec: float) -> QPoint:
        plot = self.view.sky.stack.currentWidget()
        u, v = plot.projection.to_plane(ra, dec)
        return plot.mapFromScene(plot.box.mapViewToScene(QPointF(float(u), float(v))))

    def brush(self, start: QPoint, end: QPoint) -> None:
        target = self.view.sky.stack.currentWidget().viewport()
        QTest.mouseMove(target, start)
        QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=start)
        for fraction in (0.3, 0.6, 1.0):
            QTest.mouseMove(target, start + (end - start) * fraction)
            QTest.qWait(15)  # moves that follow at once are taken together
        QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=end)


@pytest.fixture
def robot(qtbot: Any) -> Any:
    robot = Robot(qtbot, made_up(), {5: "the file run5.fits is not there"})
    yield robot
    robot.session.close()


def test_without_a_data_set_the_panel_says_what_to_do_and_its_buttons_do_it(qtbot: Any) -> None:
    robot = Robot(qtbot, None)
    window, done = QMainWindow(), []
    qtbot.addWidget(window)
    for name in ("open-folder", "open-demo"):
        action = QAction(name, window)
        action.setObjectName(name)
        action.triggered.connect(lambda _=False, name=name: done.append(name))
    window.setCentralWidget(robot.panel.widget)
    window.show()
    assert "Ctrl+O" in robot.view.empty.accessibleDescription()
    assert not robot.view.runs.isVisible()
    robot.view.open_button.click()
    robot.view.empty.triggered.emit()
    assert done == ["open-folder", "open-demo"]
    window.takeCentralWidget()
    robot.session.close()


def test_a_click_on_the_tick_puts_a_run_into_the_analysis_and_another_takes_it_out(robot: Robot) -> None:
    robot.click(4, column=0)
    robot.click(2, column=0)
    assert robot.runs == (2, 4)
    robot.click(4, column=0)
    assert robot.runs == (2,)
    robot.session.undo()
    assert robot.runs == (2, 4)


def test_space_and_enter_tick_the_selected_rows(robot: Robot) -> None:
    robot.click(2)
    robot.click(4, modifier=SHIFT)
    robot.key(Qt.Key.Key_Space)
    assert robot.runs == (2, 3, 4)
    robot.click(3)
    robot.key(Qt.Key.Key_Return)
    assert robot.runs == (2, 4)


def test_only_the_selected_rows_are_used_by_double_click_button_and_control_enter(robot: Robot) -> None:
    robot.view.all.click()
    assert robot.runs == tuple(range(1, 13))
    robot.click(7)
    QTest.mouseDClick(robot.table.viewport(), Qt.MouseButton.LeftButton, pos=robot.cell(7))
    assert robot.runs == (7,)
    robot.click(9)
    robot.click(8, modifier=CONTROL)
    robot.view.use.click()
    assert robot.runs == (8, 9)
    robot.click(1)
    robot.key(Qt.Key.Key_Return, CONTROL)
    assert robot.runs == (1,)
    robot.view.none.click()
    assert robot.runs == ()
    assert "None of 12 runs" in robot.view.totals.text()


def test_totals_follow_the_ticks_and_the_selection(robot: Robot) -> None:
    robot.view.all.click()
    assert robot.view.totals.text() == "12 runs · 5.60 h ontime · 5.02 h livetime"
    assert not robot.view.selected_totals.isVisible()
    robot.click(2)
    robot.click(4, modifier=SHIFT)
    assert robot.view.selected_totals.text() == "Selected: 3 runs · 1.40 h ontime · 1.25 h livetime"


def test_the_filter_narrows_the_list_keeps_the_selection_and_all_means_what_is_listed(robot: Robot) -> None:
    robot.click(4)
    QTest.keyClicks(robot.view.search.filter, "crab zen<35")
    assert set(robot.listed) < set(range(1, 13))
    assert 4 not in robot.listed or robot.table.highlighted_runs() == [4]
    robot.view.all.click()
    assert list(robot.runs) == robot.listed
    robot.view.search.filter.setText("crab")
    assert robot.listed == [1, 2, 4, 5, 7, 8, 10, 11]


def test_a_wrong_filter_is_explained_and_leaves_the_list_as_it_was(robot: Robot) -> None:
    robot.view.search.filter.setText("pks")
    robot.view.search.filter.setText("zem<40")
    assert robot.listed == [3, 6, 9, 12]
    assert "“zem”" in robot.view.search.filter_trouble.text()
    robot.view.search.filter.setText("")
    assert not robot.view.search.filter_trouble.isVisible()


def test_a_cone_by_name_narrows_the_list_and_offsets_count_from_it(robot: Robot) -> None:
    robot.find("crab")
    assert robot.listed == [1, 2, 4, 5, 7, 8, 10, 11]
    assert robot.view.search.result.text() == "8 runs within 2° of Crab Nebula"
    offset = next(i for i, column in enumerate(COLUMNS) if column.key == "offset") + 1
    assert robot.view.table.text(0, offset) == "0.50"
    assert "Crab Nebula" in robot.view.table.headerData(offset, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    robot.view.search.radius.setText("0.4")
    robot.view.search.radius.setModified(True)
    QTest.keyClick(robot.view.search.radius, Qt.Key.Key_Return)
    assert robot.listed == []
    robot.view.search.place.clear()
    assert len(robot.listed) == 12


def test_aim_puts_map_and_source_region_on_the_place_found(robot: Robot) -> None:
    robot.find("l=184.5575 b=-5.7844")
    robot.view.search.aim.click()
    source, target = robot.session.analysis.source, robot.session.analysis.target
    assert (source.ra, source.dec) == pytest.approx((83.633, 22.014), abs=1e-3)
    assert (target.ra, robot.session.analysis.map.ra) == pytest.approx((83.633, 83.633), abs=1e-3)
    robot.session.undo()
    assert robot.session.analysis.source is None


def test_an_unknown_name_is_asked_online_and_a_failure_is_one_sentence(
    robot: Robot, qtbot: Any, monkeypatch: Any
) -> None:
    def unreachable(name: str) -> Target:
        raise DataError(f"“{name}” cannot be found")

    monkeypatch.setattr(place, "resolve_online", unreachable)
    robot.find("Foo Bar")
    qtbot.waitUntil(lambda: "Foo Bar" in robot.view.search.place_trouble.text(), timeout=5000)
    assert not robot.view.search.aim.isVisible()
    assert len(robot.listed) == 12
    monkeypatch.setattr(place, "resolve_online", lambda name: Target(name, 329.7, -30.2))
    robot.find("Foo Baz")
    qtbot.waitUntil(lambda: "of Foo Baz" in robot.view.search.result.text(), timeout=5000)
    assert robot.listed == [3, 6, 9, 12]


@pytest.mark.parametrize(
    "text", ["83.633 22.014", "05h34m31.9s +22d00m52s", "l=184.5575 b=-5.7844", "Crab", "Messier 1"]
)
def test_places_are_understood(text: str) -> None:
    found = read_place(text)
    assert isinstance(found, Target)
    assert (found.ra, found.dec) == pytest.approx((83.633, 22.014), abs=2e-3)


def test_bare_numbers_are_galactic_when_the_frame_says_so_and_names_stay_names() -> None:
    found = read_place("184.5575 -5.7844", galactic=True)
    assert isinstance(found, Target)
    assert found.ra == pytest.approx(83.633, abs=1e-3)
    assert read_place("Crab", galactic=True) == read_place("Crab")
    assert read_place("Not A Source") == Unresolved("Not A Source")
    for text in ("95 100", "12", "  "):
        with pytest.raises(ValueError, match=r"position|declination"):
            read_place(text)


def test_the_resolver_fails_in_one_sentence_when_there_is_no_network(monkeypatch: Any) -> None:
    from astropy.coordinates import name_resolve

    def no_network(name: str) -> None:
        raise name_resolve.NameResolveError("All Sesame queries failed.")

    monkeypatch.setattr(name_resolve, "get_icrs_coordinates", no_network)
    with pytest.raises(DataError, match="cannot be reached"):
        place.resolve_online("Foo")


def test_a_click_in_the_sky_selects_the_runs_there_in_the_table(robot: Robot, qtbot: Any) -> None:
    robot.find("crab")
    assert robot.view.sky.mode == "field"
    QTest.mouseClick(robot.view.sky.field.viewport(), Qt.MouseButton.LeftButton, pos=robot.sky(83.633, 22.514))
    qtbot.waitUntil(lambda: robot.table.highlighted_runs() == [2, 4, 8, 10], timeout=2000)
    robot.click(1)
    assert robot.view.sky.field.sets["pointings"].selected.sum() == 1
    assert robot.edits == []


def test_a_brush_over_the_whole_sky_selects_what_is_inside(robot: Robot) -> None:
    robot.view.sky.buttons["equatorial"].click()
    middle = robot.sky(83.633, 22.014)
    robot.brush(middle - QPoint(30, 30), middle + QPoint(30, 30))
    assert robot.table.highlighted_runs() == [1, 2, 4, 5, 7, 8, 10, 11]
    robot.view.use.click()
    assert robot.runs == (1, 2, 4, 5, 7, 8, 10, 11)


def test_sorting_puts_unknown_values_last_and_keeps_the_selection(robot: Robot) -> None:
    robot.click(4)
    zenith = next(i for i, column in enumerate(COLUMNS) if column.key == "zenith") + 1
    robot.table.sortByColumn(zenith, Qt.SortOrder.DescendingOrder)
    values = robot.store.index.zenith[np.array(robot.listed) - 1]
    assert (np.diff(values) <= 0).all()
    assert robot.table.highlighted_runs() == [4]
    robot.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert robot.listed == list(range(1, 13))
    assert sorted_rows(np.array([2.0, np.nan, 1.0]), descending=False).tolist() == [2, 0, 1]
    assert sorted_rows(np.array([2.0, np.nan, 1.0]), descending=True).tolist() == [0, 2, 1]
    assert sorted_rows(np.array(["b", "", "A"]), descending=False).tolist() == [2, 0, 1]


def test_long_text_has_the_room_that_is_left_and_gives_it_back(qtbot: Any) -> None:
    robot = Robot(qtbot, made_up())
    start, header = [column.key for column in COLUMNS].index("start") + 1, robot.table.horizontalHeader()
    usual = robot.table.columnWidth(start)
    robot.panel.widget.resize(3000, 880)
    whole = robot.table.columnWidth(start)
    text = robot.table.fontMetrics().horizontalAdvance(robot.table.table.text(0, start))
    assert usual < whole > text
    robot.panel.widget.resize(420, 880)
    assert robot.table.columnWidth(start) == usual
    header.resizeSection(start, 77)  # by hand
    robot.panel.widget.resize(3000, 880)
    assert robot.table.columnWidth(start) == 77
    robot.session.close()


def test_columns_without_values_are_hidden(qtbot: Any) -> None:
    robot = Robot(qtbot, made_up(telescopes=False))
    shown = {c.key for i, c in enumerate(COLUMNS) if not robot.table.isColumnHidden(i + 1)}
    assert {"obs_id", "object", "zenith", "livetime", "events", "ra", "dec"} <= shown
    assert not {"telescopes", "azimuth", "quality", "offset"} & shown
    robot.session.apply("Aim", edits.set_target, CRAB)
    assert not robot.table.isColumnHidden(next(i for i, c in enumerate(COLUMNS) if c.key == "offset") + 1)
    robot.session.close()


def test_a_run_with_a_problem_is_grey_with_a_sign_and_the_reason(robot: Robot) -> None:
    cell = robot.view.table.index(4, 1)
    role = Qt.ItemDataRole
    assert "run5.fits" in robot.view.table.data(cell, role.ToolTipRole)
    assert not robot.view.table.data(cell, role.DecorationRole).isNull()
    assert robot.view.table.data(cell, role.ForegroundRole) == LIGHT.color("muted", 0.75)
    assert robot.view.table.data(robot.view.table.index(3, 1), role.ForegroundRole) is None
    robot.view.all.click()
    assert "1 of the ticked runs left out" in robot.view.note.text()


def test_copy_and_export_give_the_listed_runs_with_units(robot: Robot, tmp_path: Path) -> None:
    robot.view.search.filter.setText("pks")
    robot.click(6)
    robot.key(Qt.Key.Key_C, CONTROL)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Run\tObject\tZenith deg")
    assert len(lines) == 2
    assert lines[1].startswith("6\tPKS 2155-304")
    from astropy.table import Table

    robot.table.save(tmp_path / "runs.ecsv")
    table = Table.read(tmp_path / "runs.ecsv")
    assert table["obs_id"].tolist() == [3, 6, 9, 12]
    assert str(table["zenith"].unit) == "deg"
    assert table["livetime"][0] == pytest.approx(1502.0 / 60.0)
    robot.table.save(tmp_path / "runs.csv")
    assert len((tmp_path / "runs.csv").read_text().splitlines()) == 5


def test_showing_results_never_makes_an_edit_and_the_same_results_change_nothing(robot: Robot) -> None:
    changes = []
    robot.view.table.dataChanged.connect(lambda *_: changes.append("data"))
    robot.view.table.modelReset.connect(lambda: changes.append("reset"))
    robot.show()
    robot.panel.set_theme(DARK)
    changes.clear()
    robot.show()
    assert changes == []
    assert robot.edits == []


def test_ten_thousand_runs_are_sorted_filtered_and_selected_without_a_pause(qtbot: Any) -> None:
    import time

    robot = Robot(qtbot, made_up(10_000))
    started = time.thread_time()
    robot.table.sortByColumn(7, Qt.SortOrder.DescendingOrder)
    robot.view.search.filter.setText("crab zen<40")
    robot.table.selectAll()
    robot.view.all.click()
    assert time.thread_time() - started < 2.0  # a hundred times what is usual would fail
    assert len(robot.runs) == len(robot.listed) > 1000
    robot.session.close()


def test_the_table_model_never_contradicts_itself(robot: Robot, qtmodeltester: Any) -> None:
    qtmodeltester.check(robot.view.table)
    table = RunTable()
    qtmodeltester.check(table)


def test_an_object_in_no_catalogue_is_aimed_at_by_the_pointings_of_its_runs(qtbot: Any) -> None:
    names = np.array(["My source", "Crab Nebula"] * 6)
    index = replace(made_up(), target=names, ra=np.full(12, 10.0), dec=np.tile([40.5, 22.0, 39.5, 22.5], 3))
    robot = Robot(qtbot, index)
    robot.view.runs.aim_requested.emit("My source")
    source, target = robot.session.analysis.source, robot.session.analysis.target
    assert source is not None and target is not None
    assert (source.ra, source.dec) == pytest.approx((10.0, 40.0), abs=1e-6)
    assert target.name == "My source"


def test_the_near_line_writes_a_cone_into_the_query_and_the_query_fills_the_near_line(robot: Robot) -> None:
    robot.view.search.filter.setText("zen<35")
    robot.find("crab")
    assert robot.view.search.filter.text() == 'cone "Crab Nebula" 2 zen<35'
    robot.view.search.filter.setText("cone pks2155 3")
    assert robot.listed == [3, 6, 9, 12]
    assert robot.view.search.place.text() == "PKS 2155-304"
    assert robot.view.search.radius.value == 3.0
    assert robot.view.search.result.text() == "4 runs within 3° of PKS 2155-304"
    robot.view.search.filter.setText("zen<35")
    assert robot.view.search.place.text() == ""
    assert not robot.view.search.answer.isVisible()


def test_a_place_cannot_be_looked_for_while_the_query_is_wrong(robot: Robot) -> None:
    robot.view.search.filter.setText("zen<40)")
    robot.find("crab")
    assert "Mend the line" in robot.view.search.place_trouble.text()
    assert robot.view.search.filter.text() == "zen<40)"


def test_what_is_filled_into_the_form_is_written_into_the_query_and_back(robot: Robot) -> None:
    search = robot.view.search
    search.form_button.click()
    form = search.form
    assert form.isVisible()
    QTest.keyClicks(form.lines["words"], "crab")
    QTest.keyClicks(form.ends["zen"][1], "35")
    QTest.keyClicks(form.start, "2004-12-05")
    assert search.filter.text() == "crab zen<35 time 2004-12-05 .."
    assert form.query.text() == search.filter.text()
    assert robot.listed == []
    assert form.found.text() == "0 of 12 runs"
    form.start.clear()
    form._edited()
    assert set(robot.listed) < {1, 2, 4, 5, 7, 8, 10, 11}
    few = robot.listed
    form.inverted.click()
    assert search.filter.text() == "not (crab zen<35)"
    assert robot.listed == [run for run in range(1, 13) if run not in few]
    search.filter.setText("pks zen>=20 (tels=3 or events>5)")
    assert form.lines["words"].text() == "pks"
    assert form.ends["zen"][0].text() == "20"
    assert form.rest.text() == "and: (tels=3 or events>5)"
    QTest.keyClick(form, Qt.Key.Key_Return)
    assert not form.isVisible()


def test_a_selection_is_saved_used_inverted_forgotten_and_all_of_it_undone(robot: Robot) -> None:
    saved = robot.view.search.saved
    saved.fill()
    names = [action.text() for action in saved.menu().actions()]
    assert names[0] == "Nothing saved yet"
    robot.view.search.filter.setText("crab")
    saved.save_requested.emit("on crab")
    assert [each.name for each in robot.session.analysis.selections] == ["on crab"]
    robot.view.search.filter.setText('not @"on crab" zen<90')
    assert robot.listed == [3, 6, 9, 12]
    saved.fill()
    saved.menu().actions()[0].trigger()
    assert robot.view.search.filter.text() == '@"on crab"'
    assert len(robot.listed) == 8
    saved.inverted.emit()
    assert robot.listed == [3, 6, 9, 12]
    saved.inverted.emit()
    saved.remove_requested.emit("on crab")
    assert "no saved selection" in robot.view.search.filter_trouble.text()
    robot.session.undo()
    robot.show()
    assert len(robot.listed) == 8
    assert not robot.view.search.filter_trouble.isVisible()


def test_a_list_of_runs_from_a_file_becomes_a_selection(robot: Robot, tmp_path: Path) -> None:
    said = []
    robot.session.message.connect(lambda severity, text: said.append(text))
    robot.session.data.store = robot.store
    (tmp_path / "good_runs.txt").write_text("# good\n2\n3\n99\n")
    robot.view.search.saved.list_chosen.emit(str(tmp_path / "good_runs.txt"))
    assert robot.listed == [2, 3]
    assert robot.view.search.filter.text() == "@good_runs"
    assert "1 of its 3 runs" in said[0]
    robot.view.search.saved.list_chosen.emit(str(tmp_path / "nothing.txt"))
    assert "nothing.txt" in said[-1]


def test_columns_order_sorting_and_catalogue_are_remembered(qtbot: Any, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("name,ra,dec\nMy Source,83.0,22.0\n")
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    for first in (True, False):
        robot = Robot(qtbot, None)
        robot.session.settings = settings
        robot.store = Store(Path("made-up"), "made-up", made_up())
        robot.show()
        section = {column.key: i + 1 for i, column in enumerate(COLUMNS)}
        if first:
            robot.table.show_column(section["ra"], False)
            robot.table.show_column(section["rate"], True)
            robot.table.horizontalHeader().moveSection(robot.table.horizontalHeader().visualIndex(section["zenith"]), 1)
            robot.table.sortByColumn(section["zenith"], Qt.SortOrder.DescendingOrder)
            robot.panel.show_catalogue(str(tmp_path / "mine.csv"))
            order = robot.listed
        assert robot.table.isColumnHidden(section["ra"])
        assert not robot.table.isColumnHidden(section["rate"])
        assert robot.table.horizontalHeader().visualIndex(section["zenith"]) == 1
        assert robot.listed == order
        robot.find("my source")
        assert "of My Source" in robot.view.search.result.text()
        robot.session.close()


def test_a_catalogue_that_is_gone_is_left_out_with_a_sentence(robot: Robot, tmp_path: Path) -> None:
    said = []
    robot.session.message.connect(lambda severity, text: said.append(text))
    robot.panel.show_catalogue(str(tmp_path / "gone.fits"))
    assert "gone.fits" in said[0]
    assert len(robot.view.sky.sky.sets["sources"].ra) > 100


def test_gamma_cat_is_shown_on_the_sky_and_told_by_the_pointer(robot: Robot, data: Path) -> None:
    robot.panel.show_catalogue(str(data / "gammacat" / "gammacat.fits.gz"))
    robot.view.sky.buttons["equatorial"].click()
    sky = robot.view.sky.sky
    sources = sky.sets["sources"]
    assert len(sources.ra) == 162
    crab = int(np.argmin(np.hypot(sources.ra - 83.633, sources.dec - 22.014)))
    assert sources.tooltips[crab] == "Crab nebula · pwn · 1.1 Crab above 1 TeV"
    assert "Crab nebula" in sky._tooltip(QPointF(float(sources.u[crab]), float(sources.v[crab])))
    robot.view.sky.catalogue_chosen.emit("")
    assert len(sky.sets["sources"].ra) > 162


def test_the_wobble_pattern_is_drawn_and_told(robot: Robot) -> None:
    robot.session.apply("Aim", edits.set_target, CRAB)
    robot.view.search.filter.setText("crab")
    robot.view.all.click()
    assert robot.view.sky.wobble == "Wobble: 0.50° (N 4, S 4)"
    assert robot.view.sky.field._circles["wobble"].radius == pytest.approx([0.5])
    robot.view.none.click()
    assert robot.view.sky.wobble == ""


def test_a_brush_in_the_plots_selects_runs_in_the_table_and_the_other_plots(robot: Robot) -> None:
    robot.view.sky.buttons["plots"].click()
    trends = robot.view.sky.trends
    QApplication.processEvents()
    rate = trends.plots["rate"]
    (left, right), (bottom, top) = rate.box.viewRange()
    start, end = (
        trends.mapFromScene(rate.box.mapViewToScene(QPointF(x, y)))
        for x, y in ((left + 0.01 * (right - left), top), (30.0, bottom))
    )
    robot.brush(start + QPoint(0, 2), end - QPoint(0, 2))
    index = robot.store.index
    expected = index.obs_id[index.zenith < 30.0].tolist()
    assert robot.table.highlighted_runs() == expected
    assert trends.plots["threshold"].cloud.selected.tolist() == (index.zenith < 30.0).tolist()
    assert trends.plots["night"].cloud.selected.any()
    assert "No energy threshold" in trends.plots["threshold"].note.text
    trends.selection_changed.emit("night", np.array([0]))
    assert robot.table.highlighted_runs() == list(range(1, 13))


def test_runs_are_coloured_by_zenith_with_a_bar_in_every_plot(robot: Robot) -> None:
    from vhegui.analysis.runs.trends import COLOURINGS
    from vhegui.gui.plotting.value_colours import LEVELS

    zenith = next(each for each in COLOURINGS if each.key == "zenith")
    robot.view.sky.set_colouring(zenith)
    for mode in ("field", "equatorial", "plots"):
        robot.view.sky.buttons[mode].click()
        plot = robot.view.sky.stack.currentWidget()
        level = plot.plots["rate"].cloud.level if mode == "plots" else plot.sets["pointings"].level
        assert level.min() == 0
        assert level.max() == LEVELS - 1
        assert plot.bar._texts[0] == "Zenith (deg)"
    robot.view.sky.set_colouring(None)
    assert robot.view.sky.trends.plots["rate"].cloud.level is None


def test_an_index_with_gaps_is_completed_from_the_runs_that_are_read(qtbot: Any, data: Path) -> None:
    from vhegui.core.dl3.open import open_store

    store = open_store(data / "magic" / "rad_max" / "data")
    robot = Robot(qtbot, None)
    robot.store = store
    robot.view.search.filter.setText("")
    robot.show()
    robot.view.all.click()
    assert robot.view.totals.text() == "2 runs"
    robot.loaded = LoadedRuns({run: store.load(run) for run in store.index.obs_id.tolist()})
    robot.show()
    assert "h livetime" in robot.view.totals.text()
    zenith = next(i for i, column in enumerate(COLUMNS) if column.key == "zenith")
    assert not robot.table.isColumnHidden(zenith + 1)
    robot.session.close()


def test_real_runs_are_listed_and_the_four_crab_runs_add_up(qtbot: Any, data: Path) -> None:
    from vhegui.core.dl3.open import open_store

    robot = Robot(qtbot, open_store(data / "hess-dl3-dr1").index)
    assert len(robot.listed) == 105
    robot.view.search.filter.setText("crab")
    robot.view.all.click()
    assert robot.runs == (23523, 23526, 23559, 23592)
    assert robot.view.totals.text() == "4 runs · 1.87 h ontime · 1.75 h livetime"
    robot.session.close()


def test_no_number_is_cut_by_the_edge_of_the_list(qtbot: Any) -> None:
    robot = Robot(qtbot, made_up())
    table, header = robot.table, robot.table.horizontalHeader()
    for width in range(420, 900, 37):
        robot.panel.widget.resize(width, 880)
        shown = [
            header.logicalIndex(i) for i in range(header.count()) if not table.isColumnHidden(header.logicalIndex(i))
        ]
        edges = [table.columnViewportPosition(column) + table.columnWidth(column) for column in shown]
        assert table.viewport().width() in edges or edges[-1] <= table.viewport().width(), (width, edges)
    robot.session.close()


def test_the_run_that_is_shown_stays_in_view_in_a_lower_list_until_somebody_scrolls(qtbot: Any) -> None:
    robot = Robot(qtbot, made_up(200))
    table = robot.table
    table.show_run(120)

    def seen() -> bool:
        return table.viewport().rect().intersects(table.visualRect(table.table.index(119, 1)))

    for height in (700, 460, 900, 430):
        robot.panel.widget.resize(420, height)
        assert seen(), height
    table.verticalScrollBar().setValue(0)
    robot.panel.widget.resize(420, 800)
    assert table.verticalScrollBar().value() == 0
    robot.session.close()
