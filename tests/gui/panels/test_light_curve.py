"""The light-curve panel on real runs: what it shows, and what clicks, drags and typing there do."""

from __future__ import annotations

import gc
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from vhegui.analysis import edits
from vhegui.analysis.brush import Brush
from vhegui.analysis.state import Target
from vhegui.core.regions.circle import Circle
from vhegui.core.simulation.counts import demo_spectrum
from vhegui.core.spectra.ogip import write_ogip
from vhegui.gui.panels.light_curve import LightCurvePanel
from vhegui.gui.panels.observations import ObservationsPanel
from vhegui.gui.session.session import Session
from vhegui.gui.theme import DARK

RUNS = (23523, 23526, 23559, 23592)
CRAB = Circle(83.63, 22.01, 0.11)
CURVE = "light_curve_result"


@pytest.fixture
def session():
    gc.collect()  # widgets of earlier tests must not be collected by the worker thread of this one
    session = Session()
    yield session
    session.close()


@pytest.fixture
def panel(session, qtbot):
    panel = LightCurvePanel(session)
    session.add_panel(panel)
    qtbot.addWidget(panel.widget)
    panel.widget.resize(665, 300)
    panel.widget.show()
    return panel


@pytest.fixture
def crab(panel, data, qtbot):
    """The panel with the light curve of the Crab, a bin a run."""

    def aim(analysis):
        analysis = edits.point_at(edits.select_runs(analysis, RUNS), Target("Crab", 83.633, 22.014))
        return edits.move_region(analysis, CRAB)

    panel.session.open_path(data / "hess-dl3-dr1", then=aim)
    settle(panel, qtbot)
    return panel


def settle(panel, qtbot) -> None:
    """Wait until everything of the current state is computed and shown."""
    session = panel.session
    session.request_pull()

    def done() -> bool:
        results = session.results
        fresh = results.analysis == session.analysis and not session.busy
        return fresh and (results.current("fit_result") is not None or CURVE in results.errors) and not results.loading

    qtbot.waitUntil(lambda: done() and (not results_stale(panel)), timeout=20_000)


def results_stale(panel) -> bool:
    results = panel.session.results
    return any(step in results.stale and step not in results.errors for step in panel.needs if step != "brushed_events")


def choose(panel, name: str, qtbot) -> None:
    """Click a view's tab."""
    tabs = panel.view.controls.views
    at = next(i for i in range(tabs.count()) if tabs.tabData(i) == name)
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(at).center())
    settle(panel, qtbot)


def curve(panel):
    return panel.session.results.current(CURVE)


def at(plot, mjd: float) -> QPoint:
    """The pixel of a time, at mid-height."""
    box = plot.plot.box
    y = np.mean(box.viewRange()[1])
    scene = box.mapViewToScene(QPointF(float(plot.times.to_x(mjd)), float(y)))
    return plot.mapFromScene(scene)


def middle(panel, number: int) -> float:
    found = curve(panel)
    return float(0.5 * (found.time_min[number] + found.time_max[number]))


def drag(plot, start: QPoint, stop: QPoint) -> None:
    view = plot.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for part in (0.3, 0.6, 1.0):
        QTest.mouseMove(view, start + (stop - start) * part)
        QTest.qWait(5)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=stop)
    QTest.qWait(5)


def test_without_runs_the_panel_says_what_to_do_next(panel):
    panel.session.pull()
    empty = panel.view.content.empty
    assert empty.isVisible()
    assert "Tick runs" in empty.accessibleDescription()


def test_where_there_never_was_a_curve_the_plot_itself_says_why(panel):
    analysis = edits.move_region(edits.select_runs(panel.session.analysis, (1, 2)), Circle(83.63, 22.01, 0.1))
    panel.show(replace(panel.session.results, analysis=analysis, errors={CURVE: "the cubes are stacked"}))
    assert panel.view.flux.note.text == "The cubes are stacked"
    assert not panel.view.problem.isVisible(), "not twice"


def test_every_run_is_a_point_and_the_numbers_are_said_in_words(crab):
    found = curve(crab)
    x, y = crab.view.flux.bands[0].points.arrays[:2]
    assert len(x) == 4
    assert y == pytest.approx(found.flux[:, 0], rel=1e-9, abs=0)
    text = crab.view.numbers.text()
    chi2 = crab.session.results.get("variability")[0].constant.statistic
    assert f"χ² {chi2:.2f}/3" in text
    assert "F_var" in text and "doubles" not in text  # no two runs differ by 3 σ
    tips = [label.toolTip() for label in crab.view.numbers.labels if label.text()]
    assert all(len(tip) > 60 for tip in tips) and any("Vaughan" in tip for tip in tips)


def test_a_click_on_a_bin_holds_its_time_up_and_selects_its_run_in_the_list(crab, qtbot):
    observations = ObservationsPanel(crab.session)
    crab.session.add_panel(observations)
    qtbot.addWidget(observations.widget)
    observations.widget.show()
    settle(crab, qtbot)
    plot = crab.view.flux
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at(plot, middle(crab, 2)))
    qtbot.waitUntil(lambda: crab.session.brush is not None, timeout=2000)
    assert crab.session.brush.times == (curve(crab).time_min[2], curve(crab).time_max[2])
    assert observations.view.runs.highlighted_runs() == [23559]
    settle(crab, qtbot)
    assert crab.view.strips.held.isVisible()
    assert "2004-12-06 23:0" in crab.view.strips.held.label.text()
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert crab.session.brush is None
    assert observations.view.runs.highlighted_runs() == []


def test_shift_and_a_click_reach_to_a_second_bin(crab, qtbot):
    plot = crab.view.flux
    crab.session.set_brush(Brush(times=(float(curve(crab).time_min[0]), float(curve(crab).time_max[0]))))
    settle(crab, qtbot)
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, shift, at(plot, middle(crab, 1)))
    qtbot.waitUntil(lambda: crab.session.brush.times[1] > 53343.95, timeout=2000)
    assert crab.session.brush.times == (curve(crab).time_min[0], curve(crab).time_max[1])


def test_a_drag_holds_a_range_up_and_the_button_cuts_to_it_until_it_is_cleared_or_undone(crab, qtbot):
    plot, found = crab.view.flux, curve(crab)
    before = found.counts.sum()
    drag(plot, at(plot, found.time_min[1]) - QPoint(12, 0), at(plot, found.time_max[1]) + QPoint(2, 0))
    settle(crab, qtbot)
    low, high = crab.session.brush.times
    assert low < found.time_min[1] - 1e-4
    assert high == found.time_max[1], "two pixels beside the end of a bin is the end of it"
    assert "events" in crab.view.strips.held.label.text()

    QTest.mouseClick(crab.view.strips.only, Qt.MouseButton.LeftButton)
    assert crab.session.analysis.events.times == ((low, high),)
    assert crab.session.brush is None
    settle(crab, qtbot)
    assert curve(crab).runs == (("23526",),)
    assert crab.view.strips.cut.isVisible() and "Time cut" in crab.view.strips.cut.label.text()

    room = crab.view.stack.height() + crab.view.numbers.height()
    QTest.mouseClick(crab.view.strips.clear, Qt.MouseButton.LeftButton)
    settle(crab, qtbot)
    assert crab.view.stack.height() + crab.view.numbers.height() == room  # it lay over the plot
    assert crab.session.analysis.events.times == () and not crab.view.strips.cut.isVisible()
    assert curve(crab).counts.sum() == before
    crab.session.undo()
    crab.session.undo()
    assert crab.session.analysis.events.times == ()


def test_arrow_keys_go_from_bin_to_bin(crab):
    plot = crab.view.flux
    QTest.keyClick(plot, Qt.Key.Key_Right)
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert crab.session.brush.times[0] == pytest.approx(curve(crab).time_min[1], abs=1e-7)
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert crab.session.brush.times[0] == pytest.approx(curve(crab).time_min[0], abs=1e-7)


def test_page_down_looks_at_one_piece_of_time_and_home_at_all(crab):
    plot = crab.view.flux
    whole = plot.plot.visible_range()[0]
    QTest.keyClick(plot, Qt.Key.Key_PageDown)
    low, high = plot.plot.visible_range()[0]
    assert high - low < 0.6 * (whole[1] - whole[0])
    QTest.keyClick(plot, Qt.Key.Key_Home)
    assert plot.plot.visible_range()[0] == pytest.approx(whole)


def test_typed_minutes_split_the_runs(crab, qtbot):
    controls = crab.view.controls
    controls.bins.setCurrentIndex(controls.bins.findData("fixed"))
    controls.bins.activated.emit(controls.bins.currentIndex())
    assert controls.minutes.isVisible()
    controls.minutes.setFocus()
    controls.minutes.selectAll()
    QTest.keyClicks(controls.minutes, "300 s")
    QTest.keyClick(controls.minutes, Qt.Key.Key_Return)
    assert crab.session.analysis.light_curve.minutes == 5.0
    settle(crab, qtbot)
    assert len(curve(crab)) > 20
    assert len(crab.view.flux.bands[0].points.arrays[0]) + len(crab.view.flux.bands[0].limits.arrays[0]) >= 20


def test_typed_intervals_are_the_bins_and_an_empty_one_is_told_in_the_table(crab, qtbot):
    controls = crab.view.controls
    controls.bins.setCurrentIndex(controls.bins.findData("intervals"))
    controls.bins.activated.emit(controls.bins.currentIndex())
    assert crab.session.analysis.light_curve.bins == "run", "nothing is asked for before there is an interval"
    QTest.keyClicks(controls.intervals, "53343.9 to 53344; 53344.5 to 53344.6; 2004-12-06 to 2004-12-09")
    QTest.keyClick(controls.intervals, Qt.Key.Key_Return)
    settle(crab, qtbot)
    assert [len(runs) for runs in curve(crab).runs] == [2, 0, 2]
    choose(crab, "table", qtbot)
    note = next(column for column in crab.view.table.table.columns if column.name == "note")
    assert list(note.values) == ["", "no exposure", ""]


def test_an_interval_that_means_nothing_is_marked_and_asks_for_nothing(crab):
    controls = crab.view.controls
    controls.intervals.show()
    QTest.keyClicks(controls.intervals, "yesterday")
    QTest.keyClick(controls.intervals, Qt.Key.Key_Return)
    assert "is not a time interval" in controls.intervals.toolTip()
    assert crab.session.analysis.light_curve.intervals == ()


def test_two_choices_before_the_next_frame_both_count(crab):
    crab.view.options.refit.click()
    crab.view.options.ul_sigma.edited.emit(3.0)
    settings = crab.session.analysis.light_curve
    assert settings.refit and settings.ul_sigma == 3.0


def test_two_bands_give_two_colours_a_choice_of_band_and_a_hardness(crab, qtbot):
    choose(crab, "hardness", qtbot)
    assert "two energy bands" in crab.view.hardness.note.text
    crab.view.options.bands.setValue(2)
    settle(crab, qtbot)
    assert curve(crab).n_bands == 2
    assert "constant ratio" in crab.view.numbers.text()
    choose(crab, "flux", qtbot)
    roles = [items.points.role for items in crab.view.flux.bands if len(items.points.arrays[0])]
    assert roles == ["series0", "series1"]
    first = crab.view.numbers.text()
    crab.view.numbers.band.activated.emit(1)
    settle(crab, qtbot)
    assert crab.view.numbers.text() != first


def test_any_two_bands_make_a_hardness_and_bands_can_be_equally_significant(crab, qtbot):
    options, controls = crab.view.options, crab.view.controls
    options.equal.setCurrentIndex(1)
    options.bands.setValue(3)
    settle(crab, qtbot)
    sigma = curve(crab).sqrt_ts
    total = np.sqrt((sigma**2).sum(axis=0))
    assert total.min() > 0.75 * total.max()
    choose(crab, "hardness", qtbot)
    before = crab.view.numbers.text()
    controls.soft.setFocus()
    QTest.keyClick(controls.soft, Qt.Key.Key_Down)
    settle(crab, qtbot)
    found = crab.session.results.current("hardness")
    assert (found.soft, found.hard) == (1, 2)
    assert crab.view.numbers.text() != before
    crab.session.undo()
    settle(crab, qtbot)
    assert (controls.soft.currentIndex(), controls.hard.currentIndex()) == (0, 2)


def test_a_plot_for_every_band_shares_the_time_axis(crab, qtbot):
    crab.view.options.bands.setValue(3)
    settle(crab, qtbot)
    crab.view.options.stacked.click()
    settle(crab, qtbot)
    plots = crab.view.flux.plots
    assert [plot.box.isVisible() for plot in plots] == [True] * 3 + [False] * 3
    assert all(plot.visible_range()[0] == pytest.approx(plots[0].visible_range()[0]) for plot in plots[:3])


def test_crab_units_are_about_one_for_the_crab_and_energy_flux_is_in_erg(crab, qtbot):
    crab.view.options.looks_chosen.emit(replace(crab.looks, unit="crab"))
    settle(crab, qtbot)
    y = crab.view.flux.bands[0].points.arrays[1]
    assert np.all((y > 0.6) & (y < 1.4))
    crab.view.options.looks_chosen.emit(replace(crab.looks, unit="erg"))
    settle(crab, qtbot)
    assert crab.view.flux.bands[0].points.arrays[1] == pytest.approx(
        1.602176634 * curve(crab).eflux[:, 0], rel=1e-9, abs=0
    )


def test_growth_ends_at_the_counts_of_the_fit_range(crab, qtbot):
    choose(crab, "growth", qtbot)
    growth = crab.session.results.current("signal_growth")
    assert crab.view.growth.excess.arrays[1][-1] == pytest.approx(growth.excess[-1])
    assert crab.view.growth.excess.arrays[0][0] == 0.0
    assert growth.excess[-1] > 450


def test_a_typed_period_folds_two_cycles(crab, qtbot):
    choose(crab, "phase", qtbot)
    assert "Type a period" in crab.view.phase.note.text
    QTest.keyClicks(crab.view.controls.period, "30 min")
    QTest.keyClick(crab.view.controls.period, Qt.Key.Key_Return)
    assert crab.session.analysis.light_curve.period == pytest.approx(1 / 48)
    settle(crab, qtbot)
    x = crab.view.phase.drawn.points.arrays[0]
    assert x.min() < 0.1 and x.max() > 1.9
    assert "H = " in crab.view.numbers.text()
    field = crab.view.controls.phase_bins
    field.selectAll()
    QTest.keyClicks(field, "8")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle(crab, qtbot)
    assert len(crab.session.results.current("phase_curve").curve) == 8


def test_the_table_copies_and_saves_in_a_layout_that_is_read_again(crab, qtbot, tmp_path):
    choose(crab, "table", qtbot)
    crab.view.table.copy()
    text = QGuiApplication.clipboard().text()
    assert len(text.splitlines()) == 5 and "2004-12-04 22:07:06" in text
    crab.view.save_requested.emit(tmp_path / "curve.ecsv")
    from astropy.table import Table

    table = Table.read(tmp_path / "curve.ecsv")
    assert table.meta["SED_TYPE"] == "flux"
    assert np.ravel(table["flux"]) == pytest.approx(curve(crab).flux[:, 0], rel=1e-6, abs=0)


def test_the_table_is_saved_from_the_plot_too_and_as_it_is_now(crab, qtbot, tmp_path, file_answers):
    file = tmp_path / "curve.csv"
    file_answers.choose(file)
    save = next(action for action in crab.view.controls.export.actions() if action.text() == "Save numbers…")
    save.trigger()
    assert len(file.read_text().splitlines()) >= 1 + len(curve(crab))
    crab.session.apply("Bins", edits.put, "light_curve.bins", "night")
    settle(crab, qtbot)
    assert len(curve(crab)) == 3
    save.trigger()
    assert sum("0.59" in line for line in file.read_text().splitlines()) == 3
    choose(crab, "growth", qtbot)
    save.trigger()
    assert "Livetime" in file.read_text().splitlines()[0]


def test_an_export_draws_the_light_curve_in_both_formats(crab, tmp_path):
    from types import SimpleNamespace

    from vhegui.gui.figures.headless import draw

    values = {name: crab.session.results.current(name) for name in (CURVE, "variability")}
    files = draw(SimpleNamespace(values=values, analysis=crab.session.analysis), tmp_path)
    assert {path.name for path in files} == {"light_curve.svg", "light_curve.png"}
    assert "Time" in (tmp_path / "light_curve.svg").read_text()


def test_the_shape_is_refitted_on_request_and_undo_takes_that_back(crab, qtbot):
    crab.view.options.refit.click()
    settle(crab, qtbot)
    assert curve(crab).shape is not None
    crab.session.undo()
    settle(crab, qtbot)
    assert curve(crab).shape is None and not crab.view.options.refit.isChecked()


def test_a_held_range_becomes_a_bin_of_its_own(crab, qtbot):
    crab.session.set_brush(Brush(times=(53343.93, 53343.96)))
    settle(crab, qtbot)
    QTest.mouseClick(crab.view.strips.bin, Qt.MouseButton.LeftButton)
    settings = crab.session.analysis.light_curve
    assert settings.bins == "intervals" and settings.intervals == ((53343.93, 53343.96),)
    settle(crab, qtbot)
    assert curve(crab).runs == (("23523", "23526"),)


def test_in_a_drag_nothing_is_computed_for_it_and_the_old_curve_is_faint(crab, qtbot):
    before = curve(crab)
    crab.session.begin_gesture()
    for step in range(8):
        crab.session.preview(edits.move_region, replace(CRAB, radius=0.12 + 0.001 * step))
        crab.session.pull()
    assert crab.needs == ()
    assert crab.session.results.get(CURVE) is before
    assert crab.view.flux.bands[0].points.opacity() < 0.5
    crab.session.commit_gesture("Resize")
    settle(crab, qtbot)
    assert crab.view.flux.bands[0].points.opacity() == 1.0
    assert curve(crab) is not before


def test_the_pointer_is_told_when_how_much_and_which_run(crab):
    text = crab.view.flux.tips.text(0)
    assert "2004-12-04 22:07:06" in text and "(TT)" in text
    assert "Run 23523" in text and "cm⁻² s⁻¹" in text and "ON " in text


def test_looks_are_remembered_and_nonsense_is_forgotten(session, qtbot, tmp_path):
    from PySide6.QtCore import QSettings

    session.settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    first = LightCurvePanel(session)
    qtbot.addWidget(first.widget)
    first.view.options.looks_chosen.emit(replace(first.looks, mjd=True, unit="crab"))
    second = LightCurvePanel(session)
    qtbot.addWidget(second.widget)
    assert second.looks.mjd and second.looks.unit == "crab"
    assert second.view.options.axis.currentIndex() == 1
    session.settings.setValue("light_curve/looks", '{"mjd": 3, "unit": "no such unit"}')
    third = LightCurvePanel(session)
    qtbot.addWidget(third.widget)
    assert third.looks.mjd is False
    third.set_theme(DARK)


def test_every_control_has_a_name_and_says_what_it_does(panel):
    controls = panel.view.controls
    widgets = [controls.bins, controls.minutes, controls.chance, controls.intervals, controls.period, controls.export]
    options = panel.view.options
    widgets += [
        options.bands,
        options.edges,
        options.refit,
        options.ul_sigma,
        options.ul_ts,
        options.unit,
        options.crab,
    ]
    widgets += [panel.view.strips.only, panel.view.strips.bin, panel.view.strips.release, panel.view.strips.clear]
    assert all(widget.accessibleName() and widget.toolTip() for widget in widgets)


def test_runs_without_a_flux_take_no_room(crab, qtbot):
    before = crab.view.flux.times
    crab.session.apply("More runs", edits.select_runs, (20136, *RUNS, 33787))
    settle(crab, qtbot)
    assert list(curve(crab).measured) == [False, True, True, True, True, False]
    assert crab.view.flux.times.same_pieces(before)


def test_spectra_that_do_not_say_when_they_were_taken_leave_no_empty_frame(panel, tmp_path, qtbot):
    pha, *_ = write_ogip(demo_spectrum(), tmp_path)
    panel.session.apply("Add spectra", edits.add_spectra, [str(pha)])
    settle(panel, qtbot)
    assert panel.view.content.is_empty
    assert "do not say when they were taken" in panel.view.content.empty.accessibleDescription()
