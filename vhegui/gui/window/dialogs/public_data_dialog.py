"""Public data sets: what they are, their terms of use, fetching them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
)

from vhegui.core.dl3.remote import public_data
from vhegui.core.dl3.remote.public_data import PublicDataSet
from vhegui.core.errors import VheguiError
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.window.dialogs.data_cache_dialog import in_units

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

KIND = "public data"


class PublicDataDialog(QDialog):
    """Choose, read the terms, accept them, fetch, open. Closing stops the fetching and keeps what is there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Public data")
        self.resize(820, 560)
        self._window = window
        self._worker = window.session.worker
        self._data_sets = public_data.catalogue()
        self._fetching: PublicDataSet | None = None
        self._build_choice()
        self._build_progress()
        self._build_layout()
        self._worker.progressed.connect(self._show_progress)
        self.list.setCurrentRow(0)

    def _build_choice(self) -> None:
        self.list = QListWidget()
        self.list.setAccessibleName("Public data sets")
        self.list.setWordWrap(True)
        self.list.setMaximumWidth(230)
        self.list.setSpacing(3)
        for data_set in self._data_sets:
            item = QListWidgetItem(f"{data_set.title}\n{in_units(data_set.size)}")
            item.setToolTip(data_set.summary)
            self.list.addItem(item)
        self.text = QTextBrowser()
        self.text.setAccessibleName("Description and terms of use")
        self.text.setOpenExternalLinks(True)
        self.accepted_terms = QCheckBox("I have read the terms of use and &keep to them")
        self.accepted_terms.setToolTip("Without this, nothing is fetched; it is remembered")
        self.list.currentRowChanged.connect(lambda _: self._show_data_set())
        self.accepted_terms.toggled.connect(self._accept_terms)

    def _build_progress(self) -> None:
        self.status = PlainLabel()
        self.status.setAccessibleName("State of the data set on this computer")
        self.status.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of fetching")
        self.cancel = QPushButton("&Stop")
        self.cancel.setToolTip("Stop fetching; what has arrived is kept, and fetching can go on later")
        self.cancel.clicked.connect(self.stop)

    def _build_layout(self) -> None:
        self.fetch = QPushButton("&Fetch and open")
        self.fetch.setToolTip("Fetch every file that is not on this computer yet, check it, and open the data set")
        self.fetch.clicked.connect(self.fetch_and_open)
        self.open_now = QPushButton("&Open, fetch runs when chosen")
        self.open_now.setToolTip("Fetch the list of observations only; each run is fetched when you choose it")
        self.open_now.clicked.connect(lambda: self.open_data_set(self.data_set))
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        right = QVBoxLayout()
        right.addWidget(self.text, 1)
        right.addWidget(self.accepted_terms)
        right.addWidget(self.status)
        progress = QHBoxLayout()
        progress.addWidget(self.bar, 1)
        progress.addWidget(self.cancel)
        right.addLayout(progress)
        top = QHBoxLayout()
        top.addWidget(self.list)
        top.addLayout(right, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.fetch)
        buttons.addWidget(self.open_now)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addLayout(top, 1)
        layout.addLayout(buttons)
        self.fetch.setDefault(True)

    @property
    def data_set(self) -> PublicDataSet:
        """The chosen data set."""
        return self._data_sets[max(0, self.list.currentRow())]

    def fetch_and_open(self) -> None:
        """Fetch what is missing, then open."""
        data_set = self.data_set
        self._fetching = data_set
        self._enable()
        self._worker.submit(
            KIND,
            lambda progress: public_data.fetch_data_set(data_set, progress),
            lambda result: self._fetched(data_set, result),
        )

    def open_data_set(self, data_set: PublicDataSet) -> None:
        """Open what is there; the rest is fetched when it is needed."""
        from vhegui.gui.window.opening import open_any

        self.accept()
        open_any(self._window, data_set.address)

    def stop(self) -> None:
        """Stop fetching; nothing that has arrived is lost."""
        self._worker.cancel(KIND)
        self._fetching = None
        self._show_there("Stopped. ")

    def done(self, result: int) -> None:
        """Closing stops the fetching."""
        if self._fetching is not None:
            self._worker.cancel(KIND)
        self._worker.progressed.disconnect(self._show_progress)
        super().done(result)

    def _fetched(self, data_set: PublicDataSet, result: Any) -> None:
        self._fetching = None
        if not isinstance(result, Exception):
            self.open_data_set(data_set)
            return
        text = str(result) if isinstance(result, VheguiError) else f"{type(result).__name__}: see the log"
        self._show_there(f"✕ {text}. ")

    def _show_progress(self, kind: str, fraction: float, text: str) -> None:
        if kind == KIND and self._fetching is not None:
            self.bar.setValue(round(1000 * fraction))
            self.status.setText(f"{text} of {in_units(self._fetching.size)}")

    def _show_data_set(self) -> None:
        self.text.setHtml(_html(self.data_set))
        self.accepted_terms.setChecked(self._window.settings.value(self._key(), "") == "accepted")
        self._show_there()

    def _show_there(self, before: str = "") -> None:
        """Say how much of the data set is on this computer; counted in the background."""
        data_set = self.data_set

        def show(there: Any) -> None:
            if data_set is self.data_set and self._fetching is None and isinstance(there, int):
                self.bar.setValue(round(1000 * there / data_set.size))
                state = (
                    "all of it is" if there == data_set.size else f"{in_units(there)} are" if there else "nothing is"
                )
                self.status.setText(
                    f"{before}{in_units(data_set.size)} in {len(data_set.files)} files, {state} on this computer."
                )

        self._worker.submit(f"{KIND} size", lambda progress: public_data.bytes_there(data_set), show)
        self._enable()

    def _accept_terms(self, accepted: bool) -> None:
        self._window.settings.setValue(self._key(), "accepted" if accepted else "")
        self._enable()

    def _enable(self) -> None:
        may = self.accepted_terms.isChecked() and self._fetching is None
        self.fetch.setEnabled(may)
        self.open_now.setEnabled(may)
        self.accepted_terms.setEnabled(self._fetching is None)
        self.cancel.setEnabled(self._fetching is not None)

    def _key(self) -> str:
        return f"terms/{self.data_set.id}"


def _html(data_set: PublicDataSet) -> str:
    home = escape(data_set.home, quote=True)
    return (
        f"<h3>{escape(data_set.title)}</h3><p>{escape(data_set.summary)}</p>"
        f"<h4>Terms of use</h4><p>{escape(data_set.terms)}</p>"
        f"<h4>To be stated with every use</h4><p><i>{escape(data_set.attribution)}</i></p>"
        f'<p><a href="{home}">{home}</a></p>'
    )
