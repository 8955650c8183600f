"""The menu of saved selections: use one, save the present one, read a list of runs, invert, forget."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from vhegui.analysis.runs.saved import reference_to
from vhegui.analysis.state import SavedSelection
from vhegui.gui.file_questions import ask_open
from vhegui.gui.text.plain import menu_text, tooltip
from vhegui.gui.widgets.text_dialog import ask_text

TIP = (
    "Selections you have saved: they belong to the session, and a query can use them as @name together with other "
    "conditions."
)


class SavedMenu(QToolButton):
    """query_chosen(text) : put into the line · save_requested(name) · remove_requested(name) · list_chosen(path)
    inverted() : show all other runs."""

    query_chosen = Signal(str)
    save_requested = Signal(str)
    remove_requested = Signal(str)
    list_chosen = Signal(str)
    inverted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText("Saved")
        self.setToolTip(TIP)
        self.setAccessibleName("Saved selections")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._selections: tuple[SavedSelection, ...] = ()
        self.savable = False
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self.fill)
        self.setMenu(menu)

    def set_selections(self, selections: tuple[SavedSelection, ...]) -> None:
        """What has been saved."""
        self._selections = selections

    def fill(self) -> None:
        """Write the menu anew."""
        menu = self.menu()
        menu.clear()
        for each in self._selections:
            action = menu.addAction(menu_text(each.name))
            action.setToolTip(tooltip(each.query))
            action.triggered.connect(lambda _=False, each=each: self.query_chosen.emit(reference_to(each.name)))
        if not self._selections:
            menu.addAction("Nothing saved yet").setEnabled(False)
        menu.addSeparator()
        save = menu.addAction("Save this selection…", self.ask_name)
        save.setToolTip("Keep the conditions of the line above under a name.")
        save.setEnabled(self.savable)
        read = menu.addAction("Run list from a file…", self.ask_file)
        read.setToolTip("A text file with run numbers, or a FITS, CSV or ECSV table with a column OBS_ID.")
        menu.addAction("Invert", self.inverted.emit).setToolTip("Show all other runs.")
        if self._selections:
            menu.addSeparator()
            self._others(menu)

    def _others(self, menu: QMenu) -> None:
        written, forget = menu.addMenu("Write out"), menu.addMenu("Forget")
        written.setToolTipsVisible(True)
        for each in self._selections:
            name = menu_text(each.name)
            action = written.addAction(name, lambda each=each: self.query_chosen.emit(each.query))
            action.setToolTip(tooltip(each.query))
            forget.addAction(name, lambda each=each: self.remove_requested.emit(each.name))

    def ask_name(self) -> None:
        """Save the conditions of the list under a name."""
        ask_text(self, "Save selection", "Name", "", _name, self.save_requested.emit, "Queries use it as @name.")

    def ask_file(self) -> None:
        """Take run numbers from a file."""
        kinds = "Lists and tables (*.txt *.lis *.list *.csv *.ecsv *.dat *.fits *.fits.gz);;All files (*)"
        ask_open(self, "List of runs", kinds, lambda path: self.list_chosen.emit(str(path)))


def _name(text: str) -> str:
    if not text.strip():
        raise ValueError("A selection needs a name.")
    return text
