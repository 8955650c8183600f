"""Dialogs for data from elsewhere, with a server on this computer: the window stays alive, tokens stay hidden."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from loopback import Fault, WebServer, small_data_set, web_server
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMessageBox, QPushButton, QTableWidget, QWidget

from vhegui.analysis.session.reading import session_yaml
from vhegui.core.dl3.remote import cache, credentials, public_data, source
from vhegui.core.dl3.remote.link import Timing
from vhegui.core.dl3.remote.public_data import PublicDataSet, PublicFile
from vhegui.gui.session.session import Session
from vhegui.gui.window import opening
from vhegui.gui.window.dialogs.data_cache_dialog import DataCacheDialog, in_units
from vhegui.gui.window.dialogs.public_data_dialog import PublicDataDialog
from vhegui.gui.window.dialogs.remote_dialog import FILE, KEYRING, NONE, RemoteDialog
from vhegui.gui.window.main_window import MainWindow

SECRET = "a-secret-of-mine"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_data_set(tmp_path_factory.mktemp("original") / "set")


@pytest.fixture
def server(original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    monkeypatch.setattr(cache, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(credentials, "settings_file", lambda: tmp_path / "servers.json")
    monkeypatch.setattr(source, "Timing", lambda: Timing(2.0, 5.0, 0.0, 2))
    with web_server(Path(shutil.copytree(original, tmp_path / "served" / "set"))) as running:
        yield running


@pytest.fixture
def window(qtbot, tmp_path: Path, server: WebServer) -> Iterator[MainWindow]:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(Session(), settings, tmp_path / "recovery")
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.leave()


class Host(QWidget):
    """As much of a window as a dialog needs."""

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self.session, self.settings = Session(), settings

    def recent_paths(self) -> list[str]:
        return []


@pytest.fixture
def host(qtbot, tmp_path: Path, server: WebServer) -> Iterator[Host]:
    host = Host(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(host)
    yield host
    host.session.close()


@pytest.fixture
def rest(qtbot, window: MainWindow) -> Callable[[], None]:
    def wait() -> None:
        qtbot.waitUntil(lambda: not window.session.busy, timeout=20_000)

    return wait


def shown(qtbot, dialog: QWidget) -> None:
    with qtbot.waitExposed(dialog):
        dialog.show()


def test_an_address_is_typed_and_the_runs_appear(qtbot, window: MainWindow, server: WebServer, rest) -> None:
    dialog = RemoteDialog(window)
    shown(qtbot, dialog)
    assert not dialog.open_button.isEnabled()
    QTest.keyClicks(dialog.address, server.url)
    assert dialog.open_button.isEnabled()
    QTest.keyClick(dialog.address, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.store is not None, timeout=10_000)
    assert not dialog.isVisible()
    rest()
    assert window.session.analysis.dataset.runs == (1001, 1002, 1003)
    assert set(window.session.loaded.observations) == {1001, 1002, 1003}
    assert server.url in window.recent_paths()


def test_what_is_wrong_with_an_address_is_said_while_typing(qtbot, host: Host) -> None:
    dialog = RemoteDialog(host)
    shown(qtbot, dialog)
    QTest.keyClicks(dialog.address, "ftp://host/x")
    assert "ftp:// cannot be opened" in dialog.status.text()
    assert not dialog.open_button.isEnabled()
    dialog.address.clear()
    QTest.keyClicks(dialog.address, "https://host/data")
    QTest.keyClicks(dialog.folder, "Events/North")
    assert dialog.status.text() == "Opens the folder at https://host/data/Events/North/"
    assert str(dialog.chosen()) == "https://host/data/#Events/North"


def test_a_token_file_is_remembered_for_its_server(
    qtbot, window: MainWindow, server: WebServer, rest, tmp_path
) -> None:
    token = tmp_path / "token"
    token.write_text(SECRET)
    server.token = SECRET
    dialog = RemoteDialog(window)
    shown(qtbot, dialog)
    QTest.keyClicks(dialog.address, server.url)
    dialog.kind.setCurrentIndex(FILE)
    dialog.file.setText(str(token))
    dialog.open_address()
    qtbot.waitUntil(lambda: window.session.store is not None, timeout=10_000)
    rest()
    again = RemoteDialog(window)
    again.address.setText(server.url)
    assert (again.kind.currentIndex(), again.file.text()) == (FILE, str(token))
    assert SECRET not in session_yaml(window.session.analysis, tmp_path)
    again.kind.setCurrentIndex(NONE)
    again.open_address()
    qtbot.waitUntil(lambda: not again.isVisible() and not window.session.busy, timeout=10_000)
    assert credentials.token_file(again.chosen()) == ""


def test_a_token_file_that_holds_none_keeps_the_dialog_open(qtbot, host: Host, server: WebServer, tmp_path) -> None:
    (tmp_path / "empty").write_text("")
    dialog = RemoteDialog(host)
    shown(qtbot, dialog)
    dialog.address.setText(server.url)
    dialog.kind.setCurrentIndex(FILE)
    dialog.file.setText(str(tmp_path / "empty"))
    dialog.open_address()
    qtbot.waitUntil(lambda: "holds no token" in dialog.status.text(), timeout=5_000)
    assert dialog.isVisible()


def test_a_damaged_list_of_servers_reaches_the_user_while_typing(qtbot, host: Host, server, tmp_path: Path) -> None:
    (tmp_path / "servers.json").write_bytes(b"{\xff")
    said: list[str] = []
    host.session.message.connect(lambda severity, text: said.append(text))
    dialog = RemoteDialog(host)
    shown(qtbot, dialog)
    QTest.keyClicks(dialog.address, "https://host/data")
    assert len(said) == 1
    assert "servers.damaged-1.json" in said[0]
    assert dialog.open_button.isEnabled()
    assert dialog.kind.currentIndex() == NONE


def test_a_pasted_token_is_hidden_and_goes_to_the_keyring_only(qtbot, host: Host, server, monkeypatch) -> None:
    kept: list[str] = []
    monkeypatch.setattr(credentials, "remember_in_keyring", lambda address, token: kept.append(token.header()))
    dialog = RemoteDialog(host)
    shown(qtbot, dialog)
    dialog.address.setText(server.url)
    dialog.kind.setCurrentIndex(KEYRING)
    dialog.secret.setText(SECRET)
    assert SECRET not in dialog.secret.displayText()
    dialog.open_address()
    qtbot.waitUntil(lambda: kept == [f"Bearer {SECRET}"], timeout=5_000)
    assert dialog.secret.text() == ""


def test_offline_is_said_in_the_window(qtbot, window: MainWindow, server: WebServer, rest) -> None:
    said: list[str] = []
    window.session.message.connect(lambda severity, text: said.append(text))
    opening.open_any(window, server.url)
    rest()
    server.always = {name: Fault(status=503) for name in ("obs-index.fits.gz", "hdu-index.fits.gz")}
    opening.open_any(window, server.url)
    rest()
    assert any(text.startswith("Working offline") for text in said)


@pytest.fixture
def data_set(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> PublicDataSet:
    files = tuple(
        PublicFile(
            path.relative_to(server.folder).as_posix(),
            path.stat().st_size,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in sorted(server.folder.rglob("*.fits*"))
    )
    found = PublicDataSet("small", "Small set", "Three runs.", server.url, "", "Be kind.", "Data by us.", files)
    monkeypatch.setattr(public_data, "catalogue", lambda: (found,))
    return found


def test_public_data_are_fetched_once_their_terms_are_accepted(
    qtbot, window: MainWindow, server: WebServer, data_set: PublicDataSet, rest
) -> None:
    dialog = PublicDataDialog(window)
    shown(qtbot, dialog)
    assert "Be kind." in dialog.text.toPlainText()
    assert "Data by us." in dialog.text.toPlainText()
    assert not dialog.fetch.isEnabled()
    qtbot.waitUntil(lambda: "nothing is on this computer" in dialog.status.text(), timeout=5_000)
    QTest.mouseClick(dialog.accepted_terms, Qt.MouseButton.LeftButton, pos=dialog.accepted_terms.rect().center())
    dialog.accepted_terms.setChecked(True)
    QTest.mouseClick(dialog.fetch, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.store is not None, timeout=10_000)
    rest()
    assert not dialog.isVisible()
    assert window.session.analysis.dataset.path == server.url
    assert set(window.session.loaded.observations) == {1001, 1002, 1003}
    again = PublicDataDialog(window)
    assert again.accepted_terms.isChecked()
    qtbot.waitUntil(lambda: "all of it is on this computer" in again.status.text(), timeout=5_000)


def test_stopping_keeps_the_window_alive_and_what_has_arrived(
    qtbot, host: Host, server: WebServer, data_set: PublicDataSet
) -> None:
    server.always["data/sim_obs_id_001001.fits"] = Fault(after=1000, stall=True)
    dialog = PublicDataDialog(host)
    shown(qtbot, dialog)
    dialog.accepted_terms.setChecked(True)
    dialog.fetch_and_open()
    qtbot.waitUntil(lambda: "4 of 5" in dialog.status.text(), timeout=5_000)
    QTest.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.status.text().startswith("Stopped."), timeout=5_000)
    assert host.session.store is None
    assert dialog.fetch.isEnabled()
    assert public_data.bytes_there(data_set) > 0


def test_a_failure_is_said_in_the_dialog(qtbot, host: Host, server: WebServer, data_set: PublicDataSet) -> None:
    server.always["data/sim_obs_id_001001.fits"] = Fault(status=404)
    dialog = PublicDataDialog(host)
    shown(qtbot, dialog)
    dialog.accepted_terms.setChecked(True)
    dialog.fetch_and_open()
    qtbot.waitUntil(lambda: "1 of 5 files are missing" in dialog.status.text(), timeout=5_000)
    assert dialog.isVisible()


def test_the_cache_is_shown_and_cleared(qtbot, window: MainWindow, server: WebServer, rest, monkeypatch) -> None:
    opening.open_any(window, server.url)
    rest()
    dialog = DataCacheDialog(window)
    shown(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 1, timeout=5_000)
    assert in_units(cache.cache_entries()[0].size) in dialog.total.text()
    assert not dialog.clear.isEnabled()
    dialog.table.selectRow(0)
    QTest.mouseClick(dialog.clear, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 0, timeout=5_000)
    assert "No fetched data" in dialog.total.text()
    assert cache.cache_entries() == ()


def test_clearing_all_asks_first(qtbot, window: MainWindow, server: WebServer, rest) -> None:
    opening.open_any(window, server.url)
    rest()
    dialog = DataCacheDialog(window)
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 1, timeout=5_000)
    for wanted in (QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes):
        assert len(cache.cache_entries()) == 1
        dialog.clear_all()
        (box,) = (each for each in dialog.findChildren(QMessageBox) if each.isVisible())
        QTest.mouseClick(box.button(wanted), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 0, timeout=5_000)


@pytest.mark.parametrize("kind", [RemoteDialog, PublicDataDialog, DataCacheDialog])
def test_every_control_has_a_name_and_says_what_it_does(qtbot, host: Host, kind) -> None:
    dialog = kind(host)
    qtbot.waitUntil(lambda: not host.session.busy, timeout=5_000)
    for control in dialog.findChildren(QWidget):
        if isinstance(control, QLineEdit | QComboBox | QTableWidget) and control.parent() is not None:
            assert control.accessibleName(), control
        if isinstance(control, QPushButton) and control.text().replace("&", "") not in ("Close", "Cancel"):
            assert control.toolTip(), control.text()
        if isinstance(control, QLabel):
            assert control.textFormat() != Qt.TextFormat.RichText
    dialog.close()


def test_sizes_are_written_for_people() -> None:
    assert [in_units(n) for n in (12, 820_000, 60_900_000, 1_250_000_000)] == [
        "12 bytes",
        "820 kB",
        "60.9 MB",
        "1.25 GB",
    ]
