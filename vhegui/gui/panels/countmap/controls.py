"""The slim row above the map: energy range, scale, whose OFF regions, the mosaic rule, and the rest behind "More"."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from vhegui.analysis.state import MapLooks, MapSettings
from vhegui.gui.panels.countmap.layers import LayersMenu
from vhegui.gui.panels.countmap.options import OptionsMenu
from vhegui.gui.plotting.axes.stretch import SCALES
from vhegui.gui.scale import scaled
from vhegui.gui.widgets.boxes import choice_box
from vhegui.gui.widgets.energy_range import EnergyRange
from vhegui.gui.widgets.on_letters import on_letters

ENERGY_LIMITS = (0.01, 1000.0)
NARROW = 680  # pixels: below it the runs' OFF regions are only picked out by pointing at them
ROOM_FOR_ALL = 500  # below it, the scale is behind "More" only, and the mosaic rule in the menu
ENERGY_LABEL = "Change energy range of the map"


class ControlRow(QWidget):
    """Edits what it shows of the map. `previewed(changes)` of the map while the slider moves, otherwise
    `changed(label, part, changes)`: the part is `map` or `map_looks`.
    """

    previewed = Signal(object)
    changed = Signal(str, str, object)
    preview_cancelled = Signal()
    mosaic_requested = Signal()
    run_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._runs: list[int] = []
        self._build()
        self._connect()

    def show_settings(self, settings: MapSettings, looks: MapLooks) -> None:
        """Show what the map is made with (no signal)."""
        self.energy.set_range(settings.low, settings.high)
        self.scale.blockSignals(True)
        self.scale.setCurrentText(looks.scale)
        self.scale.blockSignals(False)
        self.scale.setEnabled(not looks.signed)
        self.options.show_settings(settings, looks)

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
        narrow = event.size().width() < scaled(NARROW)
        self.run.setVisible(not narrow)
        self.mosaic.setText("10°" if narrow else "10° wide")
        self.mosaic.setMaximumWidth(scaled(64 if narrow else 200))
        for widget in (self.mosaic, self.scale):
            widget.setVisible(event.size().width() >= scaled(ROOM_FOR_ALL))

    def _build(self) -> None:
        self.energy = EnergyRange("Energy range of the map", *ENERGY_LIMITS)
        self.energy.setToolTip("Reconstructed energy of the events on the map, TeV")
        self.scale = _combo("Colour scale", "How counts become colours; sqrt and log show faint parts of the sky")
        self.scale.addItems(list(SCALES))
        self.run = _combo("OFF regions of", "Emphasise the OFF regions of one run; or point at a region of the map")
        self.run.addItem("All runs", None)
        self.mosaic = QPushButton("10° wide")
        self.mosaic.setAutoDefault(False)
        self.mosaic.setToolTip("501 × 501 pixels of 0.02° about the target, events above 0.1 TeV, no smoothing")
        self.mosaic.setAccessibleName("Map 10° wide, as for mosaics")
        self.more = QToolButton()
        self.more.setText("More")
        self.more.setAccessibleName("More settings of the map")
        self.more.setToolTip("Pixel size, width and height, frame, projection, smoothing, colours, centre, coordinates")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.options = OptionsMenu(self)
        self.more.setMenu(self.options)
        self.layers = QToolButton()
        self.layers.setText("Layers")
        self.layers.setAccessibleName("Layers of the map")
        self.layers.setToolTip("What is drawn over the map: OFF regions, names, pointings, grid, catalogue, scale …")
        self.layers.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.layers_menu = LayersMenu(self)
        self.layers.setMenu(self.layers_menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 2)
        on_letters(self, lambda: self.setMinimumWidth(scaled(420)))
        layout.setSpacing(4)
        for widget in (self.energy, self.scale, self.run, self.mosaic, self.layers, self.more):
            layout.addWidget(widget, 1 if widget is self.energy else 0)

    def _connect(self) -> None:
        self.energy.previewed.connect(lambda low, high: self.previewed.emit(_energies(low, high)))
        self.energy.changed.connect(lambda low, high: self.changed.emit(ENERGY_LABEL, "map", _energies(low, high)))
        self.energy.cancelled.connect(self.preview_cancelled)
        self.scale.currentTextChanged.connect(
            lambda scale: self.changed.emit("Change colour scale", "map_looks", {"scale": scale})
        )
        self.run.currentIndexChanged.connect(lambda index: self.run_chosen.emit(self.run.itemData(index)))
        self.mosaic.clicked.connect(self.mosaic_requested)
        self.options.changed.connect(self.changed)


def _energies(low: float, high: float) -> dict[str, float]:
    """Handles stop at values that can be written with three digits."""
    return {"low": float(f"{low:.2e}"), "high": float(f"{high:.2e}")}


def _combo(name: str, tip: str) -> QComboBox:
    combo = choice_box(name, tip)
    combo.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return combo
