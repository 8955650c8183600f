"""Answers to what holds the program up: dialogs and menus with an event loop of their own, and file dialogs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMenu, QWidget

from monkey.hand import Hand
from vhegui.gui.file_questions import Question, Wanted

PATIENCE_MS = 30


class Answers(QObject):
    """While `held` says that a gesture is not done because of a dialog or menu, answers it."""

    def __init__(self, hand: Hand, held: Callable[[], bool]) -> None:
        super().__init__()
        self._hand, self._held = hand, held
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(PATIENCE_MS)

    def stop(self) -> None:
        """Answer nothing more."""
        self._timer.stop()

    def _look(self) -> None:
        top = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if top is None or not self._held():
            return
        rng = self._hand.rng
        if isinstance(top, QMenu) and top.actions() and rng.random() < 0.5:
            action = rng.choice(top.actions())
            self._hand.say(f"choose “{action.text()}”")
            QTest.mouseClick(top, Qt.MouseButton.LeftButton, pos=top.actionGeometry(action).center())
            return
        buttons = [each for each in top.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled()]
        if isinstance(top, QDialog) and buttons and rng.random() < 0.7:
            button = rng.choice(buttons)
            self._hand.say(f"answer “{button.text()}”")
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            return
        self._hand.say("answer with Esc")
        QTest.keyClick(top, Qt.Key.Key_Escape)


def answer_file_dialogs(hand: Hand, replace: Callable[[str, Any], None]) -> None:
    """Files of the hand are chosen, or none, where one is asked for; `replace` is monkeypatch.setattr."""

    def chosen(question: Question) -> list[Path]:
        rng = hand.rng
        if question.wanted is Wanted.FOLDER:
            return rng.choice(([], [hand.mine / "results"], [hand.mine / "locked"]))
        if question.wanted is Wanted.NEW_FILE:
            name = "saved.yaml" if "session" in question.title.lower() else question.name or "out"
            places = [hand.mine / name] * 4 + [hand.mine / "nowhere" / name, hand.mine / "locked" / name]
            return [rng.choice(places)] if rng.random() < 0.8 else []
        most = 2 if question.wanted is Wanted.FILES else 1
        return rng.sample(list(hand.files), rng.randint(0, most))

    def put(_: QWidget, question: Question, answered: Callable[[list[Path], str], object]) -> None:
        if paths := chosen(question):
            answered([Path(path) for path in paths], question.filters.partition(";;")[0])

    replace("vhegui.gui.file_questions.put", put)
