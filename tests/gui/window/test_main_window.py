"""The window as a whole: opens on something good, follows the mouse, undoes, saves, recovers, never loses anything."""

from __future__ import annotations

import gc
import json
import runpy
from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from vhegui.analysis import edits
from vhegui.analysis.session.reading import read_session, write_session
from vhegui.analysis.state import Target
from vhegui.core.sphere import separation
from vhegui.gui.window import export_commands, opening, script_commands, session_commands
from vhegui.gui.window.actions.registry import ACTIONS
from vhegui.gui.window.main_window import MainWindow
from vhegui.gui.window.recovery import Recovery


@pytest.fixture
def window(demo_window) -> MainWindow:
    return demo_window


def on_map(window: MainWindow, ra: float, dec: float) -> QPoint:
    """Where a direction is in the map's viewport."""
    sky = window.panels["countmap"].view.sky
    u, v = sky.projection.to_plane(ra, dec)
    return sky.mapFromScene(sky.box.mapViewToScene(QPointF(float(u), float(v))))


def test_it_opens_on_something_good(window):
    results = window.session.results
    assert len(results.analysis.dataset.runs) == 4
    total = results.current("counts_table")[1]
    assert total.sqrt_ts > 25
    assert results.current("fit_result").success
    assert results.current("flux_points_result") is not None
    assert window.summary.text().startswith("4 runs · 1.75 h · E 0.10–40 TeV · ON ")
    assert window.summary.text().endswith(" σ")
    assert all(window.panels[name].visible for name in ("observations", "countmap", "spectrum"))


def test_dragging_the_source_region_moves_everything_and_is_one_undo_step(window, qtbot, rest):
    session = window.session
    before = session.results
    start = on_map(window, session.analysis.source.ra, session.analysis.source.dec)
    view = window.panels["countmap"].view.sky.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 9):
        QTest.mouseMove(view, start + QPoint(4 * step, 0))
        qtbot.wait(20)
    assert session.gesture
    during = session.results
    assert during.get("live_fit") is not before.get("live_fit")
    assert during.get("off_regions") is not before.get("off_regions")
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(32, 0))
    rest(window)
    assert not session.gesture
    assert session.history.undo_label == "Move source region"
    assert session.results.current("counts_table")[1].counts < before.current("counts_table")[1].counts
    session.undo()
    rest(window)
    assert session.analysis.source == before.analysis.source
    assert session.results.current("counts_table")[1] == before.current("counts_table")[1]
    assert session.results.current("fit_result") is before.current("fit_result")  # nothing was computed again


def test_escape_takes_a_drag_back(window, qtbot, rest):
    session = window.session
    source = session.analysis.source
    start = on_map(window, source.ra, source.dec)
    view = window.panels["countmap"].view.sky.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, start + QPoint(25, 10))
    qtbot.wait(30)
    QTest.keyClick(window.panels["countmap"].view.sky, Qt.Key.Key_Escape)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(25, 10))
    rest(window)
    assert session.analysis.source == source and session.history.undo_label != "Move source region"


def test_shortcuts_choose_tools_and_undo(window, rest):
    QTest.keyClick(window, Qt.Key.Key_X)
    assert window.tool == "exclusion"
    window.session.apply("Mosaic map", edits.mosaic_map)
    rest(window)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.session.history.redo_label == "Mosaic map"


def test_a_session_is_saved_and_opened_again_with_the_same_results(window, make_window, rest, tmp_path, file_answers):
    window.session.apply("Stack", edits.put, "fit.stack", True)
    rest(window)
    path = tmp_path / "crab.yaml"
    file_answers.choose(path)
    session_commands.save_session(window)
    assert not window.isWindowModified()
    second = make_window()
    opening.open_any(second, path)
    rest(second)
    saved = second.session.analysis
    assert saved.model == window.session.results.get("shown_model")  # what was on screen, not where the fit started
    assert replace(saved, sources=window.session.analysis.sources) == window.session.analysis
    first_stat = window.session.results.current("fit_result").total_stat
    assert second.session.results.current("fit_result").total_stat == pytest.approx(first_stat, abs=1e-6)
    assert str(path) in second.recent_paths()


def test_a_crash_loses_nothing(window, rest, tmp_path):
    window.session.apply("Mosaic map", edits.mosaic_map)
    window.recovery.write()
    other = Recovery(window.session, tmp_path / "recovery")
    assert other.left_behind() == []  # its window lives
    window.recovery.release()  # as the end of the process does
    left = other.left_behind()
    assert len(left) == 1 and not left[0].closed and left[0].file is None
    assert read_session(left[0].path)[0] == window.session.history.current


def test_steady_edits_do_not_put_off_that_they_are_saved_aside(window, qtbot):
    names = iter(range(1000))
    edit = QTimer()
    edit.timeout.connect(lambda: window.session.apply("Rename", edits.set_target, Target(f"t{next(names)}", 83.6, 22)))
    edit.start(100)
    recovery = window.recovery
    qtbot.waitUntil(lambda: any(recovery.folder.glob("*.yaml")))
    edit.stop()


def test_a_recovered_session_belongs_to_the_file_it_came_from(window, make_window, rest, tmp_path):
    path = tmp_path / "mine.yaml"
    write_session(path, window.session.analysis)
    session_commands.open_session(window, path)
    rest(window)
    window.session.apply("Mosaic map", edits.mosaic_map)
    changed = window.session.analysis
    window.close()
    second = make_window()
    (left,) = second.recovery.left_behind()
    assert left.closed and left.file == path and "mine.yaml" in left.describe()
    session_commands.recover_session(second, left)
    rest(second)
    assert second.session.analysis == changed and second.isWindowModified()
    assert second.recovery.left_behind() == []
    session_commands.save_session(second)  # asks for no name
    assert read_session(path)[0].map == changed.map


def test_a_session_is_read_in_the_background_and_the_last_one_asked_for_is_shown(window, qtbot, rest, tmp_path):
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    write_session(first, edits.mosaic_map(window.session.analysis))
    write_session(second, edits.set_target(window.session.analysis, Target("second", 83.6, 22.0)))
    before = window.session.analysis
    session_commands.open_session(window, first)
    session_commands.open_session(window, second)
    assert window.session.analysis is before
    qtbot.waitUntil(lambda: window.session_file is not None, timeout=10_000)
    rest(window)
    assert window.session_file.path == second
    assert window.session.analysis.target.name == "second"
    assert not window.isWindowModified()


def answer(window: MainWindow, text: str) -> None:
    """Click a button of the question that is asked."""
    (box,) = (each for each in window.findChildren(QMessageBox) if each.isVisible())
    button = next(each for each in box.buttons() if each.text().replace("&", "") == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("wanted", ["Replace it", "Cancel"])
def test_a_file_that_another_window_has_written_is_not_replaced_without_a_question(window, rest, tmp_path, wanted):
    path = tmp_path / "shared.yaml"
    write_session(path, window.session.analysis)
    session_commands.open_session(window, path)
    rest(window)
    window.session.apply("Mosaic map", edits.mosaic_map)
    theirs = path.read_text() + "\n# theirs\n"
    path.write_text(theirs)
    written = []
    session_commands.save_session(window, lambda: written.append(path))
    assert not written and path.read_text() == theirs  # the question waits for nobody
    answer(window, wanted)
    assert bool(written) == (wanted == "Replace it")
    assert (path.read_text() == theirs) == (wanted == "Cancel")
    assert window.isWindowModified() == (wanted == "Cancel")


def test_a_session_that_is_opened_while_the_question_is_asked_is_not_written_over_the_file(window, rest, tmp_path):
    path, other = tmp_path / "shared.yaml", tmp_path / "other.yaml"
    for each in (path, other):
        write_session(each, window.session.analysis)
    session_commands.open_session(window, path)
    rest(window)
    path.write_text(theirs := path.read_text() + "\n# theirs\n")
    session_commands.save_session(window)
    session_commands.open_session(window, other)
    rest(window)
    answer(window, "Replace it")
    assert path.read_text() == theirs
    assert "another session" in window.messages.text


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("notes.yaml", "format: 1\nfoo: [", "notes.yaml"),
        ("future.yaml", "format: 99\n", "newer"),
        ("picture.fits", "this is not FITS", "picture.fits"),
        ("missing", None, "missing"),
    ],
)
def test_a_wrong_file_gets_a_message_and_nothing_is_lost(window, rest, tmp_path, name, content, expected):
    before = window.session.analysis
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    opening.open_any(window, path)
    rest(window)
    assert expected in window.messages.text
    assert window.messages.isVisible()
    assert window.session.analysis == before


def test_files_can_be_dropped(window, rest, demo):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(demo))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(50, 50), copy, data, left, none))
    rest(window)
    assert window.session.analysis.dataset.runs == () and len(window.session.store.index) == 26


def test_closed_panels_are_not_computed_for_and_come_back(window, rest):
    dock = window.docks["spectrum"]
    dock.close()
    rest(window)
    assert not window.panels["spectrum"].visible
    window.actions_by_name["reset-layout"].trigger()
    rest(window)
    assert window.panels["spectrum"].visible


def test_what_no_panel_shows_any_more_is_not_taken_for_current(window, rest, tmp_path, file_answers):
    session = window.session
    for name in window.docks:
        if name != "log":
            window.docks[name].close()
    rest(window)
    session.apply("Another model", edits.set_model_kind, session.analysis.model, "power_law")
    session.apply("Move", edits.move_region, replace(session.analysis.source, ra=83.9))
    rest(window)
    assert session.results.current("off_regions") is None and session.results.current("shown_model") is None
    path = tmp_path / "hidden.yaml"
    file_answers.choose(path)
    session_commands.save_session(window)
    assert read_session(path)[0].model.spectral.form == session.analysis.model.spectral.form
    window.actions_by_name["draw-off"].trigger()
    source, drawn = session.analysis.source, edits.drawn_regions(session.analysis)
    assert drawn and all(separation(source.ra, source.dec, each.ra, each.dec) > 2 * source.radius for each in drawn)
    assert window.actions_by_name["export"].isEnabled()


@pytest.mark.parametrize(
    ("step", "runs", "there"),
    [
        ("fit_result", (1,), True),
        ("counts_table", (1,), True),
        ("counts_map", (1,), False),
        ("counts_table", (), False),
    ],
)
def test_a_fit_of_cubes_without_a_source_region_can_be_exported_and_counts_of_nothing_cannot(step, runs, there):
    export = next(action for action in ACTIONS if action.name == "export")
    results = SimpleNamespace(current={step: object()}.get)
    history = SimpleNamespace(current=edits.change(edits.new_analysis(), "dataset", runs=runs))
    window = SimpleNamespace(session=SimpleNamespace(results=results, history=history))
    assert export.enabled is not None
    assert export.enabled(window) is there


def test_the_layout_and_theme_are_remembered(make_window, qtbot):
    first = make_window()
    first.set_theme_choice("dark")
    first.docks["observations"].close()
    first.close()
    second = make_window()
    assert second.theme.dark and not second.docks["observations"].isVisible()


def test_results_are_exported_as_a_headless_run_writes_them(window, rest, tmp_path):
    export_commands.export_to(window, tmp_path / "out")
    rest(window)
    content = json.loads((tmp_path / "out" / "results.json").read_text())
    assert content["total"]["counts"] == window.session.results.current("counts_table")[1].counts
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"flux_points.ecsv", "best_fit_models.yaml", "session.yaml", "spectra.ecsv", "sed.svg"} <= written


def test_a_report_is_written_with_its_pictures(window, rest, tmp_path, monkeypatch, file_answers):
    monkeypatch.setattr("vhegui.gui.figures.headless.LAYOUTS", 1)
    file_answers.choose(tmp_path / "mine")
    window.actions_by_name["export-report"].trigger()  # as soon as there are results
    rest(window)
    page = (tmp_path / "mine.html").read_text()
    assert page.count("<img") >= 5 and "Crab" in page and "of the PSF" in page
    (tmp_path / "other.html").write_text("mine")
    export_commands.report_to(window, tmp_path / "other.html")
    rest(window)
    assert (tmp_path / "other.html").read_text() == "mine" and "is no report of vhegui" in window.messages.text


def test_the_script_gives_the_numbers_of_the_window(window, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("vhegui.gui.figures.headless.LAYOUTS", 1)
    monkeypatch.chdir(tmp_path)
    script_commands.write_to(window, tmp_path / "analysis.py")
    made = runpy.run_path(str(tmp_path / "analysis.py"))["outcome"].values["fit_result"]
    found = window.session.results.current("fit_result")
    assert made.total_stat == found.total_stat
    assert made.joint.parameters == found.joint.parameters
    assert "converged" in capsys.readouterr().out
    assert {"counts_map.png", "sed.svg"} <= {path.name for path in (tmp_path / "plots").iterdir()}


def test_an_export_that_is_cancelled_while_plots_are_drawn_leaves_nothing(window, rest, tmp_path, monkeypatch):
    def two_plots(outcome, folder, **looks):
        yield lambda: [folder / "counts.svg"]
        raise AssertionError("drawn although it was cancelled")

    def cancel(kind, fraction, text):
        if text == "Drawing plots":
            window.session.cancel_work()

    monkeypatch.setattr("vhegui.gui.figures.headless.draw_each", two_plots)
    window.session.progress.connect(cancel)
    export_commands.export_to(window, tmp_path / "out")
    rest(window)
    gc.collect()
    assert list((tmp_path / "out").iterdir()) == []


def test_keys_choose_the_map_that_is_shown(make_window):
    window = make_window()
    window.activateWindow()
    for key, kind in ((Qt.Key.Key_4, "significance"), (Qt.Key.Key_5, "flux"), (Qt.Key.Key_1, "counts")):
        QTest.keyClick(window, key)
        assert window.session.analysis.map_looks.shown == kind
        assert window.actions_by_name[f"map-{kind}"].isChecked()


def test_every_action_has_a_name_of_its_own_and_no_shortcut_twice(make_window):
    window = make_window()
    assert len({entry.name for entry in ACTIONS}) == len(ACTIONS)
    shortcuts = [action.shortcut().toString() for action in window.actions() if not action.shortcut().isEmpty()]
    assert len(shortcuts) == len(set(shortcuts))


def test_gammapys_conventions_are_one_click(window, rest):
    window.actions_by_name["gammapy_conventions"].trigger()
    rest(window)
    analysis = window.session.analysis
    assert analysis.background.placement == "gammapy" and analysis.events.keep_outside_gti
    window.actions_by_name["gammapy_conventions"].trigger()
    assert window.session.analysis.background.placement == "packed"


def test_off_regions_are_drawn_from_those_that_are_placed_or_from_a_file(window, rest, tmp_path):
    session = window.session
    before = session.results.current("counts_table")[1]
    window.actions_by_name["draw-off-runs"].trigger()
    rest(window)
    assert session.history.undo_label == "Draw OFF regions as placed"
    assert session.results.current("counts_table")[1].counts_off == before.counts_off
    window.actions_by_name["reflected"].trigger()
    assert session.analysis.background.method == "reflected"
    path = tmp_path / "off.reg"
    path.write_text("fk5\ncircle(83.63,23.2,0.2) # background\ncircle(83.63,22.01,0.11)\n")
    opening.open_any(window, path)
    rest(window)
    assert [each.radius for each in session.analysis.background.regions] == pytest.approx([0.2])


def test_a_panel_asked_for_comes_to_the_front_and_never_closes(make_window, qtbot):
    window = make_window()
    show = window.actions_by_name["panel-light_curve"]
    show.trigger()
    panel = window.panels["light_curve"]
    qtbot.waitUntil(lambda: panel.visible)
    window.docks["spectrum"].raise_()
    qtbot.waitUntil(lambda: not panel.visible)
    for _ in range(2):
        show.trigger()
        qtbot.waitUntil(lambda: panel.visible)


def test_no_panel_and_no_message_makes_the_window_larger_than_1280_by_720(make_window, qtbot):
    window = make_window()
    window.resize(1280, 720)
    window.show_message("warning", "A sentence that goes on and on. " * 30, "Do something", lambda: None)
    for name in window.docks:
        window.show_panel(name)
        qtbot.wait(10)
        assert window.minimumSizeHint().width() <= 1280
        assert window.minimumSizeHint().height() <= 720
        assert (window.width(), window.height()) == (1280, 720)


def test_the_science_is_in_the_menus_and_starts_as_soon_as_it_can(window, rest):
    window.actions_by_name["compare-models"].trigger()  # its panel is new, and has not seen any fit yet
    rest(window)
    panel = window.panels["fit"]
    assert panel.visible and len(panel.view.compare.rows) > 2
    window.actions_by_name["fit-contours"].trigger()
    rest(window)
    assert panel.view.tabs.currentWidget() is panel.view.profiles
    assert window.session.results.current("contours")
    assert window.session.history.undo_label.startswith("Contours of")


def test_a_command_that_has_nothing_to_work_on_says_so(make_window, rest):
    window = make_window()
    window.actions_by_name["fit-toys"].trigger()
    rest(window)
    assert "Simulate" in window.messages.text and "Fit quality says what is missing" in window.messages.text


def test_layers_of_the_map_and_what_is_fitted_are_in_the_menus(make_window, rest):
    window = make_window()
    sky = window.panels["countmap"].view.controls.layers_menu
    grid = window.actions_by_name["layer-grid"]
    assert grid.isChecked()
    grid.trigger()
    rest(window)
    assert "grid" in sky.hidden
    window.menuBar().actions()[4].menu().aboutToShow.emit()
    assert not grid.isChecked()
    window.session.apply("Aim", edits.point_at, Target("Crab", 83.63, 22.01))
    window.actions_by_name["fit-cubes"].trigger()
    assert window.session.analysis.fit.data == "cubes" and window.actions_by_name["fit-cubes"].isChecked()
