"""The light-curve panel: a night in bins of two minutes and three bands shown anew, left alone, and repainted."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"


import pytest

from vhegui.analysis import edits
from vhegui.analysis.state import Target
from vhegui.gui.panels.light_curve import LightCurvePanel
from vhegui.gui.session.session import Session

FLARE_NIGHT = range(33787, 33802)


@pytest.fixture
def panel(data, qtbot):
    session = Session()
    panel = LightCurvePanel(session)
    session.add_panel(panel)
    qtbot.addWidget(panel.widget)
    panel.widget.resize(665, 300)
    panel.widget.show()

    def aim(analysis):
        analysis = edits.point_at(edits.select_runs(analysis, FLARE_NIGHT), Target("PKS 2155-304", 329.7169, -30.2256))
        return edits.change(analysis, "light_curve", bins="fixed", minutes=2.0, edges=(0.2, 0.5, 1.0, 3.0))

    session.open_path(data / "hess-dl3-dr1", then=aim)
    qtbot.waitUntil(lambda: session.results.current("variability") is not None, timeout=60_000)
    yield panel
    session.close()


def test_a_new_light_curve_is_shown(benchmark, panel):
    results = panel.session.results

    def anew():
        panel.seen.forget()
        panel.show(results)

    benchmark(anew)


def test_the_same_light_curve_costs_nothing(benchmark, panel):
    benchmark(panel.show, panel.session.results)


def test_repaint(benchmark, panel):
    benchmark(panel.view.flux.viewport().repaint)


def test_what_the_pointer_is_told(benchmark, panel):
    benchmark(panel.view.flux.tips.text, 100)
