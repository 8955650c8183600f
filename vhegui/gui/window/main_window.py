"""The window: workspaces of docks with panels, one slim tool bar, messages, progress."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QByteArray, QChildEvent, QPoint, QSettings, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QMenu,
    QMessageBox,
    QTabBar,
    QWidget,
)

from vhegui.gui.file_places import FilePlaces
from vhegui.gui.icons import program_icon
from vhegui.gui.panels import PANELS, PanelEntry
from vhegui.gui.scale import scaled
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.session import Session
from vhegui.gui.text.plain import menu_text, tooltip
from vhegui.gui.theme import THEMES, Theme, apply_theme, dress, system_theme
from vhegui.gui.widgets.hovering import Hovering
from vhegui.gui.widgets.message_bar import MessageBar
from vhegui.gui.widgets.yielding import MOST, Yielding
from vhegui.gui.window import leaving, opening
from vhegui.gui.window.action_set import ActionSet
from vhegui.gui.window.actions import ACTIONS, Action, workspace_action
from vhegui.gui.window.errands import Errands
from vhegui.gui.window.notes_button import NotesButton
from vhegui.gui.window.panel_shelf import AT_ONCE, Panels, PanelShelf
from vhegui.gui.window.picture_choice import remember_pictures
from vhegui.gui.window.progress import ProgressStrip
from vhegui.gui.window.recovery import Recovery
from vhegui.gui.window.separators import Separators
from vhegui.gui.window.session_file import SessionFile
from vhegui.gui.window.sizes import FRAME, Sizes, first_place, remembered_factor
from vhegui.gui.window.start.pages import StartPages
from vhegui.gui.window.summary import Summary
from vhegui.gui.window.summary_label import SummaryLabel
from vhegui.gui.window.tool_bar import ToolBar
from vhegui.gui.window.wardrobe import Wardrobe
from vhegui.gui.window.workspaces.strip import WorkspaceStrip
from vhegui.gui.window.workspaces.switch import Workspaces
from vhegui.gui.window.workspaces.title_bar import TitleBar, TitleIcons

RECENT = 10
NARROW = QSize(356, MOST.height())  # of the run list: three columns fit a window of 1280 pixels


class MainWindow(QMainWindow):
    """Panels around one session. `settings` and `recovery` (a folder) may point elsewhere than the user's own.

    closing() : nothing is opened in it any more.
    """

    closing = Signal()

    def __init__(self, session: Session, settings: QSettings | None = None, recovery: Path | None = None) -> None:
        settings = settings or QSettings("vhegui", "vhegui")
        session.keep_settings(settings)
        theme = _theme_of(session.preferences.value.theme)
        _dress_application(
            theme, remembered_factor(session.preferences.value.size, settings)
        )  # before there are widgets
        super().__init__()
        session.setParent(self)  # it goes with the window, and lets go of all that listens to it
        self.wardrobe = Wardrobe(self, self._dress)
        self._separators = Separators(self)
        self.session, self.settings, self.theme = session, settings, theme
        remember_pictures(self, session.preferences)
        self.file_places = FilePlaces(self, settings, self.recent_paths)
        self.session_file: SessionFile | None = None
        self._leaving = False
        self.sizes = Sizes(self, session.preferences, self.settings, lambda: self.set_theme(self.theme))
        self.shelf = PanelShelf(session, self._put_into_dock)
        self.panels: Mapping[str, Panel] = Panels(self.shelf)
        self.docks: dict[str, QDockWidget] = {}
        self._on_top: dict[str, bool] = {}
        self._title_bars: dict[str, TitleBar] = {}
        self.workspaces = Workspaces(self, self.docks, self.settings, self.shelf.make)
        self.setWindowIcon(program_icon())
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        # Not animated: the animation leaves a second tab bar behind when a layout is restored.
        self.setDockOptions(QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, self.tabPosition(Qt.DockWidgetArea.TopDockWidgetArea))
        self.errands = Errands(self)
        self._build_docks()
        self.summary = SummaryLabel("What is selected, and what came out")
        self._build_actions()
        self._build_menus()
        self._build_toolbar()
        self._build_status()
        self.recovery = Recovery(session, recovery, lambda: self.session_file.path if self.session_file else None)
        self.recovery.set_delay(session.preferences.value.autosave)
        session.preferences.changed.connect(self._prefer)
        self._connect()
        self.start = StartPages(self)
        self._restore_layout()
        self._enlarge()
        self.wardrobe.begin()
        QApplication.styleHints().colorSchemeChanged.connect(self._follow_desktop)
        self.show_state()

    # --- building --------------------------------------------------------------------------------------------

    def _build_docks(self) -> None:
        for entry in PANELS:
            dock = QDockWidget(entry.title, self)
            dock.setObjectName(f"dock-{entry.name}")
            dock.visibilityChanged.connect(lambda visible, name=entry.name: self._raised(name, visible))
            bar = self._title_bars[entry.name] = TitleBar(dock)
            bar.maximise_wanted.connect(lambda name=entry.name: self.workspaces.maximise(name))
            dock.setTitleBarWidget(bar)
            self.docks[entry.name] = dock
        self.shelf.make(AT_ONCE)

    def _put_into_dock(self, entry: PanelEntry, panel: Panel) -> None:
        panel.raised = self._on_top.get(entry.name, True)
        self.session.guard(panel, panel.set_theme, self.theme)
        self.docks[entry.name].setWidget(Yielding(panel.widget, NARROW if entry.narrow else MOST))
        self.session.add_panel(panel)

    def on_top(self, name: str) -> bool:
        """Whether a panel is seen: neither closed nor behind another tab."""
        return self._on_top.get(name, False)

    def _raised(self, name: str, visible: bool) -> None:
        self._on_top[name] = visible
        if not self.workspaces.busy:
            self._follow(name)

    def _follow(self, name: str) -> None:
        """A panel that is seen is there and shown; one that is not rests."""
        visible = self.on_top(name)
        if (visible and self.isVisible()) or name in self.shelf.there:
            self.panels[name].raised = visible
        if visible:
            self.session.request_pull()

    def _follow_all(self) -> None:
        """Much was shown and hidden while a workspace came."""
        for name in self.docks:
            self._follow(name)

    def _build_actions(self) -> None:
        self.action_set = ActionSet(self)
        self.actions_by_name = self.action_set.by_name
        for entry in ACTIONS:
            self.action_set.add(entry)

    def _build_menus(self) -> None:
        self._menus: dict[str, QMenu] = {}
        for entry in ACTIONS:
            menu = self._menu(entry.menu)
            if entry.separator and menu.actions():
                menu.addSeparator()
            menu.addAction(self.actions_by_name[entry.name])
            if entry.name == "open-demo":
                self.recent_menu = menu.addMenu("Open recent")
                self.recent_menu.setToolTipsVisible(True)

    def _show_workspaces(self) -> None:
        """Bring the strip, the menu and the titles of panels up to date."""
        shown = {f"workspace-{workspace.name}": workspace for workspace in self.workspaces}
        for name in [name for name in self.actions_by_name if name.startswith("workspace-own-")]:
            if name not in shown or self.actions_by_name[name].text() != shown[name].title:
                self.action_set.remove(name)
        menu, before = self._menu("View/Workspace"), self.actions_by_name["save-workspace"]
        for number, (name, workspace) in enumerate(shown.items(), 1):
            if name not in self.actions_by_name:
                menu.insertAction(before, self.action_set.add(workspace_action(workspace, number)))
        self.strip.show_actions([self.actions_by_name[name] for name in shown], self.actions_by_name["learn"])
        for name, bar in self._title_bars.items():
            bar.show_maximised(name == self.workspaces.maximised)
        self.show_state()

    def _menu(self, path: str) -> QMenu:
        """The menu at a path like "View/Theme", made at its first use."""
        if path not in self._menus:
            parent, _, title = path.rpartition("/")
            self._menus[path] = (
                self._menu(parent).addMenu(f"&{title}") if parent else self.menuBar().addMenu(f"&{title}")
            )
            self._menus[path].setToolTipsVisible(True)
            if not parent:
                self._menus[path].aboutToShow.connect(self.show_state)  # panels change things of their own
        return self._menus[path]

    def _build_toolbar(self) -> None:
        self.summary.setObjectName("summary-line")
        self.notes_mark = NotesButton()
        self.notes_mark.clicked.connect(lambda: self.show_panel("format"))
        self.toolbar = ToolBar(self, self.summary, self.notes_mark)
        self.shape_menu = self._menu("Regions/Shape to draw").menuAction()
        entries = [(entry, self.actions_by_name[entry.name]) for entry in ACTIONS]
        self.toolbar.fill(entries, self.shape_menu)
        self.session.add_panel(Summary(self.session, self.summary, self.toolbar.mark_notes))
        self.addToolBar(self.toolbar)
        self.strip = WorkspaceStrip(self)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.strip)

    def _build_status(self) -> None:
        self.messages = MessageBar()
        self.wardrobe.plain = (self.messages,)
        self._toast = Hovering(self.messages, self, Qt.Edge.BottomEdge, margin=8, widest=760, foot=self.statusBar())
        self.progress = ProgressStrip(self.session.worker)
        self.long_progress = ProgressStrip(self.session.background)
        for strip in (self.progress, self.long_progress):
            self.statusBar().addPermanentWidget(strip, 1)
        self.statusBar().setSizeGripEnabled(False)

    def _connect(self) -> None:
        self.workspaces.changed.connect(self._show_workspaces)
        self.workspaces.settled.connect(self._follow_all)
        self.workspaces.settled.connect(self._toast.place)  # panels that come would lie over it
        for dock in self.docks.values():
            dock.visibilityChanged.connect(self._toast.to_front, Qt.ConnectionType.QueuedConnection)
        self.session.message.connect(self.show_message)
        self.session.question.connect(lambda text, answer, do: self.show_message("warning", text, answer, do))
        self.session.panel_wanted.connect(self.show_panel)
        self.session.edited.connect(self._forget_error)
        self.session.store_changed.connect(self._forget_error)
        self.session.history_changed.connect(self.show_state)
        self.session.regions_chosen.connect(lambda _: self.show_state())
        self.session.idle.connect(self.show_state)  # there are results by now, which can be exported
        self.session.store_changed.connect(lambda _: self.remember_recent(self.session.store_path))
        self.session.file_opened.connect(self.remember_recent)
        countmap = self.panels.get("countmap")
        if countmap is not None:
            countmap.tool_changed.connect(lambda _: self.show_state())  # type: ignore[attr-defined]

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
        self.session.preferences.put("theme", choice)

    @property
    def theme_choice(self) -> str:
        """What was chosen: "system" for as the desktop."""
        return self.session.preferences.value.theme

    def _prefer(self, name: str, value: object) -> None:
        """A preference of the window itself is another."""
        if name in ("theme", "size"):
            self.set_theme(_theme_of(self.theme_choice))
        elif name == "autosave":
            self.recovery.set_delay(self.session.preferences.value.autosave)
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
        name = next((name for name, dock in self.docks.items() if dock is part), "")
        if name:
            self._title_bars[name].set_icons(TitleIcons.of_theme(self.theme))
        if name in self.shelf.there:
            panel = self.shelf.there[name]
            self.session.guard(panel, panel.set_theme, self.theme)
            self.session.request_pull()

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
        self.fill_recent_menu()

    def recent_paths(self) -> list[str]:
        """Data sets and sessions opened last, newest first."""
        value = self.settings.value("recent") or []
        return [value] if isinstance(value, str) else [str(path) for path in value]  # type: ignore[union-attr]

    def fill_recent_menu(self) -> None:
        """Bring File → Open recent up to date."""
        self.recent_menu.clear()
        for number, path in enumerate(self.recent_paths(), 1):
            action = self.recent_menu.addAction(f"&{number % 10}  {menu_text(Path(path).name)}")
            action.setToolTip(tooltip(path))
            action.triggered.connect(lambda _=False, path=path: opening.open_any(self, path))
        self.recent_menu.setEnabled(bool(self.recent_paths()))

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
        """The keys belong to the map first, not to the first field that could be typed in."""
        super().showEvent(event)
        self.panels["countmap"].widget.setFocus()
        self.fill_recent_menu()
        self.session.request_pull()

    def leave(self) -> None:
        """Close without a question: an unsaved session stays recoverable."""
        self._leaving = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask where the session is unsaved; else remember the layout and stop the work."""
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
