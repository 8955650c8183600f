"""The observation browser: search, run table, totals, sky plot."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedLayout, QStyle, QVBoxLayout, QWidget

from vhegui.gui.panels.observations.run_table import RunTable
from vhegui.gui.panels.observations.runs_view import RunsView
from vhegui.gui.panels.observations.search import Search
from vhegui.gui.panels.observations.sky import SkyPart
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.elided_label import ElidedLabel
from vhegui.gui.widgets.empty_state import EmptyState
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.whole_rows import WholeRows


class ObservationsView(QWidget):
    """Widgets only; signals of the parts are used by the presenter.

    use_requested, all_requested, none_requested : the buttons · action_requested(name) : an action of the window
    failed(sentence) : a file could not be written.
    """

    use_requested = Signal()
    all_requested = Signal()
    none_requested = Signal()
    action_requested = Signal(str)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.table = RunTable()
        self.runs = RunsView(self.table)
        self.search = Search()
        self.sky = SkyPart()
        self.runs.failed.connect(self.failed)
        self.sky.failed.connect(self.failed)
        self._build()
        self.setTabOrder(self.search, self.runs)

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        warning = self.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxWarning)
        self.table.set_looks(theme.color("muted", 0.75), warning)
        self.sky.set_theme(theme)
        self.runs.set_theme(theme)
        for label in (self.search.filter_trouble, self.search.place_trouble, self.note):
            label.setStyleSheet(f"color: {theme.warning};")

    def show_empty(self, opening: str = "", spectra: int = 0) -> None:
        """No data set is open (yet); `spectra` : OGIP files that are."""
        if opening:
            self.empty.set_content(f"Opening {opening} …", "The list of runs appears as soon as the index is read.")
        elif spectra:
            count = "One spectrum is open" if spectra == 1 else f"{spectra} spectra are open"
            self.empty.set_content(
                count,
                "They are listed in the tab Data sets of the panel Spectrum. Runs appear here beside them once a data "
                "set is opened (Ctrl+O) or its folder dropped here.",
                "Open demo data",
            )
        else:
            self.empty.set_content(
                "No data set is open",
                "Open a data set (Ctrl+O) or drop a folder here. Or look around with simulated demo data.",
                "Open demo data",
            )
        self.open_button.setVisible(not opening)
        self._stack.setCurrentIndex(0)

    def show_content(self) -> None:
        """A data set is open."""
        self._stack.setCurrentIndex(1)

    def show_totals(self, analysed: str, highlighted: str) -> None:
        """One line for the runs that are analysed, one for a selection of several rows."""
        self.totals.setText(analysed)
        self.selected_totals.setText(highlighted)
        self.selected_totals.setVisible(bool(highlighted))

    def show_note(self, text: str) -> None:
        """What is wrong with the data set or with runs that should be analysed, in one line; empty hides it."""
        self.note.setText(f"⚠ {text}" if text else "")
        self.note.setVisible(bool(text))

    def _build(self) -> None:
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty_page())
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(8)
        splitter.addWidget(self._table_part())
        splitter.addWidget(self.sky)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([600, 340])
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(splitter)
        self._stack.addWidget(page)

    def _empty_page(self) -> QWidget:
        self.empty = EmptyState("", "")
        self.empty.triggered.connect(lambda: self.action_requested.emit("open-demo"))
        self.open_button = QPushButton("Open data set…")
        self.open_button.setToolTip("A folder with DL3 data: with index tables, or just event files (Ctrl+O).")
        self.open_button.clicked.connect(lambda: self.action_requested.emit("open-folder"))
        layout = self.empty.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.count() - 1, self.open_button, alignment=Qt.AlignmentFlag.AlignHCenter)
        return self.empty

    def _table_part(self) -> QWidget:
        self.note = ElidedLabel("What is wrong")
        self.note.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.note.setContentsMargins(2, 0, 2, 0)
        self.note.hide()
        self.totals = PlainLabel()
        self.totals.setAccessibleName("Runs that are analysed")
        self.totals.setToolTip("Sums over the ticked runs. Livetime is ontime without dead time.")
        self.totals.setWordWrap(True)
        font = self.totals.font()
        font.setBold(True)
        self.totals.setFont(font)
        self.selected_totals = PlainLabel()
        self.selected_totals.setAccessibleName("Runs that are selected")
        self.selected_totals.hide()
        part = QWidget()
        layout = QVBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        whole = WholeRows(self.runs)
        for widget in (self.search, whole, self.note, self.totals, self.selected_totals):
            layout.addWidget(widget)
        layout.setStretchFactor(whole, 1)
        layout.addLayout(self._buttons())
        self.runs.setMinimumHeight(120)
        return part

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        self.use, self.all, self.none = QPushButton("Use selected"), QPushButton("All"), QPushButton("None")
        tips = (
            "Analyse the selected rows and no others (Ctrl+Enter in the table; double-click for one run).",
            "Analyse all runs in the list as it is filtered now.",
            "Analyse no run.",
        )
        signals = (self.use_requested, self.all_requested, self.none_requested)
        for button, tip, signal in zip((self.use, self.all, self.none), tips, signals, strict=True):
            button.setToolTip(tip)
            button.setAccessibleDescription(tip)
            button.clicked.connect(signal)
            button.setMinimumWidth(52)
            row.addWidget(button)
        self.count = ElidedLabel("Runs listed")
        self.count.setContentsMargins(4, 0, 2, 0)
        row.addWidget(self.count, 1)
        return row
