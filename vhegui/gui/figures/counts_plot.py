"""Counts against reconstructed energy over the residuals of the model; a drag over bins holds their events up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal

from vhegui.analysis.brush import BrushedCounts
from vhegui.core.spectra.summed import SummedCounts
from vhegui.core.typing import Array, BoolArray
from vhegui.gui.figures.auto_range import Range, linear_range, log_range, symmetric_range
from vhegui.gui.plotting.curve_view import Axis, CurvePlot, CurveView
from vhegui.gui.plotting.span_brush import SpanBox, SpanItem
from vhegui.gui.theme import LIGHT, Theme

SOURCE_COLOURS = ("series3", "series2", "series4", "series6")
ENERGY = Axis("Reconstructed energy", "TeV", log=True)


class CountsPlot(CurveView):
    """ON, α × OFF, excess and prediction; below, (excess − prediction) / error. Items are made once.

    Of cubes: all counts, the background that is expected, and each source where there are several.

    energies_brushed(low, high) : bins under a drag or a click, TeV · let_go() : Esc, or a click on what is held up.
    """

    energies_brushed = Signal(float, float)
    let_go = Signal()

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme, (2.2, 1), name="Counts and residuals against reconstructed energy")
        self.log_y = True
        self.automatic = True
        self._ranges: list[Range | None] = [None, None]
        self._x_range: Range | None = None
        top, bottom = self.plots
        self.safe = [plot.add_safe_range() for plot in self.plots]
        self.spans = [plot.add(SpanItem("selection", "", theme)) for plot in self.plots]
        self._edges = np.zeros(0)
        self.unused_off = top.add_line("rejected", style="dot", width=1.0)
        self.unused_on = top.add_line("rejected", style="dash", width=1.0)
        self.on = top.add_steps("on", "ON")
        self.excess = top.add_points("excess", "Excess")
        self.off = top.add_steps("off", "α × OFF", filled=True)
        self.brushed = top.add_steps("selection", "", filled=True)
        self.brushed.setZValue(0.5)
        self.on.setZValue(1)
        self.model = top.add_line("model", "Model")
        self.model.setZValue(2)
        self.excess.setZValue(3)
        self.sources = [top.add_line(role, width=1.5) for role in SOURCE_COLOURS]
        for item in self.sources:
            item.setZValue(2)
        self.place_legend_above()
        self._zero = bottom.add_level()
        self.residuals = bottom.add_points("excess")
        self._values = np.zeros(0)
        self._pulls = np.zeros(0)
        self._set_axes()
        for plot in self.plots:
            plot.box.sigRangeChangedManually.connect(self._leave_automatic)
            plot.box.home_requested.connect(self.show_all)
            if isinstance(plot.box, SpanBox):
                plot.box.span_moved.connect(lambda low, high, _: self._brush(10.0**low, 10.0**high))
                plot.box.clicked.connect(lambda x, _: self._pick(10.0**x))

    def make_plot(self, theme: Theme) -> CurvePlot:
        return CurvePlot(theme, SpanBox())

    def set_log_y(self, log: bool) -> None:
        """Logarithmic or linear counts."""
        if log != self.log_y:
            self.log_y = log
            self._ranges = [None, None]
            self._set_axes()
            self.show_all()

    def set_counts(self, summed: SummedCounts, predicted: Array | None) -> None:
        """New counts; `predicted`, shape (n_reco,), is None while there is no model for them."""
        edges, used = summed.edges, summed.used
        self._edges = edges
        centres = np.sqrt(edges[:-1] * edges[1:])
        half = np.array([centres - edges[:-1], edges[1:] - centres])
        on, off = masked(summed.counts, used), masked(summed.background, used)
        excess, error = masked(summed.excess, used), summed.excess_error
        first, last = used_span(used)
        self.on.set_data(edges[first : last + 1], on[first:last])
        self.off.set_data(edges[first : last + 1], off[first:last])
        self.excess.set_data(centres[used], excess[used], half[:, used], error[used])
        self.unused_on.set_data(*stairs(edges, masked(summed.all_counts, ~used)))
        self.unused_off.set_data(*stairs(edges, masked(summed.all_background, ~used)))
        self._set_model(summed, predicted, centres, half)
        for item in self.safe:
            item.set_data(*safe_ends(edges, used))
        self._values = np.concatenate([on[used], off[used], (excess + error)[used], summed.all_counts[~used]])
        if not self.log_y:
            self._values = np.append(self._values, (excess - error)[used])
        self._fit_ranges((float(edges[0]), float(edges[-1])))

    def set_sources(self, names: Sequence[str], edges: Array, counts: Array) -> None:
        """Counts that each source expects, shape (n_sources, n_reco); as many as there are colours for."""
        for i, item in enumerate(self.sources):
            there = i < len(names)
            item.set_data(*(stairs(edges, counts[i]) if there else (np.zeros(0), np.zeros(0))))
            item.set_label(names[i] if there else "")
        self.plots[0].refresh_legend()

    def set_words(self, on: str, off: str) -> None:
        """What counts and background are called in the legend."""
        for item, label in ((self.on, on), (self.off, off)):
            if item.label != label:
                item.set_label(label)
        self.plots[0].refresh_legend()

    def set_brushed(self, span: Range | None, counts: BrushedCounts | None) -> None:
        """What is held up: a range of energies, and the counts that pass; None: nothing."""
        for item in self.spans:
            item.set_data(span)
        fits = counts is not None and len(counts.edges) == len(self._edges) and np.allclose(counts.edges, self._edges)
        if counts is not None and fits:
            self.brushed.set_data(counts.edges, counts.counts)
        else:
            self.brushed.set_data(np.zeros(0), np.zeros(0))
        label = "Selected" if fits else ""
        if label != self.brushed.label:
            self.brushed.set_label(label)
            self.plot.refresh_legend()

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.let_go.emit()
        super().keyPressEvent(event)

    def set_dimmed(self, dimmed: bool) -> None:
        """Faint while what is shown belongs to an earlier state."""
        for item in (self.on, self.off, self.excess, self.model, self.residuals, *self.sources):
            item.setOpacity(0.35 if dimmed else 1.0)

    def show_all(self) -> None:
        """Everything, and follow the data again."""
        self.automatic = True
        self._ranges = [None, None]
        x_range, self._x_range = self._x_range, None
        if x_range is not None:
            self._fit_ranges(x_range)

    def _set_model(self, summed: SummedCounts, predicted: Array | None, centres: Array, half: Array) -> None:
        if predicted is None:
            self.model.set_data(np.zeros(0), np.zeros(0))
            self.residuals.set_data(np.zeros(0), np.zeros(0))
            self._pulls = np.zeros(0)
            return
        self.model.set_data(*stairs(summed.edges, masked(predicted, summed.used)))
        self._pulls = summed.residuals(predicted)
        good = np.isfinite(self._pulls)
        self.residuals.set_data(centres[good], self._pulls[good], half[:, good], np.ones(int(good.sum())))

    def _set_axes(self) -> None:
        self.set_axes(ENERGY, Axis("Counts per bin", log=self.log_y), Axis("Residual", "σ"))

    def _brush(self, low: float, high: float) -> None:
        """The bins that a stretch of energies touches."""
        edges = self._edges
        if len(edges) > 1 and high > edges[0] and low < edges[-1]:
            first = int(np.clip(np.searchsorted(edges, low, side="right") - 1, 0, len(edges) - 2))
            last = int(np.clip(np.searchsorted(edges, high, side="left"), first + 1, len(edges) - 1))
            self.energies_brushed.emit(float(edges[first]), float(edges[last]))

    def _pick(self, energy: float) -> None:
        """A click takes one bin; on what is held up it lets go."""
        held = self.spans[0].span
        if held is not None and held[0] <= energy < held[1]:
            self.let_go.emit()
        else:
            self._brush(energy, energy * (1 + 1e-9))

    def _leave_automatic(self, *_: object) -> None:
        self.automatic = False

    def _fit_ranges(self, x_range: Range) -> None:
        if x_range != self._x_range:
            self._x_range = x_range
            self.set_x_range(*x_range)
        if not self.automatic:
            return
        counts = self._ranges[0]
        wanted = (
            log_range(self._values, counts, floor=0.08, room=1.6) if self.log_y else linear_range(self._values, counts),
            symmetric_range(self._pulls, self._ranges[1]),
        )
        for i, (plot, limits) in enumerate(zip(self.plots, wanted, strict=True)):
            if limits is not None and limits != self._ranges[i]:
                self._ranges[i] = limits
                plot.set_range(y=limits)


def masked(values: Array, used: BoolArray) -> Array:
    """NaN where not `used`."""
    return np.where(used, values, np.nan)


def stairs(edges: Array, values: Array) -> tuple[Array, Array]:
    """A histogram as a line: two points a bin, broken at NaN."""
    return np.repeat(edges, 2)[1:-1], np.repeat(values, 2)


def used_span(used: BoolArray) -> tuple[int, int]:
    """First used bin, and the one after the last; (0, 0) without any."""
    bins = np.flatnonzero(used)
    return (int(bins[0]), int(bins[-1]) + 1) if len(bins) else (0, 0)


def safe_ends(edges: Array, used: BoolArray) -> tuple[float | None, float | None]:
    """Where the used bins begin and end; None at an end of the axis that is used. Without used bins all is unsafe."""
    low, high = used_span(used)
    if high == 0:
        return float(edges[-1]), None
    return (float(edges[low]) if low > 0 else None), (float(edges[high]) if high < len(edges) - 1 else None)
