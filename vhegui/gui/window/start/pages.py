"""Which page covers the panels, and when."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from vhegui.gui.later import Later
from vhegui.gui.theme import Theme
from vhegui.gui.window.start.choice import ChoicePage, Line
from vhegui.gui.window.start.cover import Cover
from vhegui.gui.window.start.learn import KEY, LearnPage
from vhegui.gui.window.start.welcome import Welcome

if TYPE_CHECKING:
    from vhegui.gui.window import opening, session_commands
    from vhegui.gui.window.main_window import MainWindow
    from vhegui.gui.window.start.targets import Targets
else:
    opening = Later("vhegui.gui.window.opening")
    session_commands = Later("vhegui.gui.window.session_commands")


class StartPages(QObject):
    """Welcome, things to try, targets and data sets. `cover` shows them; an edit or a data set takes them away."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._targets: Targets | None = None
        self.cover = Cover(window)
        window.workspaces.changed.connect(self._workspace_changed)

    def furnish(self) -> None:
        """The session is there: its targets can be looked at, and edits take pages away."""
        from vhegui.gui.window.start.targets import Targets  # read late, with the analysis

        self._targets = Targets(self._window)
        self._window.session.history_changed.connect(self.leave)

    def show_page(self, page: Welcome | LearnPage | ChoicePage) -> None:
        """Cover the panels with it."""
        page.left.connect(self._window.doing(self.leave))
        self.cover.show_page(page)

    def welcome(self) -> None:
        """The welcome."""
        self.show_page(Welcome(self._window))
        self._window.show_state()

    @property
    def learning(self) -> bool:
        """Whether the page Learn is shown."""
        return isinstance(self.cover.page, LearnPage)

    def learn(self) -> None:
        """Things to try."""
        page = LearnPage(self._window)
        page.forgotten.connect(self._forget)
        self.show_page(page)
        self._window.show_state()

    def targets(self) -> None:
        """The targets of the data set that is open."""
        if self._targets is not None:
            self._targets.show()

    def data_sets(self, folder: Path, found: Sequence[Path]) -> None:
        """The data sets below a folder."""
        lines = [
            Line((str(path.relative_to(folder)),), "Open", partial(opening.open_any, self._window, path), str(path))
            for path in found
        ]
        title, hint = (
            f"{folder.name}: {len(found)} data sets",
            "This folder is above several data sets; one of them is opened.",
        )
        self.show_page(ChoicePage(title, hint, ("Folder",), lines, "None of them"))

    def left_behind(self) -> None:
        """Sessions whose windows are gone, to be recovered; a word where there are none."""
        window = self._window
        left = window.recovery.left_behind()
        if not left:
            window.show_message("information", "No session is left to be recovered: all were saved, or are open.")
            return
        lines = [
            Line(
                (each.name, each.when, each.how),
                "Recover",
                partial(session_commands.recover_session, window, each),
                str(each.file or ""),
            )
            for each in left
        ]
        titles, hint = (
            ("Session", "Last changed", "How it ended"),
            "Those that are not recovered now are kept for later.",
        )
        self.show_page(ChoicePage("Sessions that were not saved", hint, titles, lines, "Later"))

    def leave(self) -> None:
        """Show the panels."""
        if self._targets is not None:
            self._targets.stop()
        if self.cover.page is not None:
            self.cover.leave()
            self._window.show_state()

    def set_theme(self, theme: Theme) -> None:
        """The icons of these pages are made for a theme."""
        if isinstance(self.cover.page, Welcome):
            self.welcome()
        elif self.learning:
            self.learn()

    def _forget(self) -> None:
        self._window.settings.remove(KEY)
        self.learn()

    def _workspace_changed(self) -> None:
        if isinstance(self.cover.page, (Welcome, LearnPage)) and not self._window.workspaces.busy:
            self.leave()
