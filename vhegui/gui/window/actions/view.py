"""Workspaces, panels, looks; help. Read before the window is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vhegui.gui.later import Later
from vhegui.gui.panels import PANELS, PanelEntry
from vhegui.gui.window.actions.entry import Action
from vhegui.gui.window.workspaces import commands as workspace_commands
from vhegui.gui.window.workspaces.defaults import WORKSPACES, Workspace

if TYPE_CHECKING:
    from vhegui.gui.window import commands
    from vhegui.gui.window.main_window import MainWindow
else:
    commands = Later("vhegui.gui.window.commands")


def _theme(name: str, text: str) -> Action:
    return Action(
        f"theme-{name}", "View/Theme", text, lambda w: w.set_theme_choice(name), group="theme",
        tip="Colours of the window and of all plots.", checked=lambda w: w.theme_choice == name,
    )  # fmt: skip


def _in_own_workspace(window: MainWindow) -> bool:
    return window.workspaces.current.layout is None


def _panel(entry: PanelEntry) -> Action:
    return Action(
        f"panel-{entry.name}", "View/Panels", entry.title, lambda w: w.show_panel(entry.name),
        tip=f"Show the panel {entry.title} in the workspace that is there.", words="panel",
    )  # fmt: skip


def _show_workspace(window: MainWindow, name: str) -> None:
    window.start.leave()
    window.workspaces.show(name)


def workspace_action(workspace: Workspace, number: int) -> Action:
    """What shows a workspace, the `number`-th of all."""
    return Action(
        f"workspace-{workspace.name}", "View/Workspace", workspace.title,
        lambda w: _show_workspace(w, workspace.name), f"Ctrl+{number}" if number < 10 else "", workspace.tip,
        workspace.icon, group="workspace",
        checked=lambda w: w.workspaces.current.name == workspace.name and not w.start.learning,
    )  # fmt: skip


VIEW: tuple[Action, ...] = (
    *(workspace_action(workspace, number) for number, workspace in enumerate(WORKSPACES, 1)),
    Action("save-workspace", "View/Workspace", "Save workspace as…", workspace_commands.save_as, "",
           "Keep the panels as they are laid out now under a name of your own.", separator=True),
    Action("rename-workspace", "View/Workspace", "Rename workspace…", workspace_commands.rename, "",
           "Another name for this workspace of your own.", enabled=_in_own_workspace),
    Action("delete-workspace", "View/Workspace", "Delete workspace", lambda w: w.workspaces.remove(), "",
           "Take this workspace of your own away.", enabled=_in_own_workspace),
    Action("reset-layout", "View/Workspace", "Reset workspace", lambda w: w.workspaces.reset(), "Ctrl+Shift+0",
           "Put the panels of this workspace back where they were at first."),
    *(_panel(entry) for entry in PANELS),
    Action("maximise", "View", "Maximise panel", workspace_commands.maximise, "F11",
           "Fill the window with the panel that has the keyboard, and back again; so does a double click on its title.",
           checked=lambda w: bool(w.workspaces.maximised)),
    Action("larger", "View/Size", "Larger", lambda w: w.sizes.step(True), "Ctrl++",
           "Letters, lines, symbols and what the mouse hits, in the window and in all plots.", words="font zoom"),
    Action("smaller", "View/Size", "Smaller", lambda w: w.sizes.step(False), "Ctrl+-",
           "Letters, lines, symbols and what the mouse hits, in the window and in all plots.", words="font zoom"),
    Action("usual-size", "View/Size", "Usual size", lambda w: w.sizes.use(1.0), "Ctrl+0",
           "Letters and lines as they are at first.", words="font zoom reset"),
    Action("full-screen", "View", "Full screen", lambda w: w.sizes.fill_screen(not w.sizes.full_screen), "Shift+F11",
           "The whole screen for the window, without a frame; and back.", checked=lambda w: w.sizes.full_screen),
    Action("presentation", "View", "Presentation", lambda w: w.sizes.present(), "F5",
           "Everything half as large again, on the full screen: to be read from the last row; and back.",
           checked=lambda w: w.sizes.presenting, words="projector beamer teach"),
    _theme("system", "As the desktop"),
    _theme("light", "Light"),
    _theme("dark", "Dark"),
)  # fmt: skip

HELP: tuple[Action, ...] = (
    Action("palette", "Help", "Find anything…", commands.show_palette, "Ctrl+K",
           "Type a few letters of a command, a panel, a setting, a source, a run or a file.", "palette",
           button="Find"),
    Action("welcome", "Help", "Welcome", lambda w: w.start.welcome(), "",
           "What to begin with: demo data with three things to try, your folders, public data, what was opened last.",
           words="start page demo recent news"),
    Action("learn", "Help", "Learn", lambda w: w.start.learn(), "",
           "Things to try with the demo data, each with what it teaches and how long it takes; and the manual.",
           "learn", group="workspace", checked=lambda w: w.start.learning,
           words="lessons tutorial tour exercise teach try"),
    Action("manual", "Help", "Manual", commands.show_manual, "Shift+F1",
           "First steps, words and numbers (wstat, TS, α, limits …), backgrounds, every panel and command, files.",
           words="help documentation tutorial glossary"),
    Action("shortcuts", "Help", "Keyboard shortcuts", commands.show_shortcuts, "F1", "All shortcuts on one sheet."),
    Action("about", "Help", "About vhegui", commands.show_about, "", "Version, licence, data terms."),
)  # fmt: skip
