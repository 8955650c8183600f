"""The welcome: what to begin with, what was opened last, what is new."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

import vhegui
from vhegui.core.dl3.remote.address import is_address
from vhegui.gui.icons import program_icon
from vhegui.gui.later import Later
from vhegui.gui.scale import scaled
from vhegui.gui.text.plain import menu_text, tooltip
from vhegui.gui.widgets.elided_label import ElidedLabel
from vhegui.gui.window.start.demo_tour import TOUR, show_stop
from vhegui.gui.window.start.link import LinkButton, link
from vhegui.gui.window.start.pieces import column_of, foot, headline, muted

if TYPE_CHECKING:
    from vhegui.gui.window import opening, remote_commands
    from vhegui.gui.window.main_window import MainWindow
else:
    opening = Later("vhegui.gui.window.opening")
    remote_commands = Later("vhegui.gui.window.remote_commands")

SHOWN = 8  # files opened last
NEWS = (
    "Maps of significance, flux and √TS, with profiles",
    "Fits of cubes: where a source is, and how large",
    "Every kind of file is dropped, several together",
    "The history of edits as a list; named snapshots",
)
DROP = (
    "Drop anything here: data sets, event files, spectra, responses, regions, masks, models, sessions, images, "
    "catalogues, flux points, lists of runs."
)


class Welcome(QWidget):
    """A page of the cover. left() : the user wants the empty panels."""

    left = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self.links: dict[str, LinkButton] = {}
        self.setAccessibleName("Welcome")
        columns = QHBoxLayout()
        columns.setSpacing(36)
        columns.addLayout(self._begin(), 5)
        columns.addLayout(self._beside(), 4)
        column = column_of(self, above=2, below=4)
        column.addLayout(_heading())
        column.addLayout(columns)
        learn = ("Learn: more to try", "Things to try, each with what it teaches and how long it takes; the manual",
                 window.start.learn)  # fmt: skip
        leave = ("Show the panels", "Leave this page; Help → Welcome brings it back", self.left.emit)
        column.addLayout(foot(DROP, learn, leave))

    def _begin(self) -> QVBoxLayout:
        window = self._window
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(headline("Try it: simulated data with a known truth"))
        for stop in TOUR:
            column.addWidget(self._link(stop.name, stop.title, stop.tip, partial(show_stop, window, stop), stop.icon))
        column.addSpacing(8)
        column.addWidget(headline("Begin with your data"))
        for name, text, tip, do, icon in (
            ("folder", "My folder…", "DL3 data of any observatory, with or without index tables", opening.open_folder,
             "open"),
            ("files", "My files…", "One or many, of any kind that is read", opening.open_file, "files"),
            ("public", "Public data…", "What observatories have published", remote_commands.show_public_data, "public"),
        ):  # fmt: skip
            column.addWidget(self._link(name, text, tip, partial(do, window), icon))
        column.addStretch(1)
        return column

    def _beside(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(headline("Opened last"))
        recent = self._window.recent_paths()[:SHOWN]
        for path in recent:
            column.addWidget(self._recent(path))
        if not recent:
            column.addWidget(muted("What you open is listed here."))
        column.addSpacing(10)
        column.addWidget(headline(f"New in {vhegui.__version__}"))
        for line in NEWS:
            column.addWidget(muted(f"•  {line}"))
        column.addStretch(1)
        return column

    def _link(self, name: str, text: str, tip: str, do: Callable[[], object], icon: str) -> LinkButton:
        made = self.links[name] = link(text, tip, self._window.doing(do), icon, self._window.theme)
        return made

    def _recent(self, path: str) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        button = QPushButton(menu_text(Path(path).name or path))
        button.setFlat(True)
        button.setStyleSheet("QPushButton { text-align: left; padding: 2px 6px; }")
        button.setToolTip(tooltip(path))
        button.setAutoDefault(True)
        button.clicked.connect(self._window.doing(lambda: opening.open_any(self._window, path)))
        place = ElidedLabel("Where it lies")
        place.setText(path if is_address(path) else _short(Path(path).parent))
        place.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        place.setToolTip(tooltip(path))
        row.addWidget(button)
        row.addWidget(place, 1)
        return line


def _short(folder: Path) -> str:
    """A folder, with ~ for the user's own."""
    home = Path.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) and folder != home else str(folder)


def _heading() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(14)
    icon = QLabel()
    icon.setPixmap(program_icon().pixmap(QSize(scaled(56), scaled(56))))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addStretch(1)
    words.addWidget(headline("vhegui", 1.9))
    words.addWidget(muted("From events to spectra, maps and light curves of TeV gamma rays, while the mouse moves"))
    words.addStretch(1)
    row.addWidget(icon)
    row.addLayout(words, 1)
    return row
