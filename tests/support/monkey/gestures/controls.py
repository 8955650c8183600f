"""Buttons, boxes, fields, sliders, in panels, dialogs and menus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from monkey.hand import NONE, TEXTS, Hand, Steps
from monkey.registry import gesture
from vhegui.gui.widgets.log_range_slider import LogRangeSlider

Key = Qt.Key
ENDINGS = (Key.Key_Return, Key.Key_Return, Key.Key_Tab, Key.Key_Escape)
STEPS = (Key.Key_Up, Key.Key_Down, Key.Key_PageUp, Key.Key_PageDown, Key.Key_Home, Key.Key_End)


@gesture(10, anywhere=True)
def press_a_button(hand: Hand) -> Steps:
    button = hand.find(QAbstractButton)
    if button is not None:
        hand.say("press", button)
        yield from hand.click(button)


@gesture(5, anywhere=True)
def choose_in_a_box(hand: Hand) -> Steps:
    box = hand.find(QComboBox)
    if box is None:
        return
    hand.say("choose in", box)
    if hand.rng.random() < 0.2:
        yield from hand.click(box)
        yield from hand.key(hand.rng.choice(STEPS))
        yield from hand.key(hand.rng.choice((Key.Key_Return, Key.Key_Escape)))
        return
    for _ in range(hand.rng.choice((1, 1, 2, 4))):
        yield from hand.key(hand.rng.choice(STEPS), to=box)


@gesture(8, anywhere=True)
def type_in_a_field(hand: Hand) -> Steps:
    field = hand.find(QLineEdit, QTextEdit, QPlainTextEdit)
    if field is None:
        return
    text, ending = hand.rng.choice(TEXTS), hand.rng.choice(ENDINGS)
    hand.say(f"type {text[:20]!r} {ending.name} in", field)
    hand.focus(field)
    yield from hand.write(field, text)
    yield from hand.key(ending, to=field)


@gesture(2, anywhere=True)
def turn_a_spin_box(hand: Hand) -> Steps:
    box = hand.find(QAbstractSpinBox)
    if box is None:
        return
    hand.say("turn", box)
    hand.focus(box)
    for _ in range(hand.rng.randint(1, 3)):
        yield from hand.key(hand.rng.choice(STEPS), to=box)


@gesture(6, anywhere=True)
def move_a_slider(hand: Hand) -> Steps:
    slider = hand.find(QAbstractSlider, LogRangeSlider)
    if slider is None:
        return
    hand.say("move", slider)
    if hand.rng.random() < 0.3:
        hand.focus(slider)
        yield from hand.key(hand.rng.choice((*STEPS, Key.Key_Left, Key.Key_Right)), to=slider)
        return
    end = hand.within(slider)
    escape = hand.rng.random() < 0.2
    yield from hand.drag(slider, hand.within(slider), end, release=not escape)
    if escape:
        yield from hand.key(Key.Key_Escape, to=slider)
        yield from hand.release(slider, end)


@gesture(3, anywhere=True)
def turn_the_wheel(hand: Hand) -> Steps:
    widget = hand.find(QWidget)
    if widget is None:
        return
    hand.say("wheel over", widget)
    for _ in range(hand.rng.randint(1, 4)):
        modifiers = hand.rng.choice((NONE, NONE, NONE, Qt.KeyboardModifier.ControlModifier))
        yield from hand.wheel(widget, hand.within(widget), hand.rng.choice((-3, -1, 1, 3)), modifiers)


@gesture(2, anywhere=True)
def click_anywhere(hand: Hand) -> Steps:
    widget = hand.find(QWidget)
    if widget is not None:
        hand.say("click on", widget)
        yield from hand.click(widget)


@gesture(2, anywhere=True)
def press_a_key(hand: Hand) -> Steps:
    key = hand.rng.choice((Key.Key_Tab, Key.Key_Space, Key.Key_Delete, Key.Key_Escape, Key.Key_Return, *STEPS))
    hand.say(f"press {key.name} on", QApplication.focusWidget() or hand.top())
    yield from hand.key(key)


@gesture(0, anywhere=True)
def choose_in_the_open_menu(hand: Hand) -> Steps:
    """Chosen by itself when a menu is open."""
    menu = hand.top()
    actions = [each for each in menu.actions() if each.isEnabled()] if isinstance(menu, QMenu) else []
    if actions and hand.rng.random() < 0.8:
        action = hand.rng.choice(actions)
        hand.say(f"choose “{action.text()}”")
        yield from hand.click(menu, menu.actionGeometry(action).center())
    else:
        hand.say("leave the menu")
        yield from hand.key(Key.Key_Escape, to=menu)
