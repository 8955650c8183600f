"""The widgets of the panel: which methods, the table with the spread, the plot."""

from __future__ import annotations

from msgspec import structs
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QSplitter, QToolButton, QVBoxLayout, QWidget

from vhegui.analysis.studies.backgrounds import LABELS, BackgroundComparison
from vhegui.analysis.studies.settings import BackgroundsAsked
from vhegui.core.background.ring import Ring
from vhegui.core.settings import settings_of
from vhegui.gui.panels.backgrounds.columns import SPREADS, background_columns, systematic_text
from vhegui.gui.panels.backgrounds.plot import BackgroundsPlot
from vhegui.gui.plotting.plot_menu import add_plot_menu
from vhegui.gui.text.plain import sentence
from vhegui.gui.theme import LIGHT, Theme
from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState
from vhegui.gui.widgets.flow_row import FlowRow
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.setting_control import NumberControl
from vhegui.gui.widgets.start_stop import StartStop
from vhegui.gui.widgets.table import TableView
from vhegui.gui.widgets.table_menu import add_table_menu

HEADLINE = "How much depends on the background?"
HINT = (
    "“Compare” gives the source region the backgrounds of a ring, of the field of view and of a template of off runs, "
    "and fits each spectrum: what they differ by is a systematic. The analysis is not changed."
)
NOTHING = "Select runs in the observation list, then put the source region on the map."
TIP = "Fit the spectrum of the source region with each background (some seconds); the analysis is not changed"
METHODS_TIP = "Backgrounds that are compared with the OFF regions of the analysis"
ALL_ROWS = 215  # pixels: the methods, the spread, a scroll bar
OLD = "⚠ Of an earlier state of the analysis: compare again.  "


class BackgroundsView(QWidget):
    """export_failed(sentence)."""

    export_failed = Signal(str)

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__()
        self.setAccessibleName("Compare backgrounds")
        self._asked, self._said = BackgroundsAsked(), ""
        self.go, self.methods = StartStop("Compare backgrounds", TIP, "the comparison"), QToolButton()
        self.rings = {each.name: NumberControl(each, optional=False) for each in settings_of(Ring)}
        self.table, self.plot = TableView("Compared backgrounds"), BackgroundsPlot(theme)
        self.said = PlainLabel()
        self._build_controls()
        self._build()
        self.set_asked(self._asked)

    @property
    def asked(self) -> BackgroundsAsked:
        """What is ticked and typed."""
        ticked = tuple(key for key, action in self.actions_of_methods.items() if action.isChecked())
        ring = Ring(**{name: control.value() for name, control in self.rings.items()})
        return structs.replace(self._asked, methods=ticked, ring=ring)

    def set_asked(self, asked: BackgroundsAsked) -> None:
        """Show what was asked (no signal)."""
        self._asked = asked
        for key, action in self.actions_of_methods.items():
            action.setChecked(key in asked.methods)
        for name, control in self.rings.items():
            control.set_value(getattr(asked.ring, name))

    def set_empty(self, empty: bool, possible: bool) -> None:
        """Nothing was compared; `possible`: it could be."""
        self.content.empty.set_content(HEADLINE, HINT if possible else NOTHING)
        self.content.set_empty(empty)
        self._possible = possible
        self._enable()

    def show_comparison(self, found: BackgroundComparison) -> None:
        """Table, sentence and plot."""
        self.table.table.totals = len(SPREADS) if found.spreads else 0
        self.table.set_columns(background_columns(found))
        self._said = " ".join([systematic_text(found), *(f"{sentence(note)}." for note in found.notes)])
        self.said.setText(self._said)
        self.plot.show_rows(found.rows)

    def set_old(self, old: bool) -> None:
        """What is shown belongs to an earlier state."""
        self.said.setText((OLD if old else "") + self._said)
        self.plot.set_dimmed(old)

    def set_theme(self, theme: Theme) -> None:
        """Another look."""
        self.plot.set_theme(theme)

    _possible = False

    def _enable(self) -> None:
        self.go.set_possible(self._possible and bool(self.asked.methods))

    def _build_controls(self) -> None:
        menu = QMenu(self.methods)
        self.actions_of_methods = {key: menu.addAction(label) for key, label in LABELS.items()}
        for action in self.actions_of_methods.values():
            action.setCheckable(True)
            action.toggled.connect(self._enable)
        self.methods.setText("Methods")
        self.methods.setToolTip(METHODS_TIP)
        self.methods.setAccessibleName("Methods to compare")
        self.methods.setMenu(menu)
        self.methods.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _build(self) -> None:
        controls = FlowRow("Backgrounds: what to do")
        controls.add(self.go, self.methods)
        for setting in settings_of(Ring):
            control, name = self.rings[setting.name], f"Ring: {setting.label.row.lower()}"
            control.setAccessibleName(name)
            control.setToolTip(f"<p>{setting.label.tip}</p>")
            controls.add(PlainLabel(name), control)
        self.said.setWordWrap(True)
        self.said.setContentsMargins(8, 2, 8, 2)
        self.said.setAccessibleName("The spread as a systematic")
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table.setSortingEnabled(False)
        self.table.setMinimumHeight(ALL_ROWS)
        add_table_menu(self.table, "backgrounds", self.export_failed.emit)
        add_plot_menu(self.plot, "backgrounds", self.export_failed.emit)
        found, split = QWidget(), QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self.plot)
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        inner = QVBoxLayout(found)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.said)
        inner.addWidget(split, 1)
        self.content = EmptyOr(found, EmptyState(HEADLINE, HINT))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 2, 0, 4)
        outer.setSpacing(1)
        outer.addWidget(controls)
        outer.addWidget(self.go.bar)
        outer.addWidget(self.content, 1)
