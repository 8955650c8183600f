"""The θ² panel, driven with the mouse and the keyboard on real runs."""

from __future__ import annotations

from dataclasses import replace

import panel_on_crab
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from vhegui.analysis import edits
from vhegui.analysis.state import Target
from vhegui.core.regions.circle import Circle
from vhegui.gui.panels.theta import ThetaPanel
from vhegui.gui.theme import DARK

RUNS = (23523, 23526)
CRAB = Circle(83.633, 22.014, 0.11)
BETWEEN_MOVES_MS = 15  # moves that follow faster are left out by the scene


@pytest.fixture
def panel(qtbot):
    with panel_on_crab.shown(ThetaPanel, qtbot, 670, 420) as panel:
        yield panel


@pytest.fixture
def shown(panel, data, qtbot):
    """The panel with two Crab runs."""

    def aim(analysis):
        return edits.point_at(edits.select_runs(analysis, RUNS), Target("Crab", CRAB.ra, CRAB.dec))

    session = panel.session
    session.open_path(data / "hess-dl3-dr1", then=aim)
    qtbot.waitUntil(lambda: session.results.current("theta_expected_fit") is not None, timeout=30_000)
    session.pull()
    panel.widget.activateWindow()
    panel.view.plot.setFocus()
    return panel


def place(panel, radius: float) -> QPoint:
    plot = panel.view.plot
    return plot.mapFromScene(plot.plot.box.mapViewToScene(QPointF(radius**2, plot.plot.visible_range()[1][1] / 2)))


def move(panel, radius: float) -> None:
    QTest.qWait(BETWEEN_MOVES_MS)
    QTest.mouseMove(panel.view.plot.viewport(), place(panel, radius))
    panel.session.pull()


def press(panel, radius: float) -> None:
    QTest.qWait(BETWEEN_MOVES_MS)
    QTest.mouseMove(panel.view.plot.viewport(), place(panel, radius))
    QTest.mousePress(panel.view.plot.viewport(), Qt.MouseButton.LeftButton, pos=place(panel, radius))


def release(panel, radius: float) -> None:
    QTest.qWait(BETWEEN_MOVES_MS)
    QTest.mouseRelease(panel.view.plot.viewport(), Qt.MouseButton.LeftButton, pos=place(panel, radius))
    panel.session.pull()


def test_without_data_the_panel_says_what_to_do_next(panel):
    panel.session.pull()
    assert panel.view.content.empty.isVisible()
    assert "Select runs" in panel.view.content.empty.accessibleDescription()


def test_the_numbers_are_those_of_the_on_region(shown):
    theta = shown.session.results.get("theta_fit")
    assert f"ON {theta.inside.on:.0f}" in shown.view.numbers.text()
    assert "% of the PSF" in shown.view.numbers.text()
    assert "OFF centres" in shown.view.room.text()


def test_dragging_the_line_resizes_the_source_region_live_and_is_one_undo_step(shown, qtbot):
    session, before = shown.session, shown.session.analysis
    press(shown, 0.11)
    for radius in (0.13, 0.15, 0.17):
        move(shown, radius)
    assert session.gesture
    assert session.analysis.source.radius == pytest.approx(0.17, abs=0.005)
    qtbot.waitUntil(lambda: session.results.get("theta_fit").radius == session.analysis.source.radius)
    assert session.gesture
    release(shown, 0.17)
    assert not session.gesture
    assert session.history.undo_label == "Resize source region"
    assert (session.analysis.source.ra, session.analysis.source.dec) == (CRAB.ra, CRAB.dec)
    session.undo()
    assert session.analysis == before


def test_all_numbers_follow_the_line_while_it_is_dragged(shown, qtbot):
    def share() -> float:
        return float(shown.view.numbers.text().split("holds ")[1].split(" %")[0])

    before = share()
    press(shown, 0.11)
    for radius in (0.14, 0.17, 0.2):
        move(shown, radius)
    qtbot.waitUntil(lambda: "θ < 0.2°" in shown.view.numbers.text(), timeout=3000)
    dragged = share()
    assert dragged > before + 5
    release(shown, 0.2)
    qtbot.waitUntil(lambda: not shown.session.busy and not shown.session.results.stale, timeout=20_000)
    assert share() == pytest.approx(dragged, abs=1)


def test_bins_do_not_jump_under_the_mouse_while_the_line_moves(shown):
    limits = shown.view.plot.plot.visible_range()
    press(shown, 0.11)
    for radius in (0.14, 0.17, 0.19):
        move(shown, radius)
    assert shown.view.plot.plot.visible_range() == limits
    release(shown, 0.19)


def test_the_axis_stays_after_a_drag_as_long_as_it_reaches_well_beyond_the_radius(shown, qtbot):
    plot = shown.view.plot
    before = plot.plot.visible_range()[0]
    press(shown, 0.11)
    for radius in (0.14, 0.17, 0.2):
        move(shown, radius)
    release(shown, 0.2)
    qtbot.waitUntil(lambda: not shown.session.busy and not shown.session.results.stale, timeout=20_000)
    assert shown.session.analysis.source.radius == pytest.approx(0.2, abs=0.005)
    assert plot.plot.visible_range()[0] == before
    plot.show_all()
    assert plot.plot.visible_range()[0][1] == pytest.approx(4 * before[1])


def test_the_axis_of_a_large_region_ends_soon_beyond_what_is_known(shown, qtbot):
    shown.session.apply("Radius", lambda a: edits.move_region(a, Circle(CRAB.ra, CRAB.dec, 0.27)))
    shown.session.pull()
    qtbot.waitUntil(lambda: not shown.session.busy and not shown.session.results.stale, timeout=20_000)
    theta = shown.session.results.get("theta_fit")
    assert theta.reach < 0.5 * theta.edges[-1], "there is room for few OFF circles of that size"
    low, high = shown.view.plot.plot.visible_range()[0]
    assert low == 0.0 and 0.27**2 < high <= 1.5 * max(theta.reach, 0.27**2)


def test_escape_takes_a_drag_back(shown):
    press(shown, 0.11)
    move(shown, 0.15)
    QTest.keyClick(shown.view.plot, Qt.Key.Key_Escape)
    move(shown, 0.18)
    release(shown, 0.18)
    assert not shown.session.gesture
    assert shown.session.analysis.source.radius == CRAB.radius
    assert shown.view.plot.line.value == pytest.approx(CRAB.radius**2)


def test_a_typed_radius_is_an_edit(shown):
    field = shown.view.radius
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "9 arcmin")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert shown.session.analysis.source.radius == pytest.approx(0.15)
    shown.session.pull()
    assert "θ < 0.15°" in shown.view.numbers.text()


def test_the_range_of_the_map_has_more_events(shown, qtbot):
    fitted = shown.session.results.get("theta_fit")
    combo = shown.view.energies
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    shown.session.pull()
    assert shown.session.results.get("theta_map").inside.on > fitted.inside.on


def test_wider_bins_and_no_growth_are_looks_only(shown):
    before = shown.session.analysis
    shown.view.bins.setFocus()
    QTest.keyClick(shown.view.bins, Qt.Key.Key_Down)
    shown.session.pull()
    QTest.mouseClick(shown.view.growth, Qt.MouseButton.LeftButton)
    assert not shown.view.plot.growth_shown
    assert shown.session.analysis is before


def test_a_region_without_off_says_why(shown, qtbot):
    pointing = shown.session.loaded.observations[RUNS[0]].pointing
    session = shown.session
    session.apply("", edits.select_runs, RUNS[:1])
    session.apply("", edits.move_region, Circle(pointing.ra, pointing.dec, 0.3))
    session.pull()
    assert "no OFF region fits" in session.results.errors["theta_fit"]
    assert "No OFF region fits" in shown.view.problem.text()
    assert shown.view.problem.isVisible()


def test_the_dark_theme_reaches_the_plot(shown):
    shown.set_theme(DARK)
    assert shown.view.plot.theme is DARK
    assert shown.view.plot.line.theme is DARK


def test_where_there_is_little_room_the_growth_gives_way_unless_asked_for(shown):
    view = shown.view
    view.resize(650, 240)
    assert not view.plot.growth_shown
    view.resize(650, 600)
    assert view.plot.growth_shown
    view.resize(650, 240)
    QTest.mouseClick(view.growth, Qt.MouseButton.LeftButton)
    view.resize(640, 240)
    assert view.plot.growth_shown


def test_what_the_psf_holds_does_not_depend_on_the_excess(shown):
    plot, results = shown.view.plot, shown.session.results
    plot.set_growth_shown(True)
    plot.set_theta(results.get("theta_fit"), replace(results.get("theta_expected_fit"), excess=0.0))
    assert any(name.startswith("PSF within") for name in plot.header.names())


def test_in_a_slim_panel_the_numbers_go_on_in_a_second_line(shown):
    numbers = shown.view.numbers
    slim = numbers.lines(380)
    assert len(slim) == 2 and "…" not in "".join(slim) and " · ".join(slim) == numbers.text()
    assert numbers.lines(2000) == [numbers.text()]
