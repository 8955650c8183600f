from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from vhegui.gui.window import opening


@pytest.fixture
def window(make_window):
    return make_window()


def fitted(window):
    return window.session.results.current("fit_result")


def test_spectra_of_two_instruments_are_opened_and_fitted_without_any_run(window, data, qtbot):
    folder = data / "joint-crab" / "spectra"
    for path in (folder / "magic" / "pha_obs5029747.fits", folder / "hess" / "pha_obs23523.fits"):
        opening.open_any(window, path)
    qtbot.waitUntil(lambda: fitted(window) is not None, timeout=20_000)
    assert len(fitted(window).dataset_names) == 2 and fitted(window).success
    window.session.undo()
    qtbot.waitUntil(lambda: fitted(window) is not None and len(fitted(window).dataset_names) == 1, timeout=20_000)


def test_a_file_that_is_no_spectrum_and_a_broken_one_are_said_in_a_message(window, data, qtbot, tmp_path):
    broken = tmp_path / "pha_obs1.fits"
    broken.write_bytes((data / "joint-crab" / "spectra" / "magic" / "pha_obs5029747.fits").read_bytes())
    said = []
    window.session.message.connect(lambda severity, text: said.append((severity, text)))
    opening.open_any(window, Path(broken))  # without its background and responses
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    assert said[0][0] == "error" and "pha_obs1.fits" in said[0][1]


def test_an_error_goes_when_the_next_files_dropped_are_opened_and_the_title_names_them(window, data, tmp_path, qtbot):
    regions = tmp_path / "broken.reg"
    regions.write_text("no region at all")
    drop(window, regions)
    qtbot.waitUntil(lambda: window.messages.isVisibleTo(window), timeout=10_000)  # regions are read in the background
    assert window.messages.severity == "error"
    folder = data / "joint-crab" / "spectra" / "hess"
    drop(window, folder / "pha_obs23523.fits", folder / "pha_obs23526.fits")
    qtbot.waitUntil(lambda: not window.messages.isVisibleTo(window), timeout=10_000)
    assert window.windowTitle() == "pha_obs23523.fits and 1 more[*] — vhegui" and window.isWindowModified()


def drop(window, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, left, none))
