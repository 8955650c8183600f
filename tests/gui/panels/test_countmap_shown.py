"""What the counts map panel shows beside counts, on the runs of the demo data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import panel_on_crab
import pytest
from astropy.io import fits
from astropy.wcs import WCS
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from vhegui.analysis import edits
from vhegui.analysis.loading.first_view import demo_view
from vhegui.analysis.session.reading import read_session, write_session
from vhegui.analysis.shown_map import MAP_KINDS, step_of
from vhegui.analysis.state import Analysis, LogAxis, MapLooks
from vhegui.core.background.response_only import ResponseOnly
from vhegui.core.safe_range import SafeRange
from vhegui.core.settings import settings_of
from vhegui.gui.panels.countmap import CountMapPanel
from vhegui.gui.plotting.colour_maps import DIVERGING, DIVERGING_DARK
from vhegui.gui.theme import DARK, LIGHT
from vhegui.gui.widgets.text_dialog import TextDialog


@pytest.fixture
def panel(qtbot, demo) -> Iterator[CountMapPanel]:
    """The first two runs on few, large pixels and few energies, with the source excluded."""

    def small(analysis: Analysis) -> Analysis:
        analysis = demo_view(analysis, panel.session.store.index, demo)
        analysis = edits.select_runs(analysis, analysis.dataset.runs[:2])
        analysis = edits.put(edits.put(analysis, "reco", LogAxis(0.5, 20.0, 4)), "true", LogAxis(0.2, 50.0, 10))
        analysis = edits.change(analysis, "map", extent="fixed", width=7.0, pixel=0.1, low=0.5, high=20.0)
        assert analysis.source is not None
        return edits.add_exclusion(analysis, analysis.source.bounding)

    with panel_on_crab.shown(CountMapPanel, qtbot, 760, 640) as panel:
        panel.session.open_path(demo, then=small)
        qtbot.waitUntil(lambda: panel.session.results.current("counts_map") is not None, timeout=60_000)
        yield panel


@pytest.fixture
def choose(qtbot):
    """Function that chooses a map in the menu and waits until it is shown."""

    def chosen(panel: CountMapPanel, kind: str) -> None:
        menu = panel.view.show_menu.kind
        menu.setCurrentIndex(menu.findData(kind))
        menu.activated.emit(menu.currentIndex())
        rest(panel, qtbot)

    return chosen


def rest(panel: CountMapPanel, qtbot) -> None:
    """Wait until the chosen map, or why there is none, is shown."""
    session = panel.session

    def done() -> bool:
        results = session.results
        stale = results.stale & {"counts_map", step_of(session.analysis.map_looks.shown, session.analysis.sky.shape)}
        return results.analysis == session.analysis and not session.busy and (not stale or bool(results.errors))

    qtbot.waitUntil(done, timeout=60_000)


def image(panel: CountMapPanel) -> Any:
    return panel.view.sky.image


def test_every_map_that_a_session_may_name_is_on_the_menu():
    setting = next(setting for setting in settings_of(MapLooks) if setting.name == "shown")
    assert tuple(MAP_KINDS) == setting.choices
    assert {key for key, kind in MAP_KINDS.items() if kind.signed} == {
        key for key in MAP_KINDS if MapLooks(shown=key).signed
    }


def test_no_excess_is_dark_in_a_dark_window(panel, choose):
    choose(panel, "significance")
    panel.set_theme(DARK)
    assert image(panel).colour_map == DIVERGING_DARK
    panel.set_theme(LIGHT)
    assert image(panel).colour_map == DIVERGING


def test_the_significance_is_chosen_and_shown_in_colours_about_0_with_what_it_is(panel, choose):
    choose(panel, "significance")
    sky, maps = panel.view.sky, panel.session.results.current("maps_within").maps
    assert np.array_equal(image(panel).values, maps.significance, equal_nan=True)
    low, high = image(panel).levels_
    assert image(panel).colour_map == DIVERGING
    assert low == -high < 0.0
    assert "√TS" in sky.header.title
    assert "field of view" in sky.header.title
    assert "σ" in sky.colour_bar.axis.title
    source = panel.session.analysis.source
    sky.cursor_moved.emit(source.ra, source.dec)
    assert (
        f"significance {maps.significance[maps.grid.pixel_of(source.ra, source.dec)]:.2f} σ"
        in panel.view.readout.text()
    )
    assert panel.session.history.undo_label == "Show significance"


def test_whoever_excludes_nothing_is_told_that_sources_are_background(panel, choose, qtbot):
    choose(panel, "excess")
    assert "excluded" not in panel.view.readout.text()
    panel.session.apply("Remove exclusion", edits.remove_exclusion, 0)
    rest(panel, qtbot)
    assert "Sources count as background" in panel.view.readout.text()
    panel.session.apply("Choose", edits.put, "sky_background", ResponseOnly())
    rest(panel, qtbot)
    assert "Sources count as background" not in panel.view.readout.text()


def test_without_runs_the_map_of_before_has_no_values_to_read(panel, choose, qtbot):
    choose(panel, "excess")
    sky = panel.view.sky
    sky.cursor_moved.emit(83.63, 22.01)
    assert "excess" in panel.view.readout.text()
    panel.session.apply("Choose runs", edits.select_runs, [])
    panel.session.pull()
    sky.cursor_moved.emit(83.63, 22.01)
    assert "excess" not in panel.view.readout.text()
    assert "count" not in panel.view.readout.text()


def test_where_nothing_is_known_the_map_is_transparent_and_hatched(panel, choose):
    choose(panel, "excess")
    assert np.isnan(image(panel).values).any()
    assert not image(panel).is_complete()
    assert panel.view.sky.beyond.zValue() < image(panel).zValue()


def test_another_radius_makes_another_map_from_the_same_cubes(panel, choose, qtbot):
    choose(panel, "excess")
    before, stacked = image(panel).values, panel.session.results.current("stacked_sky")
    panel.view.show_menu.radius.setValue(0.3)
    rest(panel, qtbot)
    assert panel.session.analysis.sky.radius == 0.3
    assert np.nanmax(image(panel).values) > np.nanmax(before)
    assert "within 0.3°" in panel.view.sky.header.title
    assert panel.session.results.current("stacked_sky") is stacked
    panel.session.undo()
    rest(panel, qtbot)
    assert np.array_equal(image(panel).values, before, equal_nan=True)
    panel.session.redo()
    rest(panel, qtbot)
    assert "within 0.3°" in panel.view.sky.header.title


def test_rings_measure_the_background_and_the_settings_of_a_method_come_back_with_it(panel, choose, qtbot):
    choose(panel, "significance")
    panel.session.apply("Scale", edits.put, "sky_background.fit", "scale")
    method = panel.view.show_menu.method
    for key in ("ring", "field_of_view"):
        method.setCurrentIndex(method.findData(key))
        method.activated.emit(method.currentIndex())
        rest(panel, qtbot)
        assert ("Li & Ma" in panel.view.sky.header.title) == (key == "ring")
    assert panel.session.analysis.sky_background.fit == "scale"


def test_a_failure_is_said_and_the_last_good_map_stays(panel, choose, qtbot):
    choose(panel, "flux")
    before = image(panel).values
    panel.session.apply("Narrow", edits.put, "safe", SafeRange(low=19.9))
    rest(panel, qtbot)
    assert "Flux" in panel.view.notice.text()
    assert "safe range" in panel.view.notice.text()
    assert panel.view.notice.y() >= panel.view.sky.box.sceneBoundingRect().top(), "it leaves the title free"
    assert image(panel).values is before
    assert image(panel).opacity() < 1.0
    panel.session.undo()
    rest(panel, qtbot)
    assert panel.view.notice.text() == ""
    assert image(panel).opacity() == 1.0


def test_what_was_cancelled_says_so(panel, choose, qtbot):
    rest(panel, qtbot)  # the runs are read
    panel.session.apply("Show flux", edits.show_map, "flux")
    panel.session.pull()
    panel.session.cancel_work()
    rest(panel, qtbot)
    assert "cancelled" in panel.view.notice.text()


def test_limits_that_were_typed_end_with_the_map_they_were_typed_for(panel):
    session = panel.session
    session.apply("Limits", edits.change, "map_looks", limits="fixed", low=0.0, high=3.0)
    session.apply("Show flux", edits.show_map, "flux")
    assert session.analysis.map_looks.limits == "automatic"
    session.undo()
    assert session.analysis.map_looks.limits == "fixed"
    assert MapLooks(limits="fixed", shown="flux").of("counts").limits == "automatic"  # as a run without a window does


def test_the_map_that_is_shown_is_saved(panel, choose, tmp_path, file_answers):
    choose(panel, "flux")
    path = tmp_path / "flux.fits"
    file_answers.choose(path)
    next(
        action
        for action in panel.view.context_menu(panel.view.sky.rect().center()).actions()
        if "FITS" in action.text()
    ).trigger()
    hdus: Any
    with fits.open(path) as hdus:
        assert np.array_equal(hdus[0].data, image(panel).values.astype(np.float32), equal_nan=True)
        assert hdus[0].header["BUNIT"] == "cm-2 s-1"
        assert hdus[0].header["CORRAD"] == panel.session.analysis.sky.radius
        assert hdus[0].header["BKGMETH"] == "field_of_view"


def test_a_session_keeps_which_map_is_shown_and_what_it_is_made_with(panel, tmp_path):
    session = panel.session
    session.apply("Show", edits.show_map, "significance")
    session.apply("Ring", edits.use_sky_method, "ring")
    session.apply("Radius", edits.change, "sky", radius=0.2)
    write_session(tmp_path / "session.yaml", session.analysis)
    again, *_ = read_session(tmp_path / "session.yaml")
    assert again.map_looks.shown == "significance"
    assert again.sky_background == session.analysis.sky_background
    assert again.sky.radius == 0.2


def saved(panel: CountMapPanel, path: Path, file_answers) -> Any:
    """The HDUs of the map as the menu saves it, the file's proposed name first."""
    file_answers.choose(path)
    actions = panel.view.context_menu(panel.view.sky.rect().center()).actions()
    next(action for action in actions if "FITS" in action.text()).trigger()
    return file_answers.asked[-1].name, fits.open(path, memmap=False)


def test_a_source_is_fitted_at_every_pixel_and_its_width_and_index_are_followed(panel, choose, qtbot):
    choose(panel, "sqrt_ts")
    sky, source = panel.view.sky, panel.session.analysis.source
    point = panel.session.results.current("source_maps").maps
    assert panel.session.analysis.sky.shape == "point"
    assert np.array_equal(image(panel).values, point.sqrt_ts, equal_nan=True)
    assert np.hypot(*np.subtract(np.unravel_index(np.nanargmax(point.sqrt_ts), point.sqrt_ts.shape),
                                 point.grid.pixel_of(source.ra, source.dec))) <= 1.5  # fmt: skip
    assert "of a point source, index 2" in sky.header.title
    shape = panel.view.show_menu.shape
    shape.setCurrentIndex(shape.findData("gaussian"))
    shape.activated.emit(shape.currentIndex())
    rest(panel, qtbot)
    assert panel.view.show_menu.sigma.isVisible() and not panel.view.show_menu.radius.isVisible()
    panel.view.show_menu.sigma.setValue(0.3)
    panel.view.show_menu.index.setValue(3.0)
    rest(panel, qtbot)
    wide = panel.session.results.current("source_maps").maps
    assert "Gaussian source of 0.3°, index 3" in sky.header.title
    assert np.nanmax(wide.sqrt_ts) < np.nanmax(point.sqrt_ts)
    panel.session.undo()
    panel.session.undo()
    panel.session.undo()
    rest(panel, qtbot)
    assert np.array_equal(image(panel).values, point.sqrt_ts, equal_nan=True)


@pytest.mark.parametrize("shape", ["radius", "point"])
def test_errors_and_limits_are_those_of_the_flux_that_is_shown(panel, choose, shape):
    panel.session.apply("Shape", edits.change, "sky", shape=shape)
    found = {}
    for kind in ("flux", "flux_error", "flux_limit"):
        choose(panel, kind)
        found[kind] = image(panel).values
    source, grid = panel.session.analysis.source, panel.session.results.current("counts_map").grid
    at = grid.pixel_of(source.ra, source.dec)
    flux, error, limit = (found[kind][at] for kind in ("flux", "flux_error", "flux_limit"))
    assert 0.0 < error < 0.5 * flux
    assert limit == pytest.approx(flux + 2.0 * error, rel=0.1)


def test_exposure_is_largest_where_runs_looked_and_the_sensitivity_best(panel, choose):
    choose(panel, "exposure")
    exposure, grid = image(panel).values, panel.session.results.current("counts_map").grid
    assert "cm² s" in panel.view.sky.colour_bar.axis.title
    choose(panel, "sensitivity")
    sensitivity = image(panel).values
    row, column = np.unravel_index(np.nanargmax(exposure), grid.shape)
    edge = np.nanmax(np.where(np.isfinite(sensitivity), sensitivity, 0.0))
    assert sensitivity[row, column] < 0.5 * edge


def test_a_band_of_the_settings_is_shown_by_every_map(panel, choose, qtbot):
    menu = panel.view.show_menu.band
    menu.setCurrentIndex(menu.findText("Bands…"))
    menu.activated.emit(menu.currentIndex())
    dialog = panel.view.findChild(TextDialog)
    dialog.field.setText("some TeV")
    assert "rising energies" in dialog.note.text()
    dialog.field.setText("0.5 1.2 5 TeV")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    rest(panel, qtbot)
    assert panel.session.analysis.sky.edges == (0.5, 1.2, 5.0)
    assert menu.currentText() == "All energies"
    menu.setCurrentIndex(menu.findText("1.2–5 TeV"))
    menu.activated.emit(menu.currentIndex())
    choose(panel, "excess")
    assert (panel.session.analysis.map.low, panel.session.analysis.map.high) == (1.2, 5.0)
    assert "1.26–3.16 TeV" in panel.view.sky.header.title  # whole bins
    panel.session.apply("Other", edits.change, "map", low=0.7)
    rest(panel, qtbot)
    assert menu.currentText() == "Other"


def test_three_bands_are_three_colours_with_their_names(panel, choose, qtbot, tmp_path, file_answers):
    panel.session.apply("Bands", edits.set_bands, (0.5, 1.26, 3.16, 20.0))
    choose(panel, "rgb")
    maps = panel.session.results.current("rgb_maps").maps
    assert panel.view.sky.legend.names() == ["0.5–1.26 TeV", "1.26–3.16 TeV", "3.16–20 TeV"]
    assert not panel.view.sky.colour_bar.isVisible()
    source = panel.session.analysis.source
    at = maps.grid.pixel_of(source.ra, source.dec)
    assert (image(panel).image[at] == 255).all()
    edge = np.argwhere(~np.isfinite(maps.excess).any(axis=0))[0]
    assert image(panel).image[tuple(edge)][3] == 0  # transparent
    panel.view.sky.cursor_moved.emit(source.ra, source.dec)
    assert panel.view.readout.text().count(" / ") >= 2
    name, hdus = saved(panel, tmp_path / "rgb.fits", file_answers)
    assert name == "rgb_map.fits" and hdus[0].data.shape == maps.excess.shape
    choose(panel, "counts")
    assert panel.view.sky.legend.names() == [] and panel.view.sky.colour_bar.isVisible()


@pytest.mark.parametrize("kind", ["counts", "sqrt_ts", "exposure"])
def test_every_map_is_saved_where_it_is_on_the_sky_with_its_settings(panel, choose, tmp_path, file_answers, kind):
    choose(panel, kind)
    name, hdus = saved(panel, tmp_path / "map.fits", file_answers)
    assert name == f"{kind}_map.fits"
    source, header = panel.session.analysis.source, hdus[0].header
    x, y = WCS(header).world_to_pixel_values(source.ra, source.dec)
    grid = panel.session.results.current("counts_map").grid
    np.testing.assert_allclose((x, y), grid.to_pixel(source.ra, source.dec), atol=1e-6)
    assert "pixel: 0.1 deg" in "".join(str(line) for line in header["HISTORY"])
    assert ("SHAPE" in header) == (kind == "sqrt_ts")
    assert panel.view.file_name() == f"{kind}_map"
