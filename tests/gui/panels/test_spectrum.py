"""The spectral panel on real runs: what it shows, and what typing, dragging and choosing there does."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from panel_on_crab import CRAB, RUNS, open_crab, settle, shown
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QStyle, QStyleOptionSlider

from vhegui.analysis import edits
from vhegui.analysis.state import FitSettings
from vhegui.analysis.written_numbers import unit_text
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spectral.registry import KINDS
from vhegui.core.regions.circle import Circle
from vhegui.gui.figures.auto_range import linear_range, log_range, symmetric_range
from vhegui.gui.figures.counts_plot import safe_ends
from vhegui.gui.model_editor.model_line import Request
from vhegui.gui.model_editor.parameter_model import FROZEN, MAXIMUM, VALUE
from vhegui.gui.model_editor.parameter_rows import edit_text
from vhegui.gui.model_editor.parameter_units import typed_number
from vhegui.gui.panels.spectrum import SpectrumPanel
from vhegui.gui.theme import DARK
from vhegui.gui.widgets.slider_scale import SliderScale

values = st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=20).map(np.array)


@pytest.fixture
def panel(qtbot):
    with shown(SpectrumPanel, qtbot, 520, 900) as panel:
        yield panel


@pytest.fixture
def crab(panel, data, qtbot):
    """The Crab fitted by a power law with cutoff, everything computed."""
    open_crab(panel, data, qtbot, kind="exp_cutoff_power_law")
    return panel


def cell(panel, name: str, column: int):
    model = panel.view.parameters.model
    return model.index([p.name for p in model.model.parameters].index(name), column)


def open_editor(panel, name: str, column: int) -> QLineEdit:
    """The editor of a cell, as after a double click."""
    table = panel.view.parameters.table
    table.setCurrentIndex(cell(panel, name, column))
    table.edit(cell(panel, name, column))
    return table.indexWidget(cell(panel, name, column))


def enter(editor: QLineEdit) -> None:
    """Press Return; a table commits when that key press has been processed."""
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()


def type_into(panel, name: str, column: int, text: str) -> QLineEdit:
    """Replace the text of a cell and press Return."""
    editor = open_editor(panel, name, column)
    QTest.keyClicks(editor, text)
    enter(editor)
    return editor


def handle(slider) -> QPoint:
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    control, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
    return slider.style().subControlRect(control, option, part, slider).center()


def test_without_runs_the_panel_says_what_to_do_next(panel):
    panel.session.pull()
    empty = panel.view.content.empty
    assert empty.isVisible()
    assert "Select runs" in empty.accessibleDescription()


def test_the_statistic_line_and_the_table_show_the_final_fit(crab):
    fit = crab.session.results.current("fit_result")
    line = crab.view.statistic.text()
    assert line == f"wstat {fit.total_stat:.2f} / {fit.n_bins} bins − 3 par · converged"
    index = fit.model["index"]
    assert cell(crab, "index", VALUE).data() == f"{index.value:.2f} ± {index.error:.2f}"
    assert not crab.view.parameters.model.preliminary


def test_the_counts_table_ends_with_the_total_of_its_runs(crab):
    columns = {column.name: list(column.values) for column in crab.view.counts_table.table.columns}
    assert columns["obs_id"] == [*(str(run) for run in RUNS), "total"]
    for name in ("counts", "counts_off", "background", "excess", "livetime", "n_off_regions"):
        assert columns[name][-1] == pytest.approx(sum(columns[name][:-1]))
    assert columns["sqrt_ts"][-1] > max(columns["sqrt_ts"][:-1])


def test_showing_results_makes_no_edit(crab):
    before = crab.session.history
    for tab in range(3):
        crab.view.tabs.setCurrentIndex(tab)
        crab.seen.forget()
        crab.session.pull()
    assert crab.session.history is before


def test_parts_whose_inputs_have_not_changed_are_not_drawn_again(crab, monkeypatch):
    drawn = []
    monkeypatch.setattr(crab.view.plots.counts, "set_counts", lambda *_: drawn.append("counts"))
    monkeypatch.setattr(crab.view.plots.sed, "set_points", lambda *_: drawn.append("points"))
    monkeypatch.setattr(crab.view.plots.sed, "set_model", lambda *_: drawn.append("model"))
    crab.session.pull()
    assert drawn == []


def test_a_typed_value_redraws_the_model_at_once_and_stops_the_fit(crab):
    best = crab.session.results.get("live_fit").total_stat
    type_into(crab, "index", VALUE, "2.9")
    crab.session.pull()
    shown = crab.session.results.get("shown_model").spectral
    assert shown["index"].value == 2.9
    assert not crab.session.analysis.fit.follow
    assert crab.session.results.get("live_fit").total_stat > best + 5
    assert "typed" in crab.view.statistic.text()
    assert crab.session.history.undo_label == "Set index"


def test_fit_after_typing_finds_the_minimum_again(crab, qtbot):
    best = crab.session.results.get("live_fit").total_stat
    type_into(crab, "index", VALUE, "2.9")
    crab.session.pull()
    QTest.mouseClick(crab.view.controls.fit, Qt.MouseButton.LeftButton)
    settle(crab, qtbot)
    assert crab.session.results.get("live_fit").total_stat == pytest.approx(best, abs=1e-5)
    assert crab.session.analysis.fit.follow


def test_results_that_arrive_while_a_cell_is_edited_leave_the_typing_alone(crab):
    editor = open_editor(crab, "index", VALUE)
    QTest.keyClicks(editor, "2.1")
    crab.session.apply("move", edits.move_region, replace(CRAB, ra=83.66))
    crab.session.pull()
    assert editor.isVisible()
    assert editor.text() == "2.1"
    enter(editor)
    assert crab.session.analysis.model.spectral["index"].value == 2.1


def test_an_editor_opened_and_left_unchanged_edits_nothing(crab):
    before = crab.session.history
    enter(open_editor(crab, "amplitude", VALUE))
    assert crab.session.history is before


def test_what_is_not_a_number_cannot_be_entered_and_is_kept(crab):
    before = crab.session.history
    editor = type_into(crab, "index", VALUE, "steep")
    assert editor.isVisible()
    assert "not a number" in editor.toolTip()
    assert crab.session.history is before


def test_a_value_outside_the_limits_is_refused_with_a_sentence(crab, qtbot):
    type_into(crab, "index", MAXIMUM, "3")
    crab.session.pull()
    with qtbot.waitSignal(crab.session.message) as said:
        type_into(crab, "index", VALUE, "3.5")
    assert "outside its limits" in said.args[1]
    assert crab.session.analysis.fit.follow


def test_space_freezes_the_selected_parameter_and_the_fit_goes_on_without_it(crab, qtbot):
    crab.view.parameters.select("lambda_")
    QTest.keyClick(crab.view.parameters.table, Qt.Key.Key_Space)
    settle(crab, qtbot)
    assert crab.session.results.current("fit_result").n_free == 2
    assert cell(crab, "lambda_", FROZEN).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    assert not crab.view.parameters.slider.isEnabled()
    assert "− 2 par" in crab.view.statistic.text()


def test_a_click_into_the_frozen_cell_frees_the_parameter(crab):
    table = crab.view.parameters.table
    at = table.visualRect(cell(crab, "alpha", FROZEN)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert not crab.session.analysis.model.spectral["alpha"].frozen
    assert crab.session.history.undo_label == "Free alpha"


def test_a_slider_drag_redraws_the_model_while_it_lasts_and_is_one_undo_step(crab):
    crab.view.parameters.select("index")
    slider, before = crab.view.parameters.slider, crab.session.analysis
    fitted = crab.session.results.get("shown_model").spectral["index"].value
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=handle(slider))
    seen = []
    for step in range(1, 6):
        QTest.mouseMove(slider, handle(slider) + QPoint(12, 0))
        crab.session.pull()
        seen.append(crab.session.results.get("shown_model").spectral["index"].value)
        assert crab.session.gesture, step
    assert seen == sorted(seen)
    assert seen[-1] > fitted
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=handle(slider))
    assert not crab.session.gesture
    assert crab.session.history.undo_label == "Set index"
    crab.session.undo()
    assert crab.session.analysis == before


def test_escape_takes_a_slider_drag_back(crab):
    crab.view.parameters.select("index")
    slider, before = crab.view.parameters.slider, crab.session.history
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=handle(slider))
    QTest.mouseMove(slider, handle(slider) + QPoint(30, 0))
    assert crab.session.gesture
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton)
    assert not crab.session.gesture
    assert crab.session.history is before
    crab.session.pull()
    assert crab.view.controls.follow.isChecked()


def test_what_is_no_number_stays_open_in_red_and_says_why_until_it_is_one(crab):
    before = crab.session.history
    editor = type_into(crab, "index", VALUE, "abc")
    assert editor.isVisible()
    assert "border" in editor.styleSheet()
    assert "abc" in editor.toolTip()
    assert crab.session.history is before
    editor.selectAll()
    QTest.keyClicks(editor, "2.5")
    assert editor.styleSheet() == ""
    enter(editor)
    assert crab.session.analysis.model.spectral["index"].value == 2.5


def test_a_slider_lets_go_of_the_data_at_once_and_fit_takes_them_up_again(crab, qtbot):
    crab.view.parameters.select("index")
    slider, controls = crab.view.parameters.slider, crab.view.controls
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=handle(slider))
    QTest.mouseMove(slider, handle(slider) + QPoint(12, 0))
    crab.session.pull()
    assert not controls.follow.isChecked()
    assert controls.fit.isEnabled()
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=handle(slider))
    crab.session.pull()
    assert not controls.follow.isChecked()
    QTest.mouseClick(controls.fit, Qt.MouseButton.LeftButton)
    settle(crab, qtbot)
    assert controls.follow.isChecked()
    assert not controls.fit.isEnabled()


def test_a_burst_of_arrow_keys_on_the_slider_is_one_undo_step(crab, qtbot):
    crab.view.parameters.select("index")
    slider, before = crab.view.parameters.slider, crab.session.analysis
    for _ in range(4):
        QTest.keyClick(slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: not crab.session.gesture, timeout=3000)
    assert crab.session.analysis.model.spectral["index"].value > before.model.spectral["index"].value
    crab.session.undo()
    assert crab.session.analysis == before


def test_while_a_region_is_dragged_errors_are_preliminary_and_flux_points_stay(crab, qtbot):
    points = crab.session.results.get("flux_points_result")
    crab.session.begin_gesture()
    crab.session.preview(edits.move_region, replace(CRAB, ra=83.7))
    crab.session.pull()
    assert crab.view.parameters.model.preliminary
    assert "flux_points_result" in crab.session.results.stale
    assert crab.session.results.get("flux_points_result") is points
    crab.session.commit_gesture("Move source region")
    settle(crab, qtbot)
    assert not crab.view.parameters.model.preliminary
    assert crab.session.results.get("flux_points_result") is not points


def test_counts_made_ready_in_a_drag_are_painted_when_it_ends_however_far_they_came(crab, qtbot):
    painted = crab.view.plots.counts.viewport().updatesEnabled
    crab.session.begin_gesture()
    crab.session.preview(edits.move_region, replace(CRAB, ra=83.7))
    crab.session.pull()
    crab.parts[0](crab.session.results)  # and the mouse is let go before its next frame
    assert not painted()
    crab.session.commit_gesture("Move source region")
    settle(crab, qtbot)
    assert painted()


def test_a_source_region_on_the_pointing_is_explained_in_the_panel(crab):
    pointing = crab.session.loaded.observations[23523].pointing
    crab.session.apply("", edits.select_runs, [23523])
    crab.session.apply("", edits.move_region, Circle(pointing.ra, pointing.dec, 0.11))
    crab.session.pull()
    assert crab.view.problem.isVisible()
    assert "OFF region" in crab.view.problem.text()
    crab.session.apply("", edits.move_region, CRAB)
    crab.session.pull()
    assert not crab.view.problem.isVisible()


def test_another_formula_can_be_chosen_and_undone(crab, qtbot):
    crab.view.model_line.requested.emit(Request("exchange", "log_parabola", ()))
    settle(crab, qtbot)
    assert [p.name for p in crab.view.parameters.model.model.parameters] == list(KINDS["log_parabola"].names)
    crab.session.undo()
    settle(crab, qtbot)
    assert crab.view.model_line.chips[0].text() == "Exponential cutoff"


def test_a_model_that_no_longer_follows_the_data_stays_as_it_was(crab):
    fitted = crab.session.results.get("shown_model").spectral.values
    QTest.mouseClick(crab.view.controls.follow, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    crab.session.apply("", edits.move_region, replace(CRAB, ra=83.66))
    crab.session.pull()
    assert crab.session.results.get("shown_model").spectral.values == fitted


def test_the_fit_range_understands_gev_and_empty_means_all_safe_bins(crab):
    low = crab.view.fit_settings.low
    low.setFocus()
    QTest.keyClicks(low, "900 GeV")
    QTest.keyClick(low, Qt.Key.Key_Return)
    assert crab.session.analysis.fit == FitSettings(low=0.9)
    crab.view.fit_settings.mode.activated.emit(1)  # before the next frame
    assert crab.session.analysis.fit == FitSettings(low=0.9, stack=True)
    crab.session.pull()
    low.selectAll()
    QTest.keyClick(low, Qt.Key.Key_Delete)
    QTest.keyClick(low, Qt.Key.Key_Return)
    assert crab.session.analysis.fit.low is None


def test_flux_point_bands_are_typed(crab, qtbot):
    crab.view.tabs.setCurrentIndex(2)
    count = crab.view.bands.count
    count.setFocus()
    count.selectAll()
    QTest.keyClicks(count, "5")
    QTest.keyClick(count, Qt.Key.Key_Return)
    settle(crab, qtbot)
    assert len(crab.session.results.get("flux_points_result").e_ref) == 5
    assert crab.view.point_table.table.rowCount() == 5


def test_the_copied_table_has_headings_and_every_run(crab):
    crab.view.counts_table.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Run\tON\tOFF")
    assert [line.split("\t")[0] for line in lines[1:]] == [*(str(run) for run in RUNS), "total"]


def test_a_saved_flux_point_table_keeps_units_and_numbers(crab, tmp_path):
    from astropy.table import Table

    crab.view.point_table.save(tmp_path / "points.ecsv")
    table, points = Table.read(tmp_path / "points.ecsv"), crab.session.results.get("flux_points_result")
    assert str(table["dnde"].unit) == "1 / (TeV s cm2)"
    assert np.array_equal(table["dnde"], points.dnde)
    assert np.allclose(table["e2dnde"], points.e_ref**2 * points.dnde)
    assert str(table["e2dnde"].unit) == "TeV / (s cm2)"


def test_zooming_stops_the_automatic_range_until_a_double_click(crab):
    plot = crab.view.plots.counts
    plot.plot.box.sigRangeChangedManually.emit([True, True])
    plot.plot.set_range(y=(1.0, 10.0))
    crab.seen.forget()
    crab.session.pull()
    assert plot.plot.visible_range()[1] == pytest.approx((1.0, 10.0))
    plot.plot.box.home_requested.emit()
    assert plot.plot.visible_range()[1][1] > 50


def test_in_a_low_panel_one_plot_is_shown_at_a_time(crab, qtbot):
    crab.widget.resize(430, 600)
    plots = crab.view.plots
    qtbot.waitUntil(lambda: plots.compact)
    assert plots.counts.isVisible()
    assert not plots.sed.isVisible()
    plots.tabs.setCurrentIndex(1)
    assert plots.sed.isVisible()
    assert crab.widget.minimumSizeHint().height() <= 600
    assert crab.widget.minimumSizeHint().width() <= 430


def test_the_panel_can_be_dressed_in_the_dark(crab):
    crab.set_theme(DARK)
    assert crab.view.plots.counts.theme is DARK
    assert DARK.warning in crab.view.problem.styleSheet()


@given(values)
def test_automatic_ranges_hold_all_values(data):
    low, high = log_range(data, None, decades=12.0)
    assert low <= data.min()
    assert data.max() <= high
    low, high = linear_range(data, None)
    assert low <= 0.0 <= data.max() <= high
    low, high = symmetric_range(data, None)
    assert low == -high <= -data.max()


@given(values, st.floats(0.81, 1.0))
def test_automatic_ranges_stay_while_data_change_a_little(data, factor):
    now = log_range(data, None, decades=12.0)
    moved = np.append(data * factor, data.min())
    assert log_range(moved, now, decades=12.0) == now


@given(st.integers(-5000, 5000).map(lambda n: n / 1000), st.sampled_from((0.0, 1e-4, 0.1, 2.0)), st.floats(0, 1))
def test_a_slider_gives_back_the_place_of_every_value(value, error, fraction):
    for amplitude in (False, True):
        scale = SliderScale.about(Parameter("index", value, error=error), amplitude)
        assert scale.covers(value)
        assert scale.fraction(scale.value(fraction)) == pytest.approx(fraction, abs=1e-6)


def test_a_slider_stays_within_the_limits():
    scale = SliderScale.about(Parameter("index", 2.0, error=1.0, minimum=1.5, maximum=2.2))
    assert (scale.low, scale.high) == (1.5, 2.2)


def test_an_empty_limit_is_no_limit_and_a_limit_may_have_a_unit():
    assert typed_number("", "minimum", "") == -math.inf
    assert typed_number("∞", "maximum", "TeV") == math.inf
    assert typed_number("500 GeV", "minimum", "TeV") == 0.5
    assert edit_text(Parameter("index", 2.0), "minimum") == ""
    with pytest.raises(ValueError, match="number"):
        typed_number("", "value", "")


def test_the_safe_range_is_open_where_the_axis_is_used_to_its_end():
    edges = np.array([1.0, 2.0, 4.0, 8.0])
    assert safe_ends(edges, np.array([False, True, True])) == (2.0, None)
    assert safe_ends(edges, np.array([True, False, False])) == (None, 2.0)
    assert safe_ends(edges, np.zeros(3, bool)) == (8.0, None)


def test_units_are_written_with_superscripts():
    assert unit_text("cm-2 s-1 TeV-1") == "cm⁻² s⁻¹ TeV⁻¹"
