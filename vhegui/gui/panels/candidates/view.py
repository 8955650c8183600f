"""The widgets of the panel: what is searched, the table, and what can be done with a candidate."""

from __future__ import annotations

from typing import Any

from msgspec import structs
from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from vhegui.analysis.studies.candidates import FoundCandidates
from vhegui.analysis.studies.settings import CandidateSearch
from vhegui.core.settings import settings_of
from vhegui.gui.panels.candidates.columns import candidate_columns
from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState
from vhegui.gui.widgets.flow_row import FlowRow
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.setting_control import CheckControl, Control, control_for
from vhegui.gui.widgets.start_stop import StartStop
from vhegui.gui.widgets.table import TableView
from vhegui.gui.widgets.table_menu import add_table_menu

HEADLINE = "Which sources are there?"
HINT = "“Find” looks for the peaks of the map: candidate sources. The analysis is not changed."
NO_RUNS = "Select runs in the observation list first."
OLD = "⚠ The map has changed since: find again. "
DEEDS = (
    ("source", "→ Source region", "Move the source region here, as large as it is"),
    ("model", "Add as source", "One more source of the model here, a point with this flux"),
    ("exclusion", "→ Exclusion", "Exclude a circle about here, with the margin above"),
)


class CandidatesView(QWidget):
    """chosen(row), wanted(a key of `DEEDS`, row), export_failed(sentence)."""

    chosen = Signal(int)
    wanted = Signal(str, int)
    export_failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Candidates")
        self.asked, self._possible = CandidateSearch(), False
        self._controls: dict[str, tuple[Control, QWidget]] = {}
        self.go = StartStop("Find", "Search the map, in the background", "the search")
        self.said = PlainLabel()
        self.table = TableView("Candidates")
        self.deeds = {key: QAction(text, self.table) for key, text, _ in DEEDS}
        self._buttons: list[QPushButton] = []
        self._build()
        self.show_found(None, False)
        self.set_asked(self.asked)
        self._enable()

    def control(self, name: str) -> Control:
        """The control of a setting."""
        return self._controls[name][0]

    def set_asked(self, asked: CandidateSearch) -> None:
        """Show what is searched (no signal)."""
        self.asked = asked
        for name, (control, pair) in self._controls.items():
            control.set_value(getattr(asked, name))
            pair.setVisible(name != "margin" or asked.exclude)

    def set_possible(self, possible: bool) -> None:
        """Whether there are runs to search."""
        self._possible = possible
        self._enable()

    def show_found(self, study: FoundCandidates | None, old: bool) -> None:
        """The candidates; old : they belong to an earlier state."""
        self.content.set_empty(study is None)
        for button in self._buttons:
            button.setVisible(study is not None)
        self.content.empty.set_content(HEADLINE, HINT if self._possible else NO_RUNS)
        if study is None:
            self.said.setText("")
            return
        self.table.set_columns(candidate_columns(study))
        self.said.setText((OLD if old else "") + _in_words(study))
        self._enable()

    # building

    def _build(self) -> None:
        controls = FlowRow("Search for sources")
        controls.add(self.go)
        for setting in settings_of(CandidateSearch):
            if setting.label.row:
                control = control_for(setting, setting.label.row)
                control.setAccessibleName(setting.label.name)
                control.setToolTip(f"<p>{setting.label.name}. {setting.label.tip}</p>")
                control.edited.connect(lambda value, name=setting.name: self._change(name, value))
                pair = control if isinstance(control, CheckControl) else _pair(setting.label.row, control)
                self._controls[setting.name] = control, pair
                controls.add(pair)
        self.said.setWordWrap(True)
        self.said.setAccessibleName("About the search")
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.rows_selected.connect(self._select)
        add_table_menu(self.table, "candidates", self.export_failed.emit)
        for key, text, tip in DEEDS:
            button, action = QPushButton(text), self.deeds[key]
            button.setAutoDefault(False)
            for each in (button, action):
                each.setToolTip(tip)
            button.setAccessibleName(text)
            button.clicked.connect(action.trigger)
            action.triggered.connect(lambda *_, key=key: self._do(key))
            self.table.addAction(action)
            self._buttons.append(button)
            controls.add(button)
        self.content = EmptyOr(self.table, EmptyState(HEADLINE, HINT))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(2)
        for widget in (controls, self.go.bar, self.said):
            layout.addWidget(widget)
        self.said.setContentsMargins(8, 0, 6, 0)
        layout.addWidget(self.content, 1)

    def _enable(self) -> None:
        self.go.set_possible(self._possible)
        one = len(self.table.selected_rows()) == 1
        for each in (*self._buttons, *self.deeds.values()):
            each.setEnabled(one)

    def _change(self, name: str, value: Any) -> None:
        self.set_asked(structs.replace(self.asked, **{name: value}))

    def _select(self, rows: list[int]) -> None:
        self._enable()
        if len(rows) == 1:
            self.chosen.emit(rows[0])

    def _do(self, key: str) -> None:
        rows = self.table.selected_rows()
        if len(rows) == 1:
            self.wanted.emit(key, rows[0])


def _pair(text: str, control: QWidget) -> QWidget:
    """A control with its name, which no line break parts."""
    pair, label = QWidget(), QLabel(text)
    label.setBuddy(control)
    layout = QHBoxLayout(pair)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    layout.addWidget(label)
    layout.addWidget(control)
    return pair


def _in_words(study: FoundCandidates) -> str:
    low, high = study.energy
    count = len(study.rows)
    text = f"{count or 'No'} candidate{'' if count == 1 else 's'} above {study.asked.threshold:g} σ"
    text += f", {low:.3g}–{high:.3g} TeV"
    if study.asked.exclude:
        text += f"; {study.excluded:.2g} deg² more excluded, in {study.rounds} rounds"
    return f"{text}."
