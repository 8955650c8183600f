"""The response panel shows the responses of a run where the source region is, or where the user wants to look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from vhegui.analysis import edits
from vhegui.analysis.state import Target
from vhegui.core.dl3.observation import Events, Observation, Pointing
from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.energy_dispersion import EnergyDispersion2D
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.psf_3gauss import Psf3Gauss
from vhegui.core.irf.responses import Responses
from vhegui.core.regions.circle import Circle
from vhegui.gui.panels.response import ResponsePanel, wording
from vhegui.gui.session.session import Session
from vhegui.gui.theme import DARK, LIGHT

EDGES = np.geomspace(0.1, 10.0, 9)
OFFSETS = OffsetAxis.nodes([0.0, 1.0, 2.0])
NONE = np.zeros(0)
SOURCE = Circle(83.6, 22.0, 0.1)


def responses(psf: bool = True, pointlike: bool = False) -> Responses:
    sigma, amplitude = np.zeros((3, 3, 8)), np.zeros((3, 3, 8))
    sigma[0], amplitude[0] = 0.05, 1.0
    density = np.zeros((3, 8, 20))
    density[:, :, 8:12] = 1.0
    area = 1e5 * np.array([1.0, 0.75, 0.5])[:, None] * np.linspace(0.1, 1.0, 8)
    return Responses(
        EffectiveArea2D(EDGES, OFFSETS, area, pointlike, 0.2 if pointlike else np.nan),
        EnergyDispersion2D(EDGES, np.linspace(0.0, 2.0, 21), OFFSETS, density),
        Psf3Gauss(EDGES, OFFSETS, sigma, amplitude) if psf else None,
    )


def observation(run: int, dec: float, found: Responses) -> Observation:
    events = Events(NONE.astype(np.int64), NONE, NONE, NONE, NONE)
    gti = np.array([[0.0, 1000.0]])
    return Observation(run, "test", Pointing(83.6, dec), 55000.0, gti, 1000.0, 900.0, events, found)


@pytest.fixture
def session(qtbot):
    session = Session()
    yield session
    session.close()


@pytest.fixture
def panel(session: Session, show: Callable) -> ResponsePanel:
    panel = ResponsePanel(session)
    session.add_panel(panel)
    show(panel.widget, 680, 350)
    return panel


def load(session: Session, runs: dict[int, Observation], source: Circle | None = SOURCE) -> None:
    """Put these runs into the session, as if they had been read."""
    from vhegui.analysis.loading.runs import LoadedRuns

    session.data.loaded = LoadedRuns(dict(runs))
    analysis = edits.put(edits.move_region(edits.select_runs(session.analysis, runs), source), "containment", False)
    session.replace(analysis, "test")
    session.pull()


TWO = {11: observation(11, 22.5, responses()), 12: observation(12, 21.0, responses())}


def test_with_nothing_opened_the_panel_says_what_to_do(panel: ResponsePanel, session: Session) -> None:
    session.pull()
    assert panel.view.empty.isVisible()
    assert "select runs" in panel.view.empty.accessibleDescription()


def test_the_first_run_is_shown_at_the_offset_of_the_source_region(panel: ResponsePanel, session: Session) -> None:
    load(session, TWO)
    assert panel.run == 11
    assert panel.offset == pytest.approx(0.5)
    assert panel.view.controls.field.text() == "0.50°"
    assert panel.view.area.header.names() == ["0.50°", "0 – 2.5°"]
    assert panel.view.psf.header.names() == ["68 %", "95 %", "in 0.1°"]


def test_a_drag_of_the_source_region_is_followed(panel: ResponsePanel, session: Session, qtbot) -> None:
    load(session, TWO)
    before = panel.view.psf.contained.arrays[1].copy()
    session.begin_gesture()
    session.preview(edits.move_region, Circle(83.6, 21.5, 0.15))
    qtbot.waitUntil(lambda: panel.view.psf.header.names()[-1] == "in 0.15°", timeout=2000)
    assert panel.offset == pytest.approx(1.0)
    assert panel.view.area.header.names()[0] == "1.00°"
    assert not np.array_equal(before, panel.view.psf.contained.arrays[1])
    session.cancel_gesture()
    qtbot.waitUntil(lambda: panel.offset == pytest.approx(0.5), timeout=2000)
    assert panel.view.psf.header.names()[-1] == "in 0.1°"


def test_the_slider_stops_following_and_the_chooser_follows_again(panel: ResponsePanel, session: Session) -> None:
    load(session, TWO)
    controls = panel.view.controls
    controls.slider.setFocus()
    QTest.keyClick(controls.slider, Qt.Key.Key_PageUp)
    assert panel.offset == pytest.approx(0.75)
    assert controls.where.currentText() == "Fixed"
    session.apply("Move source region", edits.move_region, Circle(83.6, 21.0, 0.1))
    session.pull()
    assert panel.offset == pytest.approx(0.75)
    controls.where.setFocus()
    QTest.keyClick(controls.where, Qt.Key.Key_Home)
    assert panel.offset == pytest.approx(1.5)


def test_an_offset_can_be_typed_with_its_unit(panel: ResponsePanel, session: Session) -> None:
    load(session, TWO)
    field = panel.view.controls.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "72 arcmin")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert panel.offset == pytest.approx(1.2)
    aeff = TWO[11].responses.aeff
    assert aeff is not None
    np.testing.assert_allclose(panel.view.area.chosen.arrays[1], aeff.evaluate(panel.view.area.chosen.arrays[0], 1.2))


def test_looking_at_another_run_changes_no_result_and_is_no_edit(panel: ResponsePanel, session: Session) -> None:
    load(session, TWO)
    history = session.history
    runs = panel.view.controls.runs
    runs.setFocus()
    QTest.keyClick(runs, Qt.Key.Key_Down)
    assert panel.run == 12
    assert panel.offset == pytest.approx(1.0)
    assert session.history is history


def test_a_run_that_is_no_longer_selected_gives_way_to_the_first(panel: ResponsePanel, session: Session) -> None:
    load(session, TWO)
    panel.choose_run(12)
    session.apply("Select runs", edits.select_runs, [11])
    session.pull()
    assert panel.run == 11
    assert panel.view.controls.runs.count() == 1


def test_without_a_source_region_the_offset_is_the_users(panel: ResponsePanel, session: Session) -> None:
    load(session, TWO, source=None)
    assert not panel.view.empty.isVisible()
    assert panel.view.psf.header.names() == ["68 %", "95 %"]
    assert not panel.view.psf.plots[1].box.isVisible(), "no empty frame of what is inside of no region"
    assert panel.view.area.chosen.opacity() == 1.0, "nothing is old where there is no region"
    panel.choose_offset(1.0)
    assert panel.view.area.header.names()[0] == "1.00°"


def test_a_data_set_without_psf_says_so_in_the_plot(panel: ResponsePanel, session: Session) -> None:
    load(session, {11: observation(11, 22.5, responses(psf=False))})
    assert panel.view.psf.note.text == wording.NO_PSF
    assert panel.view.area.note.text == ""
    load(session, {13: observation(13, 22.5, responses(psf=False, pointlike=True))})
    assert "point-like" in panel.view.psf.note.text
    assert "0.2°" in panel.view.area.header.title


def test_outside_the_field_of_view_every_plot_says_so(panel: ResponsePanel, session: Session) -> None:
    load(session, TWO)
    panel.choose_offset(2.75)
    assert all("field of view" in view.note.text for view in panel.view.views)
    panel.choose_offset(0.5)
    assert not any(view.note.text for view in panel.view.views)


def test_the_safe_range_of_the_run_is_marked(panel: ResponsePanel, session: Session) -> None:
    load(session, TWO)
    low = panel.view.area.safe.limits[0]
    bins, axis = session.results.values["safe_bins"][11], session.results.values["reco_axis"]
    assert low == pytest.approx(axis.edges[int(np.argmax(bins.mask))])
    assert panel.view.dispersion.used.values[0] == low


def test_true_energies_stay_the_same_in_all_plots_when_one_is_zoomed(panel: ResponsePanel, session: Session) -> None:
    load(session, TWO)
    panel.view.psf.set_x_range(0.5, 5.0)
    for view in panel.view.views:
        assert view.plot.visible_range()[0] == pytest.approx((0.5, 5.0))
    panel.view.area.show_all()
    assert panel.view.dispersion.plot.visible_range()[0] == pytest.approx((0.1, 10.0))


def test_names_of_curves_never_cover_them(panel: ResponsePanel, session: Session, show: Callable) -> None:
    load(session, TWO)
    for width, height in ((680, 350), (537, 240)):
        panel.widget.resize(width, height)
        QApplication.processEvents()
        tops = set()
        for view in panel.view.views:
            header, box = view.header.sceneBoundingRect(), view.plot.box.sceneBoundingRect()
            assert header.bottom() <= box.top()
            assert header.right() <= view.width() + 1
            tops.add(round(box.top()))
        assert len(tops) == 1


def test_a_low_panel_gives_the_psf_one_plot_that_can_be_read(panel: ResponsePanel, session: Session) -> None:
    load(session, TWO)
    panel.widget.resize(532, 170)
    QApplication.processEvents()
    psf = panel.view.psf
    assert not psf.plots[1].box.isVisible()
    assert psf.plots[0].bottom.labelled
    assert psf.plots[0].box.height() > 50
    assert psf.header.names() == ["68 %", "95 %"]
    panel.widget.resize(680, 350)
    QApplication.processEvents()
    assert psf.plots[1].box.isVisible()
    assert psf.header.names()[-1] == "in 0.1°"


def test_the_titles_explain_what_is_shown(panel: ResponsePanel, session: Session) -> None:
    load(session, TWO)
    view = panel.view.dispersion
    at = view.mapFromScene(view.header.sceneBoundingRect().topLeft()) + QPoint(30, 8)
    QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at)))
    assert "migra" in QToolTip.text()


def test_plots_are_copied_and_saved_with_their_names(panel: ResponsePanel, session: Session, tmp_path: Path) -> None:
    from vhegui.gui.plotting.export import save

    load(session, TWO)
    panel.set_theme(DARK)
    panel.view.controls.menu.actions()[0].trigger()
    assert not QGuiApplication.clipboard().image().isNull()
    save(panel.view.plots, tmp_path / "responses.svg")
    text = (tmp_path / "responses.svg").read_text()
    for word in ("Effective area", "PSF", "Energy dispersion", "True energy (TeV)"):
        assert word in text
    panel.set_theme(LIGHT)


def test_the_curves_are_written_with_units(panel: ResponsePanel, session: Session, tmp_path: Path) -> None:
    from astropy.table import Table

    load(session, TWO)
    panel.save_table(tmp_path / "curves.ecsv")
    table = Table.read(tmp_path / "curves.ecsv")
    assert table.meta["OBS_ID"] == 11
    assert table.meta["offset_deg"] == pytest.approx(0.5)
    assert str(table["effarea"].unit) == "m2"
    at_one = table[np.argmin(np.abs(np.asarray(table["energy"]) - 1.0))]
    assert at_one["containment"] == pytest.approx(1 - np.exp(-0.5 * (0.1 / 0.05) ** 2))


def test_real_runs_show_their_responses(panel: ResponsePanel, session: Session, data: Path, qtbot) -> None:
    crab = Target("Crab", 83.633, 22.014)
    session.open_path(data / "hess-dl3-dr1", then=lambda a: edits.point_at(edits.select_runs(a, [23523, 23526]), crab))
    qtbot.waitUntil(lambda: panel.run == 23523 and not session.busy, timeout=20000)
    assert panel.offset == pytest.approx(0.5, abs=0.01)
    assert panel.view.area.header.names()[1] == "0 – 2.5°"
    assert "63 % inside" in panel.view.line.text()
