"""The scan as an image: threshold to the right, radius upwards; two lines are the choice."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal

from vhegui.core.estimators.optimise import Scan
from vhegui.core.typing import Array
from vhegui.gui.plotting.curve_items import PointsItem
from vhegui.gui.plotting.curve_view import Axis
from vhegui.gui.plotting.image_view import MARK, ImageView
from vhegui.gui.theme import LIGHT, Theme

TIP = (
    "Every cell is a choice: events above this energy (lower end of the fit range), inside this radius. OFF regions\n"
    "are placed anew for every radius. Empty: fewer than 10 OFF counts, too few to know the background.\n"
    "Click, drag the lines or use the arrow keys to look at another choice."
)
NOW = "#ff4d9d"  # seen on all colours of the image, in the light and in the dark
ABOVE_LINES = 70.0
Cell = tuple[int, int]


class ScanMap(ImageView):
    """chosen((row, column)) : the user looks at another choice · pointed(cell or None) : the mouse is over one."""

    chosen = Signal(object)
    pointed = Signal(object)

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme, name="Radius and threshold", tip=TIP)
        self.best = PointsItem(MARK, "", theme, "diamond", 6.0)
        self.now = PointsItem(NOW, "", theme, "circle", 4.5)
        for item in (self.now, self.best):
            item.setZValue(ABOVE_LINES)
            self.plot.add(item)
        self.spot.hide()
        self._radius, self._threshold = np.zeros(0), np.zeros(0)
        self.cell: Cell | None = None
        self.set_axes(Axis("Energy threshold", "TeV", log=True), Axis("ON radius", "deg"))
        self.set_title("Scan")
        self.set_names((("best", [self.best]), ("now", [self.now])))
        self.x_line.moved.connect(lambda x: self._choose_at(x, self.y_line.value))
        self.y_line.moved.connect(lambda y: self._choose_at(self.x_line.value, y))
        self.plot.box.home_requested.disconnect(self.plot.fit_range)
        self.plot.box.home_requested.connect(self.show_all)
        self.cursor_moved.connect(lambda row, x, y: self.pointed.emit(self._inside(x, y)))
        self.readout_changed.connect(lambda text: text or self.pointed.emit(None))
        scene: Any = self.scene()
        scene.sigMouseClicked.connect(self._clicked)

    def set_scan(self, scan: Scan, values: Array, title: str, scale: str = "linear") -> None:
        """Show a figure of merit, shape (n_r, n_e), NaN where not usable; `scale` : "linear" or "log10"."""
        fresh = not np.array_equal(scan.radius, self._radius) or not np.array_equal(scan.threshold, self._threshold)
        self._radius, self._threshold = scan.radius, scan.threshold
        good = values[np.isfinite(values)]
        levels = (float(good.min()), float(good.max())) if len(good) else (0.0, 1.0)
        levels = levels if levels[1] > levels[0] else (levels[0], levels[0] + 1.0)
        self.show_image(*self._edges(), values.T, scale, levels, "viridis", title)
        if fresh:
            self.show_all()

    def set_best(self, cell: Cell | None) -> None:
        """Mark the best choice."""
        self.best.set_data(*self._places([] if cell is None else [cell]))

    def set_now(self, radius: float, threshold: float) -> None:
        """Mark what the analysis uses; outside the scan nothing is marked."""
        cell = self._inside(threshold, radius)
        known = cell is not None
        self.now.set_data(np.array([self._threshold[cell[1]]] if known else []), np.array([radius] if known else []))

    def set_cell(self, cell: Cell | None) -> None:
        """Where the lines stand (no signal)."""
        self.cell = cell
        x, y = (np.nan, np.nan) if cell is None else (self._threshold[cell[1]], self._radius[cell[0]])
        self.x_line.set_value(float(x), True)
        self.y_line.set_value(float(y), False)

    def show_all(self) -> None:
        """The whole scan."""
        if len(self._radius):
            x, y = self._edges()
            self.plot.set_range((float(x[0]), float(x[-1])), (float(y[0]), float(y[-1])))

    def keyPressEvent(self, event: Any) -> None:
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (1, 0), Qt.Key.Key_Down: (-1, 0)}
        if event.key() in steps and self.cell is not None:
            row, column = (a + b for a, b in zip(self.cell, steps[event.key()], strict=True))
            if 0 <= row < len(self._radius) and 0 <= column < len(self._threshold):
                self.chosen.emit((row, column))
            event.accept()
            return
        super().keyPressEvent(event)

    # internals

    def _edges(self) -> tuple[Array, Array]:
        """Edges of the cells: half way between choices."""
        return _log_edges(self._threshold), _edges(self._radius)

    def _places(self, cells: list[Cell]) -> tuple[Array, Array]:
        return (
            np.array([self._threshold[column] for _, column in cells]),
            np.array([self._radius[row] for row, _ in cells]),
        )

    def _inside(self, x: float, y: float) -> Cell | None:
        """The cell at a threshold (TeV) and a radius (deg)."""
        if not len(self._radius):
            return None
        edges_x, edges_y = self._edges()
        column, row = (int(np.searchsorted(e, at, side="right")) - 1 for e, at in ((edges_x, x), (edges_y, y)))
        return (row, column) if 0 <= row < len(self._radius) and 0 <= column < len(self._threshold) else None

    def _choose_at(self, x: float, y: float) -> None:
        cell = self._inside(x, y)
        if cell is not None and cell != self.cell:
            self.chosen.emit(cell)

    def _clicked(self, event: Any) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.plot.box.sceneBoundingRect().contains(event.scenePos()):
            point = self.plot.box.mapSceneToView(event.scenePos())
            self._choose_at(10.0 ** point.x(), point.y())


def _edges(centres: Array) -> Array:
    if len(centres) == 1:
        return np.array([0.9, 1.1]) * centres[0]
    middle = 0.5 * (centres[1:] + centres[:-1])
    return np.concatenate(([2 * centres[0] - middle[0]], middle, [2 * centres[-1] - middle[-1]]))


def _log_edges(centres: Array) -> Array:
    return 10.0 ** _edges(np.log10(centres)) if len(centres) > 1 else _edges(centres)
