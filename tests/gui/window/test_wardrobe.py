"""Another theme or size reaches everything in the window, part by part, and what is hidden before it is seen."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QStyle

from vhegui.gui.plotting.canvas import Canvas
from vhegui.gui.theme import DARK, LIGHT, apply_theme
from vhegui.gui.window.main_window import MainWindow
from vhegui.gui.window.palette.dialog import Palette

SEPARATOR = QStyle.PixelMetric.PM_DockWidgetSeparatorExtent


@pytest.fixture
def window(make_window, qapp):
    """A light window of the usual size; other tests find the application as it was."""
    window = make_window()
    window.set_theme(LIGHT)
    window.wardrobe.finish()
    yield window
    apply_theme(qapp, LIGHT)


def themes(window: MainWindow, panel: str) -> set[str]:
    """Names of the themes of the plots of a panel."""
    return {plot.theme.name for plot in window.panels[panel].widget.findChildren(Canvas)}


def test_a_theme_reaches_what_is_seen_and_what_is_hidden(window, qtbot):
    hidden = [name for name in ("theta", "light_curve", "fit") if themes(window, name) == {"light"}]
    assert len(hidden) == 3 and not any(window.docks[name].isVisible() for name in hidden)
    window.set_theme(DARK)
    assert not window.updatesEnabled()  # what is seen changes in one frame
    qtbot.waitUntil(lambda: not window.wardrobe.waiting)
    assert window.updatesEnabled()
    assert {theme for name in (*hidden, "countmap", "spectrum") for theme in themes(window, name)} == {"dark"}
    assert all(
        DARK.border in dock.styleSheet() and LIGHT.border not in dock.styleSheet() for dock in window.docks.values()
    )
    assert DARK.accent in window.toolbar.styleSheet() and DARK.border in window.statusBar().styleSheet()


def test_a_panel_that_is_shown_before_its_turn_wears_the_new_theme(window):
    assert themes(window, "theta") == {"light"}
    window.set_theme(DARK)
    window.show_panel("theta")
    assert window.docks["theta"].isVisible() and window.wardrobe.waiting
    assert themes(window, "theta") == {"dark"} and DARK.border in window.docks["theta"].styleSheet()
    assert themes(window, "countmap") == {"light"}  # has not had its turn


def test_a_panel_that_is_made_and_a_dialog_that_is_opened_later_wear_it_too(window):
    window.set_theme(DARK)
    window.wardrobe.finish()
    window.show_panel("light_curve")
    assert themes(window, "light_curve") == {"dark"}
    dialog = Palette(window)
    dialog.open()
    assert DARK.border in dialog.styleSheet()
    dialog.close()


def test_the_strips_between_docks_grow_with_everything(window):
    before = window.style().pixelMetric(SEPARATOR, None, window)
    window.sizes.use(2.0)
    assert window.style().pixelMetric(SEPARATOR, None, window) == 2 * before > 0
