"""The slim row above the map: energy range, scale, whose OFF regions, the mosaic rule, and the rest behind "More"."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from vhegui.analysis.state import MapSettings
from vhegui.gui.panels.countmap.options import OptionsMenu
from vhegui.gui.plotting.stretch import SCALES
from vhegui.gui.widgets.log_range_slider import LogRangeSlider
from vhegui.gui.widgets.parse import quantity
from vhegui.gui.widgets.value_field import ValueField

ENERGY_LIMITS = (0.01, 1000.0)
NARROW = 560  # pixels: below it the runs' OFF regions are only picked out by pointing at them
ENERGY_LABEL = "Change energy range of the map"


class ControlRow(QWidget):
    """Edits the `MapSettings` it shows. `previewed` while the slider moves, `changed(label, settings)` otherwise."""

    previewed = Signal(object)
    changed = Signal(str, object)
    preview_cancelled = Signal()
    mosaic_requested = Signal()
    run_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._settings = MapSettings()
        self._runs: list[int] = []
        self._build()
        self._connect()

    def show_settings(self, settings: MapSettings) -> None:
        """Show what the map is made with (no signal)."""
        self._settings = settings
        self.low.set_value(settings.low)
        self.high.set_value(settings.high)
        self.slider.set_range(settings.low, settings.high)
        self.scale.blockSignals(True)
        self.scale.setCurrentText(settings.scale)
        self.scale.blockSignals(False)
        self.options.show_settings(settings)

    def show_runs(self, runs: list[int]) -> None:
        """The runs whose OFF regions can be picked out."""
        if runs == self._runs:
            return
        chosen = self.run.currentData()
        self._runs = list(runs)
        self.run.blockSignals(True)
        self.run.clear()
        self.run.addItem("All runs", None)
        for run in runs:
            self.run.addItem(f"Run {run}", run)
        self.run.setCurrentIndex(runs.index(chosen) + 1 if chosen in runs else 0)
        self.run.blockSignals(False)
        if chosen is not None and chosen not in runs:
            self.run_chosen.emit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.run.setVisible(event.size().width() >= NARROW)

    def _typed(self) -> None:
        if self.low.value is not None and self.high.value is not None:
            self.changed.emit(ENERGY_LABEL, replace(self._settings, low=self.low.value, high=self.high.value))

    def _slid(self, low: float, high: float) -> MapSettings:
        """Handles stop at values that can be written with three digits."""
        return replace(self._settings, low=float(f"{low:.2e}"), high=float(f"{high:.2e}"))

    def _build(self) -> None:
        tip = "of the events on the map (reconstructed energy): TeV, or with a unit, as 500 GeV"
        self.low = _energy_field("Lowest energy", f"Lowest energy {tip}")
        self.high = _energy_field("Highest energy", f"Highest energy {tip}")
        self.slider = LogRangeSlider(
            "Energy range of the map",
            "Energy range of the map, 10 GeV to 1000 TeV: drag an end, or the bar between; "
            "with the keyboard arrows move one end, Space takes the other",
            *ENERGY_LIMITS,
        )
        self.scale = _combo("Colour scale", "How counts become colours; sqrt and log show faint parts of the sky")
        self.scale.addItems(list(SCALES))
        self.run = _combo("OFF regions of", "Emphasise the OFF regions of one run; or point at a region of the map")
        self.run.addItem("All runs", None)
        self.mosaic = QPushButton("Mosaic rule")
        self.mosaic.setAutoDefault(False)
        self.mosaic.setToolTip("501 × 501 pixels of 0.02° about the target, events above 0.1 TeV, no smoothing")
        self.mosaic.setAccessibleName("Mosaic rule")
        self.more = QToolButton()
        self.more.setText("More")
        self.more.setAccessibleName("More settings of the map")
        self.more.setToolTip("Pixel size, width, smoothing, colours, centre, coordinates")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.options = OptionsMenu(self)
        self.more.setMenu(self.options)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 2)
        self.setMinimumWidth(440)
        layout.setSpacing(4)
        label = QLabel("E")
        label.setToolTip("Reconstructed energy")
        for widget in (label, self.low, self.slider, self.high, self.scale, self.run, self.mosaic, self.more):
            layout.addWidget(widget, 1 if widget is self.slider else 0)

    def _connect(self) -> None:
        self.low.edited.connect(lambda value: self._typed())
        self.high.edited.connect(lambda value: self._typed())
        self.slider.previewed.connect(lambda low, high: self.previewed.emit(self._slid(low, high)))
        self.slider.changed.connect(lambda low, high: self.changed.emit(ENERGY_LABEL, self._slid(low, high)))
        self.slider.cancelled.connect(self.preview_cancelled)
        self.scale.currentTextChanged.connect(
            lambda scale: self.changed.emit("Change colour scale", replace(self._settings, scale=scale))
        )
        self.run.currentIndexChanged.connect(lambda index: self.run_chosen.emit(self.run.itemData(index)))
        self.mosaic.clicked.connect(self.mosaic_requested)
        self.options.changed.connect(self.changed)


def _energy_field(name: str, tip: str) -> ValueField:
    return ValueField(name, tip, _energy, lambda value: f"{value:.4g} TeV", "0.1234 TeV")


def _energy(text: str) -> float:
    value = quantity(text, "TeV")
    if value <= 0.0:
        raise ValueError("An energy is larger than zero.")
    return value


def _combo(name: str, tip: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setToolTip(tip)
    combo.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return combo
