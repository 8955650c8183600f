"""What is quoted of the fitted spectrum: fluxes in a range, pivot energy, flux and index there."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from vhegui.analysis.written_numbers import value_error
from vhegui.core.models.spectral.flux import TEV_TO_ERG
from vhegui.core.models.spectral.fluxes import Fluxes
from vhegui.gui.panels.spectrum.fit_controls import parse_energy, write_limit
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.value_field import ValueField

FLUX_UNITS = {"cm⁻² s⁻¹": 1.0, "m⁻² s⁻¹": 1e4}
ENERGY_UNITS = {"erg cm⁻² s⁻¹": TEV_TO_ERG, "TeV cm⁻² s⁻¹": 1.0, "W m⁻²": 1e-3 * TEV_TO_ERG}
ROWS = (
    ("flux", "Integral flux", "∫ dN/dE dE over the range, error propagated from the covariance of the fit"),
    ("energy_flux", "Energy flux", "∫ E dN/dE dE over the range, error propagated from the covariance of the fit"),
    ("pivot", "Pivot energy", "Where dN/dE is known best relative to its value: flux and index are uncorrelated there"),
    ("dnde", "dN/dE at the pivot", "Differential flux at the pivot energy"),
    ("index", "Index at the pivot", "Local spectral index, −d ln(dN/dE) / d ln E, at the pivot energy"),
)


class FluxTab(QWidget):
    """range_changed() when other energies were typed; `energy_range` in TeV."""

    range_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fluxes: Fluxes | None = None
        self.low = ValueField("Fluxes: from", "Lowest energy of the fluxes, TeV", parse_energy, write_limit, "00.000")
        self.high = ValueField("Fluxes: to", "Highest energy of the fluxes, TeV", parse_energy, write_limit, "00.000")
        self.low.set_value(1.0)
        self.high.set_value(10.0)
        self.flux_unit, self.energy_unit = (
            _units("Unit of the integral flux", FLUX_UNITS),
            _units("Unit of the energy flux", ENERGY_UNITS),
        )
        self.values: dict[str, PlainLabel] = {}
        self.copy = QPushButton("Copy", self)
        self.copy.setAccessibleName("Copy the fluxes")
        self.copy.setToolTip("Copy all rows as text")
        self._lay_out()
        for field in (self.low, self.high):
            field.edited.connect(lambda _: self.range_changed.emit())
        for box in (self.flux_unit, self.energy_unit):
            box.activated.connect(lambda _: self._write())
        self.copy.clicked.connect(self._copy)

    @property
    def energy_range(self) -> tuple[float, float]:
        """Low and high, TeV."""
        low, high = sorted((self.low.value or 1.0, self.high.value or 10.0))
        return (low, high) if low < high else (low, 1.001 * low)

    def show_fluxes(self, fluxes: Fluxes | None) -> None:
        """Fill the rows; None: there is no fit."""
        self._fluxes = fluxes
        self._write()

    def text(self) -> str:
        """All rows as text."""
        low, high = self.energy_range
        rows = [f"{title}\t{self.values[key].text()}" for key, title, _ in ROWS]
        return "\n".join([f"Range\t{low:g} – {high:g} TeV", *rows])

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        for widget in (PlainLabel("From"), self.low, PlainLabel("to"), self.high, PlainLabel("TeV")):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.copy)
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(7)
        for key, title, tip in ROWS:
            value = self.values[key] = PlainLabel("–", self)
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            value.setAccessibleName(title)
            value.setToolTip(tip)
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(value)
            box = {"flux": self.flux_unit, "energy_flux": self.energy_unit}.get(key)
            if box is not None:
                line.addWidget(box)
            line.addStretch(1)
            name = PlainLabel(title, self)
            name.setToolTip(tip)
            form.addRow(name, line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3, 3, 3, 3)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addLayout(form)
        layout.addStretch(1)

    def _write(self) -> None:
        f = self._fluxes
        texts = {} if f is None else {
            "flux": value_error(f.flux * self.flux_unit.currentData(), f.flux_error * self.flux_unit.currentData()),
            "energy_flux": value_error(
                f.energy_flux * self.energy_unit.currentData(), f.energy_flux_error * self.energy_unit.currentData()
            ),
            "pivot": f"{f.pivot:.3g} TeV" if math.isfinite(f.pivot) else "none: no two parameters are correlated",
            "dnde": value_error(f.dnde, f.dnde_error, "cm⁻² s⁻¹ TeV⁻¹"),
            "index": value_error(f.index, f.index_error),
        }  # fmt: skip
        for key, label in self.values.items():
            label.setText(texts.get(key, "–"))

    def _copy(self) -> None:
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText(self.text())


def _units(name: str, units: dict[str, float]) -> QComboBox:
    box = QComboBox()
    for unit, factor in units.items():
        box.addItem(unit, factor)
    box.setAccessibleName(name)
    box.setToolTip(name)
    return box
