"""The compare panel on real runs: pin, change, compare, swap, undo."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import panel_on_crab
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from vhegui.analysis import edits
from vhegui.analysis.state import Target
from vhegui.core.regions.circle import Circle
from vhegui.gui.panels.compare import ComparePanel
from vhegui.gui.panels.compare.side import pinned_side
from vhegui.gui.panels.compare.view import TABS
from vhegui.gui.theme import DARK

RUNS = (23523, 23526)
CRAB = Circle(83.633, 22.014, 0.11)


@pytest.fixture
def panel(qtbot):
    with panel_on_crab.shown(ComparePanel, qtbot, 670, 380) as panel:
        yield panel


@pytest.fixture
def shown(panel, data, qtbot):
    """The panel with two Crab runs, nothing pinned."""

    def aim(analysis):
        return edits.point_at(edits.select_runs(analysis, RUNS), Target("Crab", CRAB.ra, CRAB.dec))

    panel.session.open_path(data / "hess-dl3-dr1", then=aim)
    rest(panel, qtbot)
    return panel


@pytest.fixture
def pair(shown, qtbot):
    """A pinned, and B with a larger region."""
    QTest.mouseClick(shown.view.content.empty.button, Qt.MouseButton.LeftButton)
    shown.session.apply("Larger", edits.move_region, Circle(CRAB.ra, CRAB.dec, 0.2))
    rest(shown, qtbot)
    return shown


def rest(panel, qtbot) -> None:
    done = panel.session.results
    qtbot.waitUntil(lambda: panel.session.results is not done and not panel.session.busy, timeout=60_000)
    qtbot.waitUntil(lambda: panel.session.results.current("flux_points_result") is not None, timeout=60_000)
    panel.session.pull()


def look_at(panel, tab: str) -> None:
    bar = panel.view.tabs.tabBar()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(TABS.index(tab)).center())
    panel.session.pull()


def column(table, name: str):
    return next(each for each in table.table.columns if each.name == name)


def test_without_data_there_is_nothing_to_pin(panel):
    panel.session.pull()
    assert "Select runs" in panel.view.content.empty.accessibleDescription()
    assert not panel.view.content.empty.button.isVisible()


def test_cubes_are_pinned_without_a_source_region(panel, data, qtbot):
    def field(analysis):
        analysis = edits.point_at(edits.select_runs(analysis, RUNS), Target("Crab", CRAB.ra, CRAB.dec))
        small = edits.change(analysis, "map", extent="fixed", width=1.0, pixel=0.1)
        return edits.fit_to_cubes(edits.move_region(small, None))

    panel.session.open_path(data / "hess-dl3-dr1", then=field)
    button = panel.view.content.empty.button
    qtbot.waitUntil(lambda: panel.session.pull() or button.isVisible(), timeout=60_000)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert panel.session.pinned.analysis.fits_cubes


def test_a_freshly_pinned_analysis_is_the_same_as_the_current_one(shown):
    QTest.mouseClick(shown.view.content.empty.button, Qt.MouseButton.LeftButton)
    shown.session.pull()
    assert shown.session.pinned.analysis == shown.session.analysis
    assert "the same" in shown.view.title.text()
    look_at(shown, "Settings")
    assert shown.view.same.isVisible()


def test_results_that_come_after_pinning_are_added_to_it(shown, qtbot):
    shown.session.apply("", edits.move_region, Circle(CRAB.ra, CRAB.dec, 0.15))
    shown.session.pull()
    QTest.mouseClick(shown.view.content.empty.button, Qt.MouseButton.LeftButton)
    assert shown.session.pinned.get("flux_points_result") is None
    rest(shown, qtbot)
    shown.session.pull()
    assert shown.session.pinned.get("flux_points_result") is not None


def test_a_keeps_its_results_while_b_changes(pair):
    look_at(pair, "Numbers")
    counts = column(pair.view.numbers, "a").values[0], column(pair.view.numbers, "b").values[0]
    assert counts[0] == pair.session.pinned.get("counts_table")[1].counts
    assert counts[1] == pair.session.results.get("counts_table")[1].counts > counts[0]
    assert "Flux 1–10 TeV (cm⁻² s⁻¹)" in column(pair.view.numbers, "quantity").values


def test_the_difference_of_a_parameter_is_in_errors_of_a(pair):
    look_at(pair, "Numbers")
    row = list(column(pair.view.numbers, "quantity").values).index("index")
    a, error, b = (column(pair.view.numbers, name).values[row] for name in ("a", "a_err", "b"))
    assert column(pair.view.numbers, "in_errors").values[row] == pytest.approx((b - a) / error)
    assert "quadratic" in column(pair.view.numbers, "in_errors").tip


def test_what_differs_is_said_in_words(pair):
    assert pair.view.title.text() == "A pinned, B current: differ in region"
    look_at(pair, "Settings")
    settings = pair.view.settings
    assert [column(settings, name).values[0] for name in ("setting", "a", "b")] == [
        "Radius of the source region", "0.11°", "0.2°",
    ]  # fmt: skip


def test_plots_show_both(pair):
    sed = pair.view.sed
    assert all(len(line.arrays[0]) > 10 for line in sed.lines)
    assert all(len(points.arrays[0]) > 3 for points in sed.points)
    assert all(np.isfinite(points.arrays[1]).all() for points in sed.ratios)
    look_at(pair, "Excess")
    assert all(len(points.arrays[0]) > 3 for points in pair.view.counts.points)


def test_both_light_curves_are_computed_with_no_other_panel_open(shown, qtbot):
    QTest.mouseClick(shown.view.content.empty.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "light_curve_result" in shown.session.pinned.values, timeout=60_000)
    shown.session.apply("Larger", edits.move_region, Circle(CRAB.ra, CRAB.dec, 0.2))
    look_at(shown, "Light curve")
    points = shown.view.times.points
    qtbot.waitUntil(lambda: shown.session.results.current("light_curve_result") is not None, timeout=60_000)
    shown.session.pull()
    assert [len(item.arrays[0]) for item in points] == [len(RUNS)] * 2
    assert np.all(points[0].arrays[0] != points[1].arrays[0]), "neither hides the other"
    assert [name.split(":")[0] for name in shown.view.times.header.names()] == ["A", "B"]


def test_swapping_goes_on_with_a_and_undo_brings_both_back(pair, qtbot):
    session = pair.session
    a, b, pinned = session.pinned.analysis, session.analysis, session.pinned
    QTest.mouseClick(pair.view.swap, Qt.MouseButton.LeftButton)
    assert (session.analysis, session.pinned.analysis) == (a, b)
    assert session.history.undo_label == "Swap A and B"
    assert session.pinned.get("flux_points_result") is not None
    session.undo()
    assert session.analysis == b
    assert session.pinned is pinned


def test_where_a_model_is_zero_there_is_no_ratio(pair):
    side = pinned_side(pair.session.pinned)
    nothing = np.zeros_like(side.band.dnde)  # as a cutoff makes it at high energies
    zero = replace(side, band=replace(side.band, dnde=nothing, error=nothing))
    pair.view.sed.show_pair((zero, side))  # where a warning is an error
    pair.view.sed.show_pair((side, zero))


def test_models_that_part_where_there_are_no_counts_leave_the_ratio_readable(pair):
    sed, side = pair.view.sed, pinned_side(pair.session.pinned)
    parting = replace(side, band=replace(side.band, dnde=np.geomspace(1.0, 1e4, len(side.band.dnde)) * side.band.dnde))
    sed.show_pair((side, parting))
    assert sed.plots[1].visible_range()[1][1] < 20.0


def test_unpinning_empties_the_panel(pair):
    QTest.mouseClick(pair.view.unpin, Qt.MouseButton.LeftButton)
    pair.session.pull()
    assert pair.session.pinned is None
    assert pair.view.content.empty.isVisible()


def test_b_follows_a_drag(pair):
    line = pair.view.sed.lines[1]
    before = line.arrays
    pair.session.begin_gesture()
    pair.session.preview(edits.move_region, Circle(CRAB.ra, CRAB.dec + 0.05, 0.2))
    for _ in range(2):
        pair.session.pull()
    assert line.arrays is not before
    pair.session.cancel_gesture()


def test_what_differs_is_said_where_a_drag_ends(pair):
    session = pair.session
    session.apply("The same", edits.move_region, session.pinned.analysis.source)
    session.pull()
    assert pair.view.title.text().endswith("the same")
    session.begin_gesture()
    session.preview(edits.move_region, Circle(CRAB.ra, CRAB.dec, 0.15))
    session.pull()
    session.commit_gesture("Resize source region")
    session.pull()
    assert pair.view.title.text().endswith("differ in region")


def test_the_dark_theme_reaches_the_plots(pair):
    pair.set_theme(DARK)
    assert pair.view.sed.theme is DARK
    assert pair.view.times.theme is DARK
