"""The data sets and fluxes of the spectrum panel: published spectra of the Crab nebula by two instruments."""

from __future__ import annotations

import math

import pytest
from panel_on_crab import settle, shown
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from vhegui.analysis import edits
from vhegui.analysis.quantities import quantity
from vhegui.core.models.spectral.flux import TEV_TO_ERG
from vhegui.gui.model_editor.limits_dialog import LimitsDialog
from vhegui.gui.model_editor.parameter_delegate import MARGIN, SMALLER
from vhegui.gui.model_editor.parameter_model import KNOWN, MAXIMUM, MINIMUM, UNIT
from vhegui.gui.model_editor.value_painter import in_two_lines
from vhegui.gui.panels.spectrum import SpectrumPanel
from vhegui.gui.panels.spectrum.dataset_tab import duration, parse_fraction, parse_range, range_text
from vhegui.gui.session.spectrum_commands import open_spectra

DATASETS, FLUXES = 3, 4


@pytest.fixture
def joint(qtbot, data):
    """MAGIC and FACT fitted together by a log-parabola, the tab of data sets open."""
    with shown(SpectrumPanel, qtbot, 520, 900) as panel:
        folder = data / "joint-crab" / "spectra"
        files = [p for name in ("fact", "magic") for p in sorted((folder / name).glob("pha_*.fits"))]
        open_spectra(panel.session, files)
        panel.session.apply("", lambda a: edits.set_model_kind(a, a.model, "log_parabola"))
        panel.view.tabs.setCurrentIndex(DATASETS)
        settle(panel, qtbot)
        panel.widget.activateWindow()
        yield panel


def type_into(table, row: int, key: str, text: str) -> None:
    """Double click, type, Return."""
    column = [c.key for c in table.rows.columns].index(key)
    index = table.rows.index(row, column)
    table.setCurrentIndex(index)
    table.edit(index)
    editor = table.indexWidget(index)
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()


def test_every_data_set_shows_what_it_adds_to_the_statistic(joint):
    rows = joint.view.datasets.table.rows.rows
    fitted = joint.session.results.current("fit_result")
    assert {row.instrument for row in rows} == {"fact", "magic"}
    assert sum(row.stat for row in rows) == pytest.approx(fitted.total_stat, rel=1e-9)
    assert sum(row.bins for row in rows) == fitted.n_bins


def test_a_range_of_its_own_is_typed_for_one_data_set_and_undone(joint, qtbot):
    table = joint.view.datasets.table
    before, bins = joint.session.analysis, table.rows.rows[0].bins
    type_into(table, 0, "range", "1 - 10")
    settle(joint, qtbot)
    assert joint.session.analysis.fit.ranges[0].name == table.rows.rows[0].name
    assert table.rows.rows[0].bins < bins
    assert 1.0 <= table.rows.rows[0].low < table.rows.rows[0].high <= 10.0
    joint.session.undo()
    assert joint.session.analysis == before


def test_a_range_of_an_instrument_holds_for_all_its_data_sets(joint, qtbot):
    tab = joint.view.datasets
    magic = next(i for i, row in enumerate(tab.instruments.rows.rows) if row.name == "magic")
    type_into(tab.instruments, magic, "range", "> 500 GeV")
    settle(joint, qtbot)
    rows = [row for row in tab.table.rows.rows if row.instrument == "magic"]
    assert len(rows) > 1
    assert all(row.own == "instrument" and row.low >= 0.5 for row in rows)


def test_an_energy_scale_is_fitted_along_when_its_fraction_is_typed(joint, qtbot):
    tab = joint.view.datasets
    type_into(tab.instruments, 0, "energy", "15 %")
    settle(joint, qtbot)
    fitted = joint.session.results.current("fit_result")
    assert "fact.energy" in fitted.joint_names
    pull = (fitted.joint["fact.energy"].value - 1.0) / 0.15
    joint.view.tabs.setCurrentIndex(0)
    model = joint.view.parameters.model
    shown = model.index(model.row_of("fact.energy"), 6).data()
    assert shown == f"{pull:+.2f} σ".replace("-", "−")
    joint.view.tabs.setCurrentIndex(DATASETS)
    type_into(tab.instruments, 0, "energy", "0")
    assert joint.session.analysis.nuisances == ()


def test_a_data_set_has_a_systematic_of_its_own_beside_that_of_its_instrument(joint, qtbot):
    tab = joint.view.datasets
    magic = next(i for i, row in enumerate(tab.table.rows.rows) if row.instrument == "magic")
    name = tab.table.rows.rows[magic].name
    instrument = next(i for i, row in enumerate(tab.instruments.rows.rows) if row.name == "magic")
    type_into(tab.instruments, instrument, "area", "10 %")
    type_into(tab.table, magic, "area", "5 %")
    settle(joint, qtbot)
    assert [(n.dataset, n.parameter.prior.b) for n in joint.session.analysis.nuisances] == [
        ("magic", 0.1),
        (name, 0.05),
    ]
    assert {"magic.area", f"{name}.area"} < set(joint.session.results.current("fit_result").joint_names)
    assert len(tab.instruments.rows.rows) == len({row.instrument for row in tab.table.rows.rows})
    joint.session.undo()
    assert [n.dataset for n in joint.session.analysis.nuisances] == ["magic"]


def test_a_fraction_that_means_nothing_is_refused_in_words(joint, qtbot):
    with qtbot.waitSignal(joint.session.message) as said:
        type_into(joint.view.datasets.instruments, 0, "area", "lots")
    assert "number" in said.args[1]
    assert joint.session.analysis.nuisances == ()


def test_another_statistic_is_chosen_and_named_in_the_line(joint, qtbot):
    box = joint.view.datasets.statistic
    box.setCurrentIndex(box.findData("chi2"))
    box.activated.emit(box.currentIndex())
    settle(joint, qtbot)
    assert joint.session.analysis.fit.statistic == "chi2"
    assert joint.view.statistic.text().startswith("χ²")
    assert joint.view.datasets.systematic.isVisible()


def test_delete_leaves_the_selected_spectrum_out(joint, qtbot):
    table = joint.view.datasets.table
    count = len(table.rows.rows)
    gone = table.rows.rows[0].path
    table.selectRow(0)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    settle(joint, qtbot)
    assert gone not in joint.session.analysis.dataset.spectra
    assert len(table.rows.rows) == count - 1


def test_in_a_drag_the_tables_wait(joint):
    before = joint.view.datasets.table.rows.rows
    joint.session.begin_gesture()
    shown = joint.model.joint()
    from vhegui.analysis.edits import joint as joint_edits

    joint.session.preview(joint_edits.set_joint_parameter, shown, "alpha", 2.9)
    joint.session.pull()
    assert joint.view.datasets.table.rows.rows is before
    joint.session.cancel_gesture()


def test_fluxes_are_those_of_the_fit_in_the_range_and_unit_chosen(joint, qtbot):
    from vhegui.core.models.spectral.flux import energy_flux

    joint.view.tabs.setCurrentIndex(FLUXES)
    tab = joint.view.fluxes
    tab.high.setFocus()
    tab.high.selectAll()
    QTest.keyClicks(tab.high, "20 TeV")
    QTest.keyClick(tab.high, Qt.Key.Key_Return)
    settle(joint, qtbot)
    expected = energy_flux(joint.session.results.current("fit_result").model, 1.0, 20.0)
    assert flux_in(tab) == pytest.approx(expected * TEV_TO_ERG, rel=0.01)
    tab.energy_unit.setCurrentIndex(1)
    tab.energy_unit.activated.emit(1)
    assert flux_in(tab) == pytest.approx(expected, rel=0.01)
    QTest.mouseClick(tab.copy, Qt.MouseButton.LeftButton)
    assert "Integral flux\t" in QGuiApplication.clipboard().text()


def flux_in(tab) -> float:
    """The number behind `(5.07 ± 0.12)×10⁻¹¹`."""
    text = tab.values["energy_flux"].text()
    return quantity(text.strip("(").split(" ")[0] + text.partition(")")[2])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.5 – 20", (0.5, 20.0)), ("500 GeV - 20 TeV", (0.5, 20.0)), ("5e-1-2e1", (0.5, 20.0)), ("", (None, None)),
        ("> 0.5", (0.5, None)), ("< 20 TeV", (None, 20.0)), ("1 to 3", (1.0, 3.0)), ("0.5 – 20 *", (0.5, 20.0)),
    ],
)  # fmt: skip
def test_ranges_are_typed_in_many_ways(text, expected):
    assert parse_range(text) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["5", "20 – 0.5", "a – b", "-1 – 3"])
def test_what_is_no_range_is_refused(text):
    with pytest.raises(ValueError, match=r"energies|number|below|unit|positive"):
        parse_range(text)


def test_fractions_are_per_cent_or_below_one():
    assert [parse_fraction(text) for text in ("15 %", "15", "0.15", "0.5 %", "", "–")] == [
        0.15, 0.15, 0.15, 0.005, 0.0, 0.0,
    ]  # fmt: skip


def test_ranges_and_times_are_written_short():
    assert range_text(0.5, None) == "> 0.5"
    assert range_text(math.nan, math.nan) == "–"
    assert [duration(t) for t in (1.0, 1577.0, 36000.0, 4e5)] == ["1.00 s", "26.3 min", "10.0 h", "4.63 d"]


def test_a_second_source_begins_fixed_and_small_so_that_the_fit_still_converges(joint, qtbot):
    said: list[str] = []
    joint.session.message.connect(lambda severity, text: said.append(f"{severity}: {text}"))
    before = joint.session.results.get("live_fit").total_stat
    joint.model.compose.add_source("halo")
    settle(joint, qtbot)
    live = joint.session.results.current("live_fit")
    assert live.converged and abs(live.total_stat - before) < 1.0
    assert all(parameter.frozen for parameter in joint.session.analysis.others[0].spectral.parameters)
    assert any(text.startswith("information: halo begins") for text in said)


def test_a_slim_parameter_table_shows_limits_and_prior_without_scrolling(joint, qtbot):
    editor, table = joint.view.parameters, joint.view.parameters.table
    editor.menus.limits_chosen.emit("alpha", (1.0, 4.0))
    settle(joint, qtbot)
    joint.view.tabs.setCurrentIndex(0)
    joint.widget.resize(410, 900)
    row = editor.model.row_of("alpha")
    assert table.isColumnHidden(MINIMUM) and table.isColumnHidden(MAXIMUM)
    assert editor.model.index(row, KNOWN).data() == "1 … 4"
    qtbot.waitUntil(lambda: not table.horizontalScrollBar().isVisible())
    assert table.horizontalHeader().length() <= table.viewport().width()
    unit = editor.model.index(editor.model.row_of("amplitude"), UNIT)
    letters = QFont(table.font())
    letters.setPointSizeF(SMALLER * letters.pointSizeF())
    widths = [QFontMetricsF(letters).horizontalAdvance(text) for text in (unit.data(), *in_two_lines(unit.data()))]
    assert max(widths[1:]) < table.visualRect(unit).width() - MARGIN < widths[0]  # whole, in two lines
    joint.widget.resize(700, 900)
    assert editor.model.index(row, MINIMUM).data() == "1" and not table.isColumnHidden(MAXIMUM)


def test_limits_that_mean_nothing_cannot_be_given(joint, qtbot):
    dialog = LimitsDialog(joint.model.joint()["alpha"], "", joint.view)
    dialog.minimum.setText("5")
    dialog.maximum.setText("1")
    assert "below" in dialog.problem()
    dialog.minimum.setText("many")
    assert "not a number" in dialog.problem()
    dialog.minimum.setText("")
    dialog.maximum.setText("1")
    assert "outside" in dialog.problem()
    dialog.maximum.setText("4.5")
    assert not dialog.problem() and dialog.limits == (-math.inf, 4.5)
