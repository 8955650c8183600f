"""Workspaces: what fills the window, kept as it was left; every plot large enough to be read; one panel alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QByteArray, QRect, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTabBar

from vhegui.gui.panels import PANELS
from vhegui.gui.widgets.text_dialog import TextDialog
from vhegui.gui.window.dialogs.help import ShortcutSheet
from vhegui.gui.window.main_window import MainWindow
from vhegui.gui.window.palette.dialog import Palette
from vhegui.gui.window.workspaces.defaults import WORKSPACES, home_of
from vhegui.gui.window.workspaces.layout import groups

LEAST = 140  # pixels
CONTROL = Qt.KeyboardModifier.ControlModifier


def shown(window: MainWindow) -> set[str]:
    return {name for name in window.docks if window.on_top(name)}


@pytest.fixture
def shows(qtbot):
    """Function that waits until these panels, and no others, are seen."""

    def wait(window: MainWindow, names: set[str]) -> None:
        qtbot.waitUntil(lambda: shown(window) == names)

    return wait


def front(name: str) -> set[str]:
    workspace = next(each for each in WORKSPACES if each.name == name)
    assert workspace.layout is not None
    return {tabs.panels[0] for tabs in groups(workspace.layout)}


def answer(window: MainWindow, text: str) -> str:
    """Type into what is asked, with Return at its end; what was said of it."""
    dialog = next(each for each in window.findChildren(TextDialog) if each.isVisible())
    dialog.field.selectAll()
    QTest.keyClicks(dialog.field, text)
    said = dialog.note.text()
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    return said


def test_what_is_seen_stays_until_all_of_another_workspace_is_painted_at_once(make_window, rest, qtbot):
    window = make_window()
    rest(window)
    for name in ("time", "compare", "explore", "time"):  # one after the other: nobody sees those in between
        window.workspaces.show(name)
        assert not window.updatesEnabled()
    qtbot.waitUntil(window.updatesEnabled)
    assert shown(window) == front("time") and all(window.docks[name].updatesEnabled() for name in shown(window))


def test_a_key_or_the_strip_shows_a_workspace_and_never_closes_it(make_window, qtbot, shows):
    window = make_window()
    buttons = [window.strip.widgetForAction(action) for action in window.strip.actions()]
    assert [button.text() for button in buttons] == [*(workspace.title for workspace in WORKSPACES), "Learn"]
    assert all(button.accessibleName() and not button.icon().isNull() for button in buttons)
    for number in (4, 4, 6, 1, 1):
        QTest.keyClick(window, Qt.Key(Qt.Key.Key_0.value + number), CONTROL)
        assert window.workspaces.current is WORKSPACES[number - 1]
        shows(window, front(WORKSPACES[number - 1].name))
        assert [button.isChecked() for button in buttons] == [place == number for place in range(1, 8)]
    qtbot.mouseClick(buttons[3], Qt.MouseButton.LeftButton)
    assert window.panels["light_curve"].visible and not window.panels["spectrum"].visible


def test_a_message_stays_in_front_of_the_panels_that_come(make_window, qtbot):
    window = make_window()
    window.show_message("warning", "Nothing is left above 5 σ")

    def in_front() -> bool:
        found = window.childAt(window.messages.geometry().center())
        return found is not None and (found is window.messages or window.messages.isAncestorOf(found))

    for name in ("sky", "compare", "explore"):
        window.workspaces.show(name)
        qtbot.waitUntil(in_front)
    window.resize(1280, 720)
    for workspace, tabs in (("explore", ("spectrum", "countmap")), ("sky", ("countmap", "regions", "theta"))):
        window.workspaces.show(workspace)
        for name in tabs:
            window.show_panel(name)
            qtbot.waitUntil(lambda name=name: window.on_top(name))
            qtbot.waitUntil(in_front)


def test_every_panel_has_a_home():
    for entry in PANELS:
        workspace = next(each for each in WORKSPACES if each.name == home_of(entry.name))
        assert workspace.layout is not None
        assert any(entry.name in tabs.panels for tabs in groups(workspace.layout))


def test_a_workspace_stays_as_it_was_left_also_after_a_start(make_window, qtbot, shows):
    window = make_window()
    window.docks["observations"].close()
    window.show_panel("settings")
    window.workspaces.show("time")
    assert "observations" not in shown(window) and not window.docks["settings"].isVisible()
    window.workspaces.show("explore")
    shows(window, {"countmap", "settings"})
    window.close()
    again = make_window()
    assert again.workspaces.current.name == "explore"
    shows(again, {"countmap", "settings"})
    again.actions_by_name["reset-layout"].trigger()
    shows(again, front("explore"))


def test_own_workspaces_are_saved_renamed_reset_and_deleted(make_window, shows):
    window = make_window()
    window.workspaces.show("response")
    window.show_panel("format")
    window.actions_by_name["save-workspace"].trigger()
    answer(window, "  Night   shift ")
    assert [workspace.title for workspace in window.workspaces][-1] == "Night shift"
    for name in ("response", "template"):
        window.docks[name].close()
    window.close()

    again = make_window()
    assert again.workspaces.current.title == "Night shift"
    shows(again, {"format"})
    again.actions_by_name["reset-layout"].trigger()  # as it was when it was saved
    shows(again, {"response", "format"})
    again.actions_by_name["rename-workspace"].trigger()
    assert "already" in answer(again, "explore") and again.workspaces.current.title == "Night shift"
    answer(again, "Shift")
    QTest.keyClick(again, Qt.Key.Key_2, CONTROL)
    assert not again.actions_by_name["delete-workspace"].isEnabled()
    QTest.keyClick(again, Qt.Key.Key_7, CONTROL)
    assert again.workspaces.current.title == "Shift"
    again.actions_by_name["delete-workspace"].trigger()
    assert again.workspaces.current is WORKSPACES[0]
    assert [workspace.title for workspace in again.workspaces] == [workspace.title for workspace in WORKSPACES]


def test_a_panel_is_maximised_by_its_title_its_button_or_f11_and_comes_back(make_window, qtbot, shows):
    window = make_window()
    width = window.docks["countmap"].width()
    bar = window.docks["countmap"].titleBarWidget()

    def once() -> None:
        shows(window, {"countmap"})
        qtbot.waitUntil(lambda: window.docks["countmap"].width() > 2 * width)
        assert window.actions_by_name["maximise"].isChecked()

    def back() -> None:
        shows(window, front("explore"))
        qtbot.waitUntil(lambda: abs(window.docks["countmap"].width() - width) <= 2)

    for gesture in (
        lambda: qtbot.mouseDClick(bar, Qt.MouseButton.LeftButton),
        lambda: qtbot.mouseClick(bar.maximise, Qt.MouseButton.LeftButton),
        lambda: QTest.keyClick(window, Qt.Key.Key_F11),
    ):
        gesture()
        once()
        gesture()
        back()


def test_a_floating_panel_comes_back_in_front(make_window, qtbot):
    window = make_window()
    window.workspaces.show("sky")
    window.show_panel("theta")
    bar, dock = window.docks["theta"].titleBarWidget(), window.docks["theta"]
    qtbot.waitUntil(lambda: window.on_top("theta"))
    qtbot.mouseClick(bar.float_, Qt.MouseButton.LeftButton)
    assert dock.isFloating() and dock.isVisible()
    window.show_panel("settings")
    qtbot.mouseClick(bar.float_, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dock.isFloating() and window.on_top("theta") and not window.on_top("settings"))


def test_a_floating_panel_comes_back_with_the_room_it_had(make_window, qtbot):
    window = make_window()
    window.resize(1920, 1080)
    docks = [window.docks[name] for name in front("explore")]
    dock = window.docks["spectrum"]
    qtbot.wait(50)
    before = [each.width() for each in docks]
    qtbot.mouseClick(dock.titleBarWidget().float_, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.docks["countmap"].width() > before[docks.index(window.docks["countmap"])])
    qtbot.mouseClick(dock.titleBarWidget().float_, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dock.isFloating() and [each.width() for each in docks] == before)


def test_a_maximised_panel_is_left_when_another_is_wanted_and_is_not_remembered(make_window, shows):
    window = make_window()
    window.workspaces.maximise("spectrum")
    window.show_panel("observations")
    shows(window, front("explore"))
    window.workspaces.maximise("spectrum")
    window.workspaces.show("sky")
    shows(window, front("sky"))
    window.workspaces.maximise("theta")
    shows(window, {"theta"})
    window.close()
    shows(make_window(), front("sky"))


def test_what_was_left_on_a_screen_that_is_gone_comes_back_inside(make_window, qtbot):
    """Here the screen is 800 pixels wide; places far right of it are those of a second one."""
    gone = QRect(5000, 3000, 600, 400)

    def inside(widget) -> bool:
        return widget.isVisible() and widget.screen().availableGeometry().intersects(widget.geometry())

    window = make_window()
    dock = window.docks["spectrum"]
    dock.setFloating(True)
    dock.setGeometry(gone)
    assert not inside(dock)
    window.show_panel("spectrum")
    assert inside(dock) and dock.size() == gone.size()
    dock.setGeometry(gone)
    window.workspaces.show("sky")
    window.workspaces.show("explore")
    qtbot.waitUntil(lambda: dock.isFloating() and inside(dock))
    dock.setGeometry(gone)
    window.setGeometry(gone)
    window.close()
    again = make_window()
    assert inside(again) and again.docks["spectrum"].isFloating() and inside(again.docks["spectrum"])


def test_old_and_broken_states_lead_to_the_default(tmp_path, make_window, shows):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("layout", QByteArray(b"\x00\x00\x00\xff"))  # of a version before there were workspaces
    settings.setValue("geometry", QByteArray(b"garbage"))
    settings.setValue("workspaces/state/sky", QByteArray(b"\x00\x00\x00\xff\x00\x00\x00\x00\xfd\x00\x00\x00\x01"))
    settings.setValue("workspaces/state/time", QByteArray(b"garbage"))
    settings.setValue("workspaces/current", "sky")
    settings.setValue("workspaces/own", '{"own-1": "Lost", "x": 3')
    settings.sync()
    window = make_window()
    assert window.workspaces.current.name == "sky"
    shows(window, front("sky"))
    window.workspaces.show("time")
    shows(window, front("time"))


def test_a_panel_that_a_saved_state_does_not_know_can_be_opened(make_window, qtbot, shows):
    old = make_window()
    old.removeDockWidget(old.docks["log"])  # as if this version had no such panel
    old.close()
    window = make_window()
    shows(window, front("explore"))
    window.show_panel("log")
    qtbot.waitUntil(lambda: window.panels["log"].visible)
    assert not window.docks["log"].isFloating()


def test_workspaces_and_panels_are_found_in_the_palette_and_on_the_sheet(make_window, qtbot):
    window = make_window()
    palette = Palette(window)
    qtbot.addWidget(palette)
    palette.open()
    QTest.keyClicks(palette.field, "light curve")
    assert any("Light curve" in text for text in palette.texts())
    sheet = ShortcutSheet(window)
    qtbot.addWidget(sheet)
    texts = {label.text() for label in sheet.findChildren(QLabel)}
    assert {"Ctrl+1", "Ctrl+6", "F11", "Explore", "Compare"} <= texts


def test_no_tabs_of_another_workspace_are_left_over_the_panels(make_window, qtbot):
    window = make_window()
    for size in ((1280, 720), (1600, 1000)):
        window.resize(*size)
        for workspace in WORKSPACES:
            window.workspaces.show(workspace.name)
            qtbot.wait(20)
            bars = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
            seen = [bar for bar in bars if bar.isVisible()]
            places = [bar.geometry() for bar in seen]
            assert not any(a.intersects(b) for i, a in enumerate(places) for b in places[:i]), workspace.name
            named = {bar.tabText(index) for bar in seen for index in range(bar.count())}
            tabs = [group for group in groups(workspace.layout) if len(group.panels) > 1]
            wanted = {window.docks[name].windowTitle() for group in tabs for name in group.panels}
            assert wanted <= named <= wanted | {"Spectrum"}, workspace.name
