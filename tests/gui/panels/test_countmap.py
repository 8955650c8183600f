"""The counts map panel, driven with the mouse and the keyboard on real runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from astropy.io import fits
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from vhegui.analysis import edits
from vhegui.analysis.brush import Brush
from vhegui.analysis.compare.settings import pin
from vhegui.analysis.region_refs import SOURCE, RegionRef
from vhegui.analysis.state import Target
from vhegui.core.maps import wcs
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import read_exclusion_mask
from vhegui.core.regions.off_regions import OffRegions, Rejected
from vhegui.gui.figures.off_shapes import off_shapes
from vhegui.gui.panels.countmap import CountMapPanel
from vhegui.gui.panels.countmap.readout import position_parts
from vhegui.gui.plotting.overlay_colours import ON_LIGHT
from vhegui.gui.session.session import Session
from vhegui.gui.theme import DARK

RUNS = (23523, 23526, 23559, 23592)
CRAB = Circle(83.63, 22.01, 0.11)


class MapRobot:
    """Moves the mouse over the map in sky coordinates."""

    def __init__(self, panel: CountMapPanel, qtbot) -> None:
        self.panel, self.sky, self.qtbot = panel, panel.view.sky, qtbot

    def at(self, ra: float, dec: float) -> QPoint:
        u, v = self.sky.projection.to_plane(ra, dec)
        return self.sky.mapFromScene(self.sky.box.mapViewToScene(QPointF(float(u), float(v))))

    def press(self, ra: float, dec: float) -> None:
        QTest.mouseMove(self.sky.viewport(), self.at(ra, dec))
        QTest.mousePress(self.sky.viewport(), Qt.MouseButton.LeftButton, pos=self.at(ra, dec))

    def move(self, ra: float, dec: float) -> None:
        QTest.mouseMove(self.sky.viewport(), self.at(ra, dec))
        self.panel.session.pull()

    def release(self, ra: float, dec: float) -> None:
        QTest.mouseRelease(self.sky.viewport(), Qt.MouseButton.LeftButton, pos=self.at(ra, dec))
        self.panel.session.pull()

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 4) -> None:
        self.press(*start)
        for fraction in np.linspace(0.0, 1.0, steps + 1)[1:]:
            self.move(*(a + fraction * (b - a) for a, b in zip(start, end, strict=True)))
        self.release(*end)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.sky.viewport(), key, modifier)
        self.panel.session.pull()


@pytest.fixture
def panel(qtbot):
    session = Session()
    panel = CountMapPanel(session)
    session.add_panel(panel)
    qtbot.addWidget(panel.widget)
    panel.widget.resize(750, 600)
    panel.widget.show()
    yield panel
    session.close()


@pytest.fixture
def robot(panel, data, qtbot):
    """The Crab runs on the map, with the source region on the Crab."""

    def aim(analysis):
        analysis = edits.point_at(edits.select_runs(analysis, RUNS), Target("Crab", 83.633, 22.014))
        return edits.move_region(analysis, CRAB)

    session = panel.session
    session.open_path(data / "hess-dl3-dr1", then=aim)
    qtbot.waitUntil(lambda: len(session.results.get("off_regions") or ()) == 4, timeout=20_000)
    session.pull()
    panel.widget.activateWindow()
    panel.view.sky.setFocus()
    return MapRobot(panel, qtbot)


def test_without_data_the_map_says_what_to_do_next(panel):
    panel.session.pull()
    assert not panel.view.sky.isVisible(), "no axes of a sky that nobody has looked at"
    assert panel.view.content.empty.isVisible()
    assert "Open a data set" in panel.view.content.empty.accessibleDescription()


def test_dragging_the_source_region_moves_it_and_is_one_undo_step(panel, robot):
    before = panel.session.analysis
    robot.drag((83.63, 22.01), (84.3, 22.4))
    moved = panel.session.analysis.source
    assert (moved.ra, moved.dec) == pytest.approx((84.3, 22.4), abs=0.02)
    assert moved.radius == CRAB.radius
    assert panel.session.history.undo_label == "Move source region"
    panel.session.undo()
    assert panel.session.analysis == before


def test_off_regions_follow_while_the_mouse_still_moves_and_the_image_is_left_alone(panel, robot):
    counts, shown = panel.session.results.get("counts_map"), []
    panel.view.sky.image.set_values = lambda *_: shown.append("image")
    shapes = panel.view.sky.shapes
    robot.press(83.63, 22.01)
    robot.move(83.7, 22.2)
    assert panel.session.gesture
    assert panel.view.sky.shapes is not shapes
    assert panel.session.results.get("counts_map") is counts
    robot.release(83.7, 22.2)
    assert shown == []


def test_escape_during_a_drag_takes_it_back(panel, robot):
    robot.press(83.63, 22.01)
    robot.move(84.2, 22.3)
    robot.key(Qt.Key.Key_Escape)
    assert not panel.session.gesture
    assert panel.session.analysis.source == CRAB
    assert panel.view.regions.item(SOURCE).region == CRAB


def test_dragging_the_rim_resizes(panel, robot):
    panel.session.apply("", edits.move_region, replace(CRAB, radius=0.3))
    panel.session.pull()
    robot.drag((83.63, 22.31), (83.63, 22.51))
    source = panel.session.analysis.source
    assert source.radius == pytest.approx(0.5, abs=0.02)
    assert (source.ra, source.dec) == (CRAB.ra, CRAB.dec)
    assert panel.session.history.undo_label == "Resize source region"


def test_the_source_tool_draws_a_circle_and_hands_the_mouse_back(panel, robot):
    panel.session.apply("", edits.move_region, None)
    panel.session.pull()
    assert "draw a source region" in panel.view.readout.hint
    assert not len(panel.view.sky.shapes.ra)
    panel.set_tool("source")
    robot.drag((84.5, 21.0), (84.5, 21.25))
    source = panel.session.analysis.source
    assert (source.ra, source.dec) == pytest.approx((84.5, 21.0), abs=0.02)
    assert source.radius == pytest.approx(0.25, abs=0.02)
    assert panel.tool == "select"


def test_exclusions_are_drawn_dragged_and_deleted_each_in_one_step(panel, robot):
    tools = []
    panel.tool_changed.connect(tools.append)
    panel.set_tool("exclusion")
    robot.drag((84.8, 22.0), (84.8, 22.3))
    assert len(panel.session.analysis.exclusions) == 1
    robot.key(Qt.Key.Key_Escape)
    assert tools == ["exclusion", "select"]
    robot.drag((84.8, 22.0), (85.2, 21.5))
    exclusion = panel.session.analysis.exclusions[0]
    assert (exclusion.ra, exclusion.dec) == pytest.approx((85.2, 21.5), abs=0.02)
    assert panel.session.history.undo_label == "Move exclusion region"
    robot.key(Qt.Key.Key_Delete)
    assert panel.session.analysis.exclusions == ()
    for _ in range(3):
        panel.session.undo()
    assert panel.session.analysis.exclusions == ()
    assert panel.session.analysis.source == CRAB


def test_arrows_move_the_selected_region_and_plus_grows_it(panel, robot):
    robot.press(83.63, 22.01)
    robot.release(83.63, 22.01)
    assert panel.session.analysis.source == CRAB
    robot.key(Qt.Key.Key_Up)
    assert panel.session.analysis.source.dec == pytest.approx(CRAB.dec + 0.02, abs=1e-4)
    robot.key(Qt.Key.Key_Left)
    assert panel.session.analysis.source.ra > CRAB.ra  # right ascension grows to the left
    robot.key(Qt.Key.Key_Plus)
    assert panel.session.analysis.source.radius > CRAB.radius


def test_a_typed_position_moves_the_region(panel, robot):
    row = panel.view.row
    row.ra.setFocus()
    row.ra.selectAll()
    QTest.keyClicks(row.ra, "5h36m00s")
    QTest.keyClick(row.ra, Qt.Key.Key_Return)
    assert panel.session.analysis.source.ra == pytest.approx(84.0)
    row.radius.setFocus()
    row.radius.selectAll()
    QTest.keyClicks(row.radius, "12 arcmin")
    QTest.keyClick(row.radius, Qt.Key.Key_Return)
    assert panel.session.analysis.source == Circle(84.0, CRAB.dec, 0.2)
    row.dec.selectAll()
    QTest.keyClicks(row.dec, "95")
    QTest.keyClick(row.dec, Qt.Key.Key_Return)
    assert panel.session.analysis.source.dec == CRAB.dec
    assert "90" in row.dec.toolTip()


def test_showing_results_emits_no_edits(panel, robot):
    known = panel.session.history
    panel.session.apply("", edits.add_exclusion, Circle(84.0, 21.0, 0.2))
    panel.session.apply("", edits.mosaic_map)
    panel.session.undo()
    panel.session.pull()
    panel.session.undo()
    panel.session.pull()
    assert panel.session.history.position == known.position


def test_the_mosaic_rule_is_one_click(panel, robot):
    QTest.mouseClick(panel.view.controls.mosaic, Qt.MouseButton.LeftButton)
    panel.session.pull()
    settings = panel.session.analysis.map
    assert (settings.columns, settings.rows, settings.pixel, settings.low) == (501, 501, 0.02, 0.1)
    assert panel.view.sky.image.values.shape == (501, 501)


def test_the_energy_slider_previews_and_commits_one_step(panel, robot):
    slider = panel.view.controls.energy.slider
    events = panel.session.results.get("counts_map").total
    start = QPoint(round(slider._place(np.log10(0.1))), slider.height() // 2)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=start)
    for step in (10, 20, 30):
        QTest.mouseMove(slider, start + QPoint(step, 0))
    panel.session.pull()
    assert panel.session.gesture
    assert panel.session.results.get("counts_map").total < events
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=start + QPoint(30, 0))
    assert panel.session.analysis.map.low > 0.1
    assert panel.session.history.undo_label == "Change energy range of the map"


def test_pointing_at_an_off_region_tells_its_run(panel, robot):
    shapes = panel.view.sky.shapes
    mine = np.flatnonzero(shapes.of_run(23559))[5]
    robot.move(shapes.ra[mine], shapes.dec[mine])
    assert "run 23559" in panel.view.readout.text()
    assert f"1/{shapes.of_run(23559).sum()}" in panel.view.readout.text()


def test_a_region_on_the_pointing_leaves_no_room_and_says_so(panel, robot):
    pointing = panel.session.loaded.observations[23523].pointing
    panel.session.apply("", edits.move_region, Circle(pointing.ra, pointing.dec, 0.2))
    panel.session.pull()
    assert "No OFF region fits in run 23523" in panel.view.readout.hint


def test_events_appear_as_dots_only_when_zoomed_in(panel, robot):
    sky = panel.view.sky
    assert sky.points.count() == 0
    sky.show_field(83.63, 22.01, 0.5)
    assert sky.points.count() > 0
    sky.show_all()
    assert sky.points.count() == 0


def test_a_region_dragged_to_the_row_is_the_one_clicked(panel, robot):
    panel.session.apply("", edits.add_exclusion, Circle(84.8, 21.5, 0.3))
    panel.session.pull()
    robot.press(84.8, 21.5)
    robot.release(84.8, 21.5)
    assert panel.view.row.which.currentText() == "Exclusion 1"
    assert panel.view.row.radius.value == 0.3


def test_a_theme_change_keeps_what_is_shown(panel, robot):
    panel.set_theme(DARK)
    assert panel.view.sky.theme is DARK
    assert len(panel.view.sky.regions) == 1


def test_everything_to_click_has_a_name(panel):
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit

    for kind in (QAbstractButton, QComboBox, QLineEdit):
        for widget in panel.widget.findChildren(kind):
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget


def test_flattened_off_regions_keep_run_place_and_reason():
    kept = OffRegions(
        10.0, 0.0, Circle(10.0, 1.0, 0.1), 1.0, 0.0, np.array([90.0, 180.0]), (Rejected(270.0, "exclusion"),)
    )
    empty = OffRegions(20.0, 0.0, Circle(20.0, 0.0, 0.1), 0.0, 0.0, np.empty(0))
    shapes = off_shapes({7: kept, 8: empty})
    assert shapes.run.tolist() == [7, 7, 7]
    assert shapes.ra[0] == pytest.approx(11.0)
    assert shapes.of_run(7).sum() == 2
    assert "exclusion" in shapes.describe(2)
    assert shapes.at(11.0, 0.05).tolist() == [0]


def test_the_read_out_knows_the_crab_in_galactic_coordinates():  # as astropy 7 converts them
    text = " ".join(position_parts(83.633, 22.014, None, Target("Crab", 83.633, 22.014)))
    assert "l 184.558°, b −5.785°" in text
    assert "0.000° from Crab" in text
    assert "5ʰ34ᵐ31.9ˢ +22°00′50″" in text


def test_a_mask_image_is_outlined_pixel_by_pixel(tmp_path):
    from astropy.io import fits

    header = fits.Header(
        {"CTYPE1": "RA---CAR", "CTYPE2": "DEC--CAR", "CRPIX1": 3.0, "CRPIX2": 3.0, "CRVAL1": 10.0, "CRVAL2": 0.0}
        | {"CDELT1": -0.1, "CDELT2": 0.1, "CUNIT1": "deg", "CUNIT2": "deg"}
    )
    free = np.ones((5, 5), np.int16)
    free[2, 2:4] = 0
    fits.writeto(tmp_path / "mask.fits", free, header)
    ra, dec = read_exclusion_mask(tmp_path / "mask.fits").outline
    assert len(ra) == 3 * 6  # two pixels side by side have six outer edges
    assert (np.nanmin(ra), np.nanmax(ra)) == pytest.approx((9.85, 10.05))
    assert (np.nanmin(dec), np.nanmax(dec)) == pytest.approx((-0.05, 0.05))


def test_shift_and_drag_holds_up_a_circle_of_events_and_escape_lets_go(panel, robot):
    before = panel.session.analysis
    QTest.mousePress(
        panel.view.sky.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ShiftModifier,
        robot.at(83.63, 22.6),
    )
    robot.move(83.63, 22.8)
    brush = panel.session.brush
    assert brush.by == "countmap"
    assert (brush.sky.ra, brush.sky.dec, brush.sky.radius) == pytest.approx((83.63, 22.6, 0.2), abs=0.02)
    robot.release(83.63, 22.8)
    events = panel.session.results.get("brushed_events")
    assert panel.view.sky.overlays.points.count() == len(events) > 100
    assert panel.session.analysis is before
    robot.key(Qt.Key.Key_Escape)
    assert panel.session.brush is None
    assert panel.view.sky.overlays.points.count() == 0


def test_events_brushed_elsewhere_are_seen_on_the_map(panel, robot):
    panel.session.set_brush(Brush(energy=(1.0, 3.0), by="spectrum"))
    panel.session.pull()
    assert panel.view.sky.overlays.points.count() == len(panel.session.results.get("brushed_events")) > 100


def test_the_region_of_a_pinned_analysis_is_drawn_where_it_differs(panel, robot):
    layer = panel.view.sky.overlays.pinned
    panel.session.set_pinned(pin(panel.session.analysis, {}))
    panel.session.pull()
    assert layer.boundingRect().isEmpty()
    panel.session.apply("", edits.move_region, Circle(84.2, 22.3, 0.11))
    panel.session.pull()
    u, v = panel.view.sky.projection.to_plane(CRAB.ra, CRAB.dec)
    centre = layer.boundingRect().center()
    assert (centre.x(), centre.y()) == pytest.approx((float(u), float(v)), abs=0.01)


def test_the_off_tool_draws_circles_that_are_counted_while_the_mouse_still_moves(panel, robot):
    before = panel.session.analysis
    panel.set_tool("off")
    assert "OFF region" in panel.view.readout.hint
    robot.press(83.63, 23.2)
    robot.move(83.63, 23.4)
    used = panel.session.results.get("off_regions")
    assert all(len(each) == 1 for each in used.values())
    robot.release(83.63, 23.4)
    robot.drag((84.6, 22.3), (84.6, 22.5))
    regions = panel.session.analysis.background.regions
    assert [each.radius for each in regions] == pytest.approx([0.2, 0.2], abs=0.02)
    assert panel.session.history.undo_label == "Draw OFF region"
    assert panel.tool == "off"
    panel.session.undo()
    assert len(panel.session.analysis.background.regions) == 1
    panel.session.undo()
    assert panel.session.analysis == before


def draw(panel, *circles, runs=()):
    for circle in circles:
        panel.session.apply("", edits.add_off_region, circle, runs)
    panel.session.pull()


def test_an_off_region_is_moved_resized_typed_and_removed_like_the_source_circle(panel, robot):
    draw(panel, Circle(83.63, 23.1, 0.3))
    robot.drag((83.63, 23.1), (84.0, 22.9))
    assert panel.session.history.undo_label == "Move OFF region"
    moved = panel.session.analysis.background.regions[0]
    assert (moved.ra, moved.dec) == pytest.approx((84.0, 22.9), abs=0.02)
    assert panel.view.row.which.currentText() == "OFF 1"
    row = panel.view.row
    row.radius.setText("0.25")
    row.radius.setModified(True)
    row.radius.finish()
    row.runs.setText("23523, 23526")
    row.runs.setModified(True)
    row.runs.finish()
    panel.session.pull()
    typed = panel.session.analysis.background.regions[0]
    assert typed.radius == 0.25 and typed.runs == (23523, 23526)
    assert panel.view.regions.item(RegionRef("off", 0)).label == "2 runs"
    assert [len(each) for each in panel.session.results.get("off_regions").values()] == [1, 1, 0, 0]
    row.remove.click()
    panel.session.pull()
    assert panel.session.analysis.background.regions == ()
    assert "press O" in panel.view.readout.hint


def test_an_off_region_that_a_run_cannot_use_says_why(panel, robot):
    draw(panel, Circle(83.63, 23.1, 0.2), Circle(83.63, 26.5, 0.2))
    assert "outside the field of view" in panel.view.sky.describe(83.63, 26.5)
    told = panel.session.results.get("cut_messages")
    assert any("α is the ratio of what the background response expects" in text for text in told)
    assert any("OFF region 2 is left out (outside the field of view)" in text for text in told)


def test_the_counts_are_saved_as_an_image_with_coordinates(panel, robot, tmp_path, file_answers):
    file_answers.choose(tmp_path / "crab")
    menu = panel.view.context_menu(robot.at(CRAB.ra, CRAB.dec))
    next(action for action in menu.actions() if "FITS" in action.text()).trigger()
    counts = panel.session.results.get("counts_map")
    with fits.open(tmp_path / "crab.fits") as hdus:
        assert np.array_equal(hdus[0].data, counts.counts)
        assert wcs.from_header(hdus[0].header) == counts.grid


@pytest.mark.parametrize("add", [edits.add_exclusion, edits.add_off_region])
def test_a_region_that_is_undone_while_it_is_dragged_stays_gone(panel, robot, add):
    session = panel.session
    session.apply("Add", add, Circle(84.3, 22.6, 0.2))
    session.pull()
    before = session.history.entries[-2].analysis
    robot.press(84.3, 22.6)
    robot.move(84.1, 22.5)
    session.undo()  # the drag so far
    session.undo()  # the region
    robot.move(83.9, 22.4)
    robot.release(83.9, 22.4)
    assert not session.gesture and session.analysis == before


def test_two_choices_before_the_next_frame_both_count(panel, robot):
    options, scale = panel.view.controls.options, panel.view.controls.scale
    options.smooth.edited.emit(0.07)
    options.frame_.setCurrentText("Galactic")
    scale.setCurrentText("log")
    options.colours.setCurrentText("viridis")
    analysis = panel.session.analysis
    assert (analysis.map.smooth, analysis.map.frame) == (0.07, "galactic")
    assert (analysis.map_looks.scale, analysis.map_looks.colormap) == ("log", "viridis")


def test_a_galactic_band_is_chosen_behind_more_and_the_source_still_dragged(panel, robot):
    options = panel.view.controls.options
    for choose in (
        lambda: options.frame_.setCurrentText("Galactic"),
        lambda: options.projection.setCurrentText("CAR"),
        lambda: options.height_.edited.emit(1.0),
    ):
        choose()
        panel.session.pull()
    grid = panel.session.results.get("counts_map").grid
    assert (grid.frame, grid.projection, grid.shape) == ("galactic", "CAR", (50, 200))
    assert panel.view.sky.bottom.title == "Galactic longitude"
    robot.drag((CRAB.ra, CRAB.dec), (83.9, 22.2))
    moved = panel.session.analysis.source
    assert (moved.ra, moved.dec) == pytest.approx((83.9, 22.2), abs=0.02)
    panel.session.undo()
    panel.session.undo()
    panel.session.pull()
    assert options.height_.value == 0.0


def test_the_map_covers_the_fields_of_view_of_the_runs_until_a_size_is_asked_for(panel, robot):
    counts = panel.session.results.get("counts_map")
    for run in RUNS:
        pointing = panel.session.loaded.observations[run].pointing
        assert counts.grid.contains(pointing.ra, pointing.dec + 2.45)
    panel.view.controls.options.width_.edited.emit(4.0)
    panel.session.pull()
    assert panel.session.analysis.map.extent == "fixed"
    assert panel.session.results.get("counts_map").grid.shape == (200, 200)
    rect = panel.view.sky.image.extent()
    assert (rect.width(), rect.height()) == pytest.approx((4.0, 4.0))
    panel.session.undo()
    panel.session.pull()
    assert panel.session.results.get("counts_map").counts.shape == counts.counts.shape


def test_what_one_looks_at_stays_when_the_map_grows_with_another_run(panel, robot):
    panel.session.apply("Select runs", edits.select_runs, RUNS[2:])
    panel.session.pull()
    panel.view.sky.show_field(83.63, 22.01, 1.0)
    before = panel.view.sky.visible_rect()
    panel.session.apply("Select runs", edits.select_runs, RUNS)
    panel.session.pull()
    assert panel.view.sky.visible_rect() == before
    panel.view.sky.show_all()
    panel.session.apply("Select runs", edits.select_runs, RUNS[2:])
    panel.session.pull()
    assert panel.view.sky.visible_rect().contains(panel.view.sky.image.extent())


def test_the_ends_of_the_colour_bar_are_dragged_as_one_undo_step(panel, robot, qtbot):
    sky, session = panel.view.sky, panel.session
    low, high = sky.image.levels_
    table = sky.image.image.copy()
    bar = sky.colour_bar.sceneBoundingRect()

    def at(place: float) -> QPoint:
        return sky.mapFromScene(QPointF(bar.center().x(), bar.bottom() - place * bar.height()))

    def drag(start: float, end: float) -> None:
        QTest.mousePress(sky.viewport(), Qt.MouseButton.LeftButton, pos=at(start))
        for step in (0.3, 0.7, 1.0):
            QTest.mouseMove(sky.viewport(), at(start + step * (end - start)))
            session.pull()

    drag(0.95, 0.45)
    assert session.gesture and sky.image.levels_[1] < high
    QTest.mouseRelease(sky.viewport(), Qt.MouseButton.LeftButton, pos=at(0.45))
    session.pull()
    looks = session.analysis.map_looks
    assert looks.limits == "fixed" and looks.low == low and low < looks.high < high
    assert session.history.undo_label == "Change colour limits"
    assert not np.array_equal(sky.image.image, table)
    drag(0.05, 0.4)
    assert sky.image.levels_[0] > low
    QTest.keyClick(sky, Qt.Key.Key_Escape)
    QTest.mouseRelease(sky.viewport(), Qt.MouseButton.LeftButton, pos=at(0.4))
    session.pull()
    assert session.analysis.map_looks == looks
    session.undo()
    session.pull()
    assert sky.image.levels_ == (low, high)


def test_a_drag_with_the_right_button_turns_contrast_and_bias_and_a_click_opens_the_menu(panel, robot, qtbot):
    sky, session = panel.view.sky, panel.session
    low, high = sky.image.levels_
    view, middle = sky.viewport(), robot.at(CRAB.ra + 0.4, CRAB.dec + 0.3)
    panel.view.sky.menu_wanted.disconnect()
    menus: list[QPoint] = []
    sky.menu_wanted.connect(menus.append)

    def drag(by: QPoint) -> None:
        QTest.mousePress(view, Qt.MouseButton.RightButton, pos=middle)
        for step in (0.3, 0.7, 1.0):
            QTest.mouseMove(view, middle + by * step)
            moved = QMouseEvent(
                QMouseEvent.Type.MouseMove, QPointF(middle + by * step), Qt.MouseButton.NoButton,
                Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier,
            )  # fmt: skip
            QApplication.sendEvent(view, moved)
            session.pull()
        QTest.mouseRelease(view, Qt.MouseButton.RightButton, pos=middle + by)
        session.pull()

    seen = sky.visible_rect()
    drag(QPoint(0, -60))
    looks = session.analysis.map_looks
    assert looks.limits == "fixed" and looks.high - looks.low < 0.9 * (high - low)  # more contrast
    assert session.history.undo_label == "Change colour limits" and sky.visible_rect() == seen and not menus
    drag(QPoint(60, 0))
    turned = session.analysis.map_looks
    assert turned.low > looks.low and turned.high > looks.high  # darker
    QTest.mouseClick(view, Qt.MouseButton.RightButton, pos=middle)
    assert menus == [middle]


def type_into(field, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_colour_limits_are_typed_or_chosen_and_colours_inverted(panel, robot):
    sky, session, options = panel.view.sky, panel.session, panel.view.controls.options
    type_into(options.high, "0.5")
    session.pull()
    assert session.analysis.map_looks.limits == "fixed" and sky.image.levels_ == (options.low.value, 0.5)
    options.limits.setCurrentIndex(options.limits.findData("percentile"))
    type_into(options.percent, "90")
    session.pull()
    shown = sky.image.values
    assert sky.image.levels_ == pytest.approx(np.percentile(shown, [5, 95]))
    options.inverted.click()
    session.pull()
    assert session.analysis.map_looks.inverted and sky.image.colour_map == "inferno inverted"
    assert sky.colours is ON_LIGHT


def test_layers_are_switched_one_by_one_and_remembered(panel, robot, qtbot, tmp_path):
    panel.session.settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    sky, boxes = panel.view.sky, panel.view.controls.layers_menu.boxes
    layers = {"off": sky.drawn.lines["off"], "grid": sky.grid, "pointings": sky.drawn.markers["pointings"][0]}
    assert all(item.isVisible() for item in layers.values())
    for name, item in layers.items():
        boxes[name].click()
        assert not item.isVisible()
    assert not sky.drawn.markers["catalogue"][0].isVisible()
    boxes["catalogue"].click()
    assert sky.drawn.markers["catalogue"][3]
    assert sky.drawn.markers["catalogue"][0].isVisible()
    other = Session()
    other.settings = panel.session.settings
    again = CountMapPanel(other)
    qtbot.addWidget(again.widget)
    assert again.view.controls.layers_menu.hidden == ["off", "pointings", "grid"]
    assert not again.view.sky.grid.isVisible()
    other.close()


def test_the_ruler_measures_separation_and_position_angle(panel, robot):
    panel.set_tool("ruler")
    robot.drag((83.63, 22.01), (83.63, 22.51))
    text = panel.view.sky.ruler.text
    length, angle = text.split(" · PA ")
    assert float(length[:-1]) == pytest.approx(30.0, abs=0.5)
    assert min(float(angle[:-1]), 360.0 - float(angle[:-1])) < 1.0
    assert text in panel.view.readout.text()
    assert panel.session.history.undo_label != "Draw source region"
    robot.key(Qt.Key.Key_Escape)
    assert panel.view.sky.ruler.text == "" and panel.tool == "select"


def test_what_keeps_its_place_on_the_screen_and_what_is_hatched_follow_a_pan(panel, robot):
    """Pictures are kept of both; they must not move with the sky."""
    sky = panel.view.sky

    def seen() -> tuple[int, int]:
        """Bright pixels in the corner of the scale bar; pixels that are not black, hatching, above it."""
        image = sky.viewport().grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        grey = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        box = sky.box.sceneBoundingRect().toRect().adjusted(4, 4, -4, -4)
        inside = grey[box.top() : box.bottom(), box.left() : box.right()]
        return int((inside[-36:, :120] > 200).sum()), int((inside[:-90] > 20).sum())

    sky.zoom(0.5)
    sky.viewport().grab()
    sky.box.translateBy(x=9.0, y=0.0)
    kept = seen()
    sky.keep_pictures(False)
    fresh = seen()
    assert min(fresh) > 40
    assert kept == pytest.approx(fresh, rel=0.08)


def test_the_map_knows_the_size_of_its_psf_and_no_hint_lies_over_it(panel, robot):
    assert panel.session.results.get("map_psf") == pytest.approx(0.09, abs=0.05)
    panel.set_tool("source")
    panel.session.pull()
    assert "Drag from the centre" in panel.view.readout.text()
    assert panel.view.notice.isHidden()
