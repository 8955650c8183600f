"""The all-sky view: where the pointings are, chosen by click or by brush."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from vhegui.core.typing import EMPTY, Array
from vhegui.gui.plotting.axes.ticks import degrees
from vhegui.gui.plotting.device import in_pixels, letters
from vhegui.gui.plotting.sky.point_canvas import PointCanvas
from vhegui.gui.plotting.sky.projection import Projection
from vhegui.gui.plotting.sky.sky_layers import PathLayer, SkyLayer
from vhegui.gui.theme import LIGHT, Theme

HALF_WIDTH = float(np.degrees(2 * np.sqrt(2)))  # of the ellipse, deg
HALF_HEIGHT = float(np.degrees(np.sqrt(2)))


class AllSkyView(PointCanvas):
    """The sky in Hammer–Aitoff projection, longitude to the left, with the galactic plane."""

    projection: Projection

    def __init__(
        self, theme: Theme = LIGHT, *, galactic: bool = False, centre: float = 0.0, name: str = "All-sky view"
    ) -> None:
        extent = QRectF(-HALF_WIDTH, -HALF_HEIGHT, 2 * HALF_WIDTH, 2 * HALF_HEIGHT)
        super().__init__(Projection(centre, 0.0, galactic, "AIT"), extent, theme, name)
        self.place(self.box, 0, 0)
        self.place(self.bar, 1, 0)
        self._lines = PathLayer(-20, theme.color("grid"), smooth=True)
        self._edge = PathLayer(-10, theme.color("muted"), smooth=True)
        self._plane = PathLayer(-15, theme.color("reference", 0.8), width=1.5, dashed=True, smooth=True)
        self._names = AllSkyLabels(theme)
        for item in (self._lines, self._edge, self._plane, self._names):
            self.box.addItem(item, ignoreBounds=True)
        self.set_points("target", EMPTY, EMPTY, symbol="plus", role="reference")
        self.set_points("pointings", EMPTY, EMPTY)
        self.set_frame(galactic, centre)
        self.set_theme(theme)
        self.show_all()

    def set_frame(self, galactic: bool, centre: float = 0.0) -> None:
        """Draw ICRS or galactic coordinates, with longitude `centre` (deg) in the middle."""
        self.set_projection(Projection(centre, 0.0, galactic, "AIT"))
        self._draw_frame()

    def show_all(self) -> None:
        """The whole ellipse."""
        self.box.setRange(QRectF(-HALF_WIDTH, -HALF_HEIGHT, 2 * HALF_WIDTH, 2 * HALF_HEIGHT), padding=0.04)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._lines.set_color(theme.color("grid"))
        self._edge.set_color(theme.color("muted"))
        self._plane.set_color(theme.color("reference", 0.8))
        self._names.theme = theme

    # internals

    def _draw_frame(self) -> None:
        p, c = self.projection, self.projection.lon
        span, lat = np.linspace(-179.999, 179.999, 181), np.linspace(-90, 90, 91)
        lines = [p.frame_to_plane(np.full(91, c + d), lat) for d in range(-150, 180, 30)]
        lines += [p.frame_to_plane(c + span, np.full(181, b)) for b in range(-60, 90, 30)]
        self._lines.set_lines(*joined(lines))
        rim = [p.frame_to_plane(np.full(91, c + side), lat) for side in (-179.9999, 179.9999)]
        self._edge.set_lines(*joined(rim))
        self._draw_plane()
        self._names.set_names(p)

    def _draw_plane(self) -> None:
        """The galactic equator, broken where it jumps from one edge to the other."""
        from vhegui.core.sphere import from_galactic

        lon = np.linspace(0.0, 360.0, 721)
        u, v = self.projection.to_plane(*from_galactic(lon, np.zeros_like(lon)))
        jump = np.abs(np.diff(u, prepend=u[0])) > 30.0
        self._plane.set_lines(np.where(jump, np.nan, u), np.where(jump, np.nan, v))


class AllSkyLabels(SkyLayer):
    """Longitudes along the equator, latitudes along the left edge."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(-5)
        self.theme = theme
        self._labels: list[tuple[float, float, str, bool]] = []
        self._rect = QRectF(-HALF_WIDTH - 40, -HALF_HEIGHT - 20, 2 * HALF_WIDTH + 80, 2 * HALF_HEIGHT + 40)

    def set_names(self, p: Projection) -> None:
        self._labels = []
        for d in range(-150, 180, 30):
            u, v = p.frame_to_plane(p.lon + d, 0.0)
            lon = (p.lon + d) % 360
            text = degrees(lon, 1.0) if p.galactic else f"{lon / 15:g}ʰ"
            self._labels.append((float(u), float(v), text, False))
        for lat in (-60, -30, 30, 60):
            u, v = p.frame_to_plane(p.lon + 179.999, lat)
            self._labels.append((float(u), float(v), degrees(lat, 1.0, signed=True), True))
        self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        painter.setPen(self.theme.color("muted"))
        painter.setFont(letters())
        flags = Qt.AlignmentFlag
        with in_pixels(painter) as transform:
            spacing = abs(transform.m11()) * 25
            for i, (u, v, text, on_edge) in enumerate(self._labels):
                at = transform.map(QPointF(u, v))
                if on_edge:
                    right = max(at.x() - 4, painter.fontMetrics().horizontalAdvance(text) + 1)  # whole in a small plot
                    place = QRectF(right - 60, at.y() - (20 if v > 0 else 0), 60, 20)
                    painter.drawText(place, flags.AlignRight | flags.AlignVCenter, text)
                elif spacing > 36 or i % 2 == 1:
                    painter.drawText(QRectF(at.x() + 3, at.y() + 1, 60, 20), flags.AlignLeft | flags.AlignTop, text)


def joined(lines: list[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Flat arrays with NaN between lines."""
    gap = np.array([np.nan])
    u = [part for line in lines for part in (line[0], gap)]
    v = [part for line in lines for part in (line[1], gap)]
    return np.concatenate(u), np.concatenate(v)
