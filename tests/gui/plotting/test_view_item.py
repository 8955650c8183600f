"""Marks, bands and lines that reach across a plot are painted anew when they change, on axes of any size."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtGui import QPainter

from vhegui.gui.figures.profile_item import ProfilesItem
from vhegui.gui.plotting.outside_item import OutsideItem
from vhegui.gui.plotting.span_brush import SpanItem
from vhegui.gui.plotting.span_items import LevelItem, SafeRangeItem
from vhegui.gui.plotting.view_item import ViewItem
from vhegui.gui.theme import LIGHT

ONE = np.ones(1)
MARKS: dict[str, tuple[Any, Any]] = {
    "span": (lambda: SpanItem("foreground", "", LIGHT), lambda item, x, y: item.set_data((0.5 * x, x))),
    "level": (lambda: LevelItem("foreground", "", LIGHT), lambda item, x, y: item.set_data(y)),
    "safe range": (lambda: SafeRangeItem("off", "", LIGHT), lambda item, x, y: item.set_data(x, None)),
    "outside": (lambda: OutsideItem(LIGHT), lambda item, x, y: item.set_data((0.0, x), (0.0, y))),
    "profiles": (
        lambda: ProfilesItem(LIGHT),
        lambda item, x, y: item.set_data(0.5 * x * ONE, x * ONE, y * np.array([[0.5, 1.0]]), np.zeros((1, 2))),
    ),
}


def counted(item: ViewItem, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one whenever the item is painted."""
    painted: list[int] = []
    paint = type(item).paint

    def counting(self: ViewItem, painter: QPainter, *rest: Any) -> None:
        painted.append(1)
        paint(self, painter, *rest)

    monkeypatch.setattr(type(item), "paint", counting)
    return painted


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("size", [(20.0, 600.0), (0.1, 600.0), (20.0, 6e-9), (4e-11, 4e-11), (1e8, 1e8)])
def test_a_mark_that_changes_is_painted_anew(mark: str, size: tuple[float, float], show, qapp, monkeypatch) -> None:
    make, change = MARKS[mark]
    item, plot = make(), pg.PlotWidget()
    painted = counted(item, monkeypatch)
    plot.addItem(item, ignoreBounds=True)
    show(plot, 600, 200)
    plot.setXRange(0.0, size[0])
    plot.setYRange(0.0, size[1])
    for share in (0.3, 0.5, 0.7):
        qapp.processEvents()
        before = len(painted)
        change(item, share * size[0], share * size[1])
        qapp.processEvents()
        assert len(painted) > before


def test_a_mark_follows_where_the_plot_is_moved_to(show, qapp, monkeypatch) -> None:
    item, plot = LevelItem("foreground", "", LIGHT), pg.PlotWidget()
    plot.addItem(item, ignoreBounds=True)
    show(plot, 600, 200)
    for low in (0.0, 1e3, -1e3):
        plot.setYRange(low, low + 1.0, padding=0.0)
        qapp.processEvents()
        assert item.boundingRect().contains(0.0, low + 0.5)
