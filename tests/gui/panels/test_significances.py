"""The distribution of the significances, on two runs of the Crab."""

from __future__ import annotations

import numpy as np
import panel_on_crab
import pytest

from vhegui.analysis import edits
from vhegui.analysis.state import LogAxis
from vhegui.core.regions.circle import Circle
from vhegui.core.safe_range import SafeRange
from vhegui.gui.panels.significances import SignificancesPanel
from vhegui.gui.session.session import Session


def settle(session: Session, qtbot) -> None:
    def done() -> bool:
        results = session.results
        there = results.current("significances") is not None or bool(results.errors)
        return results.analysis == session.analysis and there and not session.busy

    qtbot.waitUntil(done, timeout=60_000)


@pytest.fixture
def panel(qtbot, data):
    def small(analysis):
        analysis = edits.move_region(edits.select_runs(analysis, panel_on_crab.RUNS[:2]), panel_on_crab.CRAB)
        analysis = edits.put(edits.put(analysis, "reco", LogAxis(0.5, 20.0, 4)), "true", LogAxis(0.2, 50.0, 10))
        analysis = edits.change(analysis, "map", extent="fixed", width=4.0, pixel=0.1, low=0.5, high=20.0)
        analysis = edits.change(analysis, "map", ra=panel_on_crab.CRAB.ra, dec=panel_on_crab.CRAB.dec)
        return edits.add_exclusion(analysis, Circle(panel_on_crab.CRAB.ra, panel_on_crab.CRAB.dec, 0.4))

    with panel_on_crab.shown(SignificancesPanel, qtbot, 520, 360) as panel:
        panel.session.open_path(data / "hess-dl3-dr1", then=small)
        qtbot.waitUntil(lambda: bool(panel.session.loaded.observations), timeout=60_000)
        settle(panel.session, qtbot)
        yield panel


def test_outside_the_exclusions_the_sky_is_a_unit_gaussian_and_inside_is_the_crab(panel):
    names = panel.plot.header.names()
    assert any("fitted: mean" in name for name in names)
    inside, outside = panel.session.results.current("significances")
    assert outside.fitted_mean == pytest.approx(0.0, abs=0.25)
    assert outside.fitted_width == pytest.approx(1.0, abs=0.25)
    assert inside.pixels[-1] > 0  # beyond 20 σ
    drawn = {tuple(item.arrays[1]) for item in panel.plot.plot.items if len(item.arrays[1])}
    assert {tuple(inside.pixels), tuple(outside.pixels)} <= drawn
    assert np.count_nonzero(outside.pixels[outside.edges[1:] > 8.0]) == 0


def test_what_cannot_be_made_is_said_over_the_last_good_plot(panel, qtbot):
    panel.session.apply("Narrow", edits.put, "safe", SafeRange(low=19.9))
    settle(panel.session, qtbot)
    assert "safe range" in panel.plot.note.text
    assert panel.plot.isVisible()
    panel.session.undo()
    settle(panel.session, qtbot)
    assert panel.plot.note.text == ""


def test_what_lies_beyond_the_axis_is_said(panel):
    inside, outside = panel.session.results.current("significances")
    (said,) = (name for name in panel.plot.header.names() if name.startswith("last bin"))
    assert said == f"last bin: {inside.above + outside.above} above 20 σ, up to {inside.highest:.1f} σ"
    assert 0 < inside.above <= inside.pixels[-1]
