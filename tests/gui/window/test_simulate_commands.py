"""What was fitted is simulated from the menu, opened beside its truth, and undone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from vhegui.gui.window.dialogs.simulate_dialog import SimulateDialog
from vhegui.gui.window.main_window import MainWindow


def asked(window: MainWindow, action: str, folder: Path, exactly: bool = False) -> None:
    """The dialog of an action, filled in and accepted."""
    window.actions_by_name[action].trigger()
    dialog = next(
        each for each in QApplication.topLevelWidgets() if isinstance(each, SimulateDialog) and each.isVisible()
    )
    dialog.folder.setText(str(folder))
    dialog.exactly.setChecked(exactly)
    dialog.go.click()


def test_events_of_the_fit_are_opened_beside_their_truth_and_undone(demo_window, rest, tmp_path, demo):
    window, session, folder = demo_window, demo_window.session, tmp_path / "simulated"
    before = session.results.current("fit_result")
    asked(window, "simulate-fit", folder)
    rest(window)
    after = session.results.current("fit_result")
    assert session.store_path == str(folder) and session.analysis.dataset.runs == tuple(session.loaded.observations)
    assert after.success and after.data_key != before.data_key
    for name in ("index", "amplitude"):
        new, true = after.model[name], before.model[name]
        assert abs(new.value - true.value) < 4.0 * new.error
    sed = window.panels["spectrum"].view.plots.sed
    assert [overlay.label for overlay in sed.overlays] == ["source, true"]
    session.undo()
    rest(window)
    assert session.store_path == str(demo) and session.results.current("fit_result").data_key == before.data_key
    assert not session.analysis.flux_points.overlays


def test_fake_spectra_without_chance_give_the_fit_back(demo_window, rest, tmp_path):
    window, session, folder = demo_window, demo_window.session, tmp_path / "fake"
    before = session.results.current("fit_result")
    folder.write_text("no folder")
    asked(window, "fake-spectra", folder)
    rest(window)
    assert "could not be written" in window.messages.text and session.analysis.dataset.runs
    folder.unlink()
    asked(window, "fake-spectra", folder, exactly=True)
    rest(window)
    after = session.results.current("fit_result")
    assert len(session.analysis.dataset.spectra) == 4 and not session.analysis.dataset.runs
    for new, true in zip(after.model.parameters, before.model.parameters, strict=True):
        assert new.value == pytest.approx(true.value, abs=0.02 * max(true.error, 1e-15))
    assert np.all(np.abs(after.stat_per_dataset) < 1e-3)  # W of exactly what is expected
    session.undo()
    rest(window)
    assert session.results.current("fit_result").data_key == before.data_key
