"""The page Learn: things to try with what each teaches, which of them were tried, and the pages of the manual."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from vhegui.gui.later import Later
from vhegui.gui.scale import scaled
from vhegui.gui.window.dialogs.manual import Page, pages
from vhegui.gui.window.start.demo_tour import THINGS, Stop, show_stop
from vhegui.gui.window.start.link import LinkButton, link
from vhegui.gui.window.start.pieces import column_of, foot, headline, muted

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from vhegui.gui.window import commands
    from vhegui.gui.window.main_window import MainWindow
else:
    commands = Later("vhegui.gui.window.commands")

KEY = "learn/tried"
LINE = 60  # letters of a line below the name of a page
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
        column = column_of(self)
        column.addWidget(headline("Learn", 1.9))
        column.addWidget(muted(HINT))
        column.addWidget(headline("Try: simulated data with a known truth"))
        column.addLayout(_in_two_columns(self.links.values()))
        forget = ("Forget what was tried", "Nothing is marked as tried any more", self.forgotten.emit)
        leave = ("Show the panels", "Leave this page; Learn at the left edge brings it back", self.left.emit)
        column.addLayout(foot(f"{len(done & self.links.keys())} of {len(THINGS)} tried", forget, leave))
        column.addWidget(headline("Read: the manual"))
        column.addLayout(_in_two_columns([self._page(page) for page in pages()]))

    def _link(self, thing: Stop, done: bool) -> LinkButton:
        title = f"{thing.title} · {thing.minutes} min" + (" · ✓ tried" if done else "")
        return link(title, thing.tip, self._window.doing(partial(self._start, thing)), thing.icon, self._window.theme)

    def _page(self, page: Page) -> LinkButton:
        show = self._window.doing(partial(commands.show_manual, self._window, page.title))
        return link(page.title, _some(page.headings), show, "learn", self._window.theme)

    def _start(self, thing: Stop) -> None:
        settings = self._window.settings
        settings.setValue(KEY, ",".join(sorted(tried(settings) | {thing.name})))
        show_stop(self._window, thing)


def _some(headings: Sequence[str]) -> str:
    """The first of them, on one line."""
    shown = [each.removeprefix("Menu ") for each in headings]
    while sum(len(each) + 3 for each in shown) > LINE:
        shown.pop()
    return " · ".join(shown) + (" …" if len(shown) < len(headings) else "")


def _in_two_columns(links: Iterable[QWidget]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(scaled(24))
    grid.setVerticalSpacing(0)
    for place, each in enumerate(links):
        grid.addWidget(each, place // 2, place % 2)
    for side in (0, 1):
        grid.setColumnStretch(side, 1)
    return grid
