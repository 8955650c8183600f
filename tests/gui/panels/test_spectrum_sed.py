"""The SED and counts plots on real runs: units, published spectra, the rough estimate, limits, brushing, files."""

from __future__ import annotations

import math

import numpy as np
import pytest
from panel_on_crab import open_crab, settle, shown
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog

from vhegui.analysis import edits
from vhegui.analysis.brush import Brush
from vhegui.analysis.curves import curve_of
from vhegui.analysis.edits import flux_points as flux_point_edits
from vhegui.gui.figures.looks import COUNTS_LOOKS, RATIO, CountsLooks
from vhegui.gui.figures.sed_units import SED_UNITS, unit_named
from vhegui.gui.panels.spectrum import SpectrumPanel


@pytest.fixture
def panel(qtbot, tmp_path):
    with shown(SpectrumPanel, qtbot, 560, 900) as panel:
        panel.session.settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        yield panel


@pytest.fixture
def crab(panel, data, qtbot):
    open_crab(panel, data, qtbot)
    settle(panel, qtbot, "flux_points_result")
    return panel


def sed(panel):
    return panel.view.plots.sed


def menus(panel):
    return panel.view.plots.sed_menus


def test_units_differ_by_what_they_are_defined_by():
    energy, flux = np.array([2.0]), np.array([3e-12])
    drawn = {unit.key: unit.drawn(energy, flux)[0] for unit in SED_UNITS if not unit.banded}
    assert drawn["tev"] == pytest.approx(1.2e-11)
    assert drawn["erg"] / drawn["tev"] == pytest.approx(1.602176634)
    assert drawn["gev"] / drawn["tev"] == pytest.approx(1e3)
    assert drawn["dnde"] == 3e-12
    assert drawn["dnde_gev"] == pytest.approx(3e-15)
    assert unit_named("furlong") is SED_UNITS[0]


def test_the_model_is_drawn_over_the_energies_of_the_fitted_data(crab, qtbot):
    joint_data = crab.session.results.get("joint_data")
    x, _ = sed(crab).line_item.arrays
    assert x[[0, -1]] == pytest.approx([joint_data.reco_min.min(), joint_data.reco_max.max()])
    crab.session.apply("", edits.change, "fit", low=1.0, high=10.0)
    settle(crab, qtbot, "flux_points_result")
    x, _ = sed(crab).line_item.arrays
    assert x[0] >= 1.0
    assert x[-1] <= 10.0


def test_a_published_crab_spectrum_is_one_undo_step_and_drawn_in_the_unit_chosen(crab, qtbot):
    menus(crab).reference_actions["hess_2006_ecpl"].trigger()
    menus(crab).unit_actions["dnde"].trigger()
    qtbot.waitUntil(lambda: len(sed(crab).overlays) == 1)
    assert crab.session.history.undo_label == "Draw published spectrum"
    x, y = sed(crab).published["hess_2006_ecpl"].line.arrays
    assert np.interp(0.0, np.log(x), np.log(y)) == pytest.approx(math.log(3.76e-11 * math.exp(-1 / 14.3)), abs=1e-3)
    crab.session.undo()
    qtbot.waitUntil(lambda: not sed(crab).overlays)
    assert not menus(crab).reference_actions["hess_2006_ecpl"].isChecked()
    assert not sed(crab).published


def test_a_source_of_gammacat_is_asked_for_by_name_and_drawn_with_its_points(crab, data, qtbot, file_answers):
    catalogue = str(data / "gammacat" / "gammacat.fits.gz")
    file_answers.choose(catalogue)
    menus(crab).catalogue_wanted.emit()
    qtbot.waitUntil(lambda: crab.view.findChild(QInputDialog) is not None, timeout=20_000)
    dialog = crab.view.findChild(QInputDialog)
    asked = dialog.textValue()
    dialog.accept()
    qtbot.waitUntil(lambda: len(sed(crab).overlays) == 1, timeout=20_000)
    assert "Crab" in asked
    items = next(iter(sed(crab).published.values()))
    assert len(items.line.arrays[0]) > 10
    assert crab.session.analysis.flux_points.overlays[0].endswith(f"#{asked}")


def test_a_table_that_cannot_be_read_is_said_and_nothing_is_drawn(crab, tmp_path, qtbot):
    bad = tmp_path / "points.ecsv"
    bad.write_text("nothing\n")
    with qtbot.waitSignal(crab.session.message, check_params_cb=lambda severity, _: severity == "error"):
        crab.session.apply("", flux_point_edits.add_overlay, str(bad))
    settle(crab, qtbot, "flux_points_result")
    assert not sed(crab).overlays


def test_own_points_that_were_saved_come_back_as_an_overlay(crab, tmp_path, qtbot):
    crab.view.point_table.save(tmp_path / "points.ecsv")
    crab.session.apply("", flux_point_edits.add_overlay, str(tmp_path / "points.ecsv"))
    qtbot.waitUntil(lambda: len(sed(crab).overlays) == 1, timeout=20_000)
    items = next(iter(sed(crab).published.values()))
    own = sed(crab).point_item.arrays
    assert np.allclose(items.points.arrays[0], own[0])
    assert np.allclose(items.points.arrays[1], own[1], rtol=1e-6)


def test_fluxes_in_bands_agree_with_the_norms_of_the_points(crab):
    points = crab.session.results.get("flux_points_result")
    menus(crab).unit_actions["flux"].trigger()
    shown = points.success & ~points.is_ul
    assert np.allclose(sed(crab).point_item.arrays[1], points.flux[shown])
    _, y = sed(crab).line_item.arrays
    good = np.isfinite(y[::2])
    assert good.sum() >= len(points.e_ref) - 2
    assert np.allclose(y[::2][good], points.ref_flux[good], rtol=2e-3)


def test_the_energy_axis_can_be_in_gev_and_the_choice_is_remembered(crab):
    before = sed(crab).point_item.arrays[0].copy()
    menus(crab).axis_actions["GeV"].trigger()
    assert np.allclose(sed(crab).point_item.arrays[0], 1e3 * before)
    assert crab.session.preferences.value.energy_unit == "GeV"
    other = SpectrumPanel(crab.session)
    assert other.view.plots.sed.axis_unit == "GeV"
    other.widget.deleteLater()


def test_the_quick_estimate_is_drawn_on_request_and_near_the_points(crab, qtbot):
    assert not len(sed(crab).rough_item.arrays[0])
    menus(crab).quick.trigger()
    settle(crab, qtbot, "flux_points_result")
    points = crab.session.results.get("flux_points_result")
    rough = crab.session.results.get("quick_estimate")
    assert len(sed(crab).rough_item.arrays[0]) == len(rough.e_ref)
    middle = (points.e_ref > 1.0) & (points.e_ref < 5.0)
    estimate = np.interp(points.e_ref[middle], rough.e_ref, rough.e2dnde)
    assert np.all(np.abs(np.log(estimate / (points.e_ref**2 * points.dnde)[middle])) < 0.5)
    assert "E₁E₂" in menus(crab).quick.toolTip()


def test_profiles_are_drawn_behind_the_points_on_request(crab):
    assert not sed(crab).profiles.isVisible()
    menus(crab).profiles.trigger()
    assert sed(crab).profiles.isVisible()
    low, _, flux, rise = sed(crab).profiles.arrays
    assert rise.shape == flux.shape == (len(low), rise.shape[1])
    assert np.nanmin(rise) == 0.0
    image = sed(crab).grab().toImage()
    assert not image.isNull()


def test_curves_to_compare_with_come_and_go(crab):
    model = crab.session.results.get("fit_result").model
    crab.session.set_curves((curve_of(model, (0.7, 20.0)), curve_of(model, (1.0, 2.0), "another")))
    assert [item.label for item in sed(crab).curve_items if item.isVisible()] == ["Power law", "another"]
    crab.session.set_curves(())
    assert not any(item.isVisible() for item in sed(crab).curve_items)


def test_level_and_threshold_of_limits_are_typed_and_undone(crab, qtbot):
    controls = crab.view.point_controls
    crab.view.tabs.setCurrentIndex(2)
    before = crab.session.results.get("flux_points_result").norm_ul
    for field, text in ((controls.level, "3"), (controls.threshold, "100")):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
    settle(crab, qtbot, "flux_points_result")
    settings = crab.session.analysis.flux_points
    assert (settings.ul_sigma, settings.ul_ts) == (3.0, 100.0)
    after = crab.session.results.get("flux_points_result")
    assert np.all(after.norm_ul > before)
    assert after.is_ul.any()
    crab.session.undo()
    crab.session.undo()
    assert crab.session.analysis.flux_points.ul_ts == 4.0


def test_bands_of_a_least_significance_are_all_that_significant(crab, qtbot):
    field = crab.view.point_controls.significance
    crab.view.tabs.setCurrentIndex(2)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle(crab, qtbot, "flux_points_result")
    points = crab.session.results.get("flux_points_result")
    assert crab.session.analysis.flux_points.min_sqrt_ts == 5.0
    assert np.all(points.sqrt_ts[:-1] > 4.5)


def test_columns_of_the_point_table_can_be_chosen(crab):
    crab.view.tabs.setCurrentIndex(2)  # columns get their room when the table is seen
    table = crab.view.point_table
    names = [column.name for column in table.table.columns]
    assert table.isColumnHidden(names.index("flux"))
    table.column_actions["flux"].trigger()
    assert not table.isColumnHidden(names.index("flux"))
    assert not table.isColumnHidden(names.index("e2dnde_errp"))
    table.column_actions["e2dnde_errp"].trigger()
    assert table.isColumnHidden(names.index("e2dnde_errp"))


@pytest.mark.parametrize("ending", [".csv", ".fits"])
def test_points_are_written_in_the_fields_columns(crab, tmp_path, ending):
    from astropy.table import Table

    crab.view.point_table.save(tmp_path / f"points{ending}")
    table, points = Table.read(tmp_path / f"points{ending}"), crab.session.results.get("flux_points_result")
    assert {"e_ref", "dnde", "dnde_errn", "dnde_ul", "flux", "eflux", "norm", "sqrt_ts"} <= set(table.colnames)
    assert np.allclose(table["dnde"], points.dnde)


def test_bins_are_joined_as_typed_and_the_ratio_is_below_and_both_are_remembered(crab, qtbot, tmp_path):
    area = crab.view.plots
    n_bins, fitted = len(area.counts.excess.numbers()["x"]), crab.session.results.get("fit_result")
    area.counts_menu.below[RATIO].trigger()
    area.counts_menu.other.trigger()
    dialog = QApplication.activeModalWidget()
    for wrong in ("3", "0 5", "3 1", "a b"):
        dialog.field.setText(wrong)
        assert "two numbers" in dialog.problem()
    dialog.field.setText("5 4")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: area.counts.looks.joins)
    assert 2 < len(area.counts.excess.numbers()["x"]) < n_bins
    assert "Data / model" in {field.name for field in area.counts.numbers()}
    assert crab.session.results.get("fit_result") is fitted
    assert area.counts_menu.other.text() == "Joined until 5 σ or 4 bins…"
    QTest.mouseClick(area.log_y, Qt.MouseButton.LeftButton)
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    assert CountsLooks.from_text(settings.value(COUNTS_LOOKS)) == CountsLooks(False, RATIO, 5.0, 4)
    area.counts_menu.joins[0.0, 0].trigger()
    assert len(area.counts.excess.numbers()["x"]) == n_bins


# brushing


def at(plot, energy: float, count: float) -> QPoint:
    place = QPointF(math.log10(energy), math.log10(count))
    return plot.mapFromScene(plot.plot.box.mapViewToScene(place))


def drag(plot, low: float, high: float, release: bool = True) -> None:
    view, button = plot.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(view, button, pos=at(plot, low, 5.0))
    for share in (0.3, 0.6, 1.0):
        QTest.mouseMove(view, at(plot, low * (high / low) ** share, 5.0))
        QTest.qWait(25)  # moves that come faster are left out
    if release:
        QTest.mouseRelease(view, button, pos=at(plot, high, 5.0))


def test_a_drag_over_bins_holds_their_events_up_live_and_escape_lets_go(crab):
    plot = crab.view.plots.counts
    drag(plot, 1.2, 2.9, release=False)
    held = crab.session.brush
    assert held is not None
    assert held.by == "spectrum"
    assert held.energy[0] <= 1.2 < 2.9 <= held.energy[1]
    edges = crab.session.results.get("summed_counts").edges
    assert np.isclose(edges, held.energy[0]).any()
    assert np.isclose(edges, held.energy[1]).any()
    crab.session.pull()
    counts = crab.session.results.current("brushed_counts")
    inside = (edges[:-1] >= held.energy[0] * 0.999) & (edges[1:] <= held.energy[1] * 1.001)
    on = crab.session.results.get("summed_counts").all_counts
    assert np.array_equal(counts.counts[inside], on[inside])
    assert counts.counts[~inside].sum() == 0
    assert plot.brushed.label == "Selected"
    QTest.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=at(plot, 2.9, 5.0))
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert crab.session.brush is None
    crab.session.pull()
    assert plot.brushed.label == ""


def test_a_click_takes_one_bin_and_a_second_click_lets_go(crab, qtbot):
    plot = crab.view.plots.counts
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at(plot, 2.0, 5.0))
    low, high = crab.session.brush.energy
    assert low <= 2.0 < high < 1.5 * low
    crab.session.pull()
    qtbot.wait(QApplication.doubleClickInterval() + 50)
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at(plot, 2.0, 5.0))
    assert crab.session.brush is None


def test_a_brush_of_another_panel_is_seen_as_counts(crab):
    crab.session.set_brush(Brush(times=(53343.92, 53343.93), by="light_curve"))
    crab.session.pull()
    counts = crab.session.results.current("brushed_counts")
    assert 0 < counts.counts.sum() < crab.session.results.get("summed_counts").all_counts.sum()
    assert np.array_equal(crab.view.plots.counts.brushed.arrays[1], counts.counts)
    assert crab.view.plots.counts.spans[0].span is None


# instruments


@pytest.fixture
def joint(panel, data, qtbot):
    """Fermi-LAT and H.E.S.S. spectra, whose energy axes differ."""
    folder = data / "joint-crab" / "spectra"
    from vhegui.analysis.loading.spectra import paths_of_spectra

    paths = [str(path) for name in ("fermi", "hess") for path in sorted((folder / name).glob("*pha*"))]
    found = [each for path in paths for each in paths_of_spectra(path)]
    panel.session.apply("", edits.add_spectra, found)
    settle(panel, qtbot, "flux_points_result")
    return panel


def test_the_curve_spans_all_instruments_and_counts_are_chosen_by_instrument(joint, qtbot):
    x, _ = sed(joint).line_item.arrays
    assert x[0] < 0.05
    assert x[-1] > 20.0
    combo = joint.view.plots.group
    assert combo.isVisible()
    assert combo.count() >= 2
    first = joint.view.plots.counts.on.arrays[0]
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    settle(joint, qtbot)
    assert combo.currentIndex() == 1
    assert not np.array_equal(joint.view.plots.counts.on.arrays[0], first)
    assert len(joint.view.plots.counts.model.arrays[0])
