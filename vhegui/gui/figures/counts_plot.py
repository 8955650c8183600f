"""Counts against reconstructed energy over what the model leaves of them; a drag over bins holds their events up.

Bins may be joined for display; what is drawn then is the mean of the bins of each group, so that the counts of
neighbouring groups can be compared. Nothing that is fitted changes with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal

from vhegui.analysis.brush import BrushedCounts
from vhegui.core.spectra.summed import SummedCounts
from vhegui.core.typing import Array, BoolArray
from vhegui.gui.figures.auto_range import Range, linear_range, log_range, ratio_range, symmetric_range
from vhegui.gui.figures.looks import NONE, RATIO, SIGMA, CountsLooks
from vhegui.gui.figures.shown_counts import ShownCounts
from vhegui.gui.plotting.curve_view import Axis, CurvePlot, CurveView
from vhegui.gui.plotting.span_brush import SpanBox, SpanItem
from vhegui.gui.theme import LIGHT, Theme

SOURCE_COLOURS = ("series3", "series2", "series4", "series6")
ENERGY = Axis("Reconstructed energy", "TeV", log=True)
BELOW = {SIGMA: Axis("Residual", "σ"), RATIO: Axis("Data / model", short="Ratio"), NONE: Axis("Residual", "σ")}


class CountsPlot(CurveView):
    """ON, α × OFF, excess and prediction; below, (excess − prediction) / error, their ratio, or nothing.

    Of cubes: all counts, the background that is expected, and each source where there are several.

    energies_brushed(low, high) : bins under a drag or a click, TeV · let_go() : Esc, or a click on what is held up.
    """

    energies_brushed = Signal(float, float)
    let_go = Signal()

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme, (2.2, 1), name="Counts and residuals against reconstructed energy")
        self.looks = CountsLooks()
        self.automatic = True
        self._ranges: list[Range | None] = [None, None]
        self._x_range: Range | None = None
        top, bottom = self.plots
        self.safe = [plot.add_safe_range() for plot in self.plots]
        self.spans = [plot.add(SpanItem("selection", "", theme)) for plot in self.plots]
        self._shown: ShownCounts | None = None
        self._given_sources: tuple[Sequence[str], Array, Array] = ((), np.zeros(1), np.zeros((0, 0)))
        self._given_brush: tuple[Range | None, BrushedCounts | None] = (None, None)
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
        self._agreement = bottom.add_level()
        self.residuals = bottom.add_points("excess")
        self._values = np.zeros(0)
        self._left = self._left_error = np.zeros(0)
        self._set_axes()
        for plot in self.plots:
            plot.box.sigRangeChangedManually.connect(self._leave_automatic)
            plot.box.home_requested.connect(self.show_all)
            if isinstance(plot.box, SpanBox):
                plot.box.span_moved.connect(lambda low, high, _: self._brush(10.0**low, 10.0**high))
                plot.box.clicked.connect(lambda x, _: self._pick(10.0**x))

    def make_plot(self, theme: Theme) -> CurvePlot:
        return CurvePlot(theme, SpanBox())

    def set_looks(self, looks: CountsLooks) -> None:
        """Draw what there is in another way."""
        if looks == self.looks:
            return
        self.looks = looks
        self._ranges = [None, None]
        self._set_axes()
        self.excess.set_label(f"Excess, {looks.joining}" if looks.joins else "Excess")
        self.plot.refresh_legend()
        if self._shown is not None:
            self.set_counts(self._shown.given, self._shown.model)
            self._draw_sources()
            self.set_brushed(*self._given_brush)
        self.show_all()

    def set_counts(self, summed: SummedCounts, predicted: Array | None) -> None:
        """New counts; `predicted`, shape (n_reco,), is None while there is no model for them."""
        shown = self._shown = ShownCounts.of(summed, predicted, self.looks)
        summed, share = shown.summed, shown.share
        edges, used = summed.edges, summed.used
        self._edges = edges
        centres = np.sqrt(edges[:-1] * edges[1:])
        half = np.array([centres - edges[:-1], edges[1:] - centres])
        on, off = masked(summed.counts * share, used), masked(summed.background * share, used)
        excess, error = masked(summed.excess * share, used), summed.excess_error * share
        first, last = used_span(used)
        self.on.set_data(edges[first : last + 1], on[first:last])
        self.off.set_data(edges[first : last + 1], off[first:last])
        self.excess.set_data(centres[used], excess[used], half[:, used], error[used])
        self.unused_on.set_data(*stairs(edges, masked(summed.all_counts, ~used)))
        self.unused_off.set_data(*stairs(edges, masked(summed.all_background, ~used)))
        self._set_model(shown, centres, half)
        for item in self.safe:
            item.set_data(*safe_ends(edges, used))
        self._values = np.concatenate([on[used], off[used], (excess + error)[used], summed.all_counts[~used]])
        if not self.looks.log:
            self._values = np.append(self._values, (excess - error)[used])
        if self.looks.joins:  # the groups may be others
            self._draw_sources()
        self._fit_ranges((float(edges[0]), float(edges[-1])))

    def set_sources(self, names: Sequence[str], edges: Array, counts: Array) -> None:
        """Counts that each source expects, shape (n_sources, n_reco); as many as there are colours for."""
        self._given_sources = names, edges, counts
        self._draw_sources()
        for i, item in enumerate(self.sources):
            item.set_label(names[i] if i < len(names) else "")
        self.plots[0].refresh_legend()

    def _draw_sources(self) -> None:
        names, edges, counts = self._given_sources
        for i, item in enumerate(self.sources):
            drawn = (edges, counts[i]) if i < len(names) else (np.zeros(1), np.zeros(0))
            item.set_data(*stairs(*(drawn if self._shown is None else self._shown.means(*drawn))))

    def set_words(self, on: str, off: str) -> None:
        """What counts and background are called in the legend."""
        for item, label in ((self.on, on), (self.off, off)):
            if item.label != label:
                item.set_label(label)
        self.plots[0].refresh_legend()

    def set_brushed(self, span: Range | None, counts: BrushedCounts | None) -> None:
        """What is held up: a range of energies, and the counts that pass; None: nothing."""
        self._given_brush = span, counts
        for item in self.spans:
            item.set_data(span)
        fits = counts is not None and self._shown is not None and self._shown.has_bins(counts.edges)
        if counts is not None and self._shown is not None and fits:
            self.brushed.set_data(*self._shown.means(counts.edges, counts.counts))
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

    def _set_model(self, shown: ShownCounts, centres: Array, half: Array) -> None:
        summed, predicted = shown.summed, shown.predicted
        if predicted is None:
            self.model.set_data(np.zeros(0), np.zeros(0))
            self.residuals.set_data(np.zeros(0), np.zeros(0))
            self._left = self._left_error = np.zeros(0)
            return
        self.model.set_data(*stairs(summed.edges, masked(predicted * shown.share, summed.used)))
        if self.looks.below == RATIO:
            left, error = summed.ratio(predicted)
        else:
            left, error = summed.residuals(predicted), np.ones(len(predicted))
        good = np.isfinite(left)
        self._left, self._left_error = left[good], error[good]
        self.residuals.set_data(centres[good], self._left, half[:, good], self._left_error)

    def _set_axes(self) -> None:
        name, short = ("Mean counts per bin", "Mean counts") if self.looks.joins else ("Counts per bin", "Counts")
        counts = Axis(name, log=self.looks.log, short=short)
        self.set_axes(ENERGY, counts, BELOW[self.looks.below])
        self._agreement.set_data(1.0 if self.looks.below == RATIO else 0.0)
        self.set_rows_shown(1 if self.looks.below == NONE else 2)

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
            log_range(self._values, counts, floor=0.08, room=1.6)
            if self.looks.log
            else linear_range(self._values, counts),
            ratio_range(self._left, self._left_error, self._ranges[1])
            if self.looks.below == RATIO
            else symmetric_range(self._left, self._ranges[1]),
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
