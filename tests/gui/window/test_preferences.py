"""Edit → Preferences in a real window: searched, changed, effective at once, reset; keys of commands given anew."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from vhegui.gui.window.dialogs.help import ShortcutSheet
from vhegui.gui.window.preferences.dialog import PreferencesDialog


def opened(window) -> PreferencesDialog:
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    return window.findChildren(PreferencesDialog)[-1]


def choose(dialog: PreferencesDialog, name: str, value: object) -> None:
    """As a user picks an entry of a list."""
    control = dialog.rows.controls[name]
    control.setCurrentIndex(control.findData(value))
    control.activated.emit(control.currentIndex())


def press(dialog: PreferencesDialog, name: str, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    """Give a command other keys."""
    dialog.tabs.setCurrentWidget(dialog.keys)
    dialog.keys.choose(name)
    dialog.keys.field.setFocus()
    QTest.keyClick(dialog.keys.field, key, modifiers)
    dialog.keys.field.editingFinished.emit()


def test_preferences_are_found_take_effect_and_are_reset(make_window, qtbot):
    window = make_window()
    dialog = opened(window)
    QTest.keyClicks(dialog.search, "radius")
    shown = [name for name, control in dialog.rows.controls.items() if control.isVisible()]
    assert shown == ["radius"]
    QTest.keyClicks(dialog.search, " xyzzy")
    assert "xyzzy" in dialog.said.text()
    dialog.search.clear()
    choose(dialog, "theme", "dark")
    assert window.theme.dark and window.actions_by_name["theme-dark"].isChecked()
    choose(dialog, "sed_unit", "dnde")
    assert window.panels["spectrum"].view.plots.sed.unit.key == "dnde"
    choose(dialog, "coordinates", "degrees")
    assert not window.panels["countmap"].view.sky.sexagesimal
    window.panels["spectrum"].view.plots.sed_menus.unit_actions["tev"].trigger()  # the menu of the plot says the same
    assert dialog.rows.controls["sed_unit"].currentData() == "tev"
    QTest.mouseClick(dialog.rows.resets["sed_unit"], Qt.MouseButton.LeftButton)
    assert window.panels["spectrum"].view.plots.sed.unit.key == "erg"
    dialog.reset.click()
    assert window.session.preferences.value.theme == "system"
    assert window.panels["countmap"].view.sky.sexagesimal
    dialog.close()


def test_keys_are_given_anew_refused_where_taken_and_remembered(make_window, qtbot):
    window = make_window()
    dialog = opened(window)
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    press(dialog, "compare-models", Qt.Key.Key_E, control)
    assert "Export results" in dialog.keys.said.text()
    press(dialog, "compare-models", Qt.Key.Key_C, control)
    assert "needed inside" in dialog.keys.said.text()
    press(dialog, "compare-models", Qt.Key.Key_M, control | shift)
    assert window.actions_by_name["compare-models"].shortcut().toString() == "Ctrl+Shift+M"
    dialog.close()
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_M, control | shift)
    qtbot.waitUntil(lambda: window.panels["fit"].visible)
    window.close()
    again = make_window()
    assert again.actions_by_name["compare-models"].shortcut().toString() == "Ctrl+Shift+M"
    sheet = ShortcutSheet(again)
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    assert texts[texts.index("Compare models") + 1] == "Ctrl+Shift+M"
    for entry in again.action_set.entries.values():  # the sheet is complete
        keys = again.action_set.shortcuts.keys(entry)
        assert not keys or (entry.text in texts and keys in texts)
    dialog = opened(again)
    dialog.tabs.setCurrentWidget(dialog.keys)
    dialog.reset.click()
    assert again.actions_by_name["compare-models"].shortcut().isEmpty()
