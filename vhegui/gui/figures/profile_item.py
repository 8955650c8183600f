"""Likelihood profiles behind flux points: in every band a column, dark where the flux is likely."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from vhegui.core.typing import Array
from vhegui.gui.plotting.curve_items import view_values
from vhegui.gui.plotting.device import in_pixels
from vhegui.gui.plotting.view_item import ViewItem
from vhegui.gui.theme import Theme

DARKEST = 0.75
NOTHING = np.zeros((0, 0))


class ProfilesItem(ViewItem):
    """Opacity is the likelihood ratio exp(−ΔW/2) to the best flux of the band."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("on", "", theme)
        self.arrays = (np.zeros(0), np.zeros(0), NOTHING, NOTHING)
        self.setZValue(-40)

    def set_data(self, low: Array, high: Array, flux: Array, rise: Array) -> None:
        """Edges of the bands (n,), rising fluxes and the rise of the statistic there, both (n, n_profile)."""
        self.arrays = (low, high, flux, rise)
        self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        low, high, flux, rise = self.arrays
        colour = self.color()
        with in_pixels(painter) as transform:
            area = self.visible_pixels(transform)
            painter.setClipRect(area)
            for i in range(len(low)):
                left, right = (
                    transform.map(QPointF(float(at), 0.0)).x() for at in self._x(np.array([low[i], high[i]]))
                )
                y = view_values(flux[i], self.log_y)
                good = np.isfinite(y) & np.isfinite(rise[i])
                if good.sum() < 2 or not right > left:
                    continue
                rows = y[good] * transform.m22() + transform.dy()  # falling
                top, bottom = max(float(rows[-1]), area.top()), min(float(rows[0]), area.bottom())
                count = int(np.ceil(bottom - top))
                if count < 1:
                    continue
                at = top + (np.arange(count) + 0.5) * (bottom - top) / count
                likely = np.exp(-0.5 * np.interp(at, rows[::-1], rise[i][good][::-1]))
                image = np.zeros((count, 1, 4), dtype=np.uint8)
                image[:, 0, :3] = colour.red(), colour.green(), colour.blue()
                image[:, 0, 3] = np.round(255 * DARKEST * likely)
                picture = QImage(image.tobytes(), 1, count, 4, QImage.Format.Format_RGBA8888)
                painter.drawImage(QRectF(left, top, right - left, bottom - top), picture)

    def draw_sample(self, painter: QPainter, area: QRectF) -> None:
        for share, strength in ((0.0, 0.2), (0.25, 0.7), (0.5, 0.7), (0.75, 0.2)):
            strip = QRectF(area.left(), area.top() + share * area.height(), area.width(), area.height() / 4)
            painter.fillRect(strip, self.color(strength * DARKEST))
