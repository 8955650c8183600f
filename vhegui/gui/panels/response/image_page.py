"""The widget that shows a `Picture`: an image with its colour bar, and beside it the profile of one column."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vhegui.analysis.written_numbers import number
from vhegui.gui.panels.response.figures import OPEN, Lines, Picture
from vhegui.gui.panels.response.line_page import LinePage, with_unit
from vhegui.gui.plotting.image_view import ImageView
from vhegui.gui.scale import scaled
from vhegui.gui.theme import LIGHT, Theme

ROOM_FOR_PROFILE = 470  # pixels of width


class ImagePage(QWidget):
    """place_moved(what, value) : a handle was dragged · told(text) : read-out · pointed(x) : the mouse is over a column
    of a picture with a profile, NaN when it has left."""

    place_moved = Signal(str, float)
    told = Signal(str)
    pointed = Signal(float)

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__()
        self.setAccessibleName("Response")
        self.image, self.profile = ImageView(theme, name="Response as an image"), LinePage(theme, "Profile")
        self.figure: Picture | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.image, 3)
        row.addWidget(self.profile, 2)
        self.image.x_line.moved.connect(lambda value: self._moved(0, value))
        self.image.y_line.moved.connect(lambda value: self._moved(1, value))
        self.image.cursor_moved.connect(self._tell)
        self.image.readout_changed.connect(lambda text: text or self._left())
        self.profile.told.connect(self.told)
        self.image.plot.box.home_requested.disconnect(self.image.plot.fit_range)
        self.image.plot.box.home_requested.connect(self.show_all)
        for view in (self.image, self.profile):
            view.header_changed.connect(self._align)

    def show_figure(self, figure: Picture) -> None:
        """Draw it."""
        known, self.figure = self.figure, figure
        view = self.image
        fresh = known is None or (known.x, known.y, known.square) != (figure.x, figure.y, figure.square)
        if fresh:
            view.plot.box.setAspectLocked(figure.square)
            view.set_axes(figure.x, figure.y)
        self._show_values(known, figure)
        if fresh or known is None or self._home(known) != self._home(figure):
            self.show_all()
        view.header.setToolTip(figure.tip)
        if figure.title != view.header.title:
            view.set_title(figure.title)
        view.diagonal.setVisible(figure.diagonal)
        view.level.set_data(*([figure.level] if np.isfinite(figure.level) else []))
        view.ring.set_data(*figure.ring)
        view.spot.set_data(*(np.array([v]) for v in figure.spot))
        view.outside.set_data(*figure.supported)
        for line, value, what, axis in zip(
            (view.x_line, view.y_line), figure.handles, figure.moves, (figure.x, figure.y), strict=True
        ):
            line.set_value(value if what else np.nan, axis.log)
        view.note.say(figure.note)
        self._show_profile()

    def show_profile(self, profile: Lines) -> None:
        """Another column, of the same picture."""
        if self.profile.isVisible():
            self.profile.show_figure(profile)

    def show_all(self) -> None:
        """The whole picture."""
        if self.figure is not None:
            x, y = self._home(self.figure)
            self.image.plot.set_range(x, y)

    def set_theme(self, theme: Theme) -> None:
        """Another look."""
        self.image.set_theme(theme)
        self.profile.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_profile()

    def _show_values(self, known: Picture | None, figure: Picture) -> None:
        same = (
            known is not None
            and (known.levels, known.scale, known.bar) == (figure.levels, figure.scale, figure.bar)
            and np.array_equal(known.values, figure.values, equal_nan=True)
            and np.array_equal(known.x_edges, figure.x_edges)
            and np.array_equal(known.y_edges, figure.y_edges)
        )
        if not same:
            self.image.show_image(
                figure.x_edges, figure.y_edges, figure.values, figure.scale, figure.levels, figure.colours, figure.bar
            )

    def _show_profile(self) -> None:
        figure = self.figure
        shown = figure is not None and figure.profile is not None and self.width() >= scaled(ROOM_FOR_PROFILE)
        self.profile.setVisible(shown)
        if shown and figure is not None and figure.profile is not None:
            self.profile.show_figure(figure.profile)

    def _align(self) -> None:
        height = max(view.header_height for view in (self.image, self.profile) if view.isVisibleTo(self))
        for view in (self.image, self.profile):
            view.set_header_height(height)

    @staticmethod
    def _home(figure: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        x = float(figure.x_edges[0]), float(figure.x_edges[-1])
        y = figure.y_home if figure.y_home != OPEN else (float(figure.y_edges[0]), float(figure.y_edges[-1]))
        return x, y

    def _moved(self, handle: int, value: float) -> None:
        if self.figure is not None and self.figure.moves[handle]:
            self.place_moved.emit(self.figure.moves[handle], value)

    def _tell(self, row: int, x: float, y: float) -> None:
        if self.figure is None:
            return
        value = self.image.matrix.value_at(x, y)
        said = f"{number(value)} {self.figure.unit}".rstrip() if np.isfinite(value) else "nothing"
        if self.figure.profile is not None and np.isfinite(value):
            said = f"{self.figure.bar.lower()} {number(value)}"
        place = f"{with_unit(x, self.figure.x)} · {with_unit(y, self.figure.y)}"
        self.told.emit(f"{place}: {said}")
        if self.figure.profile is not None:
            self.pointed.emit(x)

    def _left(self) -> None:
        self.told.emit("")
        if self.figure is not None and self.figure.profile is not None:
            self.pointed.emit(float("nan"))
