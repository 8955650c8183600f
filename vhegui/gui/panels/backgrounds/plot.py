"""The excess of all methods over the residuals of their models."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vhegui.analysis.studies.backgrounds import BackgroundRow
from vhegui.core.spectra.summed import SummedCounts
from vhegui.core.typing import EMPTY, Array
from vhegui.gui.figures.counts_plot import masked, stairs
from vhegui.gui.plotting.curve_items import LineItem, PointsItem
from vhegui.gui.plotting.curve_view import Axis
from vhegui.gui.plotting.plot_header import TitledView
from vhegui.gui.theme import LIGHT, Theme

MOST = 5  # methods
SYMBOLS = ("circle", "square", "diamond", "cross", "plus")
ENERGY = Axis("Reconstructed energy", "TeV", log=True)
TIP = (
    "Excess (ON − background) per bin of all runs, side by side in each bin, with the counts that each fitted model\n"
    "expects. Below: (excess − expected) / error. The ON counts are the same everywhere; only the background differs."
)


class BackgroundsPlot(TitledView):
    """Items are made once, as many as there are methods at most."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("Excess", theme, (2.0, 1.0), name="Excess of each method and residuals", tip=TIP)
        top, low = self.plots
        self.lines: list[LineItem] = [top.add_line(f"series{i}", width=1.0) for i in range(MOST)]
        pairs = [(f"series{i}", symbol) for i, symbol in enumerate(SYMBOLS)]
        self.points: list[PointsItem] = [top.add_points(role, symbol=symbol, size=3.5) for role, symbol in pairs]
        self.residuals: list[PointsItem] = [low.add_points(role, symbol=symbol, size=3.0) for role, symbol in pairs]
        self._zero = low.add_level()
        self._zero.set_data(0.0)
        self.set_axes(ENERGY, Axis("Excess per bin", log=True), Axis("Residual", "σ"))

    def show_rows(self, rows: Sequence[BackgroundRow]) -> None:
        """Methods with their spectra; one that could not be used has none, and keeps its colour."""
        for i in range(MOST):
            row = rows[i] if i < len(rows) else None
            summed, predicted = (None, None) if row is None else (row.summed, row.predicted)
            self._draw(i, len(rows), summed, predicted)
        drawn = [(row.label, [self.points[i], self.lines[i]]) for i, row in enumerate(rows) if row.summed is not None]
        self.set_names(drawn)
        self.fit_range()

    def set_dimmed(self, dimmed: bool) -> None:
        """Faint while what is shown belongs to an earlier state."""
        for plot in self.plots:
            plot.box.setOpacity(0.4 if dimmed else 1.0)

    def _draw(self, i: int, n: int, summed: SummedCounts | None, predicted: Array | None) -> None:
        if summed is None:
            for item in (self.points[i], self.residuals[i]):
                item.set_data(EMPTY, EMPTY)
            self.lines[i].set_data(EMPTY, EMPTY)
            return
        used, edges = summed.used, summed.edges
        place = (i + 1.0) / (n + 1.0)  # side by side in the bin, so that none hides another
        x = edges[:-1] ** (1.0 - place) * edges[1:] ** place
        self.points[i].set_data(x[used], summed.excess[used], None, summed.excess_error[used])
        if predicted is None:
            self.lines[i].set_data(EMPTY, EMPTY)
            self.residuals[i].set_data(EMPTY, EMPTY)
            return
        self.lines[i].set_data(*stairs(edges, masked(predicted, used)))
        pulls = summed.residuals(predicted)
        good = np.isfinite(pulls)
        self.residuals[i].set_data(x[good], pulls[good], None, np.ones(int(good.sum())))
