"""A plot against time: long pauses cut or not, bins to hover and click, stretches of time to hold up."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolTip

from vhegui.core.typing import Array
from vhegui.gui.figures.tips import BinTips
from vhegui.gui.plotting.axes.time_scale import TimeScale
from vhegui.gui.plotting.curve_plot import Axis, CurvePlot
from vhegui.gui.plotting.device import pixel_size
from vhegui.gui.plotting.plot_header import TitledView
from vhegui.gui.plotting.span_brush import SpanBox, SpanItem, TimeMarks
from vhegui.gui.text.plain import tooltip
from vhegui.gui.theme import Theme

NEAR, SNAP = 10.0, 4.0  # pixels: what counts as hitting a bin, and an end of it
Times = tuple[float, float]


class TimePlot(TitledView):
    """held(times, finished) : a stretch (MJD TT) is being held up with the mouse, or a bin was chosen; None: let go."""

    held = Signal(object, bool)

    def __init__(self, title: str, theme: Theme, rows: tuple[float, ...], *, name: str, tip: str) -> None:
        super().__init__(title, theme, rows, name=name, tip=tip)
        self.times = TimeScale.of(np.zeros(0), np.zeros(0), False)
        self.start, self.stop = np.zeros(0), np.zeros(0)
        self.tips: BinTips | None = None
        self._marks = [plot.add(TimeMarks(theme, dated=row == 0)) for row, plot in enumerate(self.plots)]
        self._spans = [plot.add(SpanItem("selection", "", theme)) for plot in self.plots]
        self._held: Times | None = None
        self.automatic = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for plot in self.plots:
            box: Any = plot.box
            box.span_moved.connect(self._drag)
            box.clicked.connect(self._click)
            box.home_requested.disconnect(plot.fit_range)
            box.home_requested.connect(self.show_all)
            box.sigRangeChangedManually.connect(self._leave_automatic)
        scene: Any = self.scene()
        scene.sigMouseMoved.connect(self._hover)

    def make_plot(self, theme: Theme) -> CurvePlot:
        return CurvePlot(theme, SpanBox())

    @property
    def time_axis(self) -> Axis:
        """The common x axis."""
        return Axis("MJD" if self.times.mjd else "Time", "TT" if self.times.mjd else "UTC", ticks=self.times.ticks)

    def set_bins(self, start: Array, stop: Array, scale: TimeScale, tips: BinTips | None) -> bool:
        """Time bins (MJD TT, shape (n,)) and what is said of each; tells whether times lie elsewhere now."""
        moved = not self.times.same_pieces(scale)
        self.times, self.start, self.stop, self.tips = scale, start, stop, tips
        for mark in self._marks:
            mark.set_data(scale)
        self._draw_held()
        return moved

    def set_held(self, times: Times | None) -> None:
        """Shade a stretch of time (MJD TT); no signal."""
        if times != self._held:
            self._held = times
            self._draw_held()

    def fit_x(self) -> None:
        """All time bins."""
        low, high = self.times.ends
        room = 0.025 * (high - low)
        self.plot.set_range(x=(low - room, high + room))

    def fit_y(self) -> None:
        """The values of the bins; sub-classes know them."""

    def show_all(self) -> None:
        """Everything, and follow the data again."""
        self.automatic = True
        self.fit_x()
        self.fit_y()

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        QToolTip.hideText()

    def keyPressEvent(self, event: Any) -> None:
        """Left, right: the bin before and after. Page up, page down: piece by piece. Home: all. Esc: let go."""
        key = event.key()
        if key == Qt.Key.Key_Escape and self._held is not None:
            self.held.emit(None, True)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and len(self.start):
            self._step(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Home:
            self.show_all()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    # internals

    def _draw_held(self) -> None:
        span = None
        if self._held is not None:
            low, high = (float(at) for at in self.times.to_x(np.array(self._held)))
            span = low, high
        for item in self._spans:
            item.set_data(span)

    def _leave_automatic(self, *_: object) -> None:
        self.automatic = False

    def _drag(self, low: float, high: float, finished: bool) -> None:
        start, stop = self._snapped(low), self._snapped(high)
        if stop > start:
            self.held.emit((start, stop), finished)

    def _snapped(self, x: float) -> float:
        """The time at x, or of the end of a bin within a few pixels: to take whole bins is easy then."""
        edges = np.concatenate([self.start, self.stop])
        away = np.abs(self.times.to_x(edges) - x)
        if len(edges) and away.min() <= SNAP * pixel_size(self.plot.box)[0]:
            return float(edges[np.argmin(away)])
        return float(self.times.to_mjd(x))

    def _click(self, x: float, modifiers: Qt.KeyboardModifier) -> None:
        hit = self.bin_at(x)
        if hit < 0:
            self.held.emit(None, True)
            return
        times = float(self.start[hit]), float(self.stop[hit])
        if modifiers & Qt.KeyboardModifier.ShiftModifier and self._held is not None:
            times = min(times[0], self._held[0]), max(times[1], self._held[1])
        self.held.emit(times, True)

    def bin_at(self, x: float) -> int:
        """The bin at x, or the nearest within reach; -1 for none."""
        if not len(self.start):
            return -1
        left, right = self.times.to_x(self.start), self.times.to_x(self.stop)
        away = np.maximum(np.maximum(left - x, x - right), 0.0)
        found = int(np.argmin(away + 1e-6 * np.abs(0.5 * (left + right) - x)))
        pixel = pixel_size(self.plot.box)[0]
        return found if away[found] <= NEAR * pixel else -1

    def _hover(self, at: Any) -> None:
        for plot in self.plots:
            if self.tips is not None and plot.box.isVisible() and plot.box.sceneBoundingRect().contains(at):
                hit = self.bin_at(plot.box.mapSceneToView(at).x())
                text = self.tips.text(hit) if hit >= 0 else ""
                QToolTip.showText(self.mapToGlobal(self.mapFromScene(at)), tooltip(text), self)
                return
        if not self.header.sceneBoundingRect().contains(at):
            QToolTip.hideText()

    def _step(self, by: int) -> None:
        order = np.argsort(self.start, kind="stable")
        if self._held is None:
            at = 0 if by > 0 else len(order) - 1
        else:
            middle = 0.5 * (self.start + self.stop)[order]
            at = int(np.argmin(np.abs(middle - 0.5 * sum(self._held)))) + by
        bin_ = order[min(max(at, 0), len(order) - 1)]
        self.held.emit((float(self.start[bin_]), float(self.stop[bin_])), True)

    def _turn(self, by: int) -> None:
        """Look at the piece after or before the one in the middle of the view."""
        (low, high), _ = self.plot.visible_range()
        scale = self.times
        right = scale.place + scale.stop - scale.start
        whole = high - low > 0.8 * (scale.ends[1] - scale.ends[0])
        current = int(np.argmin(np.abs(0.5 * (scale.place + right) - 0.5 * (low + high))))
        piece = (0 if by > 0 else len(right) - 1) if whole else min(max(current + by, 0), len(right) - 1)
        room = 0.03 * float(right[piece] - scale.place[piece])
        self.automatic = False
        self.plot.set_range(x=(float(scale.place[piece]) - room, float(right[piece]) + room))
