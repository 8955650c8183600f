"""The fit panel on real runs: models compared and used, profiles, contours, correlations, toys, fits of points."""

from __future__ import annotations

import numpy as np
import pytest
from panel_on_crab import open_crab, settle, shown
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from vhegui.analysis import edits
from vhegui.analysis.studies.fit_quality import Candidates, compared, degenerate_pairs, growing_toys
from vhegui.analysis.studies.settings import Profiles
from vhegui.analysis.written_numbers import unit_text
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.toys import toys
from vhegui.core.models.spectral.absorption import EblAbsorption
from vhegui.core.models.spectral.evaluate import model_of
from vhegui.core.regions.circle import Circle
from vhegui.gui.panels.fit import FitPanel
from vhegui.gui.theme import DARK

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot):
    with shown(FitPanel, qtbot, 700, 320) as panel:
        yield panel


@pytest.fixture
def crab(panel, data, qtbot):
    open_crab(panel, data, qtbot, kind="exp_cutoff_power_law")
    return panel


def press(panel, button, qtbot) -> None:
    """Click a button of the page that it is on, and wait for what it starts."""
    page = next(page for page in panel.view.pages if page.isAncestorOf(button))
    panel.view.tabs.setCurrentWidget(page)
    assert button.isEnabled()
    QTest.mouseClick(button, LEFT)
    settle(panel, qtbot)


def test_without_data_the_panel_says_what_to_do(panel):
    panel.session.pull()
    assert panel.view.content.empty.isVisible()
    assert "choose runs" in panel.view.content.empty.accessibleDescription()


def test_one_click_compares_three_models_and_draws_them_while_the_table_is_seen(crab, qtbot):
    page = crab.view.compare
    press(crab, page.go, qtbot)
    assert [row.kind for row in page.rows] == ["power_law", "exp_cutoff_power_law", "log_parabola"]
    columns = {column.name: column for column in page.table.table.columns}
    assert set(columns) >= {"n_free", "stat", "delta_ts", "ndf", "p_value", "significance", "aic", "weight", "note"}
    fit = crab.session.results.current("fit_result")
    assert columns["stat"].values[1] == pytest.approx(fit.total_stat, abs=1e-6)
    assert sum(columns["weight"].values) == pytest.approx(1.0)
    assert "σ" in page.verdict.text()
    assert [curve.label for curve in crab.session.curves] == ["PL", "ECPL", "LP"]

    page.draw.setChecked(False)
    assert crab.session.curves == ()
    page.draw.setChecked(True)
    crab.view.tabs.setCurrentWidget(crab.view.toys)
    assert crab.session.curves == ()
    crab.view.tabs.setCurrentWidget(page)
    assert len(crab.session.curves) == 3
    crab.widget.hide()
    assert crab.session.curves == ()


def test_use_this_model_is_one_undo_step(crab, qtbot):
    page = crab.view.compare
    press(crab, page.go, qtbot)
    before = crab.session.analysis
    page.table.selectRow(2)
    press(crab, page.use, qtbot)
    assert crab.session.analysis.model.spectral.kind == "log_parabola"
    assert crab.session.results.current("fit_result").total_stat == pytest.approx(page.rows[2].stat, abs=1e-6)
    crab.session.undo()
    assert crab.session.analysis == before


def test_a_changed_analysis_marks_what_was_found_before_and_undo_takes_the_mark_away(crab, qtbot):
    page = crab.view.compare
    press(crab, page.go, qtbot)
    crab.session.apply("", edits.move_region, Circle(83.63, 22.05, 0.11))
    settle(crab, qtbot)
    assert "earlier state" in page.verdict.text()
    assert not page.use.isEnabled()
    assert crab.session.curves == ()
    crab.session.undo()
    settle(crab, qtbot)
    assert "earlier state" not in page.verdict.text()


def test_a_study_is_a_step_to_undo_and_redo_finds_its_result_again(crab, qtbot):
    page, session = crab.view.profiles, crab.session
    for name in ("index", "lambda_"):
        page.first.setCurrentText(name)
        press(crab, page.go, qtbot)
    assert session.history.undo_label == "Profile of lambda_"
    last = session.results.current("profiles")
    session.undo()
    settle(crab, qtbot)
    assert [each.name for each in session.results.current("profiles")] == ["index"]
    assert "index" in page.verdict.text() and "earlier state" not in page.verdict.text()
    session.undo()
    settle(crab, qtbot)
    assert session.results.current("profiles") is None and "earlier state" in page.verdict.text()
    session.redo()
    session.redo()
    settle(crab, qtbot)
    assert session.results.current("profiles") is last and not session.background.busy


def test_a_study_that_cannot_be_done_says_why_and_its_button_can_be_pressed_again(crab, qtbot):
    said = []
    crab.session.message.connect(lambda severity, text: said.append((severity, text)))
    crab.session.ask("Profile of beta", "profiles", Profiles(("beta",)))
    settle(crab, qtbot)
    assert said == [("error", "'beta' is no fitted parameter; there: index, amplitude, lambda_")]
    assert crab.view.profiles.go.isEnabled() and crab.view.profiles.go.text() == "Profile"


def test_a_page_whose_study_was_stopped_says_again_what_belongs_there(crab, qtbot):
    page = crab.view.compare
    crab.view.tabs.setCurrentWidget(page)
    QTest.mouseClick(page.go, LEFT)
    assert page.go.running and page.table.isVisible()
    QTest.mouseClick(page.go, LEFT)
    settle(crab, qtbot)
    assert page.rows or not page.table.isVisible(), "an empty table says nothing"
    press(crab, page.go, qtbot)
    assert page.rows and page.table.isVisible()


def test_other_models_can_be_ticked(crab, qtbot):
    page = crab.view.compare
    page.kind_actions["log_parabola"].trigger()
    page.kind_actions["broken_power_law"].trigger()
    press(crab, page.go, qtbot)
    assert {row.kind for row in page.rows} == {"power_law", "exp_cutoff_power_law", "broken_power_law"}


def test_absorbed_variants_are_compared_without_a_nested_test(crab):
    joint_data = crab.session.results.current("joint_data")
    absorption = model_of(EblAbsorption("dominguez")).with_parameter("redshift", value=0.03, frozen=True)
    model = JointModel.of(crab.session.analysis.model.spectral)
    rows = compared(joint_data, model, Candidates(("power_law", "log_parabola"), absorption))
    assert len(rows) == 4
    assert [row.nested for row in rows] == [True, True, False, False]
    assert rows[2].result.model.kind == rows[3].result.model.kind != "power_law"


def test_a_profile_rises_by_one_at_the_minos_errors(crab, qtbot):
    page = crab.view.profiles
    page.first.setCurrentText("lambda_")
    press(crab, page.go, qtbot)
    (found,) = crab.session.results.current("profiles")
    grid, rise, error = found.values, found.rise, found.error
    value = crab.session.results.current("fit_result").joint["lambda_"].value
    assert rise.min() == pytest.approx(0.0, abs=0.05)
    for end in (value - error.errn, value + error.errp):
        assert np.interp(end, grid, rise) == pytest.approx(1.0, abs=0.05)
    assert "lambda" in page.verdict.text()
    assert page.both.isEnabled() and page.go.isEnabled()


def test_contours_grow_point_by_point_and_end_closed(crab, qtbot):
    page, seen = crab.view.profiles, []
    page.grown.connect(lambda found: seen.append(int(np.isfinite(found.x).sum())), Qt.ConnectionType.QueuedConnection)
    press(crab, page.both, qtbot)
    (found,) = crab.session.results.current("contours")
    assert np.isfinite(found.x).all()
    assert seen == sorted(seen)
    assert len(set(seen)) > 10
    x, _ = page.contour._curves[0].arrays
    assert x[0] == x[-1]
    fit = crab.session.results.current("fit_result")
    width = found.x[0].max() - found.x[0].min()
    assert width / 2 == pytest.approx(np.sqrt(2.2957) * fit.joint[found.names[0]].error, rel=0.15)
    assert "ρ" in page.verdict.text()


def test_the_correlation_matrix_is_there_at_once_with_numbers(crab):
    table = crab.view.correlation.table.table
    names = [column.name for column in table.columns]
    assert names == ["parameter", "index", "amplitude", "lambda_"]
    assert table.columns[1].values[0] == pytest.approx(1.0)
    assert table.columns[1].values[2] == table.columns[3].values[0]
    crab.view.correlation.which.setCurrentIndex(1)
    fit = crab.session.results.current("fit_result")
    assert table.columns[1].values[0] == pytest.approx(fit.joint["index"].error ** 2)


def test_degenerate_pairs_are_said_in_words():
    matrix = np.array([[1.0, -0.97, 0.1], [-0.97, 1.0, 0.0], [0.1, 0.0, 1.0]])
    assert degenerate_pairs(("a", "b", "c"), matrix) == (("b", "a", -0.97),)
    assert degenerate_pairs(("a", "b", "c"), np.eye(3)) == ()


def test_toys_tell_the_goodness_of_fit_and_the_same_seed_tells_the_same(crab, qtbot):
    page = crab.view.toys
    page.number.set_value(60.0)
    press(crab, page.go, qtbot)
    first = page.found
    assert first.n == 60
    assert "p = " in page.verdict.text()
    assert sum(page.stat.bars.arrays[1]) == first.n_good
    assert page.parameter.count() == 3
    assert [column.name for column in page.table.table.columns][:4] == [
        "parameter",
        "pull_mean",
        "pull_width",
        "coverage",
    ]
    press(crab, page.go, qtbot)
    assert np.array_equal(page.found.stat, first.stat)
    page.seed.set_value(2.0)
    press(crab, page.go, qtbot)
    assert not np.array_equal(page.found.stat, first.stat)


def test_toys_in_portions_are_those_drawn_at_once(crab):
    joint_data, fit = (crab.session.results.current(step) for step in ("joint_data", "fit_result"))
    *_, grown = growing_toys(joint_data, fit, 30, seed=7)
    whole = toys(joint_data, fit, 30, np.random.default_rng(7))
    assert np.array_equal(grown.stat, whole.stat)
    assert np.array_equal(grown.values, whole.values)


def test_toys_can_be_stopped_and_what_was_drawn_stays(crab, qtbot):
    page = crab.view.toys
    crab.view.tabs.setCurrentWidget(page)
    page.number.set_value(100_000.0)
    QTest.mouseClick(page.go, LEFT)
    assert page.go.text() == "Stop"
    qtbot.waitUntil(lambda: page.found is not None, timeout=20_000)
    QTest.mouseClick(page.go, LEFT)
    qtbot.waitUntil(lambda: not crab.session.background.busy, timeout=20_000)
    assert page.go.text() == "Simulate"
    assert 0 < page.found.n < 100_000
    assert page.table.table.rowCount() == 3


def test_own_flux_points_are_fitted_and_agree_with_the_counts(crab, qtbot):
    page = crab.view.points
    press(crab, page.go, qtbot)
    columns = {column.name: column for column in page.table.table.columns}
    assert list(columns["parameter"].values)[:2] == ["index", "amplitude"]
    assert np.nanmax(np.abs(columns["difference"].values)) < 1.0
    assert [curve.label for curve in crab.session.curves] == ["Fit of points"]
    assert "8 points" in page.verdict.text() or "points −" in page.verdict.text()


def test_tabs_are_reached_by_keyboard_and_all_controls_have_names(crab):
    bar = crab.view.tabs.tabBar()
    bar.setFocus()
    QTest.keyClick(bar, Qt.Key.Key_Right)
    assert crab.view.tabs.currentWidget() is crab.view.profiles
    for page in crab.view.pages:
        for widget in (page.go, page.go.bar, page.verdict):
            assert widget.accessibleName() or widget.isHidden()


def test_the_panel_can_be_dressed_in_the_dark(crab):
    crab.set_theme(DARK)
    assert crab.view.toys.stat.theme is DARK
    assert crab.view.correlation.shade.theme is DARK


def test_units_are_written_with_superscripts():
    assert unit_text("cm-2 s-1 TeV-1") == "cm⁻² s⁻¹ TeV⁻¹"
