"""The spectrum widget: one plot, or several stacked over one common x axis."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal

from vhegui.analysis.written_numbers import number
from vhegui.gui.numbers.fields import Field
from vhegui.gui.plotting.canvas import MARGINS, Canvas
from vhegui.gui.plotting.curve_items import CurveItem
from vhegui.gui.plotting.curve_plot import Axis, CurvePlot
from vhegui.gui.plotting.plot_numbers import numbers_of
from vhegui.gui.theme import LIGHT, Theme

__all__ = ["Axis", "CurvePlot", "CurveView"]


class CurveView(Canvas):
    """Plots over each other whose x axes are the same to the pixel.

    Parameters
    ----------
    rows : relative heights from top to bottom, for example (3, 1) for counts over residuals

    Signals
    -------
    cursor_moved(row, x, y) : the pointer, in linear units
    readout_changed(text) : the same as a sentence for a status line; empty when the pointer leaves
    """

    cursor_moved = Signal(int, float, float)
    readout_changed = Signal(str)

    def __init__(self, theme: Theme = LIGHT, rows: tuple[float, ...] = (1,), *, name: str = "Plot") -> None:
        super().__init__(theme, name)
        self.plots = tuple(self.make_plot(theme) for _ in rows)
        self._shares = rows
        self._following = False
        for row, (plot, share) in enumerate(zip(self.plots, rows, strict=True)):
            plot.stack = self.plots
            self.place(plot.left, 2 * row, 0)
            self.place(plot.box, 2 * row, 1)
            self.place(plot.bottom, 2 * row + 1, 1)
            self._grid.setRowStretchFactor(2 * row, round(share * 100))
            plot.box.setMinimumHeight(30)
            plot.bottom.set_labelled(row == len(rows) - 1)
            plot.box.sigXRangeChanged.connect(self._follow)
        self._grid.setVerticalSpacing(1)
        scene: Any = self.scene()  # pyqtgraph's own scene
        scene.sigMouseMoved.connect(self._mouse_moved)

    def make_plot(self, theme: Theme) -> CurvePlot:
        """One row; for views whose mouse does something else."""
        return CurvePlot(theme)

    @property
    def still(self) -> tuple[Any, ...]:
        """Axes, legends and grids."""
        return tuple(item for plot in self.plots for item in plot.still)

    @property
    def plot(self) -> CurvePlot:
        """The top (or only) plot."""
        return self.plots[0]

    def set_axes(self, x: Axis, *ys: Axis) -> None:
        """The common x axis, then the y axis of every row."""
        for plot, y in zip(self.plots, ys, strict=True):
            plot.set_axes(x, y)
        self.keep_pictures()

    def place_legend_above(self) -> None:
        """Put the top plot's legend above it, in as many lines as it needs."""
        left, top, right, bottom = MARGINS
        legend = self.plot.legend
        legend.room_wanted.connect(lambda height: self._grid.setContentsMargins(left, top + height, right, bottom))
        legend.place_above(self._central)

    def set_x_range(self, low: float, high: float) -> None:
        """Visible x range in linear units, in all rows."""
        self.plot.set_range(x=(low, high))

    def set_rows_shown(self, count: int) -> None:
        """Show the first rows only; they get the room of the others. The lowest keeps the labelled axis."""
        for row, plot in enumerate(self.plots):
            shown, known = row < count, plot.box.isVisible()
            for part, at in ((plot.left, (2 * row, 0)), (plot.box, (2 * row, 1)), (plot.bottom, (2 * row + 1, 1))):
                part.setVisible(shown)
                if known and not shown:
                    self._grid.removeItem(part)
                elif shown and not known:
                    self.place(part, *at)
            self._grid.setRowStretchFactor(2 * row, round(100 * self._shares[row]) if shown else 0)
            plot.bottom.set_labelled(row == count - 1)

    def fit_range(self) -> None:
        """Show all data of every row."""
        for plot in self.plots:
            plot.fit_range(x=plot is self.plot)

    def numbers(self) -> list[Field]:
        return numbers_of(self.plots, self.names_of_curves())

    def names_of_curves(self) -> dict[CurveItem, str]:
        """What a view calls its curves elsewhere than in their labels."""
        return {}

    def show_everything(self) -> None:
        for plot in reversed(self.plots):  # the x axis of all is then that of the top one
            plot.box.home_requested.emit()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for plot in self.plots:
            plot.set_theme(theme)

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self.readout_changed.emit("")

    def _follow(self, box: Any, limits: Any) -> None:
        if self._following:
            return
        self._following = True
        for plot in self.plots:
            if plot.box is not box:
                plot.box.setXRange(*limits, padding=0.0)
        self._following = False

    def _mouse_moved(self, at: Any) -> None:
        for row, plot in enumerate(self.plots):
            if plot.box.sceneBoundingRect().contains(at):
                point = plot.box.mapSceneToView(at)
                x = 10.0 ** point.x() if plot.x.log else point.x()
                y = 10.0 ** point.y() if plot.y.log else point.y()
                self.cursor_moved.emit(row, float(x), float(y))
                self.readout_changed.emit(f"{_named(plot.x, x)} · {_named(plot.y, y)}")
                return
        self.readout_changed.emit("")


def _named(axis: Axis, value: float) -> str:
    return f"{axis.name} {number(value)} {axis.unit}".rstrip()
