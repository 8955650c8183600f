"""The mark beside the summary: what was assumed about the files of the chosen runs and may change results."""

from __future__ import annotations

import numpy as np
import pytest
from ogip_files import change, with_columns
from PySide6.QtCore import Qt

from vhegui.analysis import edits
from vhegui.core.simulation.counts import demo_spectrum
from vhegui.core.spectra.ogip import write_ogip
from vhegui.gui.window.main_window import MainWindow


@pytest.fixture
def window(make_window) -> MainWindow:
    return make_window()


def choose(window: MainWindow, folder, runs) -> None:
    window.session.open_path(folder, then=lambda analysis: edits.select_runs(analysis, runs))


def test_a_click_on_the_mark_leads_to_the_notes_in_the_format_panel(window, data, qtbot, rest):
    choose(window, data / "hess-dl3-dr1", (23523,))
    rest(window)
    assert window.notes_mark.isVisible() and window.notes_mark.text() == "⚠ 8 notes"
    assert "normalised to 1 (predicted counts would be" in window.notes_mark.toolTip()
    window.docks["format"].close()
    qtbot.mouseClick(window.notes_mark, Qt.MouseButton.LeftButton)
    rest(window)
    assert window.docks["format"].isVisible()
    assert window.panels["format"].view.table.model().rowCount() >= 8
    window.session.apply("No runs", edits.select_runs, ())
    rest(window)
    assert not window.notes_mark.isVisible()


def test_data_with_nothing_to_assume_have_no_mark(window, demo, rest):
    choose(window, demo, ())
    rest(window)
    assert not window.notes_mark.isVisible()


def test_notes_on_spectra_from_files_are_marked_and_explained_as_those_of_runs(window, tmp_path, rest):
    spectrum = demo_spectrum()
    pha, *_ = write_ogip(spectrum, tmp_path)
    errors = 3.0 * np.sqrt(spectrum.counts)
    with_columns(pha, "SPECTRUM", STAT_ERR=("D", errors))
    change(pha, "SPECTRUM", lambda table: table.header.update(POISSERR=False))
    window.session.apply("Add spectra", edits.add_spectra, [str(pha)])
    rest(window)
    assert window.notes_mark.isVisible() and window.notes_mark.text() == "⚠ 1 note"
    assert "STAT_ERR is 3 times the root of the counts; used by χ²" in window.notes_mark.toolTip()
    window.notes_mark.click()
    rest(window)
    view = window.panels["format"].view
    assert view.isVisible() and view.table.model().rowCount() == 1
    assert not view.check.isVisible()
    window.session.apply("Remove spectra", edits.change, "dataset", spectra=())
    rest(window)
    assert not window.notes_mark.isVisible()
