"""The flux against time, one or several energy bands over each other or stacked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from vhegui.analysis.written_numbers import value_error
from vhegui.core.dl3.time import SECONDS_PER_DAY
from vhegui.core.estimators.light_curve.result import LightCurve
from vhegui.core.estimators.light_curve.variability import Variability, constant_flux
from vhegui.gui.figures.band_items import BandItems, Values
from vhegui.gui.figures.flux_units import FluxUnit, flux_unit
from vhegui.gui.figures.looks import Looks
from vhegui.gui.figures.time_plot import TimePlot
from vhegui.gui.figures.tips import BinTips, band_text
from vhegui.gui.plotting.axes.time_scale import TimeScale
from vhegui.gui.plotting.curve_items import CurveItem
from vhegui.gui.plotting.curve_plot import Axis
from vhegui.gui.scale import scaled
from vhegui.gui.theme import LIGHT, Theme

MOST_BANDS = 6
ROOM_A_BAND, PLOT_AND_AXIS, ROOM_A_ROW, LONG_AXIS = 240, 90, 75, 185  # pixels
SYMBOLS = {"Flux": "Φ", "Energy flux": "Φ_E"}
TIP = (
    "Flux in every time bin: points with 1σ errors of the likelihood, the horizontal bar is the bin; an arrow is an\n"
    "upper limit, where TS is below the value in Options. Dashed: the constant flux that fits best, with its 1σ band.\n"
    "Bins that hold no exposure, or no safe energies, have no point: the table says why.\n"
    "Click a bin to see its runs in the list and its events on the map; drag over a range for all in it; Esc lets go.\n"
    "Wheel: look closer (Shift: only time), middle drag: move, Page up and down: one piece of time, Home: all."
)


class FluxPlot(TimePlot):
    """Every band has a colour and a symbol of its own."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("Flux against time", theme, (1.0,) * MOST_BANDS, name="Flux against time", tip=TIP)
        self.bands = [BandItems(self.plot, 0)]  # of one plot; more are made when a curve has them
        self._stack = self.bands[:]  # each in a plot of its own
        self._zero = [plot.add_level("muted") for plot in self.plots]
        for level in self._zero:
            level.set_data(0.0)
        self._values: list[Values] = []
        self._levels: list[float] = []
        self.rows_shown = 0
        self._show_rows(1)
        self._looks = Looks()
        self._axis: Axis | None = None
        self._names: list[tuple[str, str, list[CurveItem]]] = []
        self.header_changed.connect(self._keep_room)

    def set_curve(self, curve: LightCurve, found: Sequence[Variability], looks: Looks) -> None:
        """Another light curve, or other looks."""
        unit, bands = flux_unit(looks.unit), min(curve.n_bands, MOST_BANDS)
        scale = time_scale(curve, looks)
        fresh = self.set_bins(curve.time_min, curve.time_max, scale, BinTips(curve, unit, looks.crab))
        relogged, self._looks = looks.log != self._looks.log, looks
        stacked = looks.stacked and bands > 1
        self._show_rows(bands if stacked else 1)
        factor = unit.scale(curve, looks.crab)
        self._values = [_values(curve, band, factor[:, band]) for band in range(bands)]
        items = self._items_of(bands, stacked)
        for other in {*self._stack, *self.bands} - set(items):
            other.clear()
        self._levels, names = [], []
        for band, values in enumerate(self._values):
            items[band].set_data(scale, curve.time_min, curve.time_max, values)
            mean, error = _constant(curve, found, band, values, unit.of_flux(curve, band, looks.crab))
            items[band].set_mean(scale, mean, error)
            self._levels.append(mean)
            label = band_text(curve.e_min[band], curve.e_max[band])
            tail = unit.unit if bands == 1 or (stacked and band == 0) else ""
            names.append((label, value_error(mean, error, tail), items[band].sample))
        self._axis = None
        self._fit_axis()
        self._names = names
        self._name_bands()
        if fresh:
            self.automatic = True
            self.fit_x()
        if self.automatic or relogged:
            self.fit_y()

    def set_dimmed(self, dimmed: bool) -> None:
        """Faint while what is shown belongs to an earlier state."""
        for items in {*self._stack, *self.bands}:
            for item in items.all:
                item.setOpacity(0.35 if dimmed else 1.0)

    def fit_y(self) -> None:
        """All fluxes whole, zero in the plot where it is linear, and room for the dates above."""
        shares = [self._values] if self.rows_shown == 1 else [[values] for values in self._values]
        for plot, share in zip(self.plots, shares, strict=False):
            ends = [each.ends for each in share]
            low = np.concatenate([np.zeros(0), *(lows for lows, _ in ends)])
            high = np.concatenate([np.zeros(0), *(highs for _, highs in ends)])
            if len(high) and high.max() > 0:
                plot.set_range(y=_roomy_log(low, high) if self._looks.log else _roomy(low, high))

    def resizeEvent(self, ev: Any) -> None:
        super().resizeEvent(ev)
        if hasattr(self, "_names"):  # the first resize comes while the base class is made
            self._name_bands()
            self._fit_axis()

    def _fit_axis(self) -> None:
        """Name and unit of the fluxes; a short axis has room for a symbol and the power of ten, which must not go."""
        unit = flux_unit(self._looks.unit)
        short = self.range.height() - self.header_height < LONG_AXIS * self.rows_shown
        axis = flux_axis(unit, short, self._looks.log)
        if axis != self._axis and len(self.start):
            self._axis = axis
            self.set_axes(self.time_axis, *[axis] * len(self.plots))

    def _name_bands(self) -> None:
        """The bands and their constant fluxes; where there is little room for many, only the bands."""
        whole = self.range.width() >= ROOM_A_BAND * len(self._names)
        self.set_names([(f"{band}: {flux}" if whole else band, items) for band, flux, items in self._names])

    def _keep_room(self) -> None:
        """Plots in a row need more than a dock may have: the window then scrolls the panel."""
        self.setMinimumHeight(scaled(self.header_height + PLOT_AND_AXIS + ROOM_A_ROW * (self.rows_shown - 1)))

    def _items_of(self, bands: int, stacked: bool) -> list[BandItems]:
        known = self._stack if stacked else self.bands
        known += [BandItems(self.plots[stacked * number], number) for number in range(len(known), bands)]
        return known[:bands]

    def _show_rows(self, count: int) -> None:
        if count != self.rows_shown:
            self.rows_shown = count
            self.set_rows_shown(count)
            self._keep_room()


def flux_axis(unit: FluxUnit, short: bool, log: bool = False) -> Axis:
    """Name and unit of the fluxes, or only the symbol where the axis is short."""
    return Axis(SYMBOLS[unit.quantity], "", log) if short else Axis(unit.quantity, unit.unit, log)


def time_scale(curve: LightCurve, looks: Looks) -> TimeScale:
    """Where times lie. Where pauses are cut, time bins without a flux are pauses: they need no room."""
    shown = curve.measured if looks.cut and curve.measured.any() else np.ones(len(curve), bool)
    return TimeScale.of(curve.time_min[shown], curve.time_max[shown], looks.cut, utc_offset(curve), looks.mjd)


def utc_offset(curve: Any) -> float:
    """TT − UTC (days) at the first time bin."""
    from vhegui.core.dl3.time import tt_minus_utc

    return tt_minus_utc(float(curve.time_min.min())) / SECONDS_PER_DAY if len(curve) else 0.0


def _values(curve: LightCurve, band: int, scale: np.ndarray) -> Values:
    flux, errn, errp, limit = (
        getattr(curve, name)[:, band] * scale for name in ("norm", "norm_errn", "norm_errp", "norm_ul")
    )
    return Values(flux, errn, errp, limit, curve.is_ul[:, band], curve.livetime)


def _constant(
    curve: LightCurve, found: Sequence[Variability], band: int, values: Values, factor: float
) -> tuple[float, float]:
    """The constant flux and its error in the unit that is drawn; from the drawn values where it has no fixed factor."""
    if band < len(found) and np.isfinite(factor):
        test = found[band].likelihood
        return test.flux * factor, test.flux_err * factor
    error = 0.5 * (values.errn + values.errp)
    good = np.isfinite(values.flux) & np.isfinite(error) & (error > 0)
    test = constant_flux(values.flux[good], error[good])
    return test.flux, test.flux_err


def _roomy(low: np.ndarray, high: np.ndarray) -> tuple[float, float]:
    bottom, top = min(0.0, float(low.min())), float(high.max())
    return bottom - 0.05 * (top - bottom), top + 0.2 * (top - bottom)


def _roomy_log(low: np.ndarray, high: np.ndarray) -> tuple[float, float]:
    top = float(high.max())
    positive = low[low > 0]
    bottom = max(float(positive.min()) if len(positive) else 0.01 * top, 1e-4 * top)
    return bottom / 1.25, top * (top / bottom) ** 0.2
