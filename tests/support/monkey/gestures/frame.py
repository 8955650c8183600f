"""The window itself: menus, shortcuts, panels that come, go, float and change places, looks, undo."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTabBar

from monkey.hand import Hand, Steps
from monkey.registry import gesture

SIZES = ((1600, 1000), (1280, 720), (1100, 700), (1920, 1080), (800, 600))
NEVER = ("quit",)  # the window is needed


@gesture(8)
def do_an_action(hand: Hand) -> Steps:
    name = hand.rng.choice([name for name in hand.window.actions_by_name if name not in NEVER])
    hand.say(f"do “{name}”")
    hand.window.actions_by_name[name].trigger()
    yield hand.moment()


@gesture(2)
def press_a_shortcut(hand: Hand) -> Steps:
    names = [name for name, action in hand.window.actions_by_name.items() if not action.shortcut().isEmpty()]
    name = hand.rng.choice([name for name in names if name not in NEVER])
    hand.say(f"press the shortcut of “{name}”")
    QTest.keySequence(QApplication.focusWidget() or hand.window, hand.window.actions_by_name[name].shortcut())
    yield hand.moment()


@gesture(6)
def undo_and_redo(hand: Hand) -> Steps:
    for _ in range(hand.rng.choice((1, 1, 2, 5, 12))):
        name = hand.rng.choice(("undo", "undo", "undo", "redo"))
        hand.say(name)
        hand.window.actions_by_name[name].trigger()
        yield hand.moment()


@gesture(8)
def bring_a_panel_to_the_front(hand: Hand) -> Steps:
    name = hand.rng.choice(list(hand.window.docks))
    hand.say(f"show the panel {name}")
    hand.window.docks[name].show()
    hand.window.docks[name].raise_()
    yield hand.moment()


@gesture(3)
def click_the_tab_of_a_panel(hand: Hand) -> Steps:
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    bars = [bar for bar in hand.window.findChildren(QTabBar, options=direct) if bar.isVisible()]
    if bars:
        hand.say("click the tab of a panel")
        yield from hand.click(hand.rng.choice(bars))


@gesture(1)
def close_a_panel(hand: Hand) -> Steps:
    name = hand.rng.choice(list(hand.window.docks))
    hand.say(f"close the panel {name}")
    hand.window.docks[name].close()
    yield hand.moment()


@gesture(1)
def float_a_panel(hand: Hand) -> Steps:
    name = hand.rng.choice(list(hand.window.docks))
    dock = hand.window.docks[name]
    hand.say(f"{'dock' if dock.isFloating() else 'float'} the panel {name}")
    dock.show()
    dock.setFloating(not dock.isFloating())
    yield hand.moment()


@gesture(1)
def put_a_panel_elsewhere(hand: Hand) -> Steps:
    areas = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)
    first, second = hand.rng.sample(list(hand.window.docks), 2)
    docks = hand.window.docks
    if hand.rng.random() < 0.5:
        hand.say(f"put the panel {first} behind {second}")
        hand.window.tabifyDockWidget(docks[second], docks[first])
    else:
        hand.say(f"put the panel {first} at a side")
        hand.window.addDockWidget(hand.rng.choice(areas), docks[first])
    yield hand.moment()


@gesture(1)
def put_panels_back(hand: Hand) -> Steps:
    hand.say("reset the layout")
    hand.window.actions_by_name["reset-layout"].trigger()
    yield hand.moment()


@gesture(1)
def resize_the_window(hand: Hand) -> Steps:
    size = hand.rng.choice(SIZES)
    hand.say(f"resize the window to {size}")
    hand.window.resize(*size)
    yield hand.moment()


@gesture(1)
def change_the_theme(hand: Hand) -> Steps:
    name = hand.rng.choice(("light", "dark", "system"))
    hand.say(f"theme {name}")
    hand.window.actions_by_name[f"theme-{name}"].trigger()
    yield hand.moment()


@gesture(1)
def find_a_command(hand: Hand) -> Steps:
    words = hand.rng.choice(("fit", "theme", "undo", "off", "map", "stack", "session", "zzz", ""))
    hand.say(f"find a command: {words!r}")
    hand.window.actions_by_name["palette"].trigger()
    yield hand.moment()
    field = hand.top().findChild(QLineEdit)
    if field is not None:
        yield from hand.write(field, words)
        yield from hand.key(hand.rng.choice((Qt.Key.Key_Return, Qt.Key.Key_Escape)), to=field)


@gesture(4)
def look_for_a_while(hand: Hand) -> Steps:
    hand.say("look")
    yield hand.rng.choice((50, 100, 300))
