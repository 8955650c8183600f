"""The widgets of the panel: what is done with sources, the tree, and what the tests and the search say."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget

from vhegui.gui.panels.sources.columns import columns
from vhegui.gui.panels.sources.tree import SourceTree
from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState
from vhegui.gui.widgets.flow_row import FlowRow
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.start_stop import StartStop
from vhegui.gui.widgets.table_menu import table_actions

FIND = (
    "A point source is fitted at every pixel of what the models leave of the sky; the highest peak above 5 σ is added "
    "to the model, and all is fitted. One step to undo"
)
NO_CUBES = "Fit cubes of the map first (beside the fit range in Spectrum): spectra know no directions"
HEADLINE = "No data to explain yet"
HINT = "Select runs in the observation list: here are then the sources that explain their counts."
ADD = (
    ("target", "At the target", "A point source at the target, or in the source region"),
    ("middle", "In the middle of the map", "A point source in the middle of the map; drag it from there"),
    ("known", "Known source…", "A source of the embedded list, by name, with its place, size and rough flux"),
)
DEEDS = (
    ("duplicate", "Duplicate", "The same source once more, under a new name, 0.2° to the east"),
    ("remove", "Remove", "Take the source away (Delete)"),
)


class SourcesView(QWidget):
    """add_wanted(where of `ADD`), deed_wanted(one of `DEEDS`), export_failed(sentence)."""

    add_wanted = Signal(str)
    deed_wanted = Signal(str)
    export_failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Sources")
        self.tree = SourceTree()
        self.add, self.buttons = QToolButton(), dict[str, QToolButton]()
        self.test = StartStop(
            "Test",
            "ΔTS of every source, of its extension and of a cutoff: fitted with and without",
            "the tests",
        )
        self.search = StartStop("Find next", FIND, "the search")
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        self.said.setAccessibleName("About the tests")
        self.table_actions = self._table_actions()
        self._build()
        self.tree.currentItemChanged.connect(lambda *_: self._enable())
        self._enable()

    def set_empty(self, empty: bool) -> None:
        """Whether there is anything to explain."""
        self.content.set_empty(empty)
        self.test.set_possible(not empty)

    def set_cubes(self, on: bool) -> None:
        """Whether cubes are fitted, in which a next source can be looked for."""
        self.search.set_possible(on)
        self.search.setToolTip(FIND if on else NO_CUBES)

    def say(self, sentence: str) -> None:
        """Below the buttons; "" for nothing."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def copy(self) -> None:
        """The whole table, tab-separated, to the clipboard."""
        found = columns(self.tree.rows)
        lines = [[c.title for c in found], *([c.text(i) for c in found] for i in range(len(found[0].values)))]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))

    # building

    def _table_actions(self) -> list[QAction]:
        return table_actions(self, "sources", self.export_failed.emit, lambda: columns(self.tree.rows))

    def _build(self) -> None:
        row = FlowRow("Sources")
        menu = QMenu(self.add)
        menu.setToolTipsVisible(True)
        for key, text, tip in ADD:
            action = menu.addAction(text)
            action.setToolTip(tip)
            action.triggered.connect(lambda *_, key=key: self.add_wanted.emit(key))
        self.add.setText("Add")
        self.add.setMenu(menu)
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add.setToolTip("One more source, fitted together with the others")
        self.add.setAccessibleName("Add a source")
        for key, text, tip in DEEDS:
            button = QToolButton()
            button.setText(text)
            button.setToolTip(tip)
            button.setAccessibleName(f"{text} the source")
            button.clicked.connect(lambda *_, key=key: self.deed_wanted.emit(key))
            self.buttons[key] = button
        row.add(self.add, *self.buttons.values(), self.search, self.test)
        self.say("")
        self.said.setContentsMargins(8, 0, 6, 0)
        self.content = EmptyOr(self.tree, EmptyState(HEADLINE, HINT))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(2)
        for widget in (row, self.search.bar, self.test.bar, self.said):
            layout.addWidget(widget)
        layout.addWidget(self.content, 1)

    def _enable(self) -> None:
        key = self.tree.selected_key
        for button in self.buttons.values():
            button.setEnabled(key is not None and key.part != "background")
