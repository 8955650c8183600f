"""A and B in plots: the SED and its ratio to the model of A, the excess, the light curve."""

from __future__ import annotations

from typing import Any

import numpy as np

from vhegui.core.dl3.time import SECONDS_PER_DAY, tt_minus_utc
from vhegui.core.models.spectral.flux import TEV_TO_ERG
from vhegui.core.typing import EMPTY, Array, BoolArray
from vhegui.gui.panels.compare.side import Side
from vhegui.gui.plotting.axes.time_scale import TimeScale
from vhegui.gui.plotting.curve_items import BandItem, LimitsItem, LineItem, PointsItem
from vhegui.gui.plotting.curve_view import Axis
from vhegui.gui.plotting.plot_header import TitledView
from vhegui.gui.plotting.span_brush import TimeMarks
from vhegui.gui.theme import LIGHT, Theme

ROLES = ("series0", "series1")
NAMES = ("A", "B")
ENERGY = Axis("Energy", "TeV", log=True)
SED_TIP = (
    "Energy flux of the pinned analysis A and of the current one B: fitted models with 1σ bands, and flux points.\n"
    "Below: everything divided by the model of A, so that small differences can be seen. Both use mostly the same\n"
    "events: their errors are not independent, and must not be added in quadrature."
)
COUNTS_TIP = "Excess (ON − α × OFF) per bin of reconstructed energy, all runs, with the signal that each model expects."
TIME_TIP = (
    "Light curves of A and B, the first energy band of each, with 1σ errors; arrows are upper limits. Bins and bands\n"
    "are those of the light-curve panel, of A as they were when it was pinned. Pauses are cut short (hatched)."
)
WAITING = "The light curves are being computed."


class PairView(TitledView):
    """A plot that follows its data until the user zooms; a double click shows everything and follows again."""

    def __init__(self, title: str, theme: Theme, rows: tuple[float, ...], tip: str) -> None:
        super().__init__(title, theme, rows, name=f"A and B: {title}", tip=tip)
        self.automatic = True
        for plot in self.plots:
            plot.box.home_requested.disconnect(plot.fit_range)
            plot.box.home_requested.connect(self.show_all)
            plot.box.sigRangeChangedManually.connect(self._leave_automatic)

    def show_all(self) -> None:
        """Everything, and follow the data again."""
        self.automatic = True
        self.fit_range()

    def follow(self) -> None:
        """The data are new."""
        if self.automatic:
            self.fit_range()

    def _leave_automatic(self, *_: object) -> None:
        self.automatic = False


class SedPair(PairView):
    """Models and flux points; below, divided by the model of A."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("SED (erg cm⁻² s⁻¹)", theme, (1.7, 1.0), SED_TIP)  # its axis is too short for the unit
        top, low = self.plots
        self._bands: list[BandItem] = [top.add_band(role, alpha=0.18) for role in ROLES]
        self.lines: list[LineItem] = [top.add_line(role) for role in ROLES]
        self.limits: list[LimitsItem] = [top.add_limits(role) for role in ROLES]
        symbols = zip(ROLES, ("circle", "square"), strict=True)
        self.points: list[PointsItem] = [top.add_points(role, symbol=symbol, size=4.0) for role, symbol in symbols]
        self._one = low.add_level(ROLES[0])
        self._band_a = low.add_band(ROLES[0], alpha=0.18)
        self._line_b = low.add_line(ROLES[1])
        symbols = zip(ROLES, ("circle", "square"), strict=True)
        self.ratios: list[PointsItem] = [low.add_points(role, symbol=symbol, size=3.5) for role, symbol in symbols]
        self._band_a.scales_range = False
        for band in self._bands:
            band.scales_range = False
        self.set_axes(ENERGY, Axis("E² dN/dE", "", log=True), Axis("/ model A"))
        self._one.set_data(1.0)

    def show_pair(self, sides: tuple[Side, Side]) -> None:
        """A and B."""
        names: list[Any] = []
        for i, side in enumerate(sides):
            self._draw_model(i, side)
            self._draw_points(i, side)
            names.append((NAMES[i], [self.points[i], self.lines[i]]))
        self._draw_ratio(sides)
        self.set_names(names)
        self.follow()

    def fit_range(self) -> None:
        """The points of both; without points, the models, which may differ by factors where there are no counts."""
        top, low = self.plots
        self._line_b.scales_range = all(item.data_rect().isNull() for item in self.ratios)
        drawn = [item for item in (*self.points, *self.limits) if not item.data_rect().isNull()]
        for line in self.lines:
            line.scales_range = not drawn
        top.fit_range()
        low.fit_range(x=False)

    def _draw_model(self, i: int, side: Side) -> None:
        band = side.band
        if band is None:
            self.lines[i].set_data(EMPTY, EMPTY)
            self._bands[i].set_data(EMPTY, EMPTY, EMPTY)
            return
        low, high = _span(side)
        inside = (band.energy >= low / 1.2) & (band.energy <= high * 1.2)
        energy = band.energy[inside]
        scale = TEV_TO_ERG * energy**2
        value, error = band.dnde[inside], band.error[inside]
        self.lines[i].set_data(energy, scale * value)
        self._bands[i].set_data(energy, scale * (value - error), scale * (value + error))

    def _draw_points(self, i: int, side: Side) -> None:
        points = side.points
        if points is None:
            self.points[i].set_data(EMPTY, EMPTY)
            self.limits[i].set_data(EMPTY, EMPTY)
            return
        shown, limit = points.success & ~points.is_ul, points.is_ul & np.isfinite(points.norm_ul)
        energy, scale = points.e_ref, TEV_TO_ERG * points.e_ref**2
        half = np.array([energy - points.e_min, points.e_max - energy])
        errors = scale * np.array([points.dnde_errn, points.dnde_errp])
        self.points[i].set_data(energy[shown], (scale * points.dnde)[shown], half[:, shown], errors[:, shown])
        self.limits[i].set_data(energy[limit], (scale * points.dnde_ul)[limit], half[:, limit])

    def _draw_ratio(self, sides: tuple[Side, Side]) -> None:
        a, b = sides
        for i, side in enumerate(sides):
            self._draw_point_ratio(self.ratios[i], a, side)
        if a.band is None:
            self._band_a.set_data(EMPTY, EMPTY, EMPTY)
        else:
            relative = _of(a.band.error, a.band.dnde)
            self._band_a.set_data(a.band.energy, 1.0 - relative, 1.0 + relative)
        curve, model = b.band, None
        if curve is not None:
            low, high = _span(b)
            inside = (curve.energy >= low) & (curve.energy <= high)
            model = a.model_at(curve.energy[inside])
            if model is not None:
                self._line_b.set_data(curve.energy[inside], _of(curve.dnde[inside], model))
        if model is None:
            self._line_b.set_data(EMPTY, EMPTY)

    @staticmethod
    def _draw_point_ratio(item: PointsItem, a: Side, side: Side) -> None:
        points = side.points
        use = EMPTY.astype(bool) if points is None else points.success & ~points.is_ul
        model = None if points is None else a.model_at(points.e_ref[use])
        if points is None or model is None:
            item.set_data(EMPTY, EMPTY)
            return
        energy = points.e_ref[use]
        half = np.array([energy - points.e_min[use], points.e_max[use] - energy])
        errors = _of(np.array([points.dnde_errn[use], points.dnde_errp[use]]), model)
        item.set_data(energy, _of(points.dnde[use], model), half, errors)


class CountsPair(PairView):
    """Excess and expected signal."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("Excess", theme, (1,), COUNTS_TIP)
        symbols = zip(ROLES, ("circle", "square"), strict=True)
        self.lines = [self.plot.add_line(role, width=1.5) for role in ROLES]
        self.points = [self.plot.add_points(role, symbol=symbol, size=4.0) for role, symbol in symbols]
        self._zero = self.plot.add_level()
        self._zero.set_data(0.0)
        self.set_axes(Axis("Reconstructed energy", "TeV", log=True), Axis("Excess per bin"))

    def show_pair(self, sides: tuple[Side, Side]) -> None:
        """A and B."""
        names: list[Any] = []
        for i, side in enumerate(sides):
            self._draw(i, side)
            names.append((f"{NAMES[i]}: excess and model", [self.points[i], self.lines[i]]))
        self.set_names(names)
        self.follow()

    def _draw(self, i: int, side: Side) -> None:
        summed = side.summed
        if summed is None:
            self.points[i].set_data(EMPTY, EMPTY)
            self.lines[i].set_data(EMPTY, EMPTY)
            return
        used, edges = summed.used, summed.edges
        # Side by side in the bin, so that neither hides the other.
        centres = edges[:-1] ** (0.6 - 0.2 * i) * edges[1:] ** (0.4 + 0.2 * i)
        half = np.array([centres - edges[:-1], edges[1:] - centres])
        self.points[i].set_data(centres[used], summed.excess[used], half[:, used], summed.excess_error[used])
        self.lines[i].set_data(*_stairs(edges, used, side.predicted))


class TimePair(PairView):
    """Light curves; long pauses take little room, as in the light-curve panel."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("Light curve", theme, (1,), TIME_TIP)
        symbols = zip(ROLES, ("circle", "square"), strict=True)
        self.points = [self.plot.add_points(role, symbol=symbol, size=4.0) for role, symbol in symbols]
        self.limits = [self.plot.add_limits(role) for role in ROLES]
        self._marks = self.plot.add(TimeMarks(theme))
        self._zero = self.plot.add_level("muted")
        self._zero.set_data(0.0)
        self.set_axes(Axis("Time", "UTC"), Axis("Flux", "cm⁻² s⁻¹"))

    def show_pair(self, sides: tuple[Side, Side]) -> None:
        """A and B."""
        curves = [side.light_curve if _has_times(side) else None for side in sides]
        known = [curve for curve in curves if curve is not None]
        start, stop = (
            np.concatenate([EMPTY, *(getattr(curve, end)[curve.measured] for curve in known)])
            for end in ("time_min", "time_max")
        )
        offset = tt_minus_utc(float(start.min())) / SECONDS_PER_DAY if len(start) else 0.0
        scale = TimeScale.of(start, stop, True, offset)
        self._marks.set_data(scale)
        names: list[Any] = []
        for i, curve in enumerate(curves):
            self._draw(i, curve, scale)
            label = (
                ("none when pinned", "none yet")[i]
                if curve is None
                else f"{curve.e_min[0]:.3g}–{curve.e_max[0]:.3g} TeV"
            )
            names.append((f"{NAMES[i]}: {label}", [self.points[i]]))
        self.set_axes(Axis("Time", "UTC", ticks=scale.ticks), Axis("Flux", "cm⁻² s⁻¹"))
        self.note.say("" if known else WAITING)
        self.set_names(names if known else ())
        self.follow()

    def fit_range(self) -> None:
        """All of it, with room for the dates above."""
        super().fit_range()
        bottom, top = self.plot.visible_range()[1]
        self.plot.set_range(y=(min(bottom, 0.0), top + 0.25 * (top - bottom)))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if hasattr(self, "_marks"):
            self._marks.set_theme(theme)

    def _draw(self, i: int, curve: Any, scale: TimeScale) -> None:
        if curve is None:
            self.points[i].set_data(EMPTY, EMPTY)
            self.limits[i].set_data(EMPTY, EMPTY)
            return
        low, high = scale.to_x(curve.time_min), scale.to_x(curve.time_max)
        middle = (0.55 - 0.1 * i) * low + (0.45 + 0.1 * i) * high  # side by side, so that neither hides the other
        half = np.array([middle - low, high - middle])
        limit = curve.is_ul[:, 0] & np.isfinite(curve.flux_ul[:, 0])
        shown = ~limit & np.isfinite(curve.flux[:, 0])
        errors = np.array([curve.flux_errn[shown, 0], curve.flux_errp[shown, 0]])
        self.points[i].set_data(middle[shown], curve.flux[shown, 0], half[:, shown], errors)
        self.limits[i].set_data(middle[limit], curve.flux_ul[limit, 0], half[:, limit])


def _of(values: Array, model: Array) -> Array:
    """Values as a part of a model; NaN where the model is 0, as a cutoff makes it at high energies."""
    return np.divide(values, model, out=np.full(np.shape(values), np.nan), where=model != 0.0)


def _has_times(side: Side) -> bool:
    return side.light_curve is not None and len(side.light_curve.time_min) > 0 and len(side.light_curve.e_min) > 0


def _span(side: Side) -> tuple[float, float]:
    """The energies (TeV) that the data of a side cover."""
    if side.summed is None or not side.summed.used.any():
        return 0.0, np.inf
    used = np.flatnonzero(side.summed.used)
    return float(side.summed.edges[used[0]]), float(side.summed.edges[used[-1] + 1])


def _stairs(edges: Array, used: BoolArray, values: Array | None) -> tuple[Array, Array]:
    if values is None:
        return EMPTY, EMPTY
    return np.repeat(edges, 2)[1:-1], np.repeat(np.where(used, values, np.nan), 2)
