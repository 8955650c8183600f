"""A layout of docks as a value, and how it is built: rows and columns of tabs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar

from vhegui.gui.widgets.yielding import Yielding

Docks = Mapping[str, QDockWidget]


@dataclass(frozen=True)
class Tabs:
    """Panels behind each other; the first is in front."""

    panels: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """Parts side by side. shares : of the width, one a part."""

    parts: tuple[Layout, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Column:
    """Parts one below the other. shares : of the height, one a part."""

    parts: tuple[Layout, ...]
    shares: tuple[float, ...]


Layout = Tabs | Row | Column


def groups(layout: Layout) -> Iterator[Tabs]:
    """The tabs of a layout, from left to right and from top to bottom."""
    if isinstance(layout, Tabs):
        yield layout
        return
    for part in layout.parts:
        yield from groups(part)


def arrange(window: QMainWindow, docks: Docks, layout: Layout) -> None:
    """Build a layout. Docks that it does not name are closed; opened, they are tabs of its last group."""
    clear(window, docks)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, docks[_first(layout)])
    _split(window, docks, layout)
    named: set[str] = set()
    for group in groups(layout):
        named.update(group.panels)
        front = docks[group.panels[0]]
        for name in group.panels[1:]:
            window.tabifyDockWidget(front, docks[name])
        for name in group.panels:
            docks[name].show()
        front.raise_()
    add_closed(window, docks, [dock for name, dock in docks.items() if name not in named], docks[_last(layout)])
    share_out(window, docks, layout)


def clear(window: QMainWindow, docks: Docks) -> None:
    """Take all docks out."""
    for bar in window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
        bar.hide()  # Qt shows those it uses again, and deletes the others only some time later
    for dock in docks.values():
        if dock.isFloating():  # of others Qt would make a new frame, too
            dock.setFloating(False)
        window.removeDockWidget(dock)


def hide_unused_tabs(window: QMainWindow, docks: Docks) -> None:
    """Tabs of a layout that is gone, which Qt leaves where they were: over the tabs and panels of this one."""
    for bar in window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if bar.isVisible() and not any(_stands_by(window, bar, dock) for dock in docks.values() if dock.isVisible()):
            bar.hide()


def _stands_by(window: QMainWindow, bar: QTabBar, dock: QDockWidget) -> bool:
    """Whether the tabs are those of a dock and of what is behind it, and as wide."""
    group = {dock.windowTitle(), *(each.windowTitle() for each in window.tabifiedDockWidgets(dock))}
    place = bar.geometry()
    within = dock.x() - 1 <= place.left() and place.right() <= dock.geometry().right() + 1
    return within and group == {bar.tabText(index) for index in range(bar.count())}


def add_closed(window: QMainWindow, docks: Docks, closed: list[QDockWidget], beside: QDockWidget) -> None:
    """Give closed docks a place: they open as tabs beside a dock."""
    for dock in closed:
        window.tabifyDockWidget(beside, dock)
        dock.hide()


def share_out(window: QMainWindow, docks: Docks, layout: Layout) -> None:
    """Give every part its share of the room there is now."""
    if isinstance(layout, Tabs):
        return
    across = isinstance(layout, Row)
    firsts = [docks[_first(part)] for part in layout.parts]
    room = sum(dock.width() if across else dock.height() for dock in firsts)
    if isinstance(layout, Row) and room < window.width() // 2:
        room = window.width()
    needs = [_needed(docks, part) for part in layout.parts] if across else [0] * len(firsts)
    sizes = shared(layout.shares, needs, room)
    window.resizeDocks(firsts, sizes, Qt.Orientation.Horizontal if across else Qt.Orientation.Vertical)
    for part in layout.parts:
        share_out(window, docks, part)


def shared(shares: Sequence[float], needs: Sequence[int], room: int) -> list[int]:
    """Pixels of every part: its share of the room, or what it needs, if there is room for what all need.

    >>> shared((0.25, 0.42, 0.33), (480, 640, 616), 1800)
    [480, 704, 616]
    """
    needs = needs if sum(needs) <= room else [0] * len(needs)
    short: set[int] = set()
    while True:
        left = room - sum(needs[i] for i in short)
        rest = sum(share for i, share in enumerate(shares) if i not in short)
        sizes = [needs[i] if i in short else round(share / rest * left) for i, share in enumerate(shares)]
        more = {i for i, size in enumerate(sizes) if size < needs[i]}
        if not more or len(short | more) == len(sizes):
            return sizes
        short |= more


def make_room(window: QMainWindow, docks: Docks, layout: Layout) -> None:
    """Where parts side by side need more than they have, and the others can give it: as it was for the rest."""
    if not isinstance(layout, Row):
        return
    firsts = [docks[_first(part)] for part in layout.parts]
    widths, needs = [dock.width() for dock in firsts], [_needed(docks, part) for part in layout.parts]
    beside = all(a.x() < b.x() for a, b in pairwise(firsts)) and not any(dock.isFloating() for dock in firsts)
    if beside and any(width < need for width, need in zip(widths, needs, strict=True)):
        window.resizeDocks(firsts, shared(widths, needs, sum(widths)), Qt.Orientation.Horizontal)


def _needed(docks: Docks, part: Layout) -> int:
    """Pixels of width that the panels in front need, so that none scrolls sideways."""
    held = [docks[tabs.panels[0]].widget() for tabs in groups(part)]
    return max((each.needed.width() for each in held if isinstance(each, Yielding)), default=0)


def _split(window: QMainWindow, docks: Docks, layout: Layout) -> None:
    """Beside the dock that is there already, those of the other parts; then the parts themselves."""
    if isinstance(layout, Tabs):
        return
    orientation = Qt.Orientation.Horizontal if isinstance(layout, Row) else Qt.Orientation.Vertical
    firsts = [docks[_first(part)] for part in layout.parts]
    for before, after in pairwise(firsts):
        window.splitDockWidget(before, after, orientation)
    for part in layout.parts:
        _split(window, docks, part)


def _first(layout: Layout) -> str:
    return next(groups(layout)).panels[0]


def _last(layout: Layout) -> str:
    return list(groups(layout))[-1].panels[0]
