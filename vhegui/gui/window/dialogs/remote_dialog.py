"""Open a data set on a server: its address, and where the access token is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from vhegui.core.dl3.remote import credentials
from vhegui.core.dl3.remote.address import Address, is_address, parse_address
from vhegui.core.errors import VheguiError
from vhegui.gui.file_questions import ANY, ask_open
from vhegui.gui.text.plain import sentence
from vhegui.gui.widgets.plain_label import PlainLabel

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

NONE, FILE, KEYRING = range(3)
EXPLANATION = (
    "Only the list of observations is fetched now; events and responses of a run are fetched when you choose it, and "
    "are kept for work without a network."
)
TOKEN_TIP = "The token is sent to this server only, never to another one, and is not written to sessions or logs."


class RemoteDialog(QDialog):
    """Address, folder of the index, token; opens through the session's worker."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Open remote data set")
        self.setMinimumWidth(620)
        self._window = window
        self._host = ""
        self.address = self._line("Address", "https://server/folder/   or   davs://server/folder/")
        self.address.setToolTip("Folder with index tables, or a single FITS file; davs:// for WebDAV (dCache)")
        self.folder = self._line("Folder of the index", "optional, such as Events/North")
        self.folder.setToolTip(
            "Where the index tables lie below the address, when responses are in another folder beside it"
        )
        self.status = PlainLabel()
        self.status.setWordWrap(True)
        self.status.setAccessibleName("What is missing or wrong")
        self.status.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self._build_token()
        self._build_layout()
        self._complete_addresses()
        for field in (self.address, self.folder):
            field.textChanged.connect(self._show_state)
        self._show_state()

    def _line(self, name: str, placeholder: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.setPlaceholderText(placeholder)
        return line

    def _build_token(self) -> None:
        self.kind = QComboBox()
        self.kind.setAccessibleName("Where the access token is")
        self.kind.addItems(["None: everybody may read", "In a file", "In the system's keyring"])
        self.kind.setToolTip(TOKEN_TIP)
        self.file = self._line("Token file", "file with the token, read anew for every connection")
        self.file.setToolTip(TOKEN_TIP)
        self.browse = QPushButton("Browse…")
        self.browse.setToolTip("Choose the file that holds the token")
        self.browse.clicked.connect(self._browse)
        self.secret = self._line("Token for the keyring", "paste the token; empty: the one that is there already")
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setToolTip(TOKEN_TIP)
        file_row = QWidget()
        row = QHBoxLayout(file_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.file, 1)
        row.addWidget(self.browse)
        self.token_pages = QStackedWidget()
        for page in (PlainLabel("No token is sent."), file_row, self.secret):
            self.token_pages.addWidget(page)
        self.kind.currentIndexChanged.connect(self._choose_kind)

    def _build_layout(self) -> None:
        form = QFormLayout()
        form.addRow("&Address", self.address)
        form.addRow("&Index in", self.folder)
        form.addRow("Access &token", self.kind)
        form.addRow("", self.token_pages)
        explanation = PlainLabel(EXPLANATION)
        explanation.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel)
        self.open_button = self.buttons.button(QDialogButtonBox.StandardButton.Open)
        self.open_button.setToolTip("Fetch the list of observations and show it")
        self.buttons.accepted.connect(self.open_address)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(explanation)
        layout.addLayout(form)
        layout.addWidget(self.status)
        layout.addStretch(1)
        layout.addWidget(self.buttons)

    def _complete_addresses(self) -> None:
        recent = [path for path in self._window.recent_paths() if is_address(path)]
        completer = QCompleter(recent, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.address.setCompleter(completer)

    def chosen(self) -> Address:
        """The address as typed. Raises DataError."""
        text = self.address.text().strip()
        below = self.folder.text().strip().strip("/")
        return parse_address(f"{text}#{below}" if below and "#" not in text else text)

    def open_address(self) -> None:
        """Remember where the token is, then open."""
        try:
            address = self.chosen()
        except VheguiError as error:
            self._say(error)
            return
        kind, file, secret = self.kind.currentIndex(), self.file.text().strip(), self.secret.text().strip()
        self.secret.clear()
        self.open_button.setEnabled(False)

        def done(result: Any) -> None:
            self.open_button.setEnabled(True)
            if isinstance(result, Exception):
                self._say(result)
                return
            window = self._window
            self.accept()
            from vhegui.gui.window.opening import open_any

            open_any(window, str(address))

        # A keyring may ask to be unlocked: not in the window's thread.
        self._window.session.worker.submit("token", lambda progress: _remember(address, kind, file, secret), done)

    def _browse(self) -> None:
        ask_open(self, "Token file", ANY, lambda path: self.file.setText(str(path)))

    def _choose_kind(self, kind: int) -> None:
        self.token_pages.setCurrentIndex(kind)
        self.token_pages.setVisible(True)

    def _show_state(self) -> None:
        """Say what is wrong with the address, and show what is known of its server."""
        try:
            address = self.chosen()
        except VheguiError as error:
            self.open_button.setEnabled(False)
            self.status.setText(sentence(str(error)) if self.address.text().strip() else "")
            return
        self.open_button.setEnabled(True)
        what = f"the file {address.file}" if address.file else "the folder"
        self.status.setText(f"Opens {what} at {address.url(address.place, folder=True)}")
        if address.netloc != self._host:
            self._host = address.netloc
            self._show_token(address)

    def _show_token(self, address: Address) -> None:
        """Where the token for this server is, as far as it is remembered."""
        try:
            known, in_keyring = credentials.token_file(address), credentials.in_keyring(address)
        except VheguiError as error:
            known, in_keyring = "", False
            self._window.session.message.emit("error", str(error))
        self.file.setText(known)
        self.kind.setCurrentIndex(FILE if known else KEYRING if in_keyring else NONE)

    def _say(self, error: Exception) -> None:
        text = str(error) if isinstance(error, VheguiError) else f"{type(error).__name__}: see the log"
        self.status.setText(f"✕ {text}")


def _remember(address: Address, kind: int, file: str, secret: str) -> None:
    """Keep where the token is; nothing changes for a server that needs none and had none."""
    if kind == FILE:
        credentials.remember_token_file(address, Path(file))
    elif kind == KEYRING and secret:
        credentials.remember_in_keyring(address, credentials.Token(secret))
    elif kind == NONE and (credentials.token_file(address) or credentials.in_keyring(address)):
        credentials.forget_token(address)
