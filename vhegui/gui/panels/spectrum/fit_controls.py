"""What is fitted, in which range, how runs are combined, and the bands of the flux points."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from vhegui.analysis.quantities import quantity
from vhegui.analysis.state import FitSettings, FluxPointSettings
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.value_field import ValueField


class FitSettingsRow(QWidget):
    """changed(changes): another fit range, or joint / stacked · data_chosen("spectra" or "cubes")."""

    changed = Signal(object)
    data_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tip = "{} reconstructed energy that is fitted, in TeV (GeV is understood). Empty: all safe bins"
        self.low = ValueField("Fit range, lowest energy", tip.format("Lowest"), parse_limit, write_limit, "00.000")
        self.high = ValueField("Fit range, highest energy", tip.format("Highest"), parse_limit, write_limit, "00.000")
        for field, empty in ((self.low, "safe"), (self.high, "safe")):
            field.setPlaceholderText(empty)
        self.data = QComboBox(self)
        self.data.addItem("Spectra", "spectra")
        self.data.addItem("Cubes", "cubes")
        self.data.setAccessibleName("What is fitted")
        self.data.setToolTip(
            "Spectra of the ON region: its counts against those of the OFF regions.\n"
            "Cubes of the map: the counts in all its pixels against the map background and all sources, each with its "
            "place and shape."
        )
        self.data.activated.connect(lambda row: self.data_chosen.emit(self.data.itemData(row)))
        self.mode = QComboBox(self)
        self.mode.addItem("Jointly", False)
        self.mode.addItem("Stacked", True)
        self.mode.setAccessibleName("How runs are combined in the fit")
        self.mode.setToolTip(
            "Jointly: every run with its own response and background, one model (no information lost).\n"
            "Stacked: runs are added up first, with the mean response; much faster for very many runs."
        )
        self.mode.activated.connect(lambda row: self._emit(stack=self.mode.itemData(row)))
        self.low.edited.connect(lambda value: self._emit(low=energy_or_none(value)))
        self.high.edited.connect(lambda value: self._emit(high=energy_or_none(value)))
        _in_a_row(
            self, PlainLabel("Fit"), self.low, PlainLabel("–"), self.high, PlainLabel("TeV"), None, self.data, self.mode
        )

    def show_settings(self, settings: FitSettings) -> None:
        """Fill the fields; what is being typed stays."""
        self.low.set_value(settings.low)
        self.high.set_value(settings.high)
        for box, value in ((self.data, settings.data), (self.mode, settings.stack)):
            if not box.view().isVisible():
                box.setCurrentIndex(box.findData(value))

    def _emit(self, **changes: object) -> None:
        self.changed.emit(changes)


class BandsRow(QWidget):
    """changed(low, high, bands): flux points in other bands; follow_data(): in bands that follow the data."""

    changed = Signal(float, float, int)
    follow_data = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        snapped = "moved to the nearest bin edge of reconstructed energy"
        self.low = ValueField(
            "Flux points, lowest energy", f"Lowest band edge in TeV, {snapped}", parse_energy, write_limit, "00.000"
        )
        self.high = ValueField(
            "Flux points, highest energy", f"Highest band edge in TeV, {snapped}", parse_energy, write_limit, "00.000"
        )
        self.count = ValueField(
            "Number of flux points", "Number of bands, equally wide in log E", parse_count, _whole, "0000"
        )
        for field in (self.low, self.high, self.count):
            field.edited.connect(self._emit)
        self.automatic = QCheckBox("auto")
        self.automatic.setAccessibleName("Flux-point bands follow the data")
        self.automatic.setToolTip("Five bands a decade over the safe energies that have counts")
        self.automatic.clicked.connect(lambda on: self.follow_data.emit() if on else self._emit())
        _in_a_row(
            self,
            PlainLabel("Bands"),
            self.low,
            PlainLabel("–"),
            self.high,
            PlainLabel("TeV in"),
            self.count,
            self.automatic,
            None,
        )

    def show_settings(self, settings: FluxPointSettings, edges: tuple[float, ...]) -> None:
        """Fill the fields with the band edges in use (TeV); what is being typed stays."""
        self.automatic.setChecked(settings.automatic)
        if len(edges) >= 2:
            self.low.set_value(edges[0])
            self.high.set_value(edges[-1])
            self.count.set_value(float(len(edges) - 1))

    def _emit(self, *_: object) -> None:
        values = self.low.value, self.high.value, self.count.value
        if None not in values:
            self.changed.emit(values[0], values[1], round(values[2] or 0))


def parse_energy(text: str) -> float:
    """A positive energy in TeV. Raises ValueError with a sentence."""
    value = quantity(text, "TeV")
    if not value > 0.0:
        raise ValueError("An energy is positive. Type for example 0.5 or 500 GeV.")
    return value


def parse_limit(text: str) -> float:
    """An energy in TeV, or NaN for an empty field: no limit."""
    return parse_energy(text) if text.strip() else math.nan


def write_limit(value: float) -> str:
    """The energy; nothing for no limit."""
    return "" if math.isnan(value) else f"{value:.4g}"


def parse_count(text: str) -> float:
    """A number of bands, 1 to 100."""
    value = quantity(text)
    if value != round(value) or not 1 <= value <= 100:
        raise ValueError("Type a whole number of bands, 1 to 100.")
    return value


def energy_or_none(value: float) -> float | None:
    """NaN (an empty field) means no limit."""
    return None if math.isnan(value) else value


def _whole(value: float) -> str:
    return f"{value:.0f}"


def _in_a_row(parent: QWidget, *widgets: QWidget | None) -> None:
    """Widgets side by side; None is a stretch."""
    layout = QHBoxLayout(parent)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        else:
            layout.addWidget(widget)
