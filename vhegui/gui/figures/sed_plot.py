"""The spectral energy distribution: model and its error band, flux points, published spectra, compared models."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.analysis.curves import SpectrumCurve
from vhegui.analysis.steps import ModelBand
from vhegui.core.estimators.flux_points.points import FluxPoints
from vhegui.core.estimators.flux_points.quick_estimate import QuickEstimate
from vhegui.core.sed.overlays import Overlay
from vhegui.core.sed.units import energy_scale
from vhegui.core.typing import EMPTY, Array
from vhegui.gui.figures.auto_range import Range, log_range
from vhegui.gui.figures.labels import short_label
from vhegui.gui.figures.profile_item import ProfilesItem
from vhegui.gui.figures.sed_sets import DrawnPoints, own_points, published_points, rough_points
from vhegui.gui.figures.sed_units import SED_UNITS, SedUnit
from vhegui.gui.plotting.curve_items import CurveItem, LimitsItem, LineItem, PointsItem
from vhegui.gui.plotting.curve_view import Axis, CurveView
from vhegui.gui.theme import LIGHT, Theme

MARGIN = 1.2
BANDS_A_DECADE = 5
OVERLAY_COLOURS = ("series2", "series3", "series4", "series5", "series6")
OVERLAY_STYLES = ("dash", "dot")
SYMBOLS = ("square", "diamond", "cross", "plus")
CURVE_COLOURS = ("series0", "series3", "series2", "series4", "series6")


@dataclass(frozen=True, eq=False)
class _Published:
    """The items of a published spectrum."""

    line: LineItem
    points: PointsItem
    limits: LimitsItem


class SedPlot(CurveView):
    """Draws spectra in the chosen unit. Items are made once and given new arrays."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme, (1,), name="Spectral energy distribution")
        self.unit: SedUnit = SED_UNITS[0]
        self.axis_unit = "TeV"
        self.automatic = True
        self.profiles_shown = False
        self.overlays: tuple[Overlay, ...] = ()
        self.curves: tuple[SpectrumCurve, ...] = ()
        self._curve: ModelBand | None = None
        self._points: FluxPoints | None = None
        self._rough: QuickEstimate | None = None
        self._own: DrawnPoints | None = None
        self._now: tuple[Range | None, Range | None] = (None, None)
        self.profiles = self.plot.add(ProfilesItem(theme))
        self._band_item = self.plot.add_band(label="1σ band")
        self.published: dict[str, _Published] = {}
        self.curve_items: list[LineItem] = []
        self.line_item = self.plot.add_line("model", "Model")
        self.rough_item = self.plot.add_points("threshold", "", "diamond", 4.5)
        self.limit_item = self.plot.add_limits()
        self.point_item = self.plot.add_points("excess", "Points", size=4.0)
        self.place_legend_above()
        self.plot.box.sigRangeChangedManually.connect(self._leave_automatic)
        self.plot.box.home_requested.connect(self.show_all)
        self._set_axes()

    # what is drawn

    def set_unit(self, unit: SedUnit) -> None:
        """Draw everything in another unit."""
        self.unit = unit
        self._draw_anew()

    def set_axis_unit(self, unit: str) -> None:
        """Energies along the axis in TeV, GeV, MeV or erg."""
        self.axis_unit = unit
        self._draw_anew()

    def set_model(self, curve: ModelBand | None) -> None:
        """The model with its error, or nothing."""
        self._curve = curve
        self._draw_curve()
        self._fit_ranges()

    def set_points(self, points: FluxPoints | None) -> None:
        """Flux points, or none."""
        self._points = points
        self._draw_points()
        if self.unit.banded:
            self._draw_curves()
        self._fit_ranges()

    def set_profiles_shown(self, shown: bool) -> None:
        """Likelihood profiles behind the flux points."""
        self.profiles_shown = shown
        self._draw_points()

    def names_of_curves(self) -> dict[CurveItem, str]:
        """Those whose label is shown elsewhere, or belongs to another item."""
        names: dict[CurveItem, str] = {self.limit_item: "Upper limits", self.rough_item: "Quick estimate"}
        for overlay in self.overlays:
            items = self.published[overlay.key]
            names |= dict.fromkeys((items.line, items.points), overlay.label)
            names[items.limits] = f"{overlay.label}, upper limits"
        return names

    def set_quick_estimate(self, rough: QuickEstimate | None) -> None:
        """The estimate without a fit, or none."""
        self._rough = rough
        self._draw_rough()

    def set_overlays(self, overlays: tuple[Overlay, ...]) -> None:
        """Draw these published spectra and no others."""
        self.overlays = overlays
        keys = {overlay.key for overlay in overlays}
        for key in [key for key in self.published if key not in keys]:
            gone = self.published.pop(key)
            for item in (gone.line, gone.points, gone.limits):
                self.plot.remove(item)
        for overlay in overlays:
            if overlay.key not in self.published:
                self.published[overlay.key] = self._new_items()
            self._draw_overlay(overlay)
        self.plot.refresh_legend()
        self._fit_ranges()

    def set_curves(self, curves: tuple[SpectrumCurve, ...]) -> None:
        """Draw these models beside the fitted one."""
        self.curves = curves
        while len(self.curve_items) < len(curves):
            number = len(self.curve_items)
            style = "dash" if number % 2 else "solid"
            item = self.plot.add_line(CURVE_COLOURS[number % len(CURVE_COLOURS)], "", style, 1.5)
            item.setZValue(3)
            self.curve_items.append(item)
        self._draw_compared()

    def set_dimmed(self, model: bool, points: bool) -> None:
        """Faint where what is shown belongs to an earlier state."""
        for item in (self.line_item, self._band_item):
            item.setOpacity(0.35 if model else 1.0)
        for item in (self.point_item, self.limit_item, self.profiles, self.rough_item):
            item.setOpacity(0.35 if points else 1.0)

    def show_all(self) -> None:
        """Everything, and follow the data again."""
        self.automatic, self._now = True, (None, None)
        self._fit_ranges()

    # drawing

    @property
    def _scale(self) -> float:
        """Axis units per TeV."""
        return energy_scale(self.axis_unit)

    def _draw_anew(self) -> None:
        self._set_axes()
        self._draw_curves()
        self._draw_points()
        self._draw_rough()
        self.show_all()

    def _draw_curves(self) -> None:
        self._draw_curve()
        for overlay in self.overlays:
            self._draw_overlay(overlay)
        self._draw_compared()

    def _draw_curve(self) -> None:
        curve = self._curve
        if curve is None:
            self.line_item.set_data(EMPTY, EMPTY)
            self._band_item.set_data(EMPTY, EMPTY, EMPTY)
            return
        x, value = self._line(curve.energy, curve.dnde)
        low = self._line(curve.energy, curve.dnde - curve.error)[1]
        high = self._line(curve.energy, curve.dnde + curve.error)[1]
        self.line_item.set_data(x, value)
        self._band_item.set_data(x, low, high)

    def _line(self, energy: Array, dnde: Array) -> tuple[Array, Array]:
        """A curve as it is drawn: smooth, or as stairs where fluxes of bands are.

        The ends of an error band are integrated like the curve itself, as if errors at all energies of a band moved
        together: an upper bound of the error of the band's flux (`models.spectral.flux` propagates the covariance).
        """
        if not self.unit.banded or len(energy) < 2:
            return self._scale * energy, self.unit.drawn(energy, dnde) if len(energy) else EMPTY
        low, high = self._bands(energy)
        values = self.unit.in_bands(energy, dnde, low, high)
        return self._scale * np.column_stack([low, high]).ravel(), np.repeat(values, 2)

    def _bands(self, energy: Array) -> tuple[Array, Array]:
        """The bands of the flux points; without points, five a decade."""
        if self._points is not None and len(self._points.e_ref):
            return self._points.e_min, self._points.e_max
        count = max(1, round(BANDS_A_DECADE * np.log10(energy[-1] / energy[0])))
        edges = np.geomspace(energy[0], energy[-1], count + 1)
        return edges[:-1], edges[1:]

    def _draw_points(self) -> None:
        points = self._points
        self._own = None if points is None else own_points(points, self.unit)
        if points is None or self._own is None:
            self.point_item.set_data(EMPTY, EMPTY)
            self.limit_item.set_data(EMPTY, EMPTY)
            return
        self._own.show(self.point_item, self.limit_item, self._scale)
        self.limit_item.set_label("Limits" if points.is_ul.any() else "")
        shown = self.profiles_shown and points.norm_profile.shape[1] > 0
        if shown:
            flux = points.norm_profile * self.unit.of_own(points)[:, None]
            rise = points.stat_profile - np.nanmin(points.stat_profile, axis=1, keepdims=True)
            self.profiles.set_data(self._scale * points.e_min, self._scale * points.e_max, flux, rise)
        self.profiles.setVisible(shown)
        self.profiles.set_label("Likelihood" if shown else "")
        self.plot.refresh_legend()

    def _draw_rough(self) -> None:
        rough = self._rough
        if rough is None:
            self.rough_item.set_data(EMPTY, EMPTY)
        else:
            rough_points(rough, self.unit).show(self.rough_item, None, self._scale)
        self.rough_item.set_label("Quick estimate" if rough is not None else "")
        self.plot.refresh_legend()

    def _new_items(self) -> _Published:
        number = next(n for n in range(1000) if all(n != used for used in self._used_numbers()))
        colour = OVERLAY_COLOURS[number % len(OVERLAY_COLOURS)]
        line = self.plot.add_line(colour, "", OVERLAY_STYLES[number % len(OVERLAY_STYLES)], 1.5)
        points = self.plot.add_points(colour, "", SYMBOLS[number % len(SYMBOLS)], 3.5)
        limits = self.plot.add_limits(colour)
        for item in (line, points, limits):
            item.setZValue(-5)
            item.setData(0, number)
        return _Published(line, points, limits)

    def _used_numbers(self) -> list[int]:
        return [int(items.line.data(0)) for items in self.published.values()]

    def _draw_overlay(self, overlay: Overlay) -> None:
        items = self.published[overlay.key]
        items.line.set_data(*self._line(overlay.energy, overlay.dnde))
        named = items.line if len(overlay.energy) else items.points
        named.set_label(short_label(overlay.label))
        if overlay.points is None:
            items.points.set_data(EMPTY, EMPTY)
            items.limits.set_data(EMPTY, EMPTY)
        else:
            published_points(overlay.points, self.unit).show(items.points, items.limits, self._scale)

    def _draw_compared(self) -> None:
        for number, item in enumerate(self.curve_items):
            known = number < len(self.curves)
            item.setVisible(known)
            if known:
                item.set_data(*self._line(self.curves[number].energy, self.curves[number].dnde))
                item.set_label(self.curves[number].label)
        self.plot.refresh_legend()

    # range

    def _set_axes(self) -> None:
        energy = Axis("Energy", self.axis_unit, log=True)
        self.set_axes(energy, Axis(self.unit.quantity, self.unit.unit, log=True))

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
            energy, value = self._line(curve.energy, curve.dnde)
            x.append(energy)
            if points is not None and len(points.e_ref):
                near = energy >= self._scale * points.e_min.min() / MARGIN
                value = value[near & (energy <= self._scale * points.e_max.max() * MARGIN)]
            y.append(value)
        if points is not None and self._own is not None:
            x += [self._scale * points.e_min, self._scale * points.e_max]
            y.append(self._own.heights)
        return (np.concatenate(x), np.concatenate(y)) if y else (EMPTY, EMPTY)
