"""The top row: which view, how time is binned, options, export."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QMenu, QTabBar, QToolButton

from vhegui.analysis.edits.light_curve_text import intervals_of, intervals_text
from vhegui.analysis.quantities import quantity
from vhegui.analysis.state import LightCurveSettings
from vhegui.analysis.written_numbers import number
from vhegui.core.errors import AnalysisError
from vhegui.gui.panels.light_curve.text_field import TextField
from vhegui.gui.widgets.boxes import flat_button
from vhegui.gui.widgets.flow_row import FlowRow
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.value_field import ValueField

VIEWS = {
    "flux": ("Flux", "Flux against time"),
    "hardness": ("Hardness", "Ratio of the fluxes of two energy bands against time"),
    "growth": ("Growth", "Excess and significance against livetime"),
    "phase": ("Phase", "Flux folded with an ephemeris"),
    "table": ("Table", "All numbers, to copy and to save"),
}
BINS = {
    "run": ("Per run", "One time bin for every run"),
    "night": ("Per night", "One time bin for every night, from noon to noon at the telescope"),
    "fixed": ("Minutes", "Time bins of equal length, counted anew after every pause; runs are split"),
    "intervals": ("Intervals", "Time bins as typed"),
    "blocks": (
        "Blocks",
        "Bayesian blocks: neighbouring runs are joined as long as their flux agrees\n"
        "(Scargle et al. 2013, ApJ 764, 167)",
    ),
}
WITH_BINS = ("flux", "hardness", "table")


class Controls(FlowRow):
    """view_chosen(name) · changed(label, changes) edits the light curve's settings · failed(sentence)."""

    view_chosen = Signal(str)
    changed = Signal(str, object)

    def __init__(self, options: QMenu) -> None:
        super().__init__("Light curve: view, time bins, options", spacing=4)
        self._settings = LightCurveSettings()
        self.views = QTabBar()
        self.views.setAccessibleName("View")
        self.views.setDrawBase(False)
        self.views.setExpanding(False)
        self.views.setUsesScrollButtons(False)
        self.views.setStyleSheet("QTabBar::tab { padding: 4px 6px; }")
        for name, (text, tip) in VIEWS.items():
            at = self.views.addTab(text)
            self.views.setTabData(at, name)
            self.views.setTabToolTip(at, tip)
        self.views.currentChanged.connect(lambda at: self._show_view(self.views.tabData(at)))
        self._build_bins()
        self._build_ephemeris()
        self._build_hardness()
        self.options = _menu_button("Options", "Energy bands, units, limits, time axis")
        self.options.setMenu(options)
        self.export = _menu_button("Export", "Copy or save the plot, or the table")
        self.add(self.views, self.bins, self.minutes, self.chance, self.intervals)
        self.add(self.hard, self.over, self.soft)
        self.add(self.period, self.epoch, self.period_dot, self.phase_bins, self.options, self.export)
        self._show_fields()

    @property
    def view(self) -> str:
        """The chosen view."""
        return str(self.views.tabData(self.views.currentIndex()))

    def show_view(self, name: str) -> None:
        """Choose another view, as a click on its tab does."""
        self.views.setCurrentIndex(list(VIEWS).index(name))

    def choose_bins(self, name: str) -> None:
        """Choose how time is binned, as in the list."""
        self.show_view(self.view if self.view in WITH_BINS else WITH_BINS[0])
        self.bins.setCurrentIndex(self.bins.findData(name))
        self._choose_bins()

    def show_settings(self, settings: LightCurveSettings) -> None:
        """What the light curve is made with; no signal."""
        self._settings = settings
        self.bins.setCurrentIndex(self.bins.findData(settings.bins))
        self.minutes.set_value(settings.minutes)
        self.chance.set_value(settings.p0)
        self.intervals.set_text(intervals_text(settings.intervals))
        self.period.set_value(settings.period or None)
        self.epoch.set_value(settings.epoch)
        self.period_dot.set_value(settings.period_dot)
        self.phase_bins.set_value(settings.phase_bins)
        self._show_hardness()
        self._show_fields()

    def _show_view(self, name: str) -> None:
        self._show_fields()
        self.view_chosen.emit(name)

    def _show_fields(self) -> None:
        """Only what matters now."""
        bins, view = self.bins.currentData(), self.view
        self.bins.setVisible(view in WITH_BINS)
        for name, field in (("fixed", self.minutes), ("blocks", self.chance), ("intervals", self.intervals)):
            field.setVisible(view in WITH_BINS and bins == name)
        for field in (self.period, self.epoch, self.period_dot, self.phase_bins):
            field.setVisible(view == "phase")
        for field in (self.hard, self.over, self.soft):
            field.setVisible(view == "hardness" and self.soft.count() > 2)

    def show_bands(self, names: Sequence[str]) -> None:
        """The energy bands there are, for the hardness; no signal."""
        if [self.soft.itemText(at) for at in range(self.soft.count())] == list(names):
            return
        for combo in (self.soft, self.hard):
            combo.clear()
            combo.addItems(list(names))
        self._show_hardness()
        self._show_fields()

    def _show_hardness(self) -> None:
        """Which two bands the ratio is of, as far as there are such."""
        last, (soft, hard) = self.soft.count() - 1, (self._settings.soft, self._settings.hard)
        hard = last if hard == -1 else hard
        if soft == hard or max(soft, hard) > last:
            soft, hard = 0, last
        self.soft.setCurrentIndex(soft)
        self.hard.setCurrentIndex(hard)

    def _build_hardness(self) -> None:
        self.soft, self.hard, self.over = QComboBox(), QComboBox(), PlainLabel("over")
        for combo, name, tip in (
            (self.soft, "Soft band", "The flux that is divided by"),
            (self.hard, "Hard band", "The flux that is divided"),
        ):
            combo.setAccessibleName(name)
            combo.setToolTip(f"{tip}: the ratio is hard over soft. Bands are chosen in Options.")
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.activated.connect(lambda _: self._choose_hardness())

    def _choose_hardness(self) -> None:
        soft, hard = self.soft.currentIndex(), self.hard.currentIndex()
        if soft == hard:
            self._show_hardness()  # a ratio of a band to itself says nothing
            return
        self._change("Choose bands of the hardness", soft=soft, hard=hard)

    def _build_bins(self) -> None:
        self.bins = QComboBox()
        self.bins.setAccessibleName("Time bins")
        self.bins.setToolTip("How time is binned")
        for at, (name, (text, tip)) in enumerate(BINS.items()):
            self.bins.addItem(text, name)
            self.bins.setItemData(at, tip, 3)  # Qt.ToolTipRole
        self.bins.activated.connect(lambda _: self._choose_bins())
        self.minutes = ValueField(
            "Length of the time bins", "In minutes, or with a unit: 2 min, 90 s, 1 h",
            _minutes, lambda value: f"{value:.4g} min", "000.0 min",
        )  # fmt: skip
        self.minutes.edited.connect(
            lambda value: self._change("Change length of time bins", minutes=value, bins="fixed")
        )
        self.chance = ValueField(
            "False alarm", "p₀: chance that a constant source is cut in two by its noise; smaller gives fewer blocks",
            lambda text: quantity(text), lambda value: f"p₀ = {value:g}", "p₀ = 0.00001",
        )  # fmt: skip
        self.chance.set_writer(lambda value: f"{value:g}")
        self.chance.edited.connect(lambda value: self._change("Change false-alarm chance", p0=value))
        self.intervals = TextField(
            "Time intervals",
            "From to, several separated by semicolons: 53944.9 to 53945.1 (MJD, TT), or\n"
            "2006-07-29T00:10 to 2006-07-29T01:10 (UTC). Or drag over the plot and use “Add as bin”.",
            "53944.9 to 53945.1; …",
            190,
        )
        self.intervals.edited.connect(self._type_intervals)

    def _build_ephemeris(self) -> None:
        self.period = ValueField(
            "Period", "Period in days, or with a unit: 26.5 d, 3.9 h, 33 ms",
            _days, lambda value: f"P = {value:.8g} d", "P = 00.0000 d",
        )  # fmt: skip
        self.period.setPlaceholderText("period in d")
        self.epoch = ValueField(
            "Epoch", "MJD (TT) of phase 0", lambda text: quantity(text), lambda value: f"T₀ = {value:.10g}",
            "T₀ = 53945.00",
        )  # fmt: skip
        self.period_dot = ValueField(
            "Change of the period", "Ṗ, days a day (no unit)", lambda text: quantity(text),
            lambda value: f"Ṗ = {number(value, 3)}", "Ṗ = 0×10⁻¹³",
        )  # fmt: skip
        self.phase_bins = ValueField(
            "Phase bins", "How many equal bins one cycle has: few for a weak source, many for a sharp pulse",
            _whole, lambda value: f"{value:.0f} bins", "000 bins",
        )  # fmt: skip
        self.phase_bins.edited.connect(
            lambda value: self._change("Change number of phase bins", phase_bins=round(value))
        )
        self.period.edited.connect(lambda value: self._change("Change period", period=value))
        self.epoch.edited.connect(lambda value: self._change("Change epoch", epoch=value))
        self.period_dot.edited.connect(lambda value: self._change("Change derivative of the period", period_dot=value))

    def _choose_bins(self) -> None:
        bins = self.bins.currentData()
        self._show_fields()
        if bins == "intervals" and not self._settings.intervals:
            self.intervals.setFocus()  # the edit comes with the first interval
            return
        self._change("Choose time bins", bins=bins)

    def _type_intervals(self, text: str) -> None:
        try:
            intervals = intervals_of(text)
        except AnalysisError as error:
            self.intervals.complain(str(error))
            return
        if intervals:
            self._change("Type time intervals", intervals=intervals, bins="intervals")

    def _change(self, label: str, **changes: object) -> None:
        self.changed.emit(label, changes)


def _minutes(text: str) -> float:
    plain = text.strip()
    bare = plain.replace(",", ".").replace(".", "", 1).isdigit()
    value = float(plain.replace(",", ".")) if bare else quantity(plain, "s") / 60.0
    if not value > 0:
        raise ValueError("A time bin is longer than 0. Type for example 2 min.")
    return value


def _days(text: str) -> float:
    plain = text.split("=")[-1].strip()
    try:
        value = float(plain.replace(",", "."))
    except ValueError:
        value = quantity(plain, "s") / 86400.0
    if not value > 0:
        raise ValueError("A period is longer than 0. Type for example 26.5 d.")
    return value


def _whole(text: str) -> float:
    value = quantity(text.replace("bins", ""))
    if value != round(value) or not 2 <= value <= 500:
        raise ValueError("Give a whole number of bins from 2 to 500.")
    return value


def _menu_button(text: str, tip: str) -> QToolButton:
    button = flat_button(text, tip)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button
