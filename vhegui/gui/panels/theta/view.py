"""The widgets of the θ² panel: one row of controls, the plot, one line of numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from vhegui.analysis.quantities import quantity
from vhegui.gui.figures.theta_plot import ThetaPlot
from vhegui.gui.plotting.plot_menu import add_plot_menu
from vhegui.gui.scale import scaled
from vhegui.gui.theme import LIGHT, Theme
from vhegui.gui.widgets.advice_line import AdviceLines
from vhegui.gui.widgets.boxes import choice_box, flat_button
from vhegui.gui.widgets.elided_label import ElidedLabel
from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState
from vhegui.gui.widgets.flow_row import FlowRow
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.problem_label import ProblemLabel
from vhegui.gui.widgets.two_lines import TwoLinesLabel
from vhegui.gui.widgets.value_field import ValueField

EMPTY = "Select runs in the observation list, then put the source region on the map."
ROOM_FOR_GROWTH = 420  # pixels
RANGES = {"fit": "Fit range", "map": "Map range"}
FACTORS = {"fine": 1, "medium": 2, "wide": 4}


class ThetaView(QWidget):
    """`plot`, `radius` (field), `energies`, `bins`, `growth` (button), `numbers`, `room` (labels).

    radius_typed(deg) · range_chosen("fit" or "map") · bins_chosen(factor) · export_failed(sentence).
    """

    radius_typed = Signal(float)
    range_chosen = Signal(str)
    bins_chosen = Signal(int)
    export_failed = Signal(str)

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__()
        self.setAccessibleName("θ²")
        self.plot = ThetaPlot(theme)
        self.numbers, self.room = TwoLinesLabel("Counts inside the ON radius"), ElidedLabel("OFF centres")
        self.problem = ProblemLabel(self.plot)
        self.advice = AdviceLines(self.plot)
        self._build()
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(1)
        layout.addWidget(self._controls)
        layout.addWidget(self.plot, 1)
        for label in (self.numbers, self.room):
            label.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
            label.setContentsMargins(10, 0, 8, 0)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            layout.addWidget(label)
        self.room.setEnabled(False)
        self.content = EmptyOr(content, EmptyState("No θ² plot yet", EMPTY))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.content)

    def set_empty(self, empty: bool, reason: str) -> None:
        """Say why there is nothing to show, and what to do next."""
        if empty:
            self.content.empty.set_content("No θ² plot yet", reason or EMPTY)
        self.content.set_empty(empty)

    def say_problem(self, reason: str) -> None:
        """Why what is shown is old; "" for nothing."""
        self.problem.say(reason)

    def set_theme(self, theme: Theme) -> None:
        """Another look."""
        self.plot.set_theme(theme)
        self.advice.set_theme(theme)
        self.problem.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the θ² plot gets all of it, unless the growth was asked for."""
        super().resizeEvent(event)
        if not self._growth_chosen:
            self.growth.setChecked(self.height() >= scaled(ROOM_FOR_GROWTH))

    def _choose_growth(self) -> None:
        self._growth_chosen = True

    def _build(self) -> None:
        self.radius = ValueField(
            "Radius of the source region",
            "θ of the ON region in degrees, or with a unit as 6 arcmin; or drag the line in the plot",
            _radius,
            lambda value: f"{value:.4g}°",
            "0.0000°",
        )
        self.radius.edited.connect(self.radius_typed)
        self.energies = _combo("Energies", "Which events: those that are fitted, or those on the map", RANGES)
        self.energies.activated.connect(lambda _: self.range_chosen.emit(self.energies.currentData()))
        self.bins = _combo("Bins", "How wide the steps of θ² are", {factor: text for text, factor in FACTORS.items()})
        self.bins.setCurrentIndex(1)
        self.bins.activated.connect(lambda _: self.bins_chosen.emit(self.bins.currentData()))
        self.growth = flat_button(
            "Growth",
            "Below: significance and excess of a region of every radius, in per cent of the largest. A small region\n"
            "loses source, a large one gathers background: between them is the best radius. To look for it here and\n"
            "then to quote its significance is biased: see the Optimise panel.",
        )
        self.growth.setCheckable(True)
        self.growth.setChecked(True)
        self.growth.toggled.connect(self.plot.set_growth_shown)
        self.growth.clicked.connect(self._choose_growth)
        self._growth_chosen = False
        export = flat_button("Export", "Copy the plot or save it as PNG, SVG or PDF")
        export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        export.addActions(add_plot_menu(self.plot, "theta_squared", self.export_failed.emit))
        self._controls = FlowRow("What the θ² plot shows")
        self._controls.add(PlainLabel("Radius"), self.radius, self.energies, self.bins, self.growth, export)


def _radius(text: str) -> float:
    value = quantity(text, "deg")
    if not 0.0 < value <= 5.0:
        raise ValueError("A region needs a radius above 0°, at most 5°.")
    return value


def _combo(name: str, tip: str, entries: dict) -> QComboBox:
    combo = choice_box(name, tip)
    for data, text in entries.items():
        combo.addItem(f"{text} bins" if name == "Bins" else text, data)
    return combo
