"""What can be chosen about the SED: unit, published spectra, what is drawn with the points."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from vhegui.core.models.spectral.crab_references import CRAB_REFERENCES
from vhegui.gui.figures.sed_plot import SedPlot
from vhegui.gui.figures.sed_units import AXIS_UNITS, SED_UNITS, unit_named
from vhegui.gui.text.plain import menu_text, tooltip

SPECTRA_TIP = (
    "Draw published spectra for comparison: of the Crab nebula, from the gamma-cat catalogue, or from a table\n"
    "(ECSV or FITS in the field's columns). They are kept with the analysis."
)
UNIT_TIP = "What is drawn: E² dN/dE, dN/dE, or the flux in every band; and the unit of energies"
SHOW_TIP = "What is drawn with the flux points: their likelihood, the estimate without a fit"
PROFILES_TIP = (
    "In every band a column, dark where the flux is likely: exp(−ΔW/2), the other parameters as in the fit.\n"
    "Shows what a point and its error bar leave out: asymmetric, bounded or nearly empty bands."
)
BANDED_TIP = (
    "Integrated over each band of the flux points. The error band is the integral of dN/dE ± 1σ: errors at\n"
    "all energies of a band move together, which makes it slightly too wide; the tab Fluxes propagates the covariance."
)
QUICK_TIP = (
    "E² dN/dE = N E₁E₂ / ((E₂ − E₁) A T CF): excess counts N of the band E₁ to E₂, effective area A, livetime T,\n"
    "containment CF. On the back of an envelope: it takes the reconstructed energy for the true one and a spectrum\n"
    "∝ E⁻². Near threshold, where A rises steeply, and where the spectrum is steep, events that spilled in from\n"
    "neighbouring energies are divided by the wrong area. The proper points fold the model with the energy dispersion."
)


class HasMenus(Protocol):
    """The card of a plot."""

    def add_menu(self, text: str, tip: str) -> QMenu: ...


class SedMenus(QObject):
    """overlay_toggled(key, on) · table_wanted(), catalogue_wanted() : a published spectrum from a file
    quick_toggled(on) : the estimate without a fit · looks_changed() : another unit, profiles.
    """

    overlay_toggled = Signal(str, bool)
    table_wanted = Signal()
    catalogue_wanted = Signal()
    quick_toggled = Signal(bool)
    looks_changed = Signal()

    def __init__(self, card: HasMenus, plot: SedPlot, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plot = plot
        self.spectra = card.add_menu("Spectra", SPECTRA_TIP)
        self.show = card.add_menu("Show", SHOW_TIP)
        self.units = card.add_menu("Unit", UNIT_TIP)
        self.reference_actions: dict[str, QAction] = {}
        self.file_actions: dict[str, QAction] = {}
        for reference in CRAB_REFERENCES:
            self.reference_actions[reference.key] = self._overlay(reference.key, reference.label, reference.citation)
        self._files_end = self.spectra.addSeparator()
        self.spectra.addAction("From the gamma-cat catalogue…", self.catalogue_wanted.emit)
        self.spectra.addAction("From a table (ECSV, FITS)…", self.table_wanted.emit)
        self.profiles = self._tick("Likelihood profiles", PROFILES_TIP, self._show_profiles)
        self.quick = self._tick("Quick estimate", QUICK_TIP, self.quick_toggled.emit)
        self.unit_actions = self._choices(((u.key, u.label) for u in SED_UNITS), plot.unit.key, self._choose_unit)
        for unit in SED_UNITS:
            self.unit_actions[unit.key].setToolTip(BANDED_TIP if unit.banded else unit.label)
        self.units.addSeparator()
        axis = ((unit, f"Energy axis in {unit}") for unit in AXIS_UNITS)
        self.axis_actions = self._choices(axis, plot.axis_unit, self._choose_axis)

    def show_overlays(self, keys: tuple[str, ...]) -> None:
        """Which published spectra are drawn (no signal); files appear in the menu and stay there."""
        for key in keys:
            if key not in self.reference_actions and key not in self.file_actions:
                name, _, source = key.partition("#")
                text = f"{source}, gamma-cat" if source else Path(name).name
                self.file_actions[key] = self._overlay(key, text, key)
                self.spectra.insertAction(self._files_end, self.file_actions[key])
        for key, action in {**self.reference_actions, **self.file_actions}.items():
            if action.isChecked() != (key in keys):
                action.blockSignals(True)
                action.setChecked(key in keys)
                action.blockSignals(False)

    def choose_units(self, sed: str, energy: str) -> None:
        """Draw it in other units (no signal)."""
        if (sed, energy) != (self.plot.unit.key, self.plot.axis_unit):
            self.unit_actions[sed].setChecked(True)
            self.axis_actions[energy].setChecked(True)
            self.plot.axis_unit = energy
            self.plot.set_unit(unit_named(sed))

    def _overlay(self, key: str, text: str, tip: str) -> QAction:
        action = self.spectra.addAction(menu_text(text))
        action.setCheckable(True)
        action.setToolTip(tooltip(tip))
        action.toggled.connect(lambda on, key=key: self.overlay_toggled.emit(key, on))
        return action

    def _tick(self, text: str, tip: str, call: Callable[[bool], object]) -> QAction:
        action = self.show.addAction(text)
        action.setCheckable(True)
        action.setToolTip(tip)
        action.toggled.connect(call)
        return action

    def _choices(
        self, entries: Iterable[tuple[str, str]], chosen: str, call: Callable[[str], None]
    ) -> dict[str, QAction]:
        group, actions = QActionGroup(self), {}
        for key, text in entries:
            action = self.units.addAction(text)
            action.setCheckable(True)
            action.setChecked(key == chosen)
            group.addAction(action)
            action.triggered.connect(lambda _=False, key=key: call(key))
            actions[key] = action
        return actions

    def _show_profiles(self, on: bool) -> None:
        self.plot.set_profiles_shown(on)
        self.looks_changed.emit()

    def _choose_unit(self, key: str) -> None:
        self.plot.set_unit(unit_named(key))
        self.looks_changed.emit()

    def _choose_axis(self, unit: str) -> None:
        self.plot.set_axis_unit(unit)
        self.looks_changed.emit()
