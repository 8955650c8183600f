"""The panel Candidates beside the map, on the demo data's point source beside a shell."""

from __future__ import annotations

import numpy as np
import panel_on_crab
import pytest
from astropy.table import Table
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from vhegui.analysis import edits
from vhegui.analysis.loading.first_view import demo_view
from vhegui.analysis.session.reading import read_session, write_session
from vhegui.analysis.state import Analysis, LogAxis
from vhegui.analysis.studies.settings import CandidateSearch
from vhegui.core.regions.circle import Circle
from vhegui.core.sphere import separation
from vhegui.gui.panels.candidates import CandidatesPanel
from vhegui.gui.panels.countmap import CountMapPanel


@pytest.fixture
def panel(qtbot, demo):
    """Two runs on the Crab-like source, on few pixels."""

    def small(analysis: Analysis) -> Analysis:
        analysis = demo_view(analysis, panel.session.store.index, demo)
        analysis = edits.select_runs(analysis, analysis.dataset.runs[:2])
        analysis = edits.put(edits.put(analysis, "reco", LogAxis(0.5, 20.0, 4)), "true", LogAxis(0.2, 50.0, 10))
        analysis = edits.change(analysis, "map", extent="fixed", width=3.0, pixel=0.05, low=0.5, high=20.0)
        assert analysis.source is not None
        return edits.add_exclusion(analysis, analysis.source.bounding)

    with panel_on_crab.shown(CandidatesPanel, qtbot, 640, 420) as panel:
        panel.map = CountMapPanel(panel.session)
        panel.session.add_panel(panel.map)
        qtbot.addWidget(panel.map.widget)
        panel.map.widget.resize(700, 600)
        panel.map.widget.show()
        panel.session.open_path(demo, then=small)
        qtbot.waitUntil(lambda: panel.session.results.current("counts_map") is not None, timeout=60_000)
        yield panel


def find(panel: CandidatesPanel, qtbot, again: bool = False) -> None:
    """Press the button and wait."""
    before = panel.found
    QTest.mouseClick(panel.view.go, Qt.MouseButton.LeftButton)
    assert panel.view.go.running
    qtbot.waitUntil(lambda: not panel.session.busy and not panel.view.go.running, timeout=60_000)
    panel.session.pull()
    assert panel.found is not None and (panel.found is not before or again)


def source_of(panel: CandidatesPanel) -> Circle:
    source = panel.session.analysis.source
    assert isinstance(source, Circle)
    return source


def test_the_source_is_found_named_marked_and_brought_to_the_middle(panel, qtbot):
    assert not panel.view.table.isVisible()
    find(panel, qtbot)
    assert panel.session.history.undo_label == "Find sources"
    truth = source_of(panel)
    best = panel.found.rows[0].found
    assert separation(best.ra, best.dec, truth.ra, truth.dec) < max(3.0 * best.radius_95, 0.01)
    assert best.sqrt_ts > 10.0 and best.flux > 5.0 * best.flux_error > 0.0
    assert "above 5 σ" in panel.view.said.text()
    marks = panel.map.view.sky.candidates.marks
    assert len(marks._u) == len(panel.found.rows) and marks._names[0] == "1"
    sky = panel.map.view.sky
    sky.show_field(truth.ra + 1.0, truth.dec, 1.0)
    panel.view.table.selectRow(0)
    assert sky.visible_centre() == pytest.approx((best.ra, best.dec), abs=1e-3)


def test_a_candidate_becomes_the_source_region_or_an_exclusion_and_undo_takes_it_back(panel, qtbot):
    find(panel, qtbot)
    assert not panel.view.deeds["source"].isEnabled()
    panel.view.table.selectRow(0)
    best, before = panel.found.rows[0].found, source_of(panel)
    source, model, exclusion = (
        next(b for b in panel.view.findChildren(QPushButton) if b.text() == action.text())
        for action in panel.view.deeds.values()
    )
    QTest.mouseClick(source, Qt.MouseButton.LeftButton)
    assert source_of(panel) == Circle(best.ra, best.dec, before.radius)
    panel.session.undo()
    assert source_of(panel) == before
    QTest.mouseClick(model, Qt.MouseButton.LeftButton)
    added = panel.session.analysis.sources[-1]
    assert added.spatial.centre == (best.ra, best.dec) and added["amplitude"].frozen  # spectra cannot tell it apart
    panel.session.undo()
    QTest.mouseClick(exclusion, Qt.MouseButton.LeftButton)
    assert panel.session.analysis.exclusions[-1] == Circle(best.ra, best.dec, 0.3)
    assert panel.session.history.undo_label == "Exclude candidate 1"
    qtbot.waitUntil(lambda: not panel.session.busy, timeout=60_000)
    panel.session.pull()
    assert "changed since" in panel.view.said.text()  # another background
    panel.session.undo()
    qtbot.waitUntil(lambda: not panel.session.busy, timeout=60_000)
    panel.session.pull()
    assert "changed since" not in panel.view.said.text()


def test_exclusions_grow_about_what_is_significant(panel, qtbot):
    panel.session.apply("Nothing excluded", edits.remove_exclusion, 0)
    find(panel, qtbot)
    alone = panel.found.rows[0].found
    QTest.mouseClick(panel.view.control("exclude"), Qt.MouseButton.LeftButton)
    assert panel.view.control("margin").isVisible()
    find(panel, qtbot)
    assert panel.found.excluded > 0.2 and panel.found.rounds >= 2
    assert panel.found.rows[0].found.sqrt_ts > alone.sqrt_ts  # the source is no background of itself any more
    assert "more excluded" in panel.view.said.text()
    assert panel.session.analysis.exclusions == ()


def test_a_search_is_stopped_and_what_was_found_stays(panel, qtbot):
    find(panel, qtbot)
    before = panel.found
    control = panel.view.control("threshold")
    control.setValue(4.0)
    QTest.mouseClick(panel.view.go, Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.view.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not panel.session.busy, timeout=60_000)
    panel.session.pull()
    assert panel.found is before and not panel.view.go.running


def test_a_session_keeps_what_is_searched_and_tables_are_saved(panel, qtbot, tmp_path, file_answers):
    box = panel.view.control("map")
    box.setCurrentIndex(box.findData("significance"))
    box.activated.emit(box.currentIndex())
    find(panel, qtbot)
    write_session(tmp_path / "s.yaml", panel.session.analysis)
    again, *_ = read_session(tmp_path / "s.yaml")
    assert again.studies.candidates == CandidateSearch(map="significance")
    file_answers.choose(tmp_path / "c.ecsv")
    next(each for each in panel.view.table.actions() if each.text() == "Save numbers…").trigger()
    table = Table.read(tmp_path / "c.ecsv")
    assert np.allclose(table["ra"], [row.found.ra for row in panel.found.rows])
    assert str(table["radius_95"].unit) == "deg" and "flux_error" in table.colnames
