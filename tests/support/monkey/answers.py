"""Answers to what holds the program up: dialogs and menus with an event loop of their own, and file dialogs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QMenu

from monkey.hand import Hand

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


def answer_file_dialogs(hand: Hand, replace: Callable[[type, str, Any], None]) -> None:
    """Files of the hand are chosen in Qt's own dialogs; `replace` is monkeypatch.setattr."""

    def chosen(*_: Any, **__: Any) -> tuple[str, str]:
        return (str(hand.rng.choice(hand.files)) if hand.rng.random() < 0.8 else ""), ""

    def several(*_: Any, **__: Any) -> tuple[list[str], str]:
        return [str(path) for path in hand.rng.sample(list(hand.files), hand.rng.randint(0, 2))], ""

    def to_write(_parent: Any = None, title: str = "", name: str = "", kinds: str = "", *_: Any, **__: Any) -> Any:
        if hand.rng.random() < 0.2:
            return "", ""
        name = "saved.yaml" if "session" in title.lower() else name.rpartition("/")[2] or "out"
        places = [hand.mine / name] * 4 + [hand.mine / "nowhere" / name, hand.mine / "locked" / name]
        return str(hand.rng.choice(places)), kinds.partition(";;")[0]

    def folder(*_: Any, **__: Any) -> str:
        return hand.rng.choice(("", str(hand.mine / "results"), str(hand.mine / "locked")))

    for name, answer in (
        ("getOpenFileName", chosen),
        ("getOpenFileNames", several),
        ("getSaveFileName", to_write),
        ("getExistingDirectory", folder),
    ):
        replace(QFileDialog, name, answer)
