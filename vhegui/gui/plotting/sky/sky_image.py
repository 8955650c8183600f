"""The image layer of a sky view: one `ImageItem` of bytes, its scale and colours in look-up tables."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF

from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.limits import Limits
from vhegui.core.typing import AnyArray
from vhegui.gui.plotting.axes.stretch import SCALES, colour_table, quantised
from vhegui.gui.plotting.colour_maps import lookup_table


class SkyImage(pg.ImageItem):
    """Counts (or any map) on a grid of the plane; row 0 is the southernmost, column 0 the easternmost."""

    def __init__(self) -> None:
        super().__init__(axisOrder="row-major")
        self.scale_name, self.colour_map = "sqrt", "inferno"
        self.levels_: tuple[float, float] = (0.0, 1.0)
        self.limits = Limits()
        self.values: AnyArray | None = None
        self.pixel_size = 0.02
        self._offset: tuple[float, float] | None = None
        self._codes: AnyArray | None = None
        self._code_range = (0.0, 1.0)
        self._table: AnyArray | None = None
        self._table_key: tuple[object, ...] = ()
        self._picture: AnyArray | None = None
        self.setZValue(-95)

    def set_values(self, values: AnyArray, grid: SkyGrid | None = None) -> None:
        """A new map, shape (ny, nx), of the same grid or another; NaN is drawn transparent. Levels stay as they are."""
        resized = self.values is None or self.values.shape != values.shape
        self.values = values
        if grid is not None and (grid.pixel, grid.offset) != (self.pixel_size, self._offset):
            self.pixel_size, self._offset, resized = grid.pixel, grid.offset, True
        self._codes, *limits = quantised(values)
        self._code_range = (limits[0], limits[1])
        self._redraw()
        if resized:
            self.setRect(self.extent())

    def set_picture(self, picture: AnyArray | None) -> None:
        """Colours as they are (ny, nx, 3), uint8, instead of those of the values, which say where there are any."""
        if picture is None and self._picture is None:
            return
        self._picture = picture
        self._redraw()

    def extent(self) -> QRectF:
        """The rectangle of the plane the image covers."""
        ny, nx = self.values.shape if self.values is not None else (1, 1)
        x, y = self._offset or (nx / 2, ny / 2)
        pixel = self.pixel_size
        return QRectF(-x * pixel, -y * pixel, nx * pixel, ny * pixel)

    def set_scale(self, scale: str) -> None:
        """`linear`, `sqrt`, `log` or `asinh`."""
        if scale not in SCALES:
            raise ValueError(f"unknown image scale {scale!r}: one of {', '.join(SCALES)}")
        self.scale_name = scale
        self._redraw()

    def set_colour_map(self, name: str) -> None:
        self.colour_map = name
        self.setLookupTable(lookup_table(name))

    def set_levels(self, low: float, high: float) -> None:
        """Values drawn with the first and the last colour."""
        self.levels_ = (low, high)
        self._redraw()

    def automatic_levels(self) -> tuple[float, float]:
        """As `limits` say of the values there are."""
        return (0.0, 1.0) if self.values is None else self.limits.of(self.values)

    def is_complete(self) -> bool:
        """Whether every pixel has a value."""
        return self._codes is not None and bool(self._codes.all())

    def is_whole(self) -> bool:
        """Whether the map holds whole numbers (counts)."""
        return self.values is not None and self.values.dtype.kind in "iub"

    def _redraw(self) -> None:
        if self._codes is None:
            return
        if self._picture is not None:
            seen = 255 * (np.asarray(self.values) > 0).astype(np.uint8)
            self.setImage(np.dstack([self._picture, seen]), autoLevels=False, levels=None, lut=None)
            return
        key = (*self._code_range, self.scale_name, *self.levels_)
        if key != self._table_key or self._table is None:
            self._table, self._table_key = colour_table(*self._code_range, self.scale_name, *self.levels_), key
        self.setImage(self._table[self._codes], autoLevels=False, levels=None, lut=lookup_table(self.colour_map))
