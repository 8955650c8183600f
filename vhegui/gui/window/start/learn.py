"""The page Learn: things to try with what each teaches, and which of them were tried."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCommandLinkButton, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from vhegui.gui.window import commands
from vhegui.gui.window.start.demo_tour import THINGS, Stop, show_stop
from vhegui.gui.window.start.pieces import headline, link, muted

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from vhegui.gui.window.main_window import MainWindow

KEY = "learn/tried"
WIDEST = 1040
HINT = (
    "Each opens simulated data, whose truth is known, at the right place, and says what to do there. "
    "What is open now is replaced: save first what you want to keep. "
    "Lessons that go along step by step will come to this page; there are none yet."
)


def tried(settings: QSettings) -> frozenset[str]:
    """Names of the things that were started once."""
    return frozenset(name for name in str(settings.value(KEY) or "").split(",") if name)


class LearnPage(QWidget):
    """A page of the cover. left() : the user wants the panels · forgotten() : nothing counts as tried any more."""

    left = Signal()
    forgotten = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self.setAccessibleName("Learn")
        done = tried(window.settings)
        self.links = {thing.name: self._link(thing, thing.name in done) for thing in THINGS}
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        for place, each in enumerate(self.links.values()):
            grid.addWidget(each, place // 2, place % 2)
        for side in (0, 1):
            grid.setColumnStretch(side, 1)
        inner = QWidget()
        inner.setMaximumWidth(WIDEST)
        column = QVBoxLayout(inner)
        column.setContentsMargins(28, 18, 28, 14)
        column.setSpacing(12)
        column.addWidget(headline("Learn", 1.9))
        column.addWidget(muted(HINT))
        column.addLayout(grid)
        column.addLayout(self._foot(len(done & self.links.keys())))
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inner, 100)
        row.addStretch(1)

    def _link(self, thing: Stop, done: bool) -> QCommandLinkButton:
        title = f"{thing.title} · {thing.minutes} min" + (" · ✓ tried" if done else "")
        return link(title, thing.tip, partial(self._start, thing), thing.icon, self._window.theme)

    def _start(self, thing: Stop) -> None:
        settings = self._window.settings
        settings.setValue(KEY, ",".join(sorted(tried(settings) | {thing.name})))
        show_stop(self._window, thing)

    def _foot(self, count: int) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(muted(f"{count} of {len(THINGS)} tried"), 1)
        for text, tip, do in (
            ("Forget what was tried", "Nothing is marked as tried any more", self.forgotten.emit),
            ("Manual", "First steps, words, panels: the whole manual", partial(commands.show_manual, self._window)),
            ("Show the panels", "Leave this page; Help → Learn brings it back", self.left.emit),
        ):
            button = QPushButton(text)
            button.setToolTip(tip)
            button.setFlat(True)
            button.setAutoDefault(True)
            button.clicked.connect(lambda _=False, do=do: do())
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        return row
