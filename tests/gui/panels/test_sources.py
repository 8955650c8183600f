"""The panel Sources on Crab runs: what is added, ticked, linked, renamed, removed, tested; each one step to undo."""

from __future__ import annotations

from dataclasses import replace

import panel_on_crab
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from vhegui.analysis import edits
from vhegui.analysis.edits import source_parameters
from vhegui.analysis.state import Analysis, LogAxis
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.sphere import separation
from vhegui.gui.panels.sources import SourcesPanel
from vhegui.gui.panels.sources.rows import Key
from vhegui.gui.panels.sources.tree import COUNTS, DELTA_TS, FIT, MODEL, TITLE
from vhegui.gui.session.on_screen import joint_on_screen


@pytest.fixture
def panel(qtbot, data):
    with panel_on_crab.shown(SourcesPanel, qtbot, 520, 420) as panel:
        panel_on_crab.open_crab(panel, data, qtbot, runs=(23523, 23592))
        yield panel


def texts(panel, column: int = TITLE) -> list[str]:
    """Of all rows, those of parts indented."""
    found = []
    for i in range(panel.view.tree.topLevelItemCount()):
        top = panel.view.tree.topLevelItem(i)
        found += [top.text(column), *(f"  {top.child(k).text(column)}" for k in range(top.childCount()))]
    return found


def item(panel, name: str, part: str = "source"):
    """A row, made the current one."""
    panel.session.pull()
    panel.view.tree.select(Key(part, name))
    return panel.view.tree.currentItem()


def tick(panel, name: str, part: str = "source") -> None:
    """Click the tick of a row."""
    row = item(panel, name, part)
    row.setCheckState(
        FIT, Qt.CheckState.Unchecked if row.checkState(FIT) == Qt.CheckState.Checked else Qt.CheckState.Checked
    )
    panel.session.pull()


def key(panel, which: Qt.Key) -> None:
    QTest.keyClick(panel.view.tree, which)
    panel.session.pull()


def add(panel, where: str) -> str:
    """Press an entry of the menu of the button; the name of the new source."""
    action = next(a for a in panel.view.add.menu().actions() if a.text().startswith(where))
    action.trigger()
    panel.session.pull()
    return panel.session.analysis.sources[-1].name


def entry(panel, name: str, *path: str):
    """An entry of the menu of a source."""
    menu = panel.menu_of(Key("source", name))
    for text in path[:-1]:
        menu = next(a.menu() for a in menu.actions() if a.text() == text)
    panel.open_menu = menu  # Qt's menus live as long as they are held
    return next(a for a in menu.actions() if a.text() == path[-1])


def test_the_tree_says_what_explains_the_counts(panel, qtbot):
    assert texts(panel) == ["● source", "  Power law"]
    model, counts = texts(panel, MODEL), texts(panel, COUNTS)
    assert "index 2." in model[1] and "±" in model[1]
    assert 100 < int(counts[0]) < 400
    tick(panel, "source", "spectral")
    assert all(p.frozen for p in panel.session.analysis.model.parameters)
    tick(panel, "source", "spectral")
    assert not panel.session.analysis.model.spectral["index"].frozen


def test_sources_are_added_shown_left_out_renamed_and_removed(panel, qtbot):
    said = []
    panel.session.message.connect(lambda kind, text: said.append(text))
    name = add(panel, "At the target")
    assert texts(panel) == ["● source", "  Power law", f"{name}", "  Power law", "  Point source"]
    assert "everything of its spectrum fixed" in said[-1]
    item(panel, name)
    key(panel, Qt.Key.Key_Return)
    assert panel.session.analysis.model.name == name and texts(panel)[2] == f"● {name}"
    tick(panel, "source")
    assert [source.left_out for source in panel.session.analysis.sources] == [True, False]
    tick(panel, name)  # the last one in the fit
    assert "only source in the fit" in said[-1]
    assert item(panel, name).checkState(FIT) == Qt.CheckState.Checked
    tick(panel, "source")
    item(panel, name)
    key(panel, Qt.Key.Key_F2)
    dialog = panel.view.findChild(type(panel.commands.ask_name(name)))
    dialog.field.setText("nebula")
    dialog.accept()
    panel.session.pull()
    assert "● nebula" in texts(panel)
    item(panel, "nebula")
    key(panel, Qt.Key.Key_Delete)
    assert texts(panel) == ["● source", "  Power law"]
    assert panel.session.history.undo_label == "Remove nebula"
    panel.session.undo()
    panel.session.pull()
    assert "● nebula" in texts(panel)


def test_the_menu_of_a_source_reshapes_duplicates_and_links_it(panel, qtbot, tmp_path):
    name = add(panel, "In the middle")
    entry(panel, name, "Shape on the sky", "Gaussian").trigger()
    panel.session.pull()
    assert texts(panel)[-1] == "  Gaussian" and "+22°00′50″, sigma 0.1000 deg" in texts(panel, MODEL)[-1]
    QTest.mouseClick(panel.view.buttons["duplicate"], Qt.MouseButton.LeftButton)
    twice = panel.session.analysis.sources[-1].name
    for what in ("position", "shape"):
        entry(panel, twice, f"Link {what} to", name).trigger()
    linked = panel.session.analysis.sources[-1]
    assert [linked[each].link for each in ("lon_0", "sigma")] == [f"{name}.lon_0", f"{name}.sigma"]
    assert entry(panel, twice, "Unlink position and shape").isEnabled()
    assert not entry(panel, "source", "To the middle of the map").isEnabled()  # it is nowhere
    said = []
    panel.session.message.connect(lambda kind, text: said.append(kind))
    (tmp_path / "no.fits").write_text("nothing")
    panel.commands.read_image(name, tmp_path / "no.fits")
    assert said == ["error"]


def test_the_tests_are_asked_shown_kept_and_saved(panel, qtbot, tmp_path, file_answers):
    shape = default_shape("point", 83.633, 22.014)
    panel.session.apply("Place it", lambda a: replace(a, sources=(replace(a.sources[0], spatial=shape),)))
    QTest.mouseClick(panel.view.test, Qt.MouseButton.LeftButton)
    assert panel.view.test.running
    qtbot.waitUntil(lambda: not panel.session.busy and not panel.view.test.running, timeout=30_000)
    panel.session.pull()
    delta = texts(panel, DELTA_TS)
    assert float(delta[0]) > 100.0 and delta[1] and not delta[2].strip()  # spectra know no extension
    assert "no source → " in item(panel, "source").toolTip(DELTA_TS)
    assert panel.session.history.undo_label == "Test sources"
    panel.view.copy()
    assert "ΔTS" in QGuiApplication.clipboard().text().splitlines()[0]
    file_answers.choose(tmp_path / "sources.ecsv")
    next(a for a in panel.view.table_actions if a.text() == "Save numbers…").trigger()
    assert (tmp_path / "sources.ecsv").exists()
    panel.session.apply("Freeze", source_parameters.freeze, joint_on_screen(panel.session), "source")
    qtbot.waitUntil(lambda: not panel.session.busy, timeout=30_000)
    panel.session.pull()
    assert "test again" in panel.view.said.text()


def test_the_next_source_is_found_in_what_is_left_added_and_one_step_to_undo(panel, qtbot):
    said = []
    panel.session.message.connect(lambda kind, text: said.append(text))
    assert not panel.view.search.isEnabled() and "know no directions" in panel.view.search.toolTip()

    def nothing_yet(analysis: Analysis) -> Analysis:
        """Cubes of few pixels, and a source in the wrong place that explains nothing."""
        analysis = edits.select_runs(analysis, (23523,))
        analysis = edits.put(edits.put(analysis, "reco", LogAxis(0.8, 20.0, 3)), "true", LogAxis(0.4, 50.0, 8))
        analysis = edits.change(analysis, "map", extent="fixed", width=1.4, pixel=0.07)
        analysis = edits.change(edits.fit_to_cubes(analysis), "sky_background", tilt=False)
        shape = default_shape("point", 84.1, 21.6)
        wrong = replace(analysis.model, spatial=shape, spectral=analysis.model.spectral.with_values((2.5, 1e-15, 1.0)))
        frozen = wrong.with_parameters(replace(p, frozen=True) for p in wrong.parameters)
        return replace(analysis, sources=(frozen,))

    panel.session.apply("Cubes", nothing_yet)
    panel_on_crab.settle(panel, qtbot, "fit_result")
    panel.session.pull()
    assert texts(panel)[-2:] == ["Backgrounds", "  23523"]
    QTest.mouseClick(panel.view.search, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(panel.session.analysis.sources) == 2, timeout=60_000)
    assert panel.session.history.undo_label == "Add the next source"
    new = panel.session.analysis.sources[-1]
    assert separation(*new.spatial.centre, 83.633, 22.014) < 0.1
    results = lambda: panel.session.results  # noqa: E731
    qtbot.waitUntil(lambda: not panel.session.busy and bool(results().current("fit_result")), timeout=30_000)
    panel.session.pull()
    assert float(texts(panel, COUNTS)[3].replace("\u2009", "")) > 50.0  # it is fitted
    QTest.mouseClick(panel.view.search, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any("nothing is left above 5 σ" in text for text in said), timeout=60_000)
    panel.session.undo()
    assert len(panel.session.analysis.sources) == 1


def test_rows_are_read_in_another_theme(panel):
    row, tree = item(panel, "source"), panel.view.tree
    for letters in ("#eeeeee", "#101010"):
        palette = tree.palette()
        palette.setColor(palette.ColorRole.Text, letters)
        tree.setPalette(palette)
        assert row.foreground(TITLE).color().name() == letters
