"""The window: workspaces of docks with panels, one slim tool bar, messages, progress.

Its frame (all that has nothing to show yet) is there before the analysis is read, which takes a second; `furnish` makes
the rest. What is imported here is read before the window is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QChildEvent, QPoint, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox, QTabBar, QWidget

from vhegui.analysis.summary_parts import NOTHING_OPEN
from vhegui.gui.file_places import FilePlaces
from vhegui.gui.icons import program_icon, themed_icon
from vhegui.gui.later import Later
from vhegui.gui.panels import PanelEntry, load_panel
from vhegui.gui.scale import scaled
from vhegui.gui.session.preferences import PreferenceStore
from vhegui.gui.text.plain import menu_text
from vhegui.gui.theme import THEMES, Theme, apply_theme, dress, system_theme
from vhegui.gui.widgets.hovering import Hovering
from vhegui.gui.widgets.message_bar import MessageBar
from vhegui.gui.window.action_set import ActionSet
from vhegui.gui.window.actions.entry import Action
from vhegui.gui.window.actions.frame import OF_FRAME
from vhegui.gui.window.actions.view import workspace_action
from vhegui.gui.window.docks import Docks
from vhegui.gui.window.errands import Errands
from vhegui.gui.window.menus import Menus
from vhegui.gui.window.notes_button import NotesButton
from vhegui.gui.window.panel_shelf import AT_ONCE, Panels, PanelShelf
from vhegui.gui.window.progress import ProgressStrip
from vhegui.gui.window.separators import Separators
from vhegui.gui.window.session_file import SessionFile
from vhegui.gui.window.sizes import FRAME, Sizes, first_place, remembered_factor
from vhegui.gui.window.start.pages import StartPages
from vhegui.gui.window.summary_label import SummaryLabel
from vhegui.gui.window.tool_bar import ToolBar
from vhegui.gui.window.wardrobe import Wardrobe
from vhegui.gui.window.workspaces.strip import WorkspaceStrip
from vhegui.gui.window.workspaces.switch import Workspaces

if TYPE_CHECKING:
    from vhegui.gui.session.panel import Panel
    from vhegui.gui.session.session import Session
    from vhegui.gui.window import leaving, opening
    from vhegui.gui.window.recovery import Recovery
else:
    leaving, opening = Later("vhegui.gui.window.leaving"), Later("vhegui.gui.window.opening")

RECENT = 10
MENU = "View/Workspace"


class MainWindow(QMainWindow):
    """Panels around one session. `settings` and `recovery` (a folder) may point elsewhere than the user's own.

    session : None for the frame alone; it is `furnished` once the steps of `furnish` are done.
    closing() : nothing is opened in it any more · all_needed() : somebody cannot wait for the rest of it.
    """

    closing = Signal()
    all_needed = Signal()
    session: Session
    recovery: Recovery
    errands: Errands

    def __init__(
        self, session: Session | None = None, settings: QSettings | None = None, recovery: Path | None = None
    ) -> None:
        settings = settings or QSettings("vhegui", "vhegui")
        preferences = session.preferences if session else PreferenceStore()
        preferences.keep_in(settings)
        theme = _theme_of(preferences.value.theme)
        _dress_application(theme, remembered_factor(preferences.value.size, settings))  # before there are widgets
        super().__init__()
        self.wardrobe = Wardrobe(self, self._dress)
        self._separators = Separators(self)
        self.preferences, self.settings, self.theme = preferences, settings, theme
        self._recovery_folder = recovery
        self.furnished = False
        self.file_places = FilePlaces(self, settings, self.recent_paths)
        self.session_file: SessionFile | None = None
        self._leaving = False
        self.sizes = Sizes(self, preferences, settings, lambda: self.set_theme(self.theme))
        self.shelf = PanelShelf(lambda entry: load_panel(entry, self.session), self._put_into_dock)
        self.panels: Mapping[str, Panel] = Panels(self.shelf)
        self.docks = Docks(self, self._seen, lambda name: self.workspaces.maximise(name))
        self.workspaces = Workspaces(self, self.docks, settings, self._make_panels)
        self.setWindowIcon(program_icon())
        self.setWindowTitle("New session — vhegui")
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        # Not animated: the animation leaves a second tab bar behind when a layout is restored.
        self.setDockOptions(QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, self.tabPosition(Qt.DockWidgetArea.TopDockWidgetArea))
        self.action_set = ActionSet(self)
        self.actions_by_name = self.action_set.by_name
        self.action_set.fill(OF_FRAME)
        self.menus = Menus(self)
        self._build_toolbar()
        self._build_status()
        self.workspaces.changed.connect(self._show_workspaces)
        self.wardrobe.changed.connect(self.workspaces.make_room, Qt.ConnectionType.QueuedConnection)
        self.workspaces.settled.connect(self._follow_all)
        self.workspaces.settled.connect(self._toast.place)  # panels that come would lie over it
        self.start = StartPages(self)
        self._restore_layout()
        self._enlarge()
        self.wardrobe.begin()
        preferences.changed.connect(self._prefer)
        QApplication.styleHints().colorSchemeChanged.connect(self._follow_desktop)
        if session is not None:
            for _ in self.furnish(session):
                pass

    # --- building: the frame ---------------------------------------------------------------------------------

    def _build_toolbar(self) -> None:
        self.summary = SummaryLabel("What is selected, and what came out")
        self.summary.setObjectName("summary-line")
        self.summary.setText(NOTHING_OPEN)
        self.notes_mark = NotesButton()
        self.notes_mark.clicked.connect(lambda: self.show_panel("format"))
        self.toolbar = ToolBar(self, self.summary, self.notes_mark)
        self.shape_menu = self.menus.at("Regions/Shape to draw").menuAction()
        self.toolbar.fill([(entry, self.actions_by_name[entry.name]) for entry in OF_FRAME], self.shape_menu)
        self.addToolBar(self.toolbar)
        self.strip = WorkspaceStrip(self)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.strip)

    def _build_status(self) -> None:
        self.messages = MessageBar()
        self.wardrobe.plain = (self.messages,)
        self.progress, self.long_progress = ProgressStrip(), ProgressStrip()
        strips = (self.progress, self.long_progress)
        self._toast = Hovering(  # in the status line, beside what goes on: over tabs and plots only where it is long
            self.messages, self, Qt.Edge.BottomEdge, taken=lambda: sum(strip.taken for strip in strips)
        )
        for strip in strips:
            self.statusBar().addPermanentWidget(strip)
            strip.changed.connect(self._toast.place)
        self.statusBar().setSizeGripEnabled(False)

    # --- building: the rest ----------------------------------------------------------------------------------

    def furnish(self, session: Session) -> Iterator[None]:
        """All that works on a session. Whoever goes through it may answer the user after every step."""
        from vhegui.gui.window.actions.registry import ACTIONS  # with what it does, read late
        from vhegui.gui.window.picture_choice import remember_pictures

        session.keep_settings(self.settings)
        session.setParent(self)  # it goes with the window, and lets go of all that listens to it
        self.session = session
        remember_pictures(self, session.preferences)
        self.errands = Errands(self)
        yield
        for name in AT_ONCE:
            yield from self.shelf.in_steps(name)
        self.action_set.fill(ACTIONS)
        self.menus.fill(ACTIONS)
        yield
        self._connect()
        yield
        for name in [name for name in self.docks if self.on_top(name)]:
            yield from self.shelf.in_steps(name)
        self.furnished = True
        self._show_workspaces()
        self._follow_all()
        if self.isVisible():
            self._begin_work()

    def _connect(self) -> None:
        from vhegui.gui.window.recovery import Recovery  # read late, as they work on sessions
        from vhegui.gui.window.summary import Summary

        session = self.session
        session.add_panel(Summary(session, self.summary, self.toolbar.mark_notes))
        self.progress.follow(session.worker)
        self.long_progress.follow(session.background)
        self.recovery = Recovery(
            session, self._recovery_folder, lambda: self.session_file.path if self.session_file else None
        )
        self.recovery.set_delay(session.preferences.value.autosave)
        self.start.furnish()
        for dock in self.docks.values():
            dock.visibilityChanged.connect(self._toast.to_front, Qt.ConnectionType.QueuedConnection)
        session.message.connect(self.show_message)
        session.question.connect(lambda text, answer, do: self.show_message("warning", text, answer, do))
        session.panel_wanted.connect(self.show_panel)
        session.edited.connect(self._forget_error)
        session.store_changed.connect(self._forget_error)
        session.history_changed.connect(self.show_state)
        session.regions_chosen.connect(lambda _: self.show_state())
        session.idle.connect(self.show_state)  # there are results by now, which can be exported
        session.store_changed.connect(lambda _: self.remember_recent(session.store_path))
        session.file_opened.connect(self.remember_recent)
        self.panels["countmap"].tool_changed.connect(lambda _: self.show_state())  # type: ignore[attr-defined]

    def _begin_work(self) -> None:
        """The keys belong to the map first, not to the first field that could be typed in."""
        if self.start.cover.page is None:
            self.panels["countmap"].widget.setFocus()
        self.menus.fill_recent()
        self.session.request_pull()

    def _put_into_dock(self, entry: PanelEntry, panel: Panel) -> None:
        panel.raised = self.docks.on_top(entry.name) or not self.isVisible()
        self.session.guard(panel, panel.set_theme, self.theme)
        self.docks.put(entry, panel.widget)
        self.session.add_panel(panel)

    def _make_panels(self, names: Sequence[str]) -> None:
        """A workspace comes with them."""
        if self.furnished:
            self.shelf.make(names)

    # --- panels and workspaces -------------------------------------------------------------------------------

    def on_top(self, name: str) -> bool:
        """Whether a panel is seen: neither closed nor behind another tab."""
        return self.docks.on_top(name)

    def _seen(self, name: str) -> None:
        if not self.workspaces.busy:
            self._follow(name)

    def _follow(self, name: str) -> None:
        """A panel that is seen is there and shown; one that is not rests."""
        if not self.furnished:
            return
        visible = self.on_top(name)
        if (visible and self.isVisible()) or name in self.shelf.there:
            self.panels[name].raised = visible
        if visible:
            self.session.request_pull()

    def _follow_all(self) -> None:
        """Much was shown and hidden while a workspace came."""
        for name in self.docks:
            self._follow(name)

    def _show_workspaces(self) -> None:
        """Bring the strip, the menu and the titles of panels up to date."""
        shown = {f"workspace-{workspace.name}": workspace for workspace in self.workspaces}
        for name in [name for name in self.actions_by_name if name.startswith("workspace-own-")]:
            if name not in shown or self.actions_by_name[name].text() != shown[name].title:
                self.action_set.remove(name)
        for number, (name, workspace) in enumerate(shown.items(), 1):
            if name not in self.actions_by_name:
                self.action_set.add(workspace_action(workspace, number))
            if self.furnished and self.actions_by_name[name] not in self.menus.at(MENU).actions():
                self.menus.at(MENU).insertAction(self.actions_by_name["save-workspace"], self.actions_by_name[name])
        self.strip.show_actions([self.actions_by_name[name] for name in shown], self.actions_by_name["learn"])
        self.docks.show_maximised(self.workspaces.maximised)
        self.show_state()

    def entry(self, name: str) -> Action:
        """The entry of the registry that an action was made from."""
        return self.action_set.entries[name]

    # --- what actions call -----------------------------------------------------------------------------------

    @property
    def tool(self) -> str:
        """The mouse tool of the map."""
        return self.panels["countmap"].tool  # type: ignore[attr-defined]

    def set_tool(self, name: str) -> None:
        """Use the mouse on the map for something else."""
        self.panels["countmap"].set_tool(name)  # type: ignore[attr-defined]

    @property
    def shape(self) -> str:
        """The shape of the regions that are drawn."""
        return self.panels["countmap"].shape  # type: ignore[attr-defined]

    def choose_shape(self, name: str) -> None:
        """Draw regions of another shape."""
        self.panels["countmap"].choose_shape(name)  # type: ignore[attr-defined]

    def set_theme_choice(self, choice: str) -> None:
        """Light, dark, or as the desktop; remembered."""
        self.preferences.put("theme", choice)

    @property
    def theme_choice(self) -> str:
        """What was chosen: "system" for as the desktop."""
        return self.preferences.value.theme

    def _prefer(self, name: str, value: object) -> None:
        """A preference of the window itself is another."""
        if name in ("theme", "size"):
            self.set_theme(_theme_of(self.theme_choice))
        elif name == "autosave" and self.furnished:
            self.recovery.set_delay(self.preferences.value.autosave)
        self.show_state()

    def _follow_desktop(self) -> None:
        """The desktop has turned light or dark."""
        if self.theme_choice == "system" and self.theme is not system_theme():
            self.set_theme(system_theme())

    def set_theme(self, theme: Theme) -> None:
        """Dress everything: what is seen at once, the rest when there is time for it or when it is shown."""
        self.theme = theme
        _dress_application(theme, self.sizes.factor)
        self._enlarge()
        self.wardrobe.change()

    def _enlarge(self) -> None:
        self._separators.rescale()
        self.toolbar.setIconSize(QSize(scaled(20), scaled(20)))
        self.strip.enlarge()
        self.messages.set_theme(self.theme)
        self.start.set_theme(self.theme)

    def _dress(self, part: QWidget) -> None:
        """A dock with its panel, a bar with its icons, or whatever else is in the window or before it."""
        dress(part, self.theme, self.sizes.factor)
        if part is self.toolbar:
            self.action_set.set_theme(self.theme)
            self._show_shape()
        name = self.docks.name_of(part)
        if name:
            self.docks.set_theme(name, self.theme)
        if name in self.shelf.there:
            panel = self.shelf.there[name]
            self.session.guard(panel, panel.set_theme, self.theme)
            self.session.request_pull()

    def doing(self, do: Callable[[], object]) -> Callable[[], None]:
        """What does something in the whole window, also for who asks without key or mouse, as a screen reader does."""

        def in_whole_window() -> None:
            self.all_needed.emit()
            do()

        return in_whole_window

    def show_message(self, severity: str, text: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        """Show a sentence over the panels, with a button where there is something to do; nothing is blocked."""
        self.messages.show_message(severity, text, action, do)
        self._toast.place()

    def _forget_error(self) -> None:
        """What failed is over once the next action succeeds; the log keeps it."""
        if self.messages.severity == "error":
            self.messages.dismiss()

    def show_state(self) -> None:
        """Bring check marks, enabled states, labels and the title up to date."""
        if not self.furnished:
            self.action_set.show_beginning(self.workspaces.current.name)
            return
        self.action_set.show_state()
        self._show_shape()
        history = self.session.history
        undo, redo = history.undo_label, history.redo_label
        self.actions_by_name["undo"].setText(menu_text(f"Undo {undo[0].lower()}{undo[1:]}") if undo else "Undo")
        self.actions_by_name["redo"].setText(menu_text(f"Redo {redo[0].lower()}{redo[1:]}") if redo else "Redo")
        self.setWindowTitle(f"{self._document}[*] — vhegui")
        self.setWindowModified(self.recovery.unsaved)

    def _show_shape(self) -> None:
        """The shape that is drawn, at the button that chooses another."""
        if not self.furnished:
            self.shape_menu.setIcon(themed_icon("shape-circle", self.theme))
            return
        chosen = self.actions_by_name[f"shape-{self.shape}"]
        self.shape_menu.setIcon(chosen.icon())
        self.shape_menu.setToolTip(f"<b>Shape to draw: {chosen.text().lower()}</b><br>{chosen.statusTip()}")

    @property
    def _document(self) -> str:
        """What the window works on: a session file, a data set, or spectra."""
        dataset = self.session.analysis.dataset
        if self.session_file:
            return self.session_file.path.name
        first = next(iter(dataset.spectra), None)
        if dataset.path or first is None:
            return Path(dataset.path).name or "New session"
        more = f" and {len(dataset.spectra) - 1} more" if len(dataset.spectra) > 1 else ""
        return f"{Path(first).name}{more}"

    # --- layout ----------------------------------------------------------------------------------------------

    def childEvent(self, event: QChildEvent) -> None:
        """What comes is dressed. Names of panels on tabs stay whole: where there is too little room the tabs scroll."""
        super().childEvent(event)
        child = event.child()
        if not event.polished() or not isinstance(child, QWidget):
            return
        if isinstance(child, QTabBar):
            child.setElideMode(Qt.TextElideMode.ElideNone)
            child.setUsesScrollButtons(True)
            child.setAccessibleName("Panels in this place")
        self.wardrobe.put_on(child)

    def show_panel(self, name: str) -> None:
        """Bring a panel to the front, in the workspace that is there."""
        self.start.leave()
        self.workspaces.bring_up(name)
        self._toast.to_front()

    def _restore_layout(self) -> None:
        geometry = self.settings.value("geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            place = first_place(self.screen().availableGeometry())
            self.resize(place.size())
            self.move(place.topLeft() - QPoint(FRAME.left(), FRAME.top()))
        self.workspaces.begin()

    def _save_layout(self) -> None:
        self.settings.setValue("geometry", self.saveGeometry())
        self.workspaces.keep()

    # --- files -----------------------------------------------------------------------------------------------

    def remember_recent(self, path: str) -> None:
        if not path:
            return
        recent = [path, *(other for other in self.recent_paths() if other != path)][:RECENT]
        self.settings.setValue("recent", recent)
        self.menus.fill_recent()

    def recent_paths(self) -> list[str]:
        """Data sets and sessions opened last, newest first."""
        value = self.settings.value("recent") or []
        return [value] if isinstance(value, str) else [str(path) for path in value]  # type: ignore[union-attr]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files and folders."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open all that was dropped, together."""
        urls = event.mimeData().urls()
        opening.open_paths(self, [Path(url.toLocalFile()) if url.isLocalFile() else url.toString() for url in urls])
        event.acceptProposedAction()

    def showEvent(self, event: QShowEvent) -> None:
        """What is seen is kept up to date."""
        super().showEvent(event)
        if self.furnished:
            self._begin_work()

    def leave(self) -> None:
        """Close without a question: an unsaved session stays recoverable."""
        self._leaving = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask where the session is unsaved; else remember the layout and stop the work."""
        if not self.furnished:  # it could not be; there is nothing to keep
            super().closeEvent(event)
            return
        if not self._leaving and leaving.asks(self):
            event.ignore()
            leaving.ask(self)
            return
        self.closing.emit()
        for question in self.findChildren(QMessageBox):
            question.close()
        self._save_layout()
        self.recovery.close()
        self.session.close()
        super().closeEvent(event)


def _theme_of(choice: str) -> Theme:
    return THEMES.get(choice) or system_theme()


def _dress_application(theme: Theme, factor: float) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, theme, factor)
