"""What is behind "Options": energy bands, shape, limits; and how the plot looks."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QMenu, QSpinBox, QWidget, QWidgetAction

from vhegui.analysis.edits.light_curve_text import edges_of, edges_text
from vhegui.analysis.quantities import quantity
from vhegui.analysis.state import LightCurveSettings
from vhegui.core.errors import AnalysisError
from vhegui.gui.figures.flux_plot import MOST_BANDS
from vhegui.gui.figures.flux_units import CRAB_NAMES, FLUX_UNITS
from vhegui.gui.figures.looks import Looks
from vhegui.gui.numbers.refused_keys import say_refused
from vhegui.gui.panels.light_curve.text_field import TextField
from vhegui.gui.widgets.boxes import choice_box, in_row
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.value_field import ValueField


class OptionsMenu(QMenu):
    """changed(label, changes) edits, bands_chosen(n, equally significant) too, looks_chosen(looks) only draws."""

    changed = Signal(str, object)
    bands_chosen = Signal(int, bool)
    looks_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.looks = Looks()
        content = QWidget()
        self._form = QFormLayout(content)
        self._build_bands()
        self._build_limits()
        self._build_looks()
        action = QWidgetAction(self)
        action.setDefaultWidget(content)
        self.addAction(action)

    def show_settings(self, settings: LightCurveSettings) -> None:
        """What the light curve is made with; no signal."""
        self.edges.set_text(edges_text(settings.edges))
        self.bands.blockSignals(True)
        self.bands.setValue(max(1, len(settings.edges) - 1))
        self.bands.blockSignals(False)
        self.refit.setChecked(settings.refit)
        self.ul_sigma.set_value(settings.ul_sigma)
        self.ul_ts.set_value(settings.ul_ts)

    def show_looks(self, looks: Looks) -> None:
        """How it is drawn; no signal."""
        self.looks = looks
        self.unit.setCurrentIndex(self.unit.findData(looks.unit))
        self.crab.setCurrentIndex(self.crab.findData(looks.crab))
        self.axis.setCurrentIndex(int(looks.mjd))
        for box, on in ((self.cut, looks.cut), (self.stacked, looks.stacked), (self.log, looks.log)):
            box.setChecked(on)
        self.crab.setEnabled(looks.unit == "crab")

    def _build_bands(self) -> None:
        self.bands = QSpinBox()
        say_refused(self.bands)
        self.bands.setRange(1, MOST_BANDS)
        self.bands.setAccessibleName("Number of energy bands")
        self.bands.setToolTip("So many bands over the fit range; 1: all of it")
        self.bands.setKeyboardTracking(False)
        self.bands.valueChanged.connect(lambda _: self._choose_bands())
        self.equal = choice_box(
            "How bands are chosen",
            "Equal in log E: bands of one width. Equally significant: along the energy bins so that the weakest band\n"
            "is as significant as possible in all of the data, for soft spectra that leave the highest band empty.",
        )
        self.equal.addItems(["equal in log E", "equally significant"])
        self.equal.activated.connect(lambda _: self._choose_bands())
        self.edges = TextField(
            "Energy band edges",
            "Rising energies; every pair of neighbours is a band: 0.7 2 10 TeV, or 700 GeV, 2 TeV.\n"
            "They go to the nearest edges of the reconstructed energy axis. Empty: the whole fit range.",
            "whole fit range",
            230,
        )
        self.edges.edited.connect(self._type_edges)
        self.refit = QCheckBox("fit the shape in every bin")
        self.refit.setAccessibleName("Refit the spectral shape")
        self.refit.setToolTip(
            "Off: the shape is that of the fit to all data, only the flux is free in a time bin. On: free parameters\n"
            "of the shape are fitted again in every time bin, so that a change of the spectrum does not pass for one\n"
            "of the flux; errors of the flux are then those at this shape. Needs many counts a bin."
        )
        self.refit.clicked.connect(lambda on: self._change("Refit the shape" if on else "Freeze the shape", refit=on))
        self._form.addRow("Energy bands", in_row(self.bands, self.equal, stretch=True))
        self._form.addRow("or edges", in_row(self.edges, stretch=True))
        self._form.addRow("Shape", self.refit)

    def _build_limits(self) -> None:
        self.ul_sigma = ValueField(
            "Level of upper limits", "In σ: 2 is 95 % (two-sided, from the likelihood profile)", _positive,
            lambda value: f"{value:g} σ", "0.00 σ",
        )  # fmt: skip
        self.ul_ts = ValueField(
            "TS below which limits are shown", "TS = 2 Δln L against no signal; 4 is 2σ", _not_negative,
            lambda value: f"{value:g}", "00.00",
        )  # fmt: skip
        self.ul_sigma.edited.connect(lambda value: self._change("Change level of limits", ul_sigma=value))
        self.ul_ts.edited.connect(lambda value: self._change("Change when limits are shown", ul_ts=value))
        self._form.addRow(
            "Upper limits", in_row(self.ul_sigma, PlainLabel("where TS is below"), self.ul_ts, stretch=True)
        )

    def _build_looks(self) -> None:
        self.unit = choice_box("Unit of the flux", "What is drawn; the analysis does not change")
        for unit in FLUX_UNITS:
            self.unit.addItem(f"{unit.quantity} in {unit.unit}", unit.key)
        self.crab = choice_box(
            "Crab reference",
            "1 Crab is the integral of this published spectrum over the same energy band;\n"
            "outside the energies it was measured at it is continued",
        )
        for key, name in CRAB_NAMES.items():
            self.crab.addItem(name, key)
        self.crab.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.crab.setMinimumContentsLength(26)
        self.axis = choice_box("Time axis", "Dates are UTC, MJD is in terrestrial time (TT), as in all tables")
        self.axis.addItems(["Date and time, UTC", "MJD, TT"])
        self.unit.activated.connect(lambda _: self._look(unit=self.unit.currentData()))
        self.crab.activated.connect(lambda _: self._look(crab=self.crab.currentData()))
        self.axis.activated.connect(lambda at: self._look(mjd=bool(at)))
        self.cut = self._box(
            "cut long pauses", "Pauses take little room (hatched), so that runs of minutes show", "cut"
        )
        self.stacked = self._box("a plot for every band", "Else all bands are in one plot", "stacked")
        self.log = self._box("logarithmic flux", "For flares; limits and positive fluxes only", "log")
        self._form.addRow("Flux", self.unit)
        self._form.addRow("Crab", self.crab)
        self._form.addRow("Time axis", self.axis)
        for box in (self.cut, self.stacked, self.log):
            self._form.addRow("", box)

    def _box(self, text: str, tip: str, part: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setAccessibleName(text)
        box.setToolTip(tip)
        box.clicked.connect(lambda on: self._look(**{part: on}))
        return box

    def _choose_bands(self) -> None:
        self.bands_chosen.emit(self.bands.value(), self.equal.currentIndex() == 1)

    def _type_edges(self, text: str) -> None:
        try:
            edges = edges_of(text)
        except AnalysisError as error:
            self.edges.complain(str(error))
            return
        self._change("Change energy bands of the light curve", edges=edges)

    def _change(self, label: str, **changes: object) -> None:
        self.changed.emit(label, changes)

    def _look(self, **changes: object) -> None:
        self.looks_chosen.emit(replace(self.looks, **changes))  # pyright: ignore[reportArgumentType]


def _positive(text: str) -> float:
    value = quantity(text, "σ")
    if not value > 0.0:
        raise ValueError("Give a level above 0 σ.")
    return value


def _not_negative(text: str) -> float:
    value = quantity(text)
    if value < 0.0:
        raise ValueError("Give a TS of 0 or more.")
    return value
