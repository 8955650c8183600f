"""Tables, lists and their headers; what the right mouse button offers."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QGraphicsView, QHeaderView, QLineEdit, QTabBar

from monkey.hand import LEFT, NONE, SHIFT, TEXTS, Hand, Steps
from monkey.registry import gesture

Key, Modifier = Qt.Key, Qt.KeyboardModifier


@gesture(6, anywhere=True)
def click_in_a_table(hand: Hand) -> Steps:
    table = hand.find(QAbstractItemView)
    if table is None or isinstance(table, QHeaderView):
        return
    hand.say("click in", table)
    for _ in range(hand.rng.randint(1, 3)):
        modifiers = hand.rng.choice((NONE, NONE, SHIFT, Modifier.ControlModifier))
        yield from hand.click(table.viewport(), hand.within(table.viewport()), modifiers)


@gesture(5, anywhere=True)
def edit_a_cell(hand: Hand) -> Steps:
    table = hand.find(QAbstractItemView)
    if table is None or isinstance(table, QHeaderView):
        return
    text = hand.rng.choice(TEXTS)
    hand.say(f"type {text[:20]!r} into a cell of", table)
    yield from hand.double_click(table.viewport(), hand.within(table.viewport()))
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit):
        yield from hand.write(field, text)
        yield from hand.key(hand.rng.choice((Key.Key_Return, Key.Key_Return, Key.Key_Escape, Key.Key_Tab)), to=field)


@gesture(3)
def press_keys_in_a_table(hand: Hand) -> Steps:
    table = hand.find(QAbstractItemView)
    if table is None:
        return
    key, modifiers = hand.rng.choice(
        ((Key.Key_A, Modifier.ControlModifier), (Key.Key_C, Modifier.ControlModifier), (Key.Key_Space, NONE),
         (Key.Key_Down, NONE), (Key.Key_Down, SHIFT), (Key.Key_Up, NONE), (Key.Key_Delete, NONE), (Key.Key_F2, NONE),
         (Key.Key_End, SHIFT), (Key.Key_Return, NONE))
    )  # fmt: skip
    hand.say(f"press {modifiers.name} {key.name} in", table)
    hand.focus(table)
    yield from hand.key(key, modifiers, to=table)


@gesture(3)
def sort_a_column(hand: Hand) -> Steps:
    header = hand.find(QHeaderView)
    if header is None or not header.isVisible():
        return
    hand.say("click or drag", header)
    view = header.viewport()
    if hand.rng.random() < 0.7:
        yield from hand.click(view)
    else:
        yield from hand.drag(view, hand.within(view), hand.within(view))


@gesture(3, anywhere=True)
def click_a_tab(hand: Hand) -> Steps:
    bar = hand.find(QTabBar)
    if bar is not None:
        hand.say("click a tab of", bar)
        yield from hand.click(bar)


@gesture(5)
def ask_for_a_menu(hand: Hand) -> Steps:
    widget = hand.find(QAbstractItemView, QGraphicsView)
    if widget is None:
        return
    hand.say("right click on", widget)
    target = widget.viewport()
    at = hand.within(target)
    if hand.rng.random() < 0.5:
        yield from hand.click(target, at)
    yield from hand.ask_menu(target, at)


@gesture(1)
def leave_a_drag_in_a_table(hand: Hand) -> Steps:
    table = hand.find(QAbstractItemView)
    if table is None:
        return
    view = table.viewport()
    hand.say("drag out of", table)
    yield from hand.drag(view, hand.within(view), QPoint(-20, -20), release=False)
    yield from hand.release(view, QPoint(-20, -20))
    assert not QApplication.mouseButtons() & LEFT
