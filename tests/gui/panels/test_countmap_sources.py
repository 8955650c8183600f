"""Sources of the model on the map: put, dragged, widened, turned with the mouse and with keys; model and residual
follow. One panel on two runs of the demo data.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from vhegui.analysis import edits
from vhegui.analysis.loading.first_view import demo_view
from vhegui.analysis.region_refs import SOURCE, listed_regions
from vhegui.analysis.shown_map import MODELS
from vhegui.analysis.state import Analysis, LogAxis
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.gui.panels.countmap import CountMapPanel
from vhegui.gui.panels.regions.columns import columns as regions_columns
from vhegui.gui.plotting.sky.source_item import SourceItem
from vhegui.gui.session.session import Session
from vhegui.gui.theme import LIGHT

NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def wait(done: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        QTest.qWait(20)


@pytest.fixture(scope="module")
def shared(qapp: Any, demo: Path) -> Iterator[CountMapPanel]:
    """A map of few, large pixels and few energies, opened once."""

    def small(analysis: Analysis) -> Analysis:
        assert session.store is not None
        analysis = demo_view(analysis, session.store.index, demo)
        analysis = edits.select_runs(analysis, analysis.dataset.runs[:2])
        analysis = edits.put(edits.put(analysis, "reco", LogAxis(0.5, 20.0, 4)), "true", LogAxis(0.2, 50.0, 10))
        analysis = edits.change(analysis, "map", extent="fixed", width=4.0, pixel=0.05, low=0.5, high=20.0)
        assert analysis.source is not None
        return edits.add_exclusion(analysis, analysis.source.bounding)

    session = Session()
    panel = CountMapPanel(session)
    session.add_panel(panel)
    panel.widget.resize(760, 640)
    panel.widget.show()
    session.open_path(demo, then=small)
    wait(lambda: session.results.current("counts_map") is not None)
    session.apply("Show", edits.show_map, "model")
    wait(lambda: session.results.current("stacked_sky") is not None and not session.busy)
    yield panel
    session.close()
    panel.widget.close()
    panel.widget.deleteLater()


class Robot:
    """The mouse over the map in sky coordinates."""

    def __init__(self, panel: CountMapPanel, qtbot: Any) -> None:
        self.panel, self.sky, self.session, self.qtbot = panel, panel.view.sky, panel.session, qtbot

    def at(self, ra: float, dec: float) -> QPoint:
        u, v = self.sky.projection.to_plane(ra, dec)
        return self.sky.mapFromScene(self.sky.box.mapViewToScene(QPointF(float(u), float(v))))

    def press(self, place: tuple[float, float]) -> None:
        QTest.mouseMove(self.sky.viewport(), self.at(*place))
        QTest.mousePress(self.sky.viewport(), LEFT, NONE, self.at(*place))

    def move(self, place: tuple[float, float]) -> None:
        QTest.mouseMove(self.sky.viewport(), self.at(*place))
        self.session.pull()

    def release(self, place: tuple[float, float]) -> None:
        QTest.mouseRelease(self.sky.viewport(), LEFT, NONE, self.at(*place))
        self.session.pull()

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.press(start)
        for part in (0.3, 0.7, 1.0):
            self.move((start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])))
        self.release(end)
        self.rest()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.sky.viewport(), key, modifier)
        self.session.pull()

    def rest(self) -> None:
        self.session.pull()
        self.qtbot.waitUntil(lambda: not self.session.busy, timeout=60_000)

    def item(self, name: str) -> SourceItem:
        found = self.panel.view.sources.item(name)
        assert found is not None
        return found

    @property
    def model(self) -> Any:
        return self.session.results.current("model_maps").maps


@pytest.fixture
def robot(shared: CountMapPanel, qtbot: Any) -> Iterator[Robot]:
    """As it was opened, with the keyboard on the map."""
    first = shared.session.history.current
    robot = Robot(shared, qtbot)
    shared.view.sky.setFocus()
    robot.rest()
    yield robot
    shared.set_tool("select")
    shared.session.apply("Reset", lambda _: first)
    robot.rest()


def with_source(robot: Robot, kind: str = "gaussian", free: bool = False, **values: float) -> str:
    """A single source in the middle of the map, and the map settled."""
    session = robot.session
    place = session.analysis.map.ra, session.analysis.map.dec
    shape = default_shape(kind, *place)
    shape = shape.with_parameters(
        replace(p, value=values.get(p.name, p.value), frozen=p.frozen and not free) for p in shape.parameters
    )
    spectrum = default_spectrum("power_law").with_parameter("amplitude", value=3e-11)
    session.apply("Aim", lambda a: replace(a, sources=(SourceModel("crab", spectrum, spatial=shape),), shown=""))
    session.apply("Hold", edits.follow_fit, False)
    robot.rest()
    return "crab"


def centre(robot: Robot, name: str = "crab") -> tuple[float, float]:
    region = robot.item(name).region
    return region.ra, region.dec


def test_where_no_source_has_a_place_it_is_said_how_to_put_one(robot):
    assert "press N" in robot.panel.view.readout.hint


def test_a_click_puts_a_point_and_a_drag_a_gaussian_as_wide(robot):
    middle = robot.session.analysis.map.ra, robot.session.analysis.map.dec
    robot.panel.set_tool("model")
    assert "Gaussian" in robot.panel.view.readout.hint
    robot.press(middle)
    robot.release(middle)
    robot.rest()
    name = robot.session.analysis.model.name
    assert robot.session.analysis.model.spatial.kind == "point"
    assert robot.session.history.undo_label == "Put source"
    assert robot.panel.tool == "select"
    assert robot.item(name).selected
    assert np.nanmax(robot.model.model) > 0.0
    robot.session.undo()
    robot.rest()
    assert robot.session.analysis.model.spatial is None
    robot.panel.set_tool("model")
    robot.drag(middle, (middle[0], middle[1] + 0.3))
    shape = robot.session.analysis.model.spatial
    assert shape.kind == "gaussian"
    assert shape["sigma"].value == pytest.approx(0.3, abs=0.02)
    robot.panel.set_tool("model")
    robot.press((middle[0] + 0.5, middle[1]))
    robot.move((middle[0] + 0.9, middle[1]))
    robot.key(Qt.Key.Key_Escape)
    robot.release((middle[0] + 0.9, middle[1]))
    assert len(robot.session.analysis.sources) == 1


def test_a_drag_moves_it_and_what_the_model_leaves_follows_in_fixed_colours(robot):
    with_source(robot)
    start, before = centre(robot), robot.session.analysis
    image, levels = robot.sky.image.values, robot.sky.image.levels_
    robot.press(start)
    robot.move((start[0] + 0.3, start[1] + 0.2))
    assert robot.session.gesture
    followed = robot.sky.image.values
    assert followed is not image
    assert robot.sky.image.levels_ == levels
    row, column = robot.model.grid.pixel_of(*centre(robot))
    assert followed[row, column] > 1.5 * image[row, column]
    robot.release((start[0] + 0.3, start[1] + 0.2))
    robot.rest()
    assert centre(robot) == pytest.approx((start[0] + 0.3, start[1] + 0.2), abs=0.02)
    assert robot.session.history.undo_label == "Move source crab"
    robot.session.undo()
    robot.rest()
    assert robot.session.analysis == before
    np.testing.assert_array_equal(robot.sky.image.values, image)


def test_only_the_source_that_is_moved_is_folded_again(robot):
    with_source(robot)
    other = default_shape("gaussian", robot.session.analysis.map.ra + 0.8, robot.session.analysis.map.dec)
    more = SourceModel("other", default_spectrum("power_law"), spatial=other)
    robot.session.apply("More", lambda a: replace(a, sources=(*a.sources, more)))
    robot.rest()
    known = {each.source.name: each for each in robot.model.sources}
    start = centre(robot)
    robot.drag(start, (start[0], start[1] + 0.4))
    found = {each.source.name: each for each in robot.model.sources}
    assert found["other"] is known["other"]
    assert found["crab"] is not known["crab"]


def test_its_outline_widens_it_and_its_handles_make_it_longer_and_turn_it(robot):
    with_source(robot)
    ra, dec = centre(robot)
    robot.drag((ra, dec + 0.1), (ra, dec + 0.3))
    assert robot.session.analysis.model.spatial["sigma"].value == pytest.approx(0.3, abs=0.02)
    assert robot.session.history.undo_label == "Change shape of source crab"
    with_source(robot, free=True, sigma=0.4, e=0.6)
    robot.drag((ra, dec + 0.4), (ra, dec + 0.6))
    shape = robot.session.analysis.model.spatial
    assert shape["sigma"].value == pytest.approx(0.6, abs=0.03)
    assert shape["sigma"].value * np.sqrt(1 - shape["e"].value ** 2) == pytest.approx(0.32, abs=0.01)
    handle = robot.item("crab")._handles()["turn"][0]
    place = tuple(float(x) for x in robot.sky.projection.to_sky(handle.x(), handle.y()))
    robot.drag(place, (ra + 0.7 / np.cos(np.radians(dec)), dec))
    assert robot.session.analysis.model.spatial["phi"].value % 180.0 == pytest.approx(90.0, abs=3.0)


def test_a_frozen_place_stays_and_says_so(robot):
    with_source(robot)
    source = robot.session.analysis.model
    frozen = source.spatial.with_parameters(
        replace(p, frozen=p.name in ("lon_0", "lat_0", "e", "phi")) for p in source.spatial.parameters
    )
    robot.session.apply("Freeze", lambda a: replace(a, sources=(replace(source, spatial=frozen),)))
    robot.rest()
    said: list[str] = []
    robot.session.message.connect(lambda kind, text: said.append(text))
    start, before = centre(robot), robot.session.history.undo_label
    robot.press(start)
    robot.move((start[0] + 0.4, start[1]))
    assert centre(robot) == start
    robot.release((start[0] + 0.4, start[1]))
    assert len(said) == 1
    assert "lon_0 and lat_0 of crab are frozen" in said[0] or "lon_0 of crab is frozen" in said[0]
    assert robot.session.history.undo_label == before


def test_keys_reach_it_move_it_widen_it_and_take_it_away(robot):
    with_source(robot)
    start = centre(robot)
    for _ in robot.sky.regions:
        if not robot.item("crab").selected:
            robot.sky.focusNextPrevChild(True)  # as Tab does
    robot.key(Qt.Key.Key_Up)
    robot.key(Qt.Key.Key_Plus)
    robot.rest()
    shape = robot.session.analysis.model.spatial
    assert shape.centre[1] > start[1]
    assert shape["sigma"].value > 0.1
    robot.key(Qt.Key.Key_Delete)
    assert [source.name for source in robot.session.analysis.sources] == ["crab"], "the last one stays"


def test_escape_takes_a_drag_back(robot):
    with_source(robot)
    before, start = robot.session.analysis, centre(robot)
    robot.press(start)
    robot.move((start[0] + 0.5, start[1]))
    robot.key(Qt.Key.Key_Escape)
    robot.release((start[0] + 0.5, start[1]))
    assert robot.session.analysis == before
    assert centre(robot) == start


def test_residuals_are_signed_and_say_what_they_are(robot):
    with_source(robot, "point")
    for kind in MODELS:
        robot.session.apply("Show", edits.show_map, kind)
        robot.rest()
        low, high = robot.sky.image.levels_
        assert (low == -high) == (kind != "model")
        np.testing.assert_array_equal(robot.sky.image.values, getattr(robot.model, kind))
        assert "smoothed" in robot.sky.header.title or "within" in robot.sky.header.title
    assert "σ" in robot.sky.colour_bar.axis.title


def test_what_cannot_be_held_is_named_in_the_legend_and_the_eye_closes_over_all(robot):
    with_source(robot)
    flat = SourceModel("diffuse", default_spectrum("power_law"), spatial=default_shape("constant"))
    robot.session.apply("More", lambda a: replace(a, sources=(*a.sources, flat)))
    robot.rest()
    assert robot.sky.legend.names() == ["diffuse (everywhere)"]
    eye = robot.panel.view.controls.layers_menu.boxes["model"]
    eye.setChecked(False)
    assert robot.panel.view.sources.item("crab") is None
    assert robot.sky.legend.names() == []
    eye.setChecked(True)
    assert "σ" in robot.item("crab").source_look.tip or "sigma" in robot.item("crab").source_look.tip


def test_a_right_click_on_a_source_offers_what_can_be_done_with_it(robot):
    with_source(robot)
    menu = robot.panel.view.context_menu(robot.at(*centre(robot)))
    own = menu.actions()[0].menu()
    assert own is not None and own.title() == "Source crab"
    next(action for action in own.actions() if action.text() == "Duplicate").trigger()
    assert len(robot.session.analysis.sources) == 2
    elsewhere = robot.panel.view.context_menu(robot.at(centre(robot)[0] + 1.5, centre(robot)[1] + 1.2))
    assert all("Source crab" not in action.text() for action in elsewhere.actions())
    next(action for action in elsewhere.actions() if action.text() == "Source of the model here").trigger()
    assert len(robot.session.analysis.sources) == 3


def test_regions_tell_what_the_model_expects_in_them(robot):
    with_source(robot, "point")
    source = robot.session.analysis.source
    found = robot.session.now("model_in_regions")
    expected, grid = robot.model.expected, robot.model.grid
    inside = source.contains(*grid.coordinates())
    assert found[0] == pytest.approx(expected[inside].sum(), rel=0.2)
    columns = regions_columns(
        listed_regions(robot.session.analysis), {}, {SOURCE: found[0]}, LIGHT, lambda row, name: None, (0.1, 100.0)
    )
    shown = next(column for column in columns if column.name == "model")
    assert shown.text(0) == f"{found[0]:.1f}"
    assert all(
        column.name != "model" for column in regions_columns([], {}, {}, LIGHT, lambda row, name: None, (0.1, 100.0))
    )


def test_a_fit_of_cubes_finds_the_place_with_its_error_and_a_drag_lets_go_of_the_data(robot):
    with_source(robot, "point")
    session = robot.session
    session.apply("Cubes", edits.fit_to_cubes)
    session.apply("Stack", edits.change, "fit", stack=True)
    session.apply("Fit", edits.follow_fit)
    robot.rest()
    fitted = session.results.current("fit_result")
    assert fitted.success
    best = centre(robot)
    assert best == pytest.approx((fitted.joint["lon_0"].value, fitted.joint["lat_0"].value))
    look = robot.item("crab").source_look
    assert len(look.lines) == 2, "68 and 95 %"
    assert "68 %" in look.tip and "95 %" in look.tip
    factor = session.results.current("model_maps").maps.background.sum()
    norm = fitted.joint["stacked.norm"]
    start = (best[0], best[1])
    robot.press(start)
    robot.move((start[0] + 0.1, start[1] + 0.06))
    assert not session.analysis.fit.follow
    assert session.results.current("cubes_on_screen").joint["stacked.norm"].value == norm.value, (
        "the background stays as it was fitted"
    )
    assert robot.model.background.sum() == factor
    assert robot.item("crab").source_look.lines == ()
    robot.release((start[0] + 0.1, start[1] + 0.06))
    robot.rest()
    assert centre(robot) != pytest.approx(best, abs=1e-2)
    session.apply("Fit", edits.follow_fit)
    robot.rest()
    assert centre(robot) == pytest.approx(best, abs=1e-3)
