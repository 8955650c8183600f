"""The spectral energy distribution: model and its error band, flux points, published Crab spectra."""

from __future__ import annotations

import numpy as np

from vhegui.analysis.steps import ModelBand
from vhegui.core.estimators.flux_points import FluxPoints
from vhegui.core.models.crab_references import CRAB_REFERENCES
from vhegui.core.typing import Array, BoolArray
from vhegui.gui.panels.spectrum.auto_range import Range, log_range
from vhegui.gui.panels.spectrum.sed_units import SED_UNITS, SedUnit
from vhegui.gui.plotting.curve_items import LineItem
from vhegui.gui.plotting.curve_view import Axis, CurveView
from vhegui.gui.theme import LIGHT, Theme

EMPTY = np.zeros(0)
REFERENCE_POINTS = 80
MARGIN = 1.2
REFERENCE_STYLES = ("dash", "dot")


class SedPlot(CurveView):
    """Draws dN/dE in the chosen unit. Items are made once and given new arrays."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme, (1,), name="Spectral energy distribution")
        self.unit: SedUnit = SED_UNITS[0]
        self.references: tuple[str, ...] = ()
        self.automatic = True
        self._span: Range | None = None
        self._curve: ModelBand | None = None
        self._points: FluxPoints | None = None
        self._now: tuple[Range | None, Range | None] = (None, None)
        self._band_item = self.plot.add_band(label="1σ band")
        self._reference_items: dict[str, LineItem] = {}
        self._line_item = self.plot.add_line("model", "Model")
        self._limit_item = self.plot.add_limits()
        self._point_item = self.plot.add_points("excess", "Points", size=4.0)
        self.place_legend_above()
        self.plot.box.sigRangeChangedManually.connect(self._leave_automatic)
        self.plot.box.home_requested.connect(self.show_all)
        self._set_axes()

    def set_unit(self, unit: SedUnit) -> None:
        """Draw everything in another unit."""
        self.unit = unit
        self._set_axes()
        for key in self.references:
            self._draw_reference(key)
        self._draw_curve()
        self._draw_points()
        self.show_all()

    def set_references(self, keys: tuple[str, ...]) -> None:
        """Draw these published spectra (keys of `CRAB_REFERENCES`) and no others."""
        self.references = keys
        for number, reference in enumerate(CRAB_REFERENCES):
            if reference.key in keys and reference.key not in self._reference_items:
                style = REFERENCE_STYLES[number % len(REFERENCE_STYLES)]
                item = self.plot.add_line(f"series{number + 2}", reference.label, style, 1.5)
                item.setZValue(-5)
                self._reference_items[reference.key] = item
                self._draw_reference(reference.key)
        for key, item in self._reference_items.items():
            item.setVisible(key in keys)
        self.plot.refresh_legend()
        self._fit_ranges()

    def set_model(self, curve: ModelBand | None) -> None:
        """The model with its error, or nothing."""
        self._curve = curve
        self._draw_curve()
        self._fit_ranges()

    def set_span(self, low: float | None, high: float | None) -> None:
        """Energies (TeV) that the data cover: the model is drawn there and a little beyond; None: to its end."""
        span = (low / MARGIN if low else 0.0), (high * MARGIN if high else np.inf)
        if span != self._span:
            self._span = span
            self._draw_curve()
            self._fit_ranges()

    def set_points(self, points: FluxPoints | None) -> None:
        """Flux points, or none."""
        self._points = points
        self._draw_points()
        self._fit_ranges()

    def set_dimmed(self, model: bool, points: bool) -> None:
        """Faint where what is shown belongs to an earlier state."""
        for item in (self._line_item, self._band_item):
            item.setOpacity(0.35 if model else 1.0)
        for item in (self._point_item, self._limit_item):
            item.setOpacity(0.35 if points else 1.0)

    def show_all(self) -> None:
        """Everything, and follow the data again."""
        self.automatic, self._now = True, (None, None)
        self._fit_ranges()

    # drawing

    def _draw_curve(self) -> None:
        curve = self._curve
        if curve is None:
            self._line_item.set_data(EMPTY, EMPTY)
            self._band_item.set_data(EMPTY, EMPTY, EMPTY)
            return
        inside = self._inside(curve)
        energy, value, error = curve.energy[inside], curve.dnde[inside], curve.error[inside]
        self._line_item.set_data(energy, self.unit.drawn(energy, value))
        self._band_item.set_data(energy, self.unit.drawn(energy, value - error), self.unit.drawn(energy, value + error))

    def _inside(self, curve: ModelBand) -> BoolArray:
        """Where the curve is drawn."""
        low, high = self._span or (0.0, np.inf)
        return (curve.energy >= low) & (curve.energy <= high)

    def _draw_points(self) -> None:
        points = self._points
        if points is None:
            self._point_item.set_data(EMPTY, EMPTY)
            self._limit_item.set_data(EMPTY, EMPTY)
            return
        shown, limit = points.success & ~points.is_ul, points.is_ul & np.isfinite(points.norm_ul)
        energy = points.e_ref
        half = np.array([energy - points.e_min, points.e_max - energy])
        value, below, above, upper = (
            self.unit.drawn(energy, y) for y in (points.dnde, points.dnde_errn, points.dnde_errp, points.dnde_ul)
        )
        self._point_item.set_data(energy[shown], value[shown], half[:, shown], np.array([below, above])[:, shown])
        self._limit_item.set_data(energy[limit], upper[limit], half[:, limit])
        self._limit_item.set_label("Limits" if limit.any() else "")
        self.plot.refresh_legend()

    def _draw_reference(self, key: str) -> None:
        reference = next(item for item in CRAB_REFERENCES if item.key == key)
        energy = np.geomspace(*reference.energy_range, REFERENCE_POINTS)
        self._reference_items[key].set_data(energy, self.unit.drawn(energy, reference.evaluate(energy)))

    # range

    def _set_axes(self) -> None:
        self.set_axes(Axis("Energy", "TeV", log=True), Axis(self.unit.quantity, self.unit.unit, log=True))

    def _leave_automatic(self, *_: object) -> None:
        self.automatic = False

    def _fit_ranges(self) -> None:
        """The points, and the model where they are; without points, the model, but not its fall out of sight."""
        if not self.automatic:
            return
        x, y = self._extent()
        if not len(y):
            return
        wanted = (self._x_range(x), log_range(y, self._now[1], decades=4.5))
        for name, limits, now in zip("xy", wanted, self._now, strict=True):
            if limits is not None and limits != now:
                self.plot.set_range(**{name: limits})
        self._now = wanted

    def _x_range(self, x: Array) -> Range:
        return float(x.min()) / 1.1, float(x.max()) * 1.1

    def _extent(self) -> tuple[Array, Array]:
        x, y = [], []
        points, curve = self._points, self._curve
        if curve is not None:
            inside = self._inside(curve)
            x.append(curve.energy[inside])
            if points is not None and len(points.e_ref):
                inside &= (curve.energy >= points.e_min.min() / MARGIN) & (curve.energy <= points.e_max.max() * MARGIN)
            y.append(self.unit.drawn(curve.energy, curve.dnde)[inside])
        if points is not None:
            x += [points.e_min, points.e_max]
            value = np.where(points.is_ul, points.dnde_ul, points.dnde + np.nan_to_num(points.dnde_errp))
            low = np.where(points.is_ul, points.dnde_ul / 2.5, points.dnde - 0.7 * np.nan_to_num(points.dnde_errn))
            y += [self.unit.drawn(points.e_ref, value), self.unit.drawn(points.e_ref, low)]
        return (np.concatenate(x), np.concatenate(y)) if y else (EMPTY, EMPTY)
