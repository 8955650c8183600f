"""What lies over the map: contours, a second map, images and catalogues, on the runs of the demo data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import panel_on_crab
import pytest
from astropy.io import fits
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog

from vhegui.analysis import edits
from vhegui.analysis.loading.first_view import demo_view
from vhegui.analysis.session.reading import read_session, write_session
from vhegui.analysis.state import Analysis, LogAxis
from vhegui.core import sphere
from vhegui.core.catalogues.known_sources import all_sources
from vhegui.core.maps.fits_map import FitsMap, write_map
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.safe_range import SafeRange
from vhegui.gui.panels.countmap import CountMapPanel
from vhegui.gui.panels.countmap.layer_lines import CatalogueLine, ContourLine, ImageLine


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
def rest(panel, qtbot):
    """Function that waits until everything is shown."""

    def wait() -> None:
        session = panel.session
        session.request_pull()
        qtbot.waitUntil(lambda: session.results.analysis == session.analysis and not session.busy, timeout=60_000)
        qtbot.wait(20)
        qtbot.waitUntil(lambda: not session.busy, timeout=60_000)

    return wait


def lines(panel: CountMapPanel, group: str) -> list[Any]:
    """The lines of the dialog."""
    return panel.view.layers.lines[group]


def test_contours_of_the_significance_lie_over_the_counts_and_follow_what_they_are_of(panel, rest, qtbot):
    dialog = panel.view.layers
    dialog.show()
    qtbot.mouseClick(dialog.buttons["contours"], Qt.MouseButton.LeftButton)
    rest()
    sky, source = panel.view.sky, panel.session.analysis.source
    assert sky.legend.names() == ["Significance 3, 5, 7, 10 σ"]
    assert panel.session.analysis.map_looks.shown == "counts"
    (before,) = sky.contours._sets
    assert len(before.ra) > 12
    near = np.hypot((before.ra - source.ra) * np.cos(np.radians(source.dec)), before.dec - source.dec)
    assert np.nanmin(near) < 0.4
    (line,) = lines(panel, "contours")
    assert isinstance(line, ContourLine)
    line.levels.setText("5 12")
    line.levels.setModified(True)
    line.levels.editingFinished.emit()
    rest()
    assert sky.legend.names() == ["Significance 5, 12 σ"]
    line.of.setCurrentIndex(line.of.findData("excess"))
    line.of.activated.emit(line.of.currentIndex())
    rest()
    assert sky.legend.names() == ["Excess 10, 30, 50, 70, 90 % of the maximum"]
    qtbot.mouseClick(line.eye, Qt.MouseButton.LeftButton, pos=QPoint(8, line.eye.height() // 2))
    rest()
    assert sky.legend.names() == []
    panel.session.undo()
    rest()
    qtbot.mouseClick(line.away, Qt.MouseButton.LeftButton)
    rest()
    assert panel.session.analysis.map_layers.contours == () and lines(panel, "contours") == []


def test_levels_that_are_none_are_refused_where_they_are_typed(panel, rest, qtbot):
    panel.session.apply("Contours", edits.add_contours, "flux")
    rest()
    (line,) = lines(panel, "contours")
    for text in ("7, 3", "x", ""):
        line.levels.setText(text)
        line.levels.setModified(True)
        line.levels.editingFinished.emit()
        assert "rising" in line.levels.toolTip()
    assert panel.session.analysis.map_layers.contours[0].levels == (0.1, 0.3, 0.5, 0.7, 0.9)


def test_a_colour_of_its_own_is_on_the_lines_and_in_the_legend(panel, rest, qtbot):
    panel.session.apply("Contours", edits.add_contours, "significance")
    rest()
    (line,) = lines(panel, "contours")
    qtbot.mouseClick(line.colour, Qt.MouseButton.LeftButton)
    dialog = line.colour.findChild(QColorDialog)
    dialog.setCurrentColor(QColor("#ff0000"))
    dialog.accept()
    rest()
    assert [color.name() for color, _ in panel.view.sky.contours.legend] == ["#ff0000"]


def test_a_line_is_dragged_between_two_maps(panel, rest, qtbot):
    session, sky = panel.session, panel.view.sky
    session.apply("Show", edits.show_map, "significance")
    session.apply("Swipe", edits.take_turns, "swipe", session.history.past)
    rest()
    second = sky.second
    assert session.analysis.map_layers.second == "counts"  # what was shown before
    assert second.image.isVisible() and second.line.isVisible()
    assert second.names.left == "Significance" and second.names.right.startswith("Counts (")
    rect = sky.visible_rect()
    at = sky.mapFromScene(sky.box.mapViewToScene(QPointF(second.line.value, rect.center().y() + 0.6)))
    to = at + QPoint(120, 0)
    view = sky.viewport()
    qtbot.mouseMove(view, at)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=at)
    for step in (5, 60, 120):
        qtbot.mouseMove(view, at + QPoint(step, 0))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=to)
    expected = sky.box.mapSceneToView(QPointF(sky.mapToScene(to))).x()
    assert second.line.value == pytest.approx(expected, abs=0.03)
    assert second.image.edge == second.line.value
    assert sky.visible_rect() == rect  # the map has stayed
    sky.zoom(2.0)
    assert second.place == pytest.approx((second.line.value - sky.visible_rect().left()) / sky.visible_rect().width())
    session.apply("Swipe", edits.take_turns, "swipe")
    rest()
    assert not second.image.isVisible() and not second.line.isVisible()


def test_left_of_the_line_is_the_first_map_and_right_of_it_the_second(panel, rest):
    session, sky = panel.session, panel.view.sky
    for layer in ("off", "grid", "names", "pointings", "target", "scale", "compass", "psf"):
        sky.show_layer(layer, False)
    session.apply("Show", edits.show_map, "significance")
    rest()
    alone = sky.grab().toImage()
    session.apply("Swipe", edits.take_turns, "swipe", session.history.past)
    rest()
    both = sky.grab().toImage()
    x = sky.mapFromScene(sky.box.mapViewToScene(QPointF(sky.second.line.value, 0.0))).x()
    y = sky.height() // 2 + 40
    assert all(alone.pixel(x - step, y) == both.pixel(x - step, y) for step in range(20, 120))
    assert any(alone.pixel(x + step, y) != both.pixel(x + step, y) for step in range(20, 120))


def test_two_maps_take_turns(panel, rest, qtbot):
    session, second = panel.session, panel.view.sky.second
    session.apply("Blink", edits.take_turns, "blink", session.history.past)
    session.apply("Faster", edits.change, "map_layers", interval=0.2)
    rest()
    assert session.analysis.map_layers.second == "excess"
    qtbot.waitUntil(lambda: second.image.isVisible() and second.names.right.startswith("Excess"), timeout=3000)
    qtbot.waitUntil(lambda: not second.image.isVisible() and second.names.right == "Counts", timeout=3000)
    assert not second.line.isVisible()
    session.undo()
    session.undo()
    rest()
    assert not second.timer.isActive()


@pytest.fixture
def picture(panel, tmp_path) -> Path:
    """An image about the source: galactic, much coarser than the map."""
    source = panel.session.analysis.source
    lon, lat = (float(x) for x in sphere.to_galactic(source.ra, source.dec))
    grid = SkyGrid(lon, lat, 0.25, 11, frame="galactic", projection="TAN")
    values = np.zeros(grid.shape, np.float32)
    values[5, 5] = 8.0
    write_map(FitsMap(grid, (), values, "Jy", "radio"), tmp_path / "radio.fits")
    return tmp_path / "radio.fits"


def test_an_image_from_a_file_lies_over_the_map_or_makes_contours(panel, rest, qtbot, picture, file_answers):
    file_answers.choose(picture)
    dialog = panel.view.layers
    dialog.show()
    qtbot.mouseClick(dialog.buttons["images"], Qt.MouseButton.LeftButton)
    rest()
    sky, source = panel.view.sky, panel.session.analysis.source
    (image,) = sky.pictures.images
    grid = panel.session.results.current("counts_map").grid
    assert image.values[grid.pixel_of(source.ra, source.dec)] > 4.0
    assert np.isnan(image.values[0, 0]) and image.zValue() > sky.image.zValue()
    (line,) = lines(panel, "images")
    assert isinstance(line, ImageLine) and line.name.text() == "radio.fits"
    line.opacity.setSliderDown(True)
    line.opacity.setValue(60)
    line.opacity.setValue(30)
    line.opacity.setSliderDown(False)
    rest()
    assert image.opacity() == pytest.approx(0.3)
    assert panel.session.history.undo_label == "Change opacity"
    line.drawn.setCurrentIndex(line.drawn.findData("contours"))
    line.drawn.activated.emit(line.drawn.currentIndex())
    rest()
    assert not image.isVisible()
    assert sky.legend.names() == ["radio.fits 10, 30, 50, 70, 90 % of the maximum"]
    (found,) = sky.contours._sets
    away = np.hypot((found.ra - source.ra) * np.cos(np.radians(source.dec)), found.dec - source.dec)
    assert np.nanmax(away) < 0.3


def test_files_that_cannot_be_drawn_say_why_and_stay_on_the_list(panel, rest, tmp_path):
    said = []
    panel.session.message.connect(lambda severity, text: said.append(text))
    fits.PrimaryHDU(np.ones((3, 3))).writeto(tmp_path / "flat.fits")
    panel.session.apply("Image", edits.add_image, str(tmp_path / "flat.fits"))
    panel.session.apply("Catalogue", edits.add_catalogue, str(tmp_path / "gone.csv"))
    rest()
    assert any("flat.fits" in text and "where it is on the sky" in text for text in said)
    assert any("gone.csv" in text and "no such file" in text for text in said)
    (image,), (catalogue,) = lines(panel, "images"), lines(panel, "catalogues")
    assert (image.name.text(), catalogue.name.text()) == ("flat.fits (not read)", "gone.csv (not read)")
    assert "where it is on the sky" in image.name.toolTip()


def test_maps_that_cannot_be_made_are_named_where_they_would_be_seen(panel, rest):
    panel.session.apply("Contours", edits.add_contours, "significance")
    panel.session.apply("Swipe", edits.take_turns, "swipe")
    panel.session.apply("Narrow", edits.put, "safe", SafeRange(low=19.9))
    rest()
    assert panel.view.sky.legend.names() == ["Significance cannot be made"]
    assert panel.view.sky.second.names.right == "Excess cannot be made"


def test_a_catalogue_is_drawn_with_sizes_and_told_under_the_mouse(panel, rest, tmp_path):
    source, sky = panel.session.analysis.source, panel.view.sky
    text = f"name,ra,dec,kind,size\nMine,{source.ra},{source.dec + 0.5},pwn,0.2\nFar,10,-80,,\n"
    (tmp_path / "mine.csv").write_text(text)
    panel.session.apply("Catalogue", edits.add_catalogue, str(tmp_path / "mine.csv"))
    rest()
    (shown,) = sky.sources.sets
    assert set(shown.names) == {"Mine", "Far"}
    assert sky.describe(source.ra, source.dec + 0.65).startswith("Mine, pwn, size 0.2° (mine.csv)")
    assert "Mine" not in sky.describe(source.ra, source.dec + 1.2)
    (line,) = lines(panel, "catalogues")
    assert isinstance(line, CatalogueLine)
    line.eye.click()
    rest()
    assert sky.sources.sets == ()


def test_known_sources_are_told_under_the_mouse_where_they_are_shown(panel, rest):
    settings, sky = panel.session.analysis.map, panel.view.sky
    source = all_sources().near(settings.ra, settings.dec, 12.0)[-1]
    assert source.name not in sky.describe(source.ra, source.dec)
    panel.view.controls.layers_menu.boxes["catalogue"].click()
    rest()
    assert source.name in sky.describe(source.ra, source.dec)


def test_a_session_keeps_the_layers_with_paths_from_its_folder(panel, picture):
    session = panel.session
    session.apply("Image", edits.add_image, str(picture))
    session.apply("Contours", edits.add_contours, "sqrt_ts")
    session.apply("Swipe", edits.take_turns, "swipe")
    write_session(picture.parent / "session.yaml", session.analysis)
    assert "radio.fits" in (picture.parent / "session.yaml").read_text()
    assert str(picture.parent) not in (picture.parent / "session.yaml").read_text().split("map_layers")[1]
    again, *_ = read_session(picture.parent / "session.yaml")
    assert again.map_layers == session.analysis.map_layers
