"""Thousands of equal symbols: each look is drawn once and copied, so that ten thousand cost a few milliseconds.

Vector files get true shapes instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from pyqtgraph.Qt import internals
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPixmap

from vhegui.core.typing import Array, IntArray
from vhegui.gui.plotting.device import pen
from vhegui.gui.plotting.sky.sky_layers import symbol_path

VECTOR = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf, QPaintEngine.Type.Picture)


@dataclass(frozen=True)
class Look:
    """One look of a symbol: the colours of its inside (None: hollow) and its outline, sizes in pixels."""

    symbol: str
    size: float
    inside: QColor | None
    outline: QColor
    width: float = 1.0

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Paint one symbol at a pixel."""
        painter.setPen(pen(self.outline, self.width))
        painter.setBrush(self.inside if self.inside is not None else Qt.BrushStyle.NoBrush)
        painter.drawPath(symbol_path(self.symbol, x, y, self.size))


class SymbolCache:
    """Paints points in one of several looks each; later points lie on earlier ones."""

    def __init__(self) -> None:
        self._array: Any = internals.PrimitiveArray(QPainter.PixmapFragment, 10)
        self._looks: tuple[Look, ...] = ()
        self._sheet: tuple[float, int, QPixmap] | None = None

    def set_looks(self, looks: tuple[Look, ...]) -> None:
        """The looks that `paint` may use."""
        if looks != self._looks:
            self._looks, self._sheet = looks, None

    def paint(self, painter: QPainter, x: Array, y: Array, look: IntArray) -> None:
        """Points in pixels (shape (n,), NaN: not drawn) with the number of the look of each."""
        shown = np.flatnonzero(np.isfinite(x + y) & (np.abs(x) < 1e4) & (np.abs(y) < 1e4))
        if not len(shown) or not self._looks:
            return
        x, y, look = x[shown], y[shown], look[shown]
        if painter.paintEngine().type() in VECTOR:
            for px, py, which in zip(x.tolist(), y.tolist(), look.tolist(), strict=True):
                self._looks[which].draw(painter, px, py)
            return
        ratio, edge, sheet = self._drawn(painter)
        self._array.resize(len(x))
        fragments = self._array.ndarray()
        fragments[:, 0], fragments[:, 1] = x, y
        fragments[:, 2], fragments[:, 3] = look * edge, 0.0
        fragments[:, 4:6], fragments[:, 6:8] = edge, 1.0 / ratio
        fragments[:, 8], fragments[:, 9] = 0.0, 1.0
        fragment, count = self._array.drawargs()
        painter.drawPixmapFragments(fragment, count, sheet)

    def _drawn(self, painter: QPainter) -> tuple[float, int, QPixmap]:
        """All looks side by side at the resolution of the device; the edge of each in device pixels."""
        ratio = float(painter.device().devicePixelRatioF())
        if self._sheet is not None and self._sheet[0] == ratio:
            return self._sheet
        half = max(look.size + look.width for look in self._looks) + 1.0
        edge = 2 * round(half * ratio + 0.5) + 1
        sheet = QPixmap(edge * len(self._looks), edge)
        sheet.fill(Qt.GlobalColor.transparent)
        brush = QPainter(sheet)
        brush.setRenderHint(QPainter.RenderHint.Antialiasing)
        for i, look in enumerate(self._looks):
            brush.resetTransform()
            brush.translate(QPointF((i + 0.5) * edge, 0.5 * edge))
            brush.scale(ratio, ratio)
            look.draw(brush, 0.0, 0.0)
        brush.end()
        self._sheet = (ratio, edge, sheet)
        return self._sheet
