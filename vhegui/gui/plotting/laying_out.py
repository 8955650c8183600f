"""A plot laid out for a moment as for a sheet of another size, letters and lines with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from vhegui.gui.plotting.axes.axis import EdgeAxis
from vhegui.gui.plotting.canvas import Canvas
from vhegui.gui.plotting.device import letters
from vhegui.gui.plotting.sheet import SCREEN_DPI, OnScreen, Sheet
from vhegui.gui.scale import plot_scale, plots_scaled


def plots_in(view: QWidget) -> list[Canvas]:
    """The plots of a widget that is one, or holds some; those that are hidden in it are left out."""
    return (
        [view] if isinstance(view, Canvas) else [plot for plot in view.findChildren(Canvas) if plot.isVisibleTo(view)]
    )


def on_screen(view: QWidget) -> OnScreen:
    """A plot, or a group of them, as it is."""
    usual, layout = letters().pointSizeF(), view.layout()
    least = view.minimumSize() if layout is None else view.minimumSize().expandedTo(layout.minimumSize())
    needed = round(least.width() / plot_scale()), round(least.height() / plot_scale())
    return OnScreen(view.width(), view.height(), usual * plot_scale(), needed, usual)


@contextmanager
def laid_out(view: QWidget, sheet: Sheet) -> Iterator[None]:
    """Within it the plot has the size of the sheet in pixels of the screen; nothing of it is painted there."""
    size = QSize(round(sheet.width * SCREEN_DPI), round(sheet.height * SCREEN_DPI))
    factor, before, plots = sheet.letters / letters().pointSizeF(), view.size(), plots_in(view)
    if size == before and abs(factor - plot_scale()) < 1e-9:
        yield
        return
    with ExitStack() as undo:
        rooms = {axis: 0.0 for plot in plots for axis in plot.axes}
        undo.callback(lambda: _resize(view, before, plots, rooms))
        for widget in {view, *plots}:
            undo.callback(widget.setMinimumSize, widget.minimumSize())
            widget.setMinimumSize(0, 0)
        undo.enter_context(plots_scaled(factor))
        rooms = _resize(view, size, plots, rooms)
        yield


def _resize(view: QWidget, size: QSize, plots: list[Canvas], rooms: Mapping[EdgeAxis, float]) -> dict[EdgeAxis, float]:
    """With so much room at least for the labels of axes; returns how much there was."""
    view.resize(size)
    before = {axis: axis.fit_anew(room) for axis, room in rooms.items()}
    for plot in plots:
        plot.settle()
    return before
