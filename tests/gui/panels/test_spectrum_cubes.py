"""Cubes of the Crab runs fitted in the spectrum panel: the same table, plots and numbers as without a window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from panel_on_crab import open_crab, settle, shown
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from vhegui.analysis import edits
from vhegui.analysis.headless.request import read_request
from vhegui.analysis.headless.run import compute
from vhegui.analysis.session.reading import write_session
from vhegui.analysis.state import MapSettings
from vhegui.gui.model_editor.parameter_model import VALUE
from vhegui.gui.panels.spectrum import SpectrumPanel

POINT = ["index", "amplitude", "reference", "lon_0", "lat_0"]
BACKGROUNDS = ["23523.norm", "23523.tilt", "23526.norm", "23526.tilt"]


def coarse(analysis):
    """Few pixels and few bins."""
    analysis = edits.put(analysis, "map", MapSettings(83.63, 22.01, extent="fixed", width=1.6, pixel=0.08))
    analysis = edits.change(analysis, "reco", low=0.7, high=30.0, bins=5)
    return edits.change(analysis, "true", low=0.3, bins=12)


@pytest.fixture
def panel(qtbot, data):
    with shown(SpectrumPanel, qtbot, 900, 800) as panel:
        open_crab(panel, data, qtbot, runs=(23523, 23526))
        panel.session.apply("Coarse", coarse)
        settle(panel, qtbot)
        yield panel


def rest(panel, qtbot) -> None:
    """Wait until nothing is left to compute; what only the other data need stays as it was."""
    session, steps = panel.session, (*panel.needs, *panel.wants)
    session.request_pull()
    done = lambda: session.results.analysis == session.analysis and not session.results.stale.intersection(steps)  # noqa: E731
    qtbot.waitUntil(lambda: done() and not session.busy, timeout=30_000)


def text(panel, name: str) -> str:
    model = panel.view.parameters.model
    return model.index(model.row_of(name), VALUE).data()


def test_cubes_are_fitted_in_the_window_as_without_it(panel, qtbot, tmp_path: Path):
    session, view = panel.session, panel.view
    said = []
    session.message.connect(lambda _, sentence: said.append(sentence))
    spectra = session.results.current("fit_result")
    QTest.keyClick(view.fit_settings.data, Qt.Key.Key_Down)
    rest(panel, qtbot)
    results, fit = session.results, session.results.current("fit_result")
    assert "is now a point in the middle of the ON region" in said[0]
    assert fit.success and list(fit.joint.names) == POINT + BACKGROUNDS
    assert "±" in text(panel, "lon_0") and "±" in text(panel, "23526.norm")
    line = view.statistic.text()
    assert line.startswith("Cash ") and "bins − 8 par" in line and "against none" in line
    points, counts = results.current("flux_points_result"), results.current("cubes_counts")
    assert np.nanmax(points.sqrt_ts) > 5.0
    assert view.plots.counts.on.label == "Counts"
    titles = [column.title for column in view.counts_table.table.columns]
    assert titles[:4] == ["Run", "Counts", "Background", "source"]
    assert counts.counts.sum() == pytest.approx((counts.background + counts.by_source.sum(axis=0)).sum(), rel=0.2)

    write_session(tmp_path / "session.yaml", session.analysis)
    outcome = compute(read_request(tmp_path / "session.yaml"), lambda *_: None, lambda _: None)
    assert outcome.exit_code == 0, outcome.not_done
    alone = outcome.values["fit_result"]
    assert (alone.joint.values, alone.total_stat) == (fit.joint.values, fit.total_stat)
    np.testing.assert_array_equal(outcome.values["flux_points_result"].norm, points.norm)
    np.testing.assert_array_equal(outcome.values["summed_counts"].counts, counts.counts.sum(axis=0))

    panel.view.parameters.edited.emit("lon_0", "value", fit.joint["lon_0"].value + 0.05)
    rest(panel, qtbot)
    typed = session.results.current("live_fit")
    assert typed.total_stat > fit.total_stat + 10.0 and "parameters as typed" in view.statistic.text()
    assert session.analysis.nuisances, "the backgrounds stay as they were fitted"
    session.undo()
    rest(panel, qtbot)
    assert session.results.current("fit_result") is fit
    session.undo()
    rest(panel, qtbot)
    assert session.results.current("fit_result") is spectra and session.analysis.model.spatial is None
    assert view.plots.counts.on.label == "ON" and view.fit_settings.data.currentData() == "spectra"
