"""The counts map and all plots: regions, brushes, zoom; drags that are taken back or disturbed."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGraphicsView, QWidget

from monkey.hand import NONE, SHIFT, Hand, Steps
from monkey.registry import gesture
from vhegui.analysis.region_refs import listed_regions
from vhegui.gui.plotting.sky.drawing import SHAPES
from vhegui.gui.plotting.sky.sky_box import DRAWN

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def _on_map(hand: Hand, ra: float, dec: float) -> QPoint:
    sky = hand.window.panels["countmap"].view.sky  # type: ignore[attr-defined]
    u, v = sky.projection.to_plane(ra, dec)
    if not (math.isfinite(u) and math.isfinite(v)):
        return QPoint(-1, -1)
    return sky.mapFromScene(sky.box.mapViewToScene(QPointF(float(u), float(v))))


def _a_region(hand: Hand) -> QPoint | None:
    """A place in the map where a drag takes hold of a region: its centre, or a point of its edge."""
    shapes = [region.shape for region in listed_regions(hand.window.session.analysis) if region.shape is not None]
    if not shapes:
        return None
    shape = hand.rng.choice(shapes)
    if hand.rng.random() < 0.4:
        edge = [place for place in zip(*shape.outline(), strict=True) if math.isfinite(sum(place))]
        return _on_map(hand, *hand.rng.choice(edge))
    return _on_map(hand, shape.ra, shape.dec)


def _map(hand: Hand) -> QWidget:
    sky = hand.window.panels["countmap"].view.sky  # type: ignore[attr-defined]
    return sky.viewport()


@gesture(8)
def drag_a_region(hand: Hand) -> Steps:
    view, start = _map(hand), _a_region(hand)
    if start is None or not view.rect().contains(start):
        return
    hand.say("drag a region of the map")
    yield from hand.drag(view, start, hand.within(view))


@gesture(4)
def drag_a_region_a_little(hand: Hand) -> Steps:
    view, start = _map(hand), _a_region(hand)
    if start is None or not view.rect().contains(start):
        return
    hand.say("drag a region of the map a little")
    yield from hand.drag(view, start, start + QPoint(hand.rng.randint(-15, 15), hand.rng.randint(-15, 15)))


@gesture(4)
def draw_with_a_tool(hand: Hand) -> Steps:
    tool = hand.rng.choice(("source", "source", "exclusion", "off", "measure", "measure", "zoom", "pan"))
    shape = hand.rng.choice(sorted(SHAPES.keys() - {"polygon"}))
    hand.say(f"draw with the tool {tool}, if it can a {shape}")
    if shape in DRAWN.get(tool, ()):
        hand.window.actions_by_name[f"shape-{shape}"].trigger()
    hand.window.actions_by_name[f"tool-{tool}"].trigger()
    view = _map(hand)
    start, modifiers = hand.within(view), hand.rng.choice((NONE, NONE, Modifier.ControlModifier))
    reach = QPoint(hand.rng.randint(0, 120), hand.rng.randint(0, 120))
    yield from hand.drag(view, start, start + reach, modifiers)
    hand.window.actions_by_name["tool-select"].trigger()


@gesture(4)
def draw_a_polygon(hand: Hand) -> Steps:
    """Click by click; closed, given up, or left as it is for what comes next."""
    tool = hand.rng.choice(("source", "exclusion", "measure"))
    hand.say(f"draw a polygon with the tool {tool}")
    for name in (f"tool-{tool}", "shape-polygon"):
        hand.window.actions_by_name[name].trigger()
    view, middle = _map(hand), hand.within(_map(hand))
    for _ in range(hand.rng.randint(1, 6)):
        at = middle + QPoint(hand.rng.randint(-90, 90), hand.rng.randint(-90, 90))
        if view.rect().contains(at):
            yield from hand.click(view, at)
    end = hand.rng.choice((Key.Key_Return, Key.Key_Return, Key.Key_Backspace, Key.Key_Escape, None))
    if end is not None:
        yield from hand.key(end, to=view.parentWidget())
    if hand.rng.random() < 0.8:
        hand.window.actions_by_name["shape-circle"].trigger()
        hand.window.actions_by_name["tool-select"].trigger()


@gesture(4)
def do_something_with_regions(hand: Hand) -> Steps:
    """Some are selected on the map, and a command of the menu is given."""
    view, control = _map(hand), Modifier.ControlModifier
    for _ in range(hand.rng.randint(0, 3)):
        at = _a_region(hand)
        if at is not None and view.rect().contains(at):
            yield from hand.click(view, at, control)
    if hand.rng.random() < 0.3:
        yield from hand.double_click(view, hand.within(view))
    name = hand.rng.choice([name for name in hand.window.actions_by_name if name.startswith("region-")])
    hand.say(f"with the selected regions do “{name}”")
    hand.window.actions_by_name[name].trigger()
    yield hand.moment()


@gesture(3)
def keys_for_a_region(hand: Hand) -> Steps:
    """The next region, and keys that move, resize, turn or take it away."""
    keys = (Key.Key_Tab, Key.Key_Left, Key.Key_Up, Key.Key_Plus, Key.Key_Minus, Key.Key_BracketLeft, Key.Key_Delete)
    chosen = [hand.rng.choice(keys) for _ in range(hand.rng.randint(1, 6))]
    hand.say(f"on the map press {', '.join(key.name for key in chosen)}")
    for key in (Key.Key_Tab, *chosen):
        yield from hand.key(key, hand.rng.choice((NONE, SHIFT)), to=_map(hand).parentWidget())


@gesture(4)
def take_a_drag_back(hand: Hand) -> Steps:
    """Esc leaves the value as it was, and the button that is let go later does nothing."""
    session, view = hand.window.session, _map(hand)
    start, tool = _a_region(hand), hand.rng.choice(("select", "select", "source", "exclusion"))
    opening = any(session.worker.has(kind) for kind in ("demo", "open", "session"))
    if start is None or not view.rect().contains(start) or opening or session.gesture or not view.isVisible():
        return
    hand.say(f"begin a drag with the tool {tool}, and press Esc")
    hand.window.actions_by_name[f"tool-{tool}"].trigger()
    position, end = session.history.position, hand.within(view)
    before = session.history.current
    yield from hand.drag(view, start, end, release=False)
    was_dragged = session.gesture
    QTest.keyClick(view.parentWidget(), Key.Key_Escape)
    if was_dragged:
        assert not session.gesture, "Esc does not end the drag"
        assert session.history.position == position and session.history.current == before, "Esc leaves an edit"
        assert session.analysis == before, "Esc leaves the preview"
    yield hand.moment()
    yield from hand.release(view, end)
    if was_dragged:
        assert session.history.position == position, "letting go after Esc is an edit"
    hand.window.actions_by_name["tool-select"].trigger()


@gesture(3)
def disturb_a_drag(hand: Hand) -> Steps:
    """A shortcut, another edit or a panel that comes to the front in the middle of a drag."""
    view, start = _map(hand), _a_region(hand)
    if start is None or not view.rect().contains(start):
        return
    name = hand.rng.choice(
        ("undo", "redo", "mosaic", "fit", "follow", "tool-source", "wobble", "reset-layout", "stack")
    )
    hand.say(f"begin a drag, and do “{name}” in it")
    end = hand.within(view)
    yield from hand.drag(view, start, end, release=False)
    if name in hand.window.actions_by_name:
        hand.window.actions_by_name[name].trigger()
    yield hand.moment()
    yield from hand.release(view, end)
    hand.window.actions_by_name["tool-select"].trigger()


@gesture(6)
def drag_on_a_plot(hand: Hand) -> Steps:
    plot = hand.find(QGraphicsView)
    if plot is None:
        return
    view, modifiers = plot.viewport(), hand.rng.choice((NONE, NONE, SHIFT, Modifier.ControlModifier))
    hand.say(f"drag with {modifiers.name} on", plot)
    escape, end = hand.rng.random() < 0.2, hand.within(view)
    yield from hand.drag(view, hand.within(view), end, modifiers, release=not escape)
    if escape:
        yield from hand.key(Key.Key_Escape, to=plot)
        yield from hand.release(view, end)


@gesture(4)
def zoom_a_plot(hand: Hand) -> Steps:
    plot = hand.find(QGraphicsView)
    if plot is None:
        return
    hand.say("zoom", plot)
    view = plot.viewport()
    for _ in range(hand.rng.randint(1, 5)):
        yield from hand.wheel(view, hand.within(view), hand.rng.choice((-5, -1, 1, 5)))


@gesture(3)
def show_all_of_a_plot(hand: Hand) -> Steps:
    plot = hand.find(QGraphicsView)
    if plot is not None:
        hand.say("double click on", plot)
        yield from hand.double_click(plot.viewport(), hand.within(plot.viewport()))


@gesture(4)
def point_at_a_plot(hand: Hand) -> Steps:
    plot = hand.find(QGraphicsView)
    if plot is None:
        return
    hand.say("point at", plot)
    for _ in range(hand.rng.randint(2, 8)):
        QTest.mouseMove(plot.viewport(), hand.within(plot.viewport()))
        yield hand.moment()


@gesture(2)
def press_keys_on_the_map(hand: Hand) -> Steps:
    """The chosen region is moved, resized, removed."""
    sky = hand.window.panels["countmap"].view.sky  # type: ignore[attr-defined]
    start = _a_region(hand)
    if start is None or not sky.isVisible() or not sky.viewport().rect().contains(start):
        return
    keys = (Key.Key_Left, Key.Key_Up, Key.Key_Plus, Key.Key_Minus, Key.Key_Delete, Key.Key_Escape)
    key = hand.rng.choice(keys)
    hand.say(f"choose a region and press {key.name}")
    yield from hand.click(sky.viewport(), start)
    for _ in range(1 if key == Key.Key_Delete else hand.rng.randint(1, 5)):
        yield from hand.key(key, hand.rng.choice((NONE, SHIFT)), to=sky)
