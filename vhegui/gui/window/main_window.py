"""The window: docks with panels, one slim tool bar, messages, progress; its layout is remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QChildEvent, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QMenu, QSizePolicy, QTabBar, QToolBar

from vhegui.gui.icons import program_icon, themed_icon
from vhegui.gui.panels import PANELS, PanelEntry
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.session import Session
from vhegui.gui.session.spectrum_commands import is_spectrum, open_spectra
from vhegui.gui.text.plain import menu_text, tooltip
from vhegui.gui.theme import THEMES, Theme, apply_theme, system_theme
from vhegui.gui.widgets.elided_label import ElidedLabel
from vhegui.gui.widgets.message_bar import MessageBar
from vhegui.gui.widgets.yielding import MOST, Yielding
from vhegui.gui.window import commands
from vhegui.gui.window.actions import ACTIONS, Action
from vhegui.gui.window.notes_button import NotesButton
from vhegui.gui.window.panel_shelf import Panels, PanelShelf
from vhegui.gui.window.progress import ProgressStrip
from vhegui.gui.window.recovery import Recovery
from vhegui.gui.window.session_file import SessionFile
from vhegui.gui.window.summary import Summary

LAYOUT_VERSION = 2  # of the names of panels and tool bars: a layout with others is left for the default
RECENT = 10
DEFAULT_SIZE = QSize(1600, 1000)
NARROW = QSize(370, MOST.height())  # of the left column: three columns fit a window of 1280 pixels
LOWER_ROWS = 330  # pixels for the tabs below the map, where the window is low


class MainWindow(QMainWindow):
    """Panels around one session. `settings` and `recovery` (a folder) may point elsewhere than the user's own."""

    def __init__(self, session: Session, settings: QSettings | None = None, recovery: Path | None = None) -> None:
        super().__init__()
        self.session = session
        self.settings = session.settings = settings or QSettings("vhegui", "vhegui")
        self.session_file: SessionFile | None = None
        self.theme_choice = str(self.settings.value("theme", "system"))
        self.theme = self._theme_of_choice()
        self.shelf = PanelShelf(session, self._put_into_dock, self)
        self.panels: Mapping[str, Panel] = Panels(self.shelf)
        self.docks: dict[str, QDockWidget] = {}
        self._on_top: dict[str, bool] = {}
        self.actions_by_name: dict[str, QAction] = {}
        self.setWindowIcon(program_icon())
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        # Not animated: the animation leaves a second tab bar behind when a layout is restored.
        self.setDockOptions(QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, self.tabPosition(Qt.DockWidgetArea.TopDockWidgetArea))
        self._build_docks()
        self.summary = ElidedLabel("What is selected, and what came out")
        self._build_actions()
        self._build_menus()
        self._build_toolbar()
        self._build_status()
        self.recovery = Recovery(session, recovery, lambda: self.session_file.path if self.session_file else None)
        self._connect()
        self._default_layout: QByteArray | None = None
        self.resize(DEFAULT_SIZE.boundedTo(self.screen().availableSize()))
        self.reset_layout()
        self._restore_layout()
        self.set_theme(self.theme)
        QApplication.styleHints().colorSchemeChanged.connect(self._follow_desktop)
        self.show_state()

    # --- building --------------------------------------------------------------------------------------------

    def _build_docks(self) -> None:
        for entry in PANELS:
            dock = QDockWidget(entry.title, self)
            dock.setObjectName(f"dock-{entry.name}")
            dock.visibilityChanged.connect(lambda visible, name=entry.name: self._raised(name, visible))
            self.docks[entry.name] = dock
        self.shelf.make_first()

    def _put_into_dock(self, entry: PanelEntry, panel: Panel) -> None:
        panel.raised = self._on_top.get(entry.name, True)
        self.session.guard(panel, panel.set_theme, self.theme)
        self.docks[entry.name].setWidget(Yielding(panel.widget, NARROW if entry.place == "left" else MOST))
        self.session.add_panel(panel)

    def _raised(self, name: str, visible: bool) -> None:
        self._on_top[name] = visible
        if (visible and self.isVisible()) or name in self.shelf.there:
            self.panels[name].raised = visible
        if visible:
            self.session.request_pull()

    def _build_actions(self) -> None:
        groups: dict[str, QActionGroup] = {}
        for entry in ACTIONS:
            action = QAction(entry.text, self)
            action.setObjectName(entry.name)
            action.triggered.connect(lambda _=False, entry=entry: self._run(entry))
            if entry.shortcut:
                action.setShortcut(QKeySequence(entry.shortcut))
            keys = f" ({entry.shortcut})" if entry.shortcut else ""
            action.setToolTip(f"<b>{entry.text}</b>{keys}<br>{entry.tip}" if entry.tip else f"{entry.text}{keys}")
            action.setStatusTip(entry.tip)
            action.setCheckable(entry.checked is not None)
            if entry.group:
                group = groups.setdefault(entry.group, QActionGroup(self))
                group.addAction(action)
            self.actions_by_name[entry.name] = action
            self.addAction(action)

    def _run(self, entry: Action) -> None:
        if entry.enabled is None or entry.enabled(self):
            entry.run(self)
        self.show_state()

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
        view = self._menu("View")
        panels = QMenu("Panels", self)
        for number, dock in enumerate(self.docks.values(), 1):
            toggle = dock.toggleViewAction()
            toggle.setShortcut(QKeySequence(f"Ctrl+{number}" if number < 10 else f"Ctrl+Alt+{number - 9}"))
            name = dock.objectName().removeprefix("dock-")
            toggle.toggled.connect(lambda _, dock=dock, name=name: dock.setProperty("on-top", self._on_top.get(name)))
            toggle.triggered.connect(lambda on, dock=dock: self._bring_up(dock, on))
            panels.addAction(toggle)
        view.insertMenu(view.actions()[0], panels)

    @staticmethod
    def _bring_up(dock: QDockWidget, opened: bool) -> None:
        """A panel that was opened comes to the front; one behind another tab does too, instead of being closed."""
        if opened or not dock.property("on-top"):
            dock.show()
            dock.raise_()

    def _menu(self, path: str) -> QMenu:
        """The menu at a path like "View/Theme", made at its first use."""
        if path not in self._menus:
            parent, _, title = path.rpartition("/")
            self._menus[path] = (
                self._menu(parent).addMenu(f"&{title}") if parent else self.menuBar().addMenu(f"&{title}")
            )
            self._menus[path].setToolTipsVisible(True)
        return self._menus[path]

    def _build_toolbar(self) -> None:
        bar = QToolBar("Tools", self)
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setIconSize(QSize(20, 20))
        for entry in ACTIONS:
            if entry.toolbar:
                if entry.separator and bar.actions():
                    bar.addSeparator()
                bar.addAction(self.actions_by_name[entry.name])
        bar.addSeparator()
        self.summary.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.summary.setObjectName("summary-line")
        bar.addWidget(self.summary)
        self.notes_mark = NotesButton()
        self.notes_mark.clicked.connect(lambda: self._bring_up(self.docks["format"], True))
        self._notes_action = bar.addWidget(self.notes_mark)
        self._mark_notes(())
        self.session.add_panel(Summary(self.session, self.summary, self._mark_notes))
        self.addToolBar(bar)
        self.toolbar = bar

    def _mark_notes(self, notes: Sequence[str]) -> None:
        """Mark beside the summary that these notes on the files may change results."""
        self.notes_mark.show_notes(notes)
        self._notes_action.setVisible(bool(notes))

    def _build_status(self) -> None:
        self.messages = MessageBar()
        bar = QToolBar("Messages", self)
        bar.setObjectName("messages")
        bar.setMovable(False)
        self._message_action = bar.addWidget(self.messages)
        self.addToolBar(Qt.ToolBarArea.BottomToolBarArea, bar)
        self.message_strip = bar
        self._hide_messages()
        self.messages.dismissed.connect(self._hide_messages)
        self.progress = ProgressStrip(self.session.worker)
        self.long_progress = ProgressStrip(self.session.background)
        for strip in (self.progress, self.long_progress):
            self.statusBar().addPermanentWidget(strip, 1)
        self.statusBar().setSizeGripEnabled(False)

    def _connect(self) -> None:
        self.session.message.connect(self.show_message)
        self.session.question.connect(lambda text, answer, do: self.show_message("warning", text, answer, do))
        self.session.edited.connect(self._forget_error)
        self.session.store_changed.connect(self._forget_error)
        self.session.history_changed.connect(self.show_state)
        self.session.store_changed.connect(lambda _: self.remember_recent(self.session.store_path))
        self.session.file_opened.connect(self.remember_recent)
        countmap = self.panels.get("countmap")
        if countmap is not None:
            countmap.tool_changed.connect(lambda _: self.show_state())  # type: ignore[attr-defined]

    # --- what actions call -----------------------------------------------------------------------------------

    @property
    def tool(self) -> str:
        """The mouse tool of the counts map."""
        return self.panels["countmap"].tool  # type: ignore[attr-defined]

    def set_tool(self, name: str) -> None:
        """Use the mouse on the map for something else."""
        self.panels["countmap"].set_tool(name)  # type: ignore[attr-defined]

    def set_theme_choice(self, choice: str) -> None:
        """Light, dark, or as the desktop; remembered."""
        self.theme_choice = choice
        self.settings.setValue("theme", choice)
        self.set_theme(self._theme_of_choice())

    def _follow_desktop(self) -> None:
        """The desktop has turned light or dark."""
        if self.theme_choice == "system" and self.theme is not system_theme():
            self.set_theme(system_theme())

    def _theme_of_choice(self) -> Theme:
        return THEMES.get(self.theme_choice) or system_theme()

    def set_theme(self, theme: Theme) -> None:
        """Dress everything."""
        self.theme = theme
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_theme(application, theme)
        for panel in self.shelf.there.values():
            self.session.guard(panel, panel.set_theme, theme)
        self.messages.set_theme(theme)
        for entry in ACTIONS:
            if entry.icon:
                self.actions_by_name[entry.name].setIcon(themed_icon(entry.icon, theme))
        self.session.request_pull()

    def show_message(self, severity: str, text: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        """Show a sentence below the panels, with a button where there is something to do; nothing is blocked."""
        self.messages.show_message(severity, text, action, do)
        self._message_action.setVisible(True)  # a tool bar decides by its action whether a widget is seen
        self.message_strip.show()

    def _forget_error(self) -> None:
        """What failed is over once the next action succeeds; the log keeps it."""
        if self.messages.severity == "error":
            self.messages.dismiss()

    def _hide_messages(self) -> None:
        self._message_action.setVisible(False)
        self.message_strip.hide()

    def show_state(self) -> None:
        """Bring check marks, enabled states, labels and the title up to date."""
        for entry in ACTIONS:
            action = self.actions_by_name[entry.name]
            if entry.checked is not None:
                action.setChecked(entry.checked(self))
            if entry.enabled is not None:
                action.setEnabled(entry.enabled(self))
        history = self.session.history
        undo, redo = history.undo_label, history.redo_label
        self.actions_by_name["undo"].setText(menu_text(f"Undo {undo[0].lower()}{undo[1:]}") if undo else "Undo")
        self.actions_by_name["redo"].setText(menu_text(f"Redo {redo[0].lower()}{redo[1:]}") if redo else "Redo")
        self.setWindowTitle(f"{self._document}[*] — vhegui")
        self.setWindowModified(self.recovery.unsaved)

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
        """Names of panels on tabs stay whole: where there is too little room the tabs scroll."""
        super().childEvent(event)
        bar = event.child()
        if event.polished() and isinstance(bar, QTabBar):
            bar.setElideMode(Qt.TextElideMode.ElideNone)
            bar.setUsesScrollButtons(True)

    def reset_layout(self) -> None:
        """Observations left, the map in the middle with tabs below it, the spectrum right."""
        if self._default_layout is not None:
            for bar in self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
                bar.hide()  # Qt shows those it uses again, and deletes the others only some time later
            self.restoreState(self._default_layout, LAYOUT_VERSION)
            self._default_sizes({entry.place: self.docks[entry.name] for entry in reversed(PANELS)})
            self._hide_messages()
            return
        first = {entry.place: self.docks[entry.name] for entry in reversed(PANELS)}
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, first["left"])
        self.splitDockWidget(first["left"], first["centre"], Qt.Orientation.Horizontal)
        self.splitDockWidget(first["centre"], first["right"], Qt.Orientation.Horizontal)
        self.splitDockWidget(first["centre"], first["below"], Qt.Orientation.Vertical)
        for entry in PANELS:
            dock = self.docks[entry.name]
            if dock is not first[entry.place]:
                self.tabifyDockWidget(first[entry.place], dock)
            dock.show()
        first["below"].raise_()
        self._default_layout = self.saveState(LAYOUT_VERSION)
        self._default_sizes(first)
        QTimer.singleShot(0, lambda: self._default_sizes(first))

    def _default_sizes(self, first: dict[str, QDockWidget]) -> None:
        width, height = self.width(), self.height()
        columns = [round(0.245 * width), round(0.42 * width), round(0.335 * width)]
        self.resizeDocks([first["left"], first["centre"], first["right"]], columns, Qt.Orientation.Horizontal)
        below = max(round(0.36 * height), min(LOWER_ROWS, round(0.45 * height)))
        rows = [height - below, below]
        self.resizeDocks([first["centre"], first["below"]], rows, Qt.Orientation.Vertical)

    def _restore_layout(self) -> None:
        geometry, state = self.settings.value("geometry"), self.settings.value("layout")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        if isinstance(state, QByteArray):
            self.restoreState(state, LAYOUT_VERSION)
            self._hide_messages()

    def _save_layout(self) -> None:
        self.settings.setValue("geometry", self.saveGeometry())
        self.settings.setValue("layout", self.saveState(LAYOUT_VERSION))

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
            action.triggered.connect(lambda _=False, path=path: commands.open_any(self, path))
        self.recent_menu.setEnabled(bool(self.recent_paths()))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files and folders."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped: any number of spectra, or one of anything else."""
        urls = event.mimeData().urls()
        spectra = [
            Path(url.toLocalFile()) for url in urls if url.isLocalFile() and is_spectrum(Path(url.toLocalFile()))
        ]
        if spectra:
            open_spectra(self.session, spectra)
        for url in [] if spectra else urls[:1]:
            commands.open_any(self, url.toLocalFile() if url.isLocalFile() else url.toString())
        event.acceptProposedAction()

    def showEvent(self, event: QShowEvent) -> None:
        """The keys belong to the map first, not to the first field that could be typed in."""
        super().showEvent(event)
        self.panels["countmap"].widget.setFocus()
        self.fill_recent_menu()
        self.session.request_pull()

    def paintEvent(self, event: QPaintEvent) -> None:
        """What is not seen at first is made from now on."""
        super().paintEvent(event)
        self.shelf.make_rest()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout, stop the work; an unsaved session stays recoverable."""
        self._save_layout()
        self.shelf.stop()
        self.recovery.close()
        self.session.close()
        super().closeEvent(event)


def shortcut_table() -> list[tuple[str, str, str]]:
    """Menu, text and shortcut of every action that has one, for the shortcut sheet."""
    return [(entry.menu, entry.text, entry.shortcut) for entry in ACTIONS if entry.shortcut]
