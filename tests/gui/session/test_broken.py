"""A bug in one step or one panel stops that one alone: it says so, the log knows where, everything else follows."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from vhegui.analysis import edits, steps
from vhegui.analysis.region_refs import SOURCE
from vhegui.analysis.state import Target
from vhegui.core.regions.circle import Circle
from vhegui.gui.theme import DARK

RUNS = (23523, 23526)
CRAB = Circle(83.63, 22.01, 0.11)


@pytest.fixture
def calls() -> list[tuple]:
    """With what the broken step was called."""
    return []


@pytest.fixture
def window_on_crab(make_window, data, rest, monkeypatch, calls):
    """Function that opens two Crab runs in a window whose step of this name raises."""

    def make(broken: str = ""):
        def fail(*inputs: object, **_: object) -> None:
            calls.append(inputs)
            raise ZeroDivisionError("of the test")

        changed = tuple(replace(each, compute=fail) if each.name == broken else each for each in steps.STEPS)
        monkeypatch.setattr(steps, "STEPS", changed)
        window = make_window()

        def aim(analysis):
            analysis = edits.point_at(edits.select_runs(analysis, RUNS), Target("Crab", 83.633, 22.014))
            return edits.move_region(analysis, CRAB)

        window.session.open_path(data / "hess-dl3-dr1", then=aim)
        rest(window)
        return window

    return make


def drag(window, east: float) -> None:
    """The source region under the mouse, some degrees to the east, not let go."""
    sky = window.panels["countmap"].view.sky

    def at(ra: float):
        u, v = sky.projection.to_plane(ra, CRAB.dec)
        return sky.mapFromScene(sky.box.mapViewToScene(QPointF(float(u), float(v))))

    QTest.mouseMove(sky.viewport(), at(CRAB.ra))
    QTest.mousePress(sky.viewport(), Qt.MouseButton.LeftButton, pos=at(CRAB.ra))
    for part in (0.3, 0.5, 0.7, 1.0):
        QTest.mouseMove(sky.viewport(), at(CRAB.ra + part * east))
        window.session.pull()


def test_a_broken_step_is_stale_with_a_sentence_and_the_others_follow_the_drag(window_on_crab, caplog):
    with caplog.at_level(logging.ERROR, "vhegui"):
        window = window_on_crab("band")
        before = window.session.results
        assert "band" in before.stale
        assert "a mistake in vhegui (ZeroDivisionError: of the test)" in before.errors["band"]
        drag(window, 0.5)
    after = window.session.results
    assert after.gesture and after.analysis.source.ra > CRAB.ra + 0.3
    assert after.current("summed_counts") is not None
    assert after.get("summed_counts") is not before.get("summed_counts")
    told = [record for record in caplog.records if record.exc_info]
    assert len(told) == 1, "the traceback is in the log once, however many frames met it"


def test_a_step_that_broke_is_not_tried_again_for_the_same_inputs(window_on_crab, calls):
    window = window_on_crab("spectra_summed")
    tried = len(calls)
    assert tried > 0
    window.session.pull()
    assert len(calls) == tried


def test_a_broken_slow_step_is_said_like_a_broken_live_one(window_on_crab):
    errors = window_on_crab("spectra_result").session.results.errors
    assert errors["fit_result"] == '"spectra_result": a mistake in vhegui (ZeroDivisionError: of the test); see the log'


def test_a_broken_panel_says_so_over_its_widget_and_the_others_follow_the_drag(window_on_crab, monkeypatch):
    window = window_on_crab()
    spectrum, countmap = window.panels["spectrum"], window.panels["countmap"]
    shown = []

    def fail(results: object) -> None:
        raise ZeroDivisionError("of the test")

    with monkeypatch.context() as broken:
        broken.setattr(type(spectrum), "parts", property(lambda panel: (fail, shown.append)))
        drag(window, 0.5)
        for _ in range(4):  # what follows the map takes some frames
            window.session.pull()
        note = next(child for child in spectrum.widget.children() if child.objectName() == "broken-note")
        assert note.isVisible() and "“Spectrum”" in note.text() and "of the test" in note.text()
    assert shown  # one part that is broken does not keep the other from the drag
    assert countmap.view.regions.item(SOURCE).region.ra > CRAB.ra + 0.3
    window.session.cancel_gesture()
    window.session.pull()
    assert not note.isVisible()


def test_a_panel_that_cannot_say_what_it_needs_does_not_keep_the_others_from_it(window_on_crab, monkeypatch):
    window = window_on_crab()

    def fail(panel: object) -> None:
        raise ZeroDivisionError("of the test")

    monkeypatch.setattr(type(window.panels["spectrum"]), "needs", property(fail))
    drag(window, 0.5)
    assert window.panels["countmap"].view.regions.item(SOURCE).region.ra > CRAB.ra + 0.3


def test_a_panel_that_cannot_change_its_colours_does_not_keep_the_others_from_it(window_on_crab, monkeypatch):
    window = window_on_crab()

    def fail(theme: object) -> None:
        raise ZeroDivisionError("of the test")

    monkeypatch.setattr(window.panels["observations"], "set_theme", fail)
    window.set_theme(DARK)
    window.wardrobe.finish()
    assert window.panels["countmap"].view.sky.backgroundBrush().color().lightnessF() < 0.5
