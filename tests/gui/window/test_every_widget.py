"""All panels and dialogs: every plot and table has the same context menu, every control a name and a tooltip."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QTableView,
    QTabWidget,
    QToolButton,
    QWidget,
)

from vhegui.gui.plotting.canvas import Canvas

OF_PLOT = ["Copy picture", "Save picture…", "Print…", "Copy numbers as", "Save numbers…", "Show everything"]
OF_TABLE = ["Copy\tCtrl+C", "Copy numbers as", "Save numbers…"]
FORMS = ["CSV", "ECSV", "LaTeX table", "Python"]
DIALOGS = ("palette", "preferences", "manual", "shortcuts", "about", "public-data", "data-cache", "open-remote")
CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QAbstractSlider, QTabBar)
OF_QT = (QComboBox, QAbstractSpinBox, QLineEdit, QTabBar, QDialogButtonBox)  # what they are made of is Qt's own


@pytest.fixture
def window(make_window):
    """With all its panels, there from the start."""
    window = make_window()
    for name in window.panels:
        window.panels[name]
    return window


def menu_of(widget: QWidget) -> list:
    """The actions of a context menu; the map and some tables have more, for the place that was clicked."""
    if widget.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu or widget.actions():
        return widget.actions()
    owner = widget
    while not hasattr(owner, "context_menu") and not hasattr(owner, "menu"):
        owner = owner.parentWidget()
    make = getattr(owner, "context_menu", None)
    return (make(widget.rect().center()) if make else owner.menu()).actions()


def controls(widget: QWidget) -> Iterator[QWidget]:
    """What can be used by a user."""
    for each in widget.findChildren(QWidget):
        inside = isinstance(each.parentWidget(), OF_QT) or each.objectName().startswith("qt_")
        if isinstance(each, CONTROLS) and not isinstance(each, QScrollBar) and not inside:
            yield each


def by_keyboard(control: QWidget) -> bool:
    """Whether Tab leads there; buttons of a tool bar and of a panel's title have keys and menu entries instead."""
    return bool(control.focusPolicy() & Qt.FocusPolicy.TabFocus)


def lacks(control: QWidget) -> str:
    name = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
    if isinstance(control, QTabBar):
        tip = all(control.tabToolTip(at) for at in range(control.count()))
    else:
        tip = bool(control.toolTip())
    return " and ".join([*(["a name"] if not name else []), *(["a tooltip"] if not tip else [])])


def test_every_panel_has_its_menus_names_and_tooltips(window):
    plots_and_tables_have_the_same_menu(window)
    controls_have_names_and_tooltips({name: panel.widget for name, panel in window.panels.items()})
    out_of_reach = {n: [c for c in controls(panel.widget) if not by_keyboard(c)] for n, panel in window.panels.items()}
    assert not any(out_of_reach.values()), out_of_reach
    for name in ("welcome", *DIALOGS):
        window.actions_by_name[name].trigger()
    controls_have_names_and_tooltips({type(each).__name__: each for each in window.findChildren(QDialog)})
    for place in (window.toolbar, window.messages, window.start.cover):
        controls_have_names_and_tooltips({type(place).__name__: place})
    the_tool_bar_has_words_where_there_is_room(window)
    for name, action in window.actions_by_name.items():
        assert action.statusTip() and action.toolTip(), name


def the_tool_bar_has_words_where_there_is_room(window):
    buttons = {window.toolbar.widgetForAction(action): action.iconText() for action in window.toolbar.actions()}
    buttons = {button: text for button, text in buttons.items() if isinstance(button, QToolButton) and text}
    assert {"Open", "Save", "Export", "Undo", "Redo", "Select", "Fit", "Find"} <= set(buttons.values())
    found = []
    for width in (1000, 1400, 1600, 2600):
        window.resize(width, 720)
        window.toolbar.resize(width, window.toolbar.height())
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        found.append({text for button, text in buttons.items() if button.toolButtonStyle() == style})
    assert (
        found[0] == set()
        and found[1] == {"Open", "Export", "Fit", "Find"}
        and "Undo" in found[2]
        and "Select" in found[3]
    )


def plots_and_tables_have_the_same_menu(window):
    found = [(name, panel.widget) for name, panel in window.panels.items()]
    plots = [(name, each) for name, widget in found for each in widget.findChildren(Canvas)]
    tables = [(name, each) for name, widget in found for each in widget.findChildren(QTableView)]
    assert len(plots) > 25 and len(tables) > 12
    for wanted, widgets in ((OF_PLOT, plots), (OF_TABLE, tables)):
        for name, widget in widgets:
            actions = menu_of(widget)
            texts = [action.text() for action in actions]
            assert wanted[0] in texts, (name, widget.accessibleName(), texts)
            at = texts.index(wanted[0])
            assert texts[at : at + len(wanted)] == wanted, (name, widget.accessibleName(), texts)
            numbers = actions[texts.index("Copy numbers as")].menu()
            assert [action.text() for action in numbers.actions()] == FORMS


def controls_have_names_and_tooltips(places):
    missing = [
        f"{place}: {type(control).__name__} {control.accessibleName()!r} lacks {what}"
        for place, widget in places.items()
        for control in controls(widget)
        if (what := lacks(control))
    ]
    assert not missing, "\n".join(missing)
    views = [each for widget in places.values() for kind in (Canvas, QTableView) for each in widget.findChildren(kind)]
    assert all(view.accessibleName() for view in views)
    for tabs in (each for widget in places.values() for each in widget.findChildren(QTabWidget)):
        assert all(tabs.tabToolTip(at) for at in range(tabs.count())), tabs.accessibleName()
