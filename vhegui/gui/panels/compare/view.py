"""The widgets of the compare panel: pin, swap, unpin; plots and tables in tabs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from vhegui.gui.panels.compare.plots import CountsPair, SedPair, TimePair
from vhegui.gui.plotting.plot_menu import add_plot_menu
from vhegui.gui.theme import LIGHT, Theme
from vhegui.gui.widgets.boxes import in_column
from vhegui.gui.widgets.elided_label import ElidedLabel
from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.table import TableView
from vhegui.gui.widgets.table_menu import add_table_menu
from vhegui.gui.widgets.whole_rows import WholeRows

HEADLINE = "Compare two analyses"
HINT = (
    "Pin the analysis as it is now: it becomes A. Then change anything – region, background, model, runs – "
    "and see what changes in the results. A keeps its own."
)
NO_RUNS = "Select runs in the observation list, then put the source region on the map."
NOTE = (
    "A and B use mostly the same events, so their errors are not independent: differences are given in errors of A, "
    "not of the quadratic sum."
)
TABS = ("SED", "Excess", "Light curve", "Numbers", "Settings")
TIPS = (
    "Spectra and flux points of A and B, and their ratio",
    "Excess counts of A and B in bins of energy",
    "Light curves of A and B",
    "Counts, significance and parameters of A and B, side by side",
    "What was set differently",
)


class CompareView(QWidget):
    """`sed`, `counts`, `times`, `numbers`, `settings`, `title`. pin_wanted(), swap_wanted(), unpin_wanted(),
    tab_changed(name), export_failed(sentence).
    """

    pin_wanted = Signal()
    swap_wanted = Signal()
    unpin_wanted = Signal()
    tab_changed = Signal(str)
    export_failed = Signal(str)

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__()
        self.setAccessibleName("Compare")
        self.sed, self.counts, self.times = SedPair(theme), CountsPair(theme), TimePair(theme)
        self.numbers, self.settings = TableView("A and B in numbers"), TableView("Settings that differ")
        self.title = ElidedLabel("What A and B are")
        self.title.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.same = PlainLabel("No setting differs: A and B are the same analysis. Change something.")
        self.same.setContentsMargins(8, 8, 8, 8)
        self.same.hide()
        self._build_buttons()
        self._build_tabs()
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self._buttons)
        layout.addWidget(self.tabs, 1)
        self.content = EmptyOr(content, EmptyState(HEADLINE, HINT, "Pin as A"))
        self.content.empty.triggered.connect(self.pin_wanted)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.content)

    @property
    def tab(self) -> str:
        """The name of the tab on top."""
        return TABS[self.tabs.currentIndex()]

    def set_empty(self, empty: bool, possible: bool) -> None:
        """Nothing is pinned; `possible`: there is something to pin."""
        self.content.empty.set_content(HEADLINE, HINT if possible else NO_RUNS, "Pin as A" if possible else "")
        self.content.set_empty(empty)

    def set_stale(self, stale: bool) -> None:
        """Fainter while B is still being computed."""
        for plot in (self.sed, self.counts, self.times):
            for each in plot.plots:
                each.box.setOpacity(0.55 if stale else 1.0)

    def set_theme(self, theme: Theme) -> None:
        """Another look."""
        for plot in (self.sed, self.counts, self.times):
            plot.set_theme(theme)

    def _build_buttons(self) -> None:
        self.pin, self.swap, self.unpin = QPushButton("Pin as A"), QPushButton("Swap"), QPushButton("Unpin")
        for button, signal, tip in (
            (self.pin, self.pin_wanted, "Keep the current analysis and its results as A, in place of the old one"),
            (self.swap, self.swap_wanted, "Go on with A; what is current now becomes the pinned one (can be undone)"),
            (self.unpin, self.unpin_wanted, "Let A go"),
        ):
            button.setAutoDefault(False)
            button.setToolTip(tip)
            button.setAccessibleName(button.text())
            button.clicked.connect(signal)
        self._buttons = QHBoxLayout()
        self._buttons.setContentsMargins(8, 4, 8, 0)
        self._buttons.setSpacing(6)
        for widget in (self.pin, self.swap, self.unpin):
            self._buttons.addWidget(widget)
        self._buttons.addWidget(self.title, 1)

    def _build_tabs(self) -> None:
        note = PlainLabel(NOTE)
        note.setWordWrap(True)
        note.setEnabled(False)
        note.setContentsMargins(8, 0, 8, 4)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("How to compare")
        pages = (
            self.sed,
            self.counts,
            self.times,
            in_column(WholeRows(self.numbers), note),
            in_column(self.same, WholeRows(self.settings)),
        )
        for name, tip, page in zip(TABS, TIPS, pages, strict=True):
            self.tabs.setTabToolTip(self.tabs.addTab(page, name), tip)
        self.tabs.currentChanged.connect(lambda _: self.tab_changed.emit(self.tab))
        for table, name in ((self.numbers, "compare"), (self.settings, "differences")):
            table.setSortingEnabled(False)
            add_table_menu(table, name, self.export_failed.emit)
        for plot, name in ((self.sed, "compare_sed"), (self.counts, "compare_excess"), (self.times, "compare_times")):
            add_plot_menu(plot, name, self.export_failed.emit)
