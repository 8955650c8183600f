"""Printing from the menu: the plot that has the keyboard, or a sentence where its panel has none."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from vhegui.gui.plotting import printing
from vhegui.gui.plotting.paper_dialog import PaperDialog


def test_the_plot_with_the_keyboard_is_put_on_paper_and_a_panel_without_plots_says_so(demo_window, qtbot, monkeypatch):
    window, drawn = demo_window, []
    monkeypatch.setattr(printing, "on_paper", lambda printer, views, failed: drawn.append(views))
    window.workspaces.show("response")
    sky = window.panels["countmap"].view.sky
    sky.setFocus()
    window.actions_by_name["print"].trigger()
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, PaperDialog))
    qtbot.waitUntil(lambda: bool(drawn))
    assert all(views == [sky] for views in drawn)
    dialog.close()
    window.workspaces.show("compare")
    window.docks["log"].show()
    window.docks["log"].raise_()
    text = window.panels["log"].widget
    qtbot.waitUntil(text.isVisible)
    text.setFocus()
    window.actions_by_name["print"].trigger()
    assert "Log has no plots to print" in window.messages.text
