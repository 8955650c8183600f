"""Where a simulation of the fit goes, and which realisation it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
)

from vhegui.gui.file_questions import ask_folder_to_fill
from vhegui.gui.numbers.refused_keys import say_refused
from vhegui.gui.widgets.plain_label import PlainLabel

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

EVENTS = (
    "The chosen runs are observed again, with their responses, pointings and times, on a sky of the sources as they "
    "are on screen. The data set is opened when it is done, with the truth beside what is fitted to it."
)
SPECTRA = (
    "The spectra that are fitted get the counts that the model on screen lets expect. They are fitted instead when "
    "they are written, with the truth beside."
)


class SimulateDialog(QDialog):
    """Folder and seed; `start(window, folder, seed)` is called with them, seed None for exactly what is expected."""

    def __init__(
        self,
        window: MainWindow,
        title: str,
        start: Callable[[MainWindow, Path, int | None], None],
        asimov: bool = False,
    ) -> None:
        super().__init__(window)
        self.setWindowTitle(title)
        self.setMinimumWidth(560)
        self._window, self._start = window, start
        self.seed = QSpinBox()
        say_refused(self.seed)
        self.seed.setRange(0, 2**31 - 1)
        self.seed.setValue(1)
        self.seed.setAccessibleName("Seed of the random numbers")
        self.seed.setToolTip("Another seed is another realisation; the same seed gives the same counts again")
        self.exactly = QCheckBox("Exactly the expected counts, without chance (Asimov)")
        self.exactly.setToolTip("The fit then gives the model back, with the errors that are to be expected")
        self.exactly.setVisible(asimov)
        self.exactly.toggled.connect(self.seed.setDisabled)
        name = "fake-spectra" if asimov else "simulated"
        self.folder = QLineEdit(str(_free(Path(window.file_places.to_save) / name)))
        self.folder.setAccessibleName("Folder that is written")
        self.folder.setToolTip("A new folder; what other programs have written is never replaced")
        self.folder.textChanged.connect(lambda text: self.go.setEnabled(bool(text.strip())))
        self.browse = QPushButton("Browse…")
        self.browse.setToolTip("Choose the folder")
        self.browse.clicked.connect(self._browse)
        self._build_layout(SPECTRA if asimov else EVENTS)

    def _build_layout(self, text: str) -> None:
        explanation = PlainLabel(text)
        explanation.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(self.browse)
        form = QFormLayout()
        label = QLabel("&Folder")
        label.setBuddy(self.folder)
        form.addRow(label, row)
        form.addRow("&Seed", self.seed)
        form.addRow("", self.exactly)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton("Simulate", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setToolTip("Start in the background; progress and Cancel are in the status bar")
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(explanation)
        layout.addLayout(form)
        layout.addStretch(1)
        layout.addWidget(buttons)

    def _browse(self) -> None:
        begin = Path(self.folder.text()).parent
        ask_folder_to_fill(self, "Folder for the simulation", lambda folder: self.folder.setText(str(folder)), begin)

    def _accept(self) -> None:
        folder = Path(self.folder.text().strip()).expanduser().absolute()
        seed = None if self.exactly.isChecked() else self.seed.value()
        window, start = self._window, self._start
        self.accept()
        start(window, folder, seed)


def _free(path: Path) -> Path:
    """A name that nothing has yet: "simulated", "simulated-2", …"""
    names = (path if n == 1 else path.with_name(f"{path.name}-{n}") for n in range(1, 1000))
    return next((each for each in names if not each.exists()), path)
