"""The panel Profiles beside the map, on two runs of the demo data: drawn, dragged, typed, exported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import panel_on_crab
import pytest
from astropy.table import Table
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from vhegui.analysis import edits
from vhegui.analysis.loading.first_view import demo_view
from vhegui.analysis.state import Analysis, LogAxis
from vhegui.core.estimators.sky.profile_shapes import LineProfile, RadialProfile
from vhegui.core.safe_range import SafeRange
from vhegui.gui.panels.countmap import CountMapPanel
from vhegui.gui.panels.profiles import ProfilesPanel
from vhegui.gui.plotting.picture_dialog import PictureDialog

LEFT = Qt.MouseButton.LeftButton


class Both:
    """The panel and the map of one session."""

    def __init__(self, panel: ProfilesPanel, countmap: CountMapPanel, qtbot: Any) -> None:
        self.panel, self.session, self.sky, self._qtbot = panel, panel.session, countmap.view.sky, qtbot
        self.countmap, self.plot = countmap, panel.view.plot

    @property
    def shape(self) -> Any:
        return self.session.analysis.sky_profile

    def at(self, ra: float, dec: float) -> QPoint:
        u, v = self.sky.projection.to_plane(ra, dec)
        return self.sky.mapFromScene(self.sky.box.mapViewToScene(QPointF(float(u), float(v))))

    def press(self, place: tuple[float, float]) -> None:
        QTest.mouseMove(self.sky.viewport(), self.at(*place))
        QTest.mousePress(self.sky.viewport(), LEFT, pos=self.at(*place))

    def move(self, place: tuple[float, float]) -> None:
        QTest.mouseMove(self.sky.viewport(), self.at(*place))
        self.session.pull()

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.press(start)
        for part in (0.4, 0.8, 1.0):
            self.move((start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])))
        QTest.mouseRelease(self.sky.viewport(), LEFT, pos=self.at(*end))
        self.settle()

    def settle(self) -> None:
        def done() -> bool:
            results = self.session.results
            there = results.current("profile_of_map") is not None or bool(results.errors) or self.shape is None
            return results.analysis == self.session.analysis and there and not self.session.busy

        self._qtbot.waitUntil(done, timeout=60_000)

    def choose(self, kind: str) -> None:
        control = self.panel.view.controls.kind
        control.setCurrentIndex(control.findData(kind))
        control.activated.emit(control.currentIndex())
        self.settle()


@pytest.fixture
def both(qtbot, demo) -> Iterator[Both]:
    """Large pixels and few energies, with the source excluded."""

    def small(analysis: Analysis) -> Analysis:
        analysis = demo_view(analysis, panel.session.store.index, demo)
        analysis = edits.select_runs(analysis, analysis.dataset.runs[:2])
        analysis = edits.put(edits.put(analysis, "reco", LogAxis(0.5, 20.0, 4)), "true", LogAxis(0.2, 50.0, 10))
        analysis = edits.change(analysis, "map", extent="fixed", width=4.0, pixel=0.05, low=0.5, high=20.0)
        assert analysis.source is not None
        return edits.add_exclusion(analysis, analysis.source.bounding)

    with panel_on_crab.shown(ProfilesPanel, qtbot, 480, 420) as panel:
        countmap = CountMapPanel(panel.session)
        panel.session.add_panel(countmap)
        qtbot.addWidget(countmap.widget)
        countmap.widget.resize(760, 700)
        countmap.widget.show()
        panel.session.open_path(demo, then=small)
        qtbot.waitUntil(lambda: panel.session.results.current("counts_map") is not None, timeout=60_000)
        yield Both(panel, countmap, qtbot)


def source_of(both: Both) -> tuple[float, float]:
    source = both.session.analysis.source
    assert source is not None
    return source.ra, source.dec


def test_without_a_profile_the_panel_says_how_to_draw_one_and_nothing_is_computed(both):
    assert both.panel.needs == both.panel.wants == ()
    assert not both.plot.isVisible()
    assert "drag a line" in both.panel.view.content.empty.accessibleDescription()
    assert not both.panel.view.export.isEnabled()


def test_a_line_is_drawn_and_the_excess_along_it_is_seen(both):
    ra, dec = source_of(both)
    both.countmap.set_tool("profile")
    start, end = (ra + 0.5, dec - 0.02), (ra - 0.5, dec - 0.02)
    both.drag(start, end)
    assert isinstance(both.shape, LineProfile)
    assert (both.shape.ra, both.shape.dec, both.shape.ra_end, both.shape.dec_end) == pytest.approx(
        (*start, *end), abs=0.02
    )
    assert both.session.history.undo_label == "Draw profile"
    x, y, *_ = both.plot._points.arrays
    assert len(x) == 20 and 0.3 < x[np.argmax(y)] < 0.7 and y.max() > 5.0 * abs(np.median(y))
    assert any("point source at" in name for name in both.plot.header.names())
    both.session.undo()
    both.settle()
    assert both.shape is None and not both.plot.isVisible()


def test_a_drag_of_a_handle_is_followed_live_and_is_one_step(both):
    both.choose("line")
    shape, session = both.shape, both.session
    counts, steps = session.results.current("profile_of_map").found.n_on.sum(), len(list(session.history.past))
    end = (shape.ra_end, shape.dec_end)
    both.press(end)
    both.move((end[0] - 0.3, end[1] + 0.2))
    assert session.gesture and both.shape.ra_end == pytest.approx(end[0] - 0.3, abs=0.02)
    assert session.results.current("profile_of_map").shape == both.shape
    both.move((end[0] - 0.4, end[1] + 0.3))
    QTest.mouseRelease(both.sky.viewport(), LEFT, pos=both.at(end[0] - 0.4, end[1] + 0.3))
    both.settle()
    assert len(list(session.history.past)) == steps + 1 and session.history.undo_label == "Turn profile"
    found = session.results.current("profile_of_map").found
    *_, low, high = both.plot._points.arrays
    assert np.allclose(high - low, sum(found.errors("excess")))  # those of the likelihood, which a drag does without
    assert (both.shape.ra, both.shape.dec) == (shape.ra, shape.dec)
    both.session.undo()
    both.settle()
    assert both.shape == shape and session.results.current("profile_of_map").found.n_on.sum() == counts


def test_escape_takes_a_drag_back_and_a_click_changes_nothing(both):
    both.choose("radial")
    shape = both.shape
    rim = (shape.ra, shape.dec - shape.outer)
    both.press(rim)
    both.move((shape.ra, shape.dec - 0.9))
    assert both.shape.outer == pytest.approx(0.9, abs=0.03)
    QTest.keyClick(both.sky.viewport(), Qt.Key.Key_Escape)
    QTest.mouseRelease(both.sky.viewport(), LEFT, pos=both.at(shape.ra, shape.dec - 0.9))
    both.settle()
    assert both.shape == shape and not both.session.gesture
    steps = len(list(both.session.history.past))
    both.press(rim)
    QTest.mouseRelease(both.sky.viewport(), LEFT, pos=both.at(*rim))
    both.settle()
    assert both.shape == shape and len(list(both.session.history.past)) == steps
    both.drag(rim, (shape.ra, shape.dec - 0.8))
    assert both.shape.outer == pytest.approx(0.8, abs=0.03)
    assert both.session.history.undo_label == "Change radius of profile"


def test_the_middle_of_the_source_stays_the_sources_own(both):
    """With the arrow a drag there moves the region; with the tool of profiles the profile."""
    both.choose("radial")
    (ra, dec), shape = source_of(both), both.shape
    both.drag((ra, dec), (ra - 0.1, dec + 0.1))
    assert source_of(both) != (ra, dec) and both.shape == shape
    both.session.undo()
    both.countmap.set_tool("profile")
    both.drag((ra, dec), (ra - 0.1, dec + 0.1))
    assert source_of(both) == (ra, dec)
    assert (both.shape.ra, both.shape.dec) == pytest.approx((ra - 0.1, dec + 0.1), abs=0.02)
    assert both.shape.outer == shape.outer


def test_kinds_places_and_sizes_are_typed(both):
    both.choose("radial")
    controls = both.panel.view.controls
    controls.control("outer").setValue(0.8)
    both.settle()
    assert isinstance(both.shape, RadialProfile) and both.shape.outer == 0.8
    field = controls.places["start"]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "83.9, 22.2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    both.settle()
    assert (both.shape.ra, both.shape.dec) == (83.9, 22.2)
    inner = controls.control("inner")
    inner.setValue(0.9)
    both.settle()
    assert both.shape.inner == 0.0 and inner.value() == 0.0  # refused, and taken back on screen
    both.choose("wedges")
    assert both.shape.outer == 0.8 and controls.control("bins").value() == 20
    assert "Position angle" in both.plot.plot.bottom.title
    both.choose("")
    assert both.shape is None and both.session.history.undo_label == "Remove profile"


@pytest.mark.parametrize("quantity", ["counts", "background", "significance", "flux", "brightness"])
def test_quantities_have_units(both, quantity):
    both.session.apply("Profile", edits.choose_profile, "line")
    both.session.apply("Quantity", edits.change_profile, quantity=quantity)
    both.settle()
    found = both.session.results.current("profile_of_map").found
    assert np.allclose(both.plot._points.arrays[1], found.quantity(quantity)[found.area > 0])
    title = both.plot.plot.left.title
    assert {"significance": "σ", "flux": "cm⁻² s⁻¹", "brightness": "deg⁻²"}.get(quantity, "per bin") in title
    drawn = len(both.plot._source.arrays[0]) > 0
    assert drawn == (quantity in ("counts", "flux", "brightness"))


def test_what_cannot_be_taken_is_said_over_the_last_good_profile(both):
    both.choose("radial")
    both.session.apply("Away", edits.change_profile, ra=170.0)
    both.settle()
    assert "beside what the runs saw" in both.plot.note.text and both.plot.isVisible()
    both.session.undo()
    both.settle()
    assert both.plot.note.text == ""
    both.session.apply("Narrow", edits.put, "safe", SafeRange(low=19.9))
    both.settle()
    assert "safe range" in both.plot.note.text


def test_numbers_and_plot_are_exported(both, tmp_path, file_answers):
    both.choose("line")
    actions = {action.text(): action for action in both.panel.view.export.actions()}
    for text, name in (("Save numbers…", "a.ecsv"), ("Save numbers…", "a.csv"), ("Save picture…", "a.pdf")):
        file_answers.choose(tmp_path / name)
        actions[text].trigger()
        if "picture" in text:
            both.plot.findChild(PictureDialog).save_button.click()
        assert (tmp_path / name).stat().st_size > 300
    table = Table.read(tmp_path / "a.ecsv")
    found = both.session.results.current("profile_of_map").found
    assert np.allclose(table["excess"], found.excess) and str(table["flux"].unit) == "1 / (s cm2)"
    assert {"significance", "source", "brightness_errp"} <= set(table.colnames)
