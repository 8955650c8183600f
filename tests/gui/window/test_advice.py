"""Where somebody is about to be wrong it is said beside the result, and one click mends it; without a window, too."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from vhegui.analysis import edits
from vhegui.analysis.headless.advice import advice_on
from vhegui.analysis.loading.first_view import demo_view
from vhegui.analysis.loading.runs import load_runs
from vhegui.analysis.steps import build_pipeline
from vhegui.core.dl3.open import open_store
from vhegui.core.sphere import offset_by
from vhegui.gui.session.advice import advice_in
from vhegui.gui.widgets.folded_label import FoldedLabel


@pytest.fixture
def window(make_window, demo, rest):
    window = make_window()

    def show(target: str):
        window.session.open_path(demo, lambda a: demo_view(a, window.session.store.index, demo, target))
        rest(window)
        return window

    return show


def press(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def aside(analysis):
    """The ON region turned by a quarter about the pointing of the first run, whose OFF regions meet the source then."""
    place = offset_by(83.633, 22.514, 90.0, 0.5)
    return edits.move_region(analysis, analysis.source.moved(*map(float, place)))


def test_off_regions_over_a_source_are_said_over_the_map_and_one_click_excludes_it(window, rest):
    window = window("Crab-like")
    advice, sky = window.panels["countmap"].view.advice, window.panels["countmap"].view.sky
    assert not advice.isVisible()
    window.session.apply("Move", aside)
    rest(window)
    assert sky.rect().contains(QRect(advice.mapTo(sky, QPoint()), advice.size())), "it lies over the map"
    assert advice.isVisible() and [each.text() for each in advice.buttons] == ["Exclude it"]
    press(advice.buttons[0])
    rest(window)
    assert len(window.session.analysis.exclusions) == 1 and not advice.isVisible()
    assert window.session.history.undo_label == "Exclude Crab Nebula"
    window.session.undo()
    rest(window)
    assert advice.isVisible()


def test_a_flare_leads_from_the_spectrum_to_the_light_curve(window, rest, qtbot):
    window = window("Blazar")
    advice = window.panels["spectrum"].view.advice
    assert [each.text() for each in advice.buttons] == ["Light curve"] and advice.isVisible()
    plots = window.panels["spectrum"].view.plots
    size, line = plots.size(), advice.height()
    assert line < 3 * window.fontMetrics().height()  # a line of it: the residuals above are seen
    sentence = advice.findChild(FoldedLabel)
    press(sentence)
    rest(window)
    qtbot.waitUntil(lambda: sentence.fits and advice.height() > line)  # and all of it after a click
    advice.show_advice(())
    rest(window)
    assert plots.size() == size and not advice.isVisible()
    advice.show_advice(advice_in(window.session.results, ("advice_on_fit",)))
    problem = window.panels["spectrum"].view.problem
    problem.say("something is old")

    def over_plots(words) -> bool:
        return plots.rect().intersects(
            QRect(words.mapTo(window, QPoint()) - plots.mapTo(window, QPoint()), words.size())
        )

    for width, height, inside in ((1280, 720, True), (1920, 1080, False), (1280, 720, True)):
        window.resize(width, height)
        rest(window)
        assert advice.isVisible() and problem.isVisible()
        # tables have room for a line of advice, which covers no axis, and in a large window for a problem too
        qtbot.waitUntil(lambda inside=inside: (over_plots(advice), over_plots(problem)) == (False, inside))
    press(advice.buttons[0])
    assert window.on_top("light_curve")


def test_a_run_without_a_window_says_so_and_a_steady_point_source_needs_no_advice(demo):
    store, pipeline = open_store(demo), build_pipeline()
    said = {}
    for target in ("Blazar", "Crab-like"):
        analysis = demo_view(edits.new_analysis(), store.index, demo, target)
        runs = load_runs(store, analysis.dataset.runs, {}, lambda part, text: None).observations
        given = {"observations": runs, "mask_images": {}, "spectrum_files": {}}
        said[target] = list(advice_on(pipeline, analysis, given))
    assert len(said["Blazar"]) == 1 and "changes from run to run" in said["Blazar"][0]
    assert said["Crab-like"] == []
