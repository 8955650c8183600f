"""Pixels divided into smaller ones, where a pixel is too wide for what is seen in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from vhegui.core import sphere
from vhegui.core.cubes.window import Window
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import Array


@dataclass(frozen=True)
class FinePixels:
    """The pixels of an image, `whole`, each divided into `divide` × `divide`.

    >>> FinePixels(SkyGrid(83.6, 22.0, pixel=0.1, columns=10), 4).grid.shape
    (40, 40)
    """

    whole: SkyGrid
    divide: int

    @cached_property
    def grid(self) -> SkyGrid:
        """The image with the smaller pixels."""
        if self.divide == 1:
            return self.whole
        column, row = self.whole.reference or (0.5 * (self.whole.columns - 1), 0.5 * (self.whole.rows - 1))
        return replace(
            self.whole,
            pixel=self.whole.pixel / self.divide,
            rows=self.whole.rows * self.divide,
            columns=self.whole.columns * self.divide,
            reference=((column + 0.5) * self.divide - 0.5, (row + 0.5) * self.divide - 0.5),
        )

    def directions(self, window: Window) -> Array:
        """Unit vectors of the smaller pixels in a window of the image: (n, 3), row by row."""
        fine = self.divided(window)
        columns = np.arange(fine.columns.start, fine.columns.stop, dtype=np.float64)
        rows = np.arange(fine.rows.start, fine.rows.stop, dtype=np.float64)
        ra, dec = self.grid.to_sky(*np.meshgrid(columns, rows))
        return sphere.unit_vectors(ra, dec).reshape(-1, 3)

    def means(self, values: Array, window: Window) -> Array:
        """Means (n_pixels, m) over the pixels of a window, of values (n, m) in the smaller ones."""
        if self.divide == 1:
            return values
        rows, columns = window.shape
        parts = values.reshape(rows, self.divide, columns, self.divide, values.shape[-1])
        return parts.mean(axis=(1, 3)).reshape(rows * columns, values.shape[-1])

    def divided(self, window: Window) -> Window:
        """The window in smaller pixels."""
        d = self.divide
        return Window(
            slice(window.rows.start * d, window.rows.stop * d), slice(window.columns.start * d, window.columns.stop * d)
        )

    def around(self, fine: Window) -> Window:
        """The window of whole pixels that holds one of smaller pixels."""
        d = self.divide
        return Window(
            slice(fine.rows.start // d, -(-fine.rows.stop // d)),
            slice(fine.columns.start // d, -(-fine.columns.stop // d)),
        )
