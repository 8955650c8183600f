"""An image over two axes with its colour bar: a response against energy and offset, a camera, a matrix."""

from __future__ import annotations

import numpy as np

from vhegui.core.typing import Array
from vhegui.gui.plotting.axes.stretch import colour_table, quantised
from vhegui.gui.plotting.axes.ticks import Ticks, log_ticks
from vhegui.gui.plotting.colour_bar import ColourBar
from vhegui.gui.plotting.colour_maps import lookup_table
from vhegui.gui.plotting.curve_items import LineItem, PointsItem
from vhegui.gui.plotting.curve_plot import Axis
from vhegui.gui.plotting.drag_line import DragLine
from vhegui.gui.plotting.outside_item import OutsideItem
from vhegui.gui.plotting.plot_header import TitledView
from vhegui.gui.plotting.span_items import DiagonalItem, LevelItem, MatrixItem, resampled
from vhegui.gui.theme import LIGHT, Theme

MARK = "#00c2ff"  # seen on dark and on bright images


class ScaledMatrix(MatrixItem):
    """A matrix with levels and a scale ("linear", "sqrt", "log10"); NaN is transparent."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("", theme, diagonal=False)
        self.scale_name, self.limits = "linear", (0.0, 1.0)

    def set_scaled(self, x: Array, y: Array, values: Array, scale: str, low: float, high: float, colours: str) -> None:
        """Edges (nx + 1,) and (ny + 1,), values (nx, ny), first and last colour's values."""
        self.scale_name, self.limits, self.colour_map = scale, (low, high), colours
        self.set_data(x, y, values)

    def value_at(self, x: float, y: float) -> float:
        """The value of the cell at a place; NaN outside."""
        if self._data is None:
            return float("nan")
        x_edges, y_edges, values = self._data
        i, j = (int(np.searchsorted(edges, at, side="right")) - 1 for edges, at in ((x_edges, x), (y_edges, y)))
        inside = 0 <= i < values.shape[0] and 0 <= j < values.shape[1]
        return float(values[i, j]) if inside else float("nan")

    def _refresh(self) -> None:
        if self._data is None:
            return
        x_edges, y_edges, values = self._data
        x, ix = resampled(x_edges, self.log_x)
        y, iy = resampled(y_edges, self.log_y)
        low, high = self.limits
        scale = self.scale_name
        if scale == "log10":
            values = np.log10(values, out=np.full(values.shape, np.nan), where=values > 0)
            low, high, scale = float(np.log10(low)), float(np.log10(high)), "linear"
        codes, first, last = quantised(values)
        image = colour_table(first, last, scale, low, high)[codes[np.ix_(ix, iy)].T]
        self._image.setImage(image, autoLevels=False, levels=None, lut=lookup_table(self.colour_map))
        self._image.setRect(x[0], y[0], x[1] - x[0], y[1] - y[0])
        self._changed(self._image.mapRectToParent(self._image.boundingRect()))


class ScaledBar(ColourBar):
    """A colour bar that also knows the scale "log10": ticks at powers of ten."""

    def set_scale(self, scale: str, low: float, high: float, whole: bool) -> None:
        if scale != "log10" or not 0 < low < high:
            super().set_scale("linear" if scale == "log10" else scale, low, high, whole)
            return
        self._state = (scale, low, high, whole)
        first, last = float(np.log10(low)), float(np.log10(high))
        found = log_ticks(first, last, max(2.0, self.size().height() / 40.0))
        places = tuple(t._replace(position=(t.position - first) / (last - first)) for t in found.ticks)
        self.axis.set_ticks(Ticks(places, found.exponent), 0.0, 1.0)


class ImageView(TitledView):
    """`show_image` draws it; the two lines are the chosen place, and can be dragged."""

    def __init__(self, theme: Theme = LIGHT, *, name: str = "Image", tip: str = "") -> None:
        super().__init__("", theme, name=name, tip=tip)
        self.matrix = ScaledMatrix(theme)
        self.diagonal = DiagonalItem("foreground", "", theme)
        self.outside = OutsideItem(theme, above=True)
        self.level = LevelItem("foreground", "", theme, style="dash")
        self.ring = LineItem(MARK, "", theme, width=2.0)
        self.spot = PointsItem(MARK, "", theme, "plus", 8.0)
        for item in (self.matrix, self.outside, self.diagonal, self.level, self.ring, self.spot):
            self.plot.add(item)
        self.x_line = DragLine(theme, role="#ffffff", halo=True)
        self.y_line = DragLine(theme, vertical=False, role="#ffffff", halo=True)
        for line in (self.x_line, self.y_line):
            self.plot.box.addItem(line, ignoreBounds=True)
            line.hide()
        self.bar = ScaledBar("", theme)
        self.bar.set_colours("viridis")
        self._grid.setColumnSpacing(1, 8.0)
        self._grid.addItem(self.bar, 0, 2)
        self._grid.addItem(self.bar.axis, 0, 3)
        self.diagonal.hide()

    def show_image(
        self, x: Array, y: Array, values: Array, scale: str, levels: tuple[float, float], colours: str, title: str
    ) -> None:
        """Edges (nx + 1,) and (ny + 1,), values (nx, ny); `title` of the colour bar."""
        self.matrix.set_scaled(x, y, values, scale, *levels, colours)
        self.bar.set_colours(colours)
        self.bar.axis.set_title(title)
        self.bar.set_scale(scale, *levels, False)

    def set_axes(self, x: Axis, *ys: Axis) -> None:
        super().set_axes(x, *ys)
        for line, axis in ((self.x_line, x), (self.y_line, ys[0])):
            line.set_value(line.value, axis.log)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if hasattr(self, "bar"):
            self.bar.set_theme(theme)
            for line in (self.x_line, self.y_line):
                line.set_theme(theme)
