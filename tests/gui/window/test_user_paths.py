"""How many clicks a new user is from a result on public data, counted while they are made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from vhegui.gui.window.main_window import MainWindow
from vhegui.gui.window.start.choice import ChoicePage


class Hand:
    """A hand on the mouse at the start page of a window that knows one folder; `clicks` : how many it has made."""

    def __init__(self, window: MainWindow, folder: Path, file_answers: Any) -> None:
        self.window, self.folder, self.clicks = window, folder, 0
        file_answers.choose(folder)
        window.remember_recent(str(folder))
        window.start.welcome()

    @property
    def page(self) -> QWidget | None:
        """What covers the panels."""
        return self.window.start.cover.page

    def click(self, widget: QWidget) -> None:
        """Click on the middle of what is seen there."""
        at = widget.mapTo(self.window, widget.rect().center())
        seen = self.window.childAt(at)
        assert seen is not None and (seen is widget or widget.isAncestorOf(seen)), f"{widget} is not seen"
        QTest.mouseClick(seen, Qt.MouseButton.LeftButton, pos=seen.mapFrom(self.window, at))
        self.clicks += 1

    def open(self, way: str) -> None:
        """Open the folder by its name under "Opened last", or by "My folder…"."""
        recent = next(each for each in self.page.findChildren(QPushButton) if each.text() == self.folder.name)
        self.click(recent if way == "recent" else self.page.links["folder"])
        self.clicks += 0 if way == "recent" else 2  # on the folder in the dialog, and on Open

    def analyse(self, target: str) -> None:
        """Click beside a target of the list."""
        row = next(row for row in range(len(self.page.buttons)) if self.page.table.item(row, 0).text() == target)
        self.click(self.page.buttons[row])

    def show_workspace(self, name: str) -> None:
        """Click in the strip at the left edge."""
        self.click(self.window.strip.widgetForAction(self.window.actions_by_name[f"workspace-{name}"]))


@pytest.fixture
def hand(make_window, data, file_answers) -> Hand:
    return Hand(make_window(), data / "hess-dl3-dr1", file_answers)


def wait_for(step: str, hand: Hand, qtbot: QtBot) -> Any:
    """The result of a step, once nothing is computed any more."""
    session = hand.window.session
    qtbot.waitUntil(lambda: not session.busy and session.results.current(step) is not None, timeout=60_000)
    return session.results.current(step)


def test_from_the_start_page_to_a_fitted_crab_spectrum_in_four_clicks(hand, qtbot):
    hand.open("my folder")
    qtbot.waitUntil(lambda: isinstance(hand.page, ChoicePage), timeout=20_000)
    hand.analyse("Crab Nebula")
    fit = wait_for("fit_result", hand, qtbot)
    assert hand.clicks == 4 and hand.page is None and hand.window.panels["spectrum"].view.isVisible()
    assert str(fit.verdict) == "converged" and 2.4 < fit.model.parameters[0].value < 2.8
    assert wait_for("flux_points_result", hand, qtbot) is not None  # without being asked


def test_from_the_start_page_to_a_light_curve_of_pks_2155_in_three_clicks(hand, qtbot):
    hand.open("recent")
    qtbot.waitUntil(lambda: isinstance(hand.page, ChoicePage), timeout=20_000)
    hand.analyse("PKS 2155-304")
    hand.show_workspace("time")
    curve = wait_for("light_curve_result", hand, qtbot)
    assert hand.clicks == 3 and len(curve.time_min) == 21 and curve.success.all()
    assert hand.window.panels["light_curve"].view.flux.isVisible()
