"""One response in detail: chosen, dragged, under the mouse on the map, compared, explained, saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from vhegui.analysis import edits
from vhegui.analysis.loading.runs import LoadedRuns
from vhegui.core import sphere
from vhegui.core.dl3.observation import Events, Observation, Pointing
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.energy_dispersion import EnergyDispersion2D
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.psf_3gauss import Psf3Gauss
from vhegui.core.irf.responses import Responses
from vhegui.core.regions.circle import Circle
from vhegui.gui.panels.response import ResponsePanel, wording
from vhegui.gui.panels.response.controls import MOUSE
from vhegui.gui.panels.response.figures import Lines, Picture
from vhegui.gui.panels.response.look import OVERVIEW, VIEWS
from vhegui.gui.session.session import Session
from vhegui.gui.theme import DARK, LIGHT

EDGES = np.geomspace(0.1, 10.0, 9)
OFFSETS = OffsetAxis.nodes([0.0, 1.0, 2.0])
SOURCE = Circle(83.6, 22.0, 0.1)
EVERY_VIEW = [(key, view) for key, views in VIEWS.items() for view, _ in views]


def responses(scale: float = 1.0) -> Responses:
    sigma, amplitude = np.zeros((3, 3, 8)), np.zeros((3, 3, 8))
    sigma[0], amplitude[0] = 0.05, 1.0
    density = np.zeros((3, 8, 20))
    density[:, :, 8:12] = 1.0
    area = scale * 1e5 * np.array([1.0, 0.75, 0.5])[:, None] * np.linspace(0.1, 1.0, 8)
    return Responses(
        EffectiveArea2D(EDGES, OFFSETS, area, threshold_low=0.3),
        EnergyDispersion2D(EDGES, np.linspace(0.0, 2.0, 21), OFFSETS, density),
        Psf3Gauss(EDGES, OFFSETS, sigma, amplitude),
        Background2D(EDGES, OffsetAxis.bins([0.0, 1.0, 2.0]), np.ones((8, 2))),
    )


def observation(run: int, dec: float, found: Responses) -> Observation:
    none = np.zeros(0)
    events = Events(none.astype(np.int64), none, none, none, none)
    gti = np.array([[0.0, 1000.0]])
    return Observation(run, "test", Pointing(83.6, dec), 55000.0, gti, 1000.0, 900.0, events, found, telescope="TEST")


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
    runs = {11: observation(11, 22.5, responses()), 12: observation(12, 21.0, responses(2.0))}
    session.data.loaded = LoadedRuns(runs)
    chosen = edits.select_runs(session.analysis, runs)
    session.replace(edits.put(edits.move_region(chosen, SOURCE), "containment", False), "test")
    session.pull()
    return panel


def choose(panel: ResponsePanel, quantity: str, view: str = "") -> Lines | Picture:
    panel.choose_quantity(quantity)
    if view:
        panel.choose_view(view)
    QApplication.processEvents()
    figure = panel.view.detail.figure
    assert figure is not None
    return figure


def thick(panel: ResponsePanel) -> np.ndarray:
    """Values of the curve at the chosen place."""
    figure = panel.view.detail.figure
    assert isinstance(figure, Lines)
    return next(curve.y for curve in figure.curves if curve.width > 2.0)


def drag(page, start: QPointF, end: QPointF) -> None:
    """Drag with the mouse over a plot, from and to places in its view coordinates."""
    viewport, box = page.viewport(), page.plot.box
    first, last = (page.mapFromScene(box.mapViewToScene(point)) for point in (start, end))
    QTest.mouseMove(viewport, first)
    QTest.qWait(30)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=first)
    for share in (0.3, 0.6, 1.0):
        QTest.qWait(30)
        QTest.mouseMove(viewport, first + (last - first) * share)
    QTest.qWait(30)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=last)
    QTest.qWait(30)


def test_the_overview_is_what_is_seen_first(panel: ResponsePanel) -> None:
    assert not panel.view.detailed
    assert panel.view.detail_row.isHidden()
    assert panel.view.card.isHidden()


@pytest.mark.parametrize(("quantity", "view"), EVERY_VIEW)
@pytest.mark.parametrize("explained", [False, True])
def test_every_view_is_drawn_and_explained(panel: ResponsePanel, quantity: str, view: str, explained: bool) -> None:
    panel.view.controls.explain.setChecked(explained)
    figure = choose(panel, quantity, view)
    assert panel.view.detailed
    assert figure.tip
    assert bool(figure.note) == (quantity == "rad_max")
    assert panel.view.line.text()
    if explained:
        text = panel.view.card.label.text()
        assert "GADF" in text
        assert "–" not in text.split("<small>The file")[0].replace("–1", "") or quantity == "rad_max"


def test_a_quantity_is_chosen_with_the_keyboard_and_remembers_its_view(panel: ResponsePanel) -> None:
    controls, row = panel.view.controls, panel.view.detail_row
    controls.quantities.setFocus()
    QTest.keyClick(controls.quantities, Qt.Key.Key_Down)
    assert panel.look.quantity == "area"
    row.views.setFocus()
    QTest.keyClick(row.views, Qt.Key.Key_End)
    assert panel.look.view == "image"
    panel.choose_quantity(OVERVIEW)
    panel.choose_quantity("area")
    assert panel.look.view == "image"


def test_curves_are_those_of_the_response_at_the_chosen_offset(panel: ResponsePanel) -> None:
    choose(panel, "area", "energy")
    panel.choose_offset(1.2)
    inspector = panel.items[0].inspector
    np.testing.assert_allclose(thick(panel), inspector.area(1.2))
    assert panel.view.detail.lines.header.names()[0] == "1.20°"


def test_the_energy_is_typed_or_moved_with_keys(panel: ResponsePanel) -> None:
    choose(panel, "area", "offset")
    row = panel.view.detail_row
    row.field.setFocus()
    row.field.selectAll()
    QTest.keyClicks(row.field, "500 GeV")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert panel.look.energy == pytest.approx(0.5)
    before = thick(panel).copy()
    row.slider.setFocus()
    QTest.keyClick(row.slider, Qt.Key.Key_PageUp)
    assert panel.look.energy > 0.5
    assert (thick(panel)[:10] > before[:10]).all()


def test_the_offset_is_dragged_in_the_plot_and_stops_following(panel: ResponsePanel) -> None:
    choose(panel, "area", "offset")
    drag(panel.view.detail.lines, QPointF(0.5, 4.8), QPointF(1.25, 4.8))
    assert panel.offset == pytest.approx(1.25, abs=0.03)
    assert panel.view.controls.where.currentText() == "Fixed"


def test_the_energy_is_dragged_in_the_image(panel: ResponsePanel) -> None:
    choose(panel, "area", "image")
    drag(panel.view.detail.image.image, QPointF(0.0, 1.5), QPointF(0.5, 1.5))
    assert panel.look.energy == pytest.approx(10**0.5, rel=0.1)


def test_the_mouse_on_the_map_decides_when_it_is_asked_to(panel: ResponsePanel, session: Session, qtbot) -> None:
    choose(panel, "area", "energy")
    session.set_cursor((83.6, 21.5))
    QTest.qWait(30)
    assert panel.offset == pytest.approx(0.5)
    panel.choose_where(MOUSE)
    assert panel.offset == pytest.approx(1.0)
    history = session.history
    session.set_cursor((84.0, 21.2))
    wanted = float(sphere.separation(83.6, 22.5, 84.0, 21.2))
    qtbot.waitUntil(lambda: panel.offset == pytest.approx(wanted), timeout=1000)
    qtbot.waitUntil(lambda: panel.view.controls.field.text() == wording.offset_text(wanted), timeout=1000)
    session.set_cursor(None)
    qtbot.waitUntil(lambda: panel.offset == pytest.approx(0.5), timeout=1000)
    assert session.history is history


def test_the_counts_map_tells_where_the_mouse_is(session: Session, show: Callable, qtbot) -> None:
    from vhegui.gui.panels.countmap import CountMapPanel

    panel = CountMapPanel(session)
    show(panel.widget, 500, 500)
    sky = panel.view.sky
    sky.cursor_moved.emit(83.0, 22.0)
    assert session.cursor == (83.0, 22.0)
    sky.cursor_left.emit()
    assert session.cursor is None


def test_runs_are_compared_in_one_plot_with_their_names(panel: ResponsePanel) -> None:
    choose(panel, "area", "energy")
    panel.fill_comparison()
    menu = panel.view.detail_row.compare
    next(action for action in menu.actions() if action.text() == "TEST 12").trigger()
    figure = panel.view.detail.figure
    assert isinstance(figure, Lines)
    assert [curve.name for curve in figure.curves] == ["TEST 11", "TEST 12"]
    np.testing.assert_allclose(figure.curves[1].y, 2.0 * figure.curves[0].y)
    roles = {(curve.role, curve.style) for curve in figure.curves}
    assert len(roles) == 2
    assert panel.view.detail.lines.header.names()[:2] == ["TEST 11", "TEST 12"]
    assert panel.view.detail_row.compare_button.text() == "Compare with (1)"
    panel.fill_comparison()
    next(action for action in menu.actions() if "nothing" in action.text()).trigger()
    assert panel.view.detail_row.compare_button.text() == "Compare with"


def test_instruments_are_compared_from_files(panel: ResponsePanel, session: Session, data: Path, qtbot) -> None:
    choose(panel, "resolution", "energy")
    panel.compare_file(next((data / "cta-caldb").glob("Prod5-South*.fits.gz")))
    qtbot.waitUntil(lambda: len(panel.comparison.files) == 1, timeout=20000)
    panel.compare_file(next((data / "magic/rad_max/data").glob("*05029747*.fits")))
    qtbot.waitUntil(lambda: len(panel.comparison.files) == 2, timeout=20000)
    figure = panel.view.detail.figure
    assert isinstance(figure, Lines)
    names = [curve.name for curve in figure.curves if curve.name]
    assert names == ["TEST 11", "Prod5-South-20deg", "MAGIC 5029747"]
    panel.choose_run(-1)
    assert panel.items[0].name == "Prod5-South-20deg"
    for quantity, view in EVERY_VIEW:
        choose(panel, quantity, view)


def test_a_file_without_responses_is_named(panel: ResponsePanel, session: Session, tmp_path: Path, qtbot) -> None:
    (tmp_path / "empty.fits").write_bytes(b"nothing")
    with qtbot.waitSignal(session.message, timeout=5000) as caught:
        panel.compare_file(tmp_path / "empty.fits")
    assert "empty.fits" in caught.args[1]
    assert not panel.comparison.files


def test_a_response_file_can_be_looked_at_without_any_run(session: Session, show: Callable, data: Path, qtbot) -> None:
    panel = ResponsePanel(session)
    session.add_panel(panel)
    show(panel.widget, 680, 350)
    session.pull()
    assert panel.view.empty.isVisible()
    panel.compare_file(next((data / "cta-caldb").glob("Prod5-North*.fits.gz")))
    qtbot.waitUntil(lambda: panel.run == -1, timeout=20000)
    assert not panel.view.empty.isVisible()
    assert panel.view.controls.runs.currentText() == "Prod5-North-20deg"


def test_the_profile_is_that_of_the_column_under_the_mouse(panel: ResponsePanel) -> None:
    choose(panel, "dispersion", "reco")
    page = panel.view.detail.image
    at = page.image.mapFromScene(page.image.plot.box.mapViewToScene(QPointF(0.52, 0.52)))
    QTest.mouseMove(page.image.viewport(), at)
    QTest.qWait(30)
    assert page.profile.header.title.startswith("At 3.")
    assert "probability" in panel.view.line.text()
    matrix, inspector = page.image.matrix, panel.items[0].inspector
    dispersion = inspector.dispersion(panel.offset)
    assert dispersion is not None
    k = int(np.searchsorted(inspector.energy, 10**0.52)) - 1
    assert matrix.value_at(10**0.52, 10**0.52) == pytest.approx(dispersion[k, k])
    np.testing.assert_allclose(page.profile.figure.curves[0].y[::2], dispersion[k])  # type: ignore[union-attr]


def test_the_card_puts_the_present_numbers_in(panel: ResponsePanel) -> None:
    choose(panel, "area", "energy")
    panel.view.controls.explain.click()
    area = panel.items[0].inspector.area(0.5)
    value = float(area[np.argmin(np.abs(panel.items[0].inspector.energy - 1.0))])
    text = panel.view.card.label.text()
    assert panel.view.card.isVisible()
    assert wording.number(value) in text
    assert "900.0 s" in text
    contained = 1 - np.exp(-0.5 * (0.1 / 0.05) ** 2)
    assert wording.number(value * 1e4 * 900.0 * contained) in text
    panel.view.controls.explain.click()
    assert not panel.view.card.isVisible()


def test_the_threshold_is_that_of_the_analysis(panel: ResponsePanel, session: Session) -> None:
    figure = choose(panel, "threshold")
    assert isinstance(figure, Lines)
    safe = session.results.values["safe_bins"][11]
    assert panel.around.safe.threshold == pytest.approx(safe.threshold)
    curve = figure.curves[0]
    assert np.interp(0.5, curve.x, curve.y) == pytest.approx(safe.threshold)
    assert "10 % of its maximum" in panel.view.line.text()
    assert "LO_THRES 0.300 TeV is not used" in panel.view.line.text()


def test_beyond_the_table_curves_are_dotted_and_the_plot_hatched(panel: ResponsePanel) -> None:
    figure = choose(panel, "area", "offset")
    assert isinstance(figure, Lines)
    dotted = [curve for curve in figure.curves if curve.style == "dot"]
    assert figure.supported == (0.0, 2.0)
    assert np.nanmin(dotted[0].x[np.isfinite(dotted[0].y)]) == pytest.approx(2.0)


def test_what_is_shown_is_saved_with_units(panel: ResponsePanel, tmp_path: Path) -> None:
    from astropy.table import Table

    choose(panel, "background", "energy")
    panel.save_table(tmp_path / "curves.ecsv")
    table = Table.read(tmp_path / "curves.ecsv")
    assert str(table["Reco._energy"].unit) == "TeV"
    assert table["Background_rate"].unit is not None
    choose(panel, "area", "image")
    panel.save_table(tmp_path / "image.ecsv")
    assert str(Table.read(tmp_path / "image.ecsv")["Effective_area"].unit) == "m2"


def test_every_view_keeps_its_words_in_a_small_panel_and_in_the_dark(panel: ResponsePanel) -> None:
    panel.set_theme(DARK)
    panel.widget.resize(540, 240)
    for quantity, view in EVERY_VIEW:
        choose(panel, quantity, view)
        page = panel.view.detail.page
        plot = page if hasattr(page, "plot") else page.image
        assert plot.plot.box.height() > 60
        assert plot.plot.box.width() > 120
    for widget in (*panel.view.controls.children(), *panel.view.detail_row.children()):
        if (
            hasattr(widget, "accessibleName")
            and widget.isWidgetType()
            and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        ):
            assert widget.toolTip()
    panel.set_theme(LIGHT)
