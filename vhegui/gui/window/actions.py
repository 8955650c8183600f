"""Everything a user can do from a menu, as data: menus, the tool bar, shortcuts, the command palette and the
shortcut sheet are made from this list. To add an action, add an entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vhegui.analysis import edits
from vhegui.analysis.map_profile import PROFILE_KINDS
from vhegui.analysis.region_refs import listed_regions
from vhegui.analysis.shown_map import MAP_KINDS
from vhegui.core.background.registry import METHODS
from vhegui.gui.panels import PANELS, PanelEntry
from vhegui.gui.plotting.sky.drawing import SHAPES
from vhegui.gui.session import spectrum_commands
from vhegui.gui.session.region_commands import COMMANDS as REGION_COMMANDS
from vhegui.gui.session.region_commands import RegionCommand
from vhegui.gui.window import commands, export_commands, map_commands, region_files, remote_commands, sky_commands
from vhegui.gui.window.workspaces import commands as workspace_commands
from vhegui.gui.window.workspaces.defaults import WORKSPACES, Workspace

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

SHAPE_TIPS = {
    "polygon": "Click its corners; a double click or Return closes it, Backspace takes a corner back.",
    "line": "Drag from end to end, with Shift in directions 15° apart; it has no area.",
    "point": "Click where it is; it has no area.",
}
Run = Callable[["MainWindow"], object]
KEYS = 9  # maps that a number shows


@dataclass(frozen=True)
class Action:
    """One thing to do.

    name : identifier · menu : menu path, "/" separates · text : in the menu · tip : what it does, in a sentence
    group : actions of a group exclude each other and are checkable · toolbar : shown in the tool bar
    enabled : decides from the window whether it can be done now · checked : whether it is on now (checkable then).
    """

    name: str
    menu: str
    text: str
    run: Run
    shortcut: str = ""
    tip: str = ""
    icon: str = ""
    group: str = ""
    toolbar: bool = False
    separator: bool = False
    enabled: Callable[[MainWindow], bool] | None = None
    checked: Callable[[MainWindow], bool] | None = None


def _tool(name: str, text: str, shortcut: str, tip: str, separator: bool = False) -> Action:
    return Action(
        f"tool-{name}", "Tools", text, lambda w: w.set_tool(name), shortcut, tip, name, group="tool", toolbar=True,
        separator=separator, checked=lambda w: w.tool == name,
    )  # fmt: skip


def _shape(name: str) -> Action:
    return Action(
        f"shape-{name}", "Regions/Shape to draw", SHAPES[name], lambda w: w.choose_shape(name),
        tip=SHAPE_TIPS.get(name, "Drag from its centre; with Ctrl from side to side, with Shift as wide as high."),
        icon=f"shape-{name}", group="shape", checked=lambda w: w.shape == name,
    )  # fmt: skip


def _region(command: RegionCommand) -> Action:
    return Action(
        f"region-{command.name}", f"Regions/{command.folder}".rstrip("/"), command.text,
        lambda w: command.run(w.session), "Ctrl+D" if command.name == "duplicate" else "",
        f"{command.tip} On the map: {command.keys}." if command.keys else command.tip, separator=command.separator,
        enabled=lambda w: bool(command.enabled(w.session)),
    )  # fmt: skip


def _theme(name: str, text: str) -> Action:
    return Action(
        f"theme-{name}", "View/Theme", text, lambda w: w.set_theme_choice(name), group="theme",
        checked=lambda w: w.theme_choice == name,
    )  # fmt: skip


def _method(key: str) -> Action:
    method = METHODS[key]
    return Action(
        key, "Analysis/OFF regions", f"{method.label} regions", lambda w: commands.set_method(w, key),
        tip=method.tip, group="method", checked=lambda w: w.session.analysis.background.method == key,
    )  # fmt: skip


def _map(key: str, number: int) -> Action:
    kind = MAP_KINDS[key]
    return Action(
        f"map-{key}", "View/Map shown", kind.label,
        lambda w: w.session.apply(f"Show {kind.label.lower()}", edits.show_map, key),
        str(number) if number <= KEYS else "", kind.tip,
        group="map", checked=lambda w: w.session.analysis.map_looks.shown == key,
    )  # fmt: skip


def _profile(key: str) -> Action:
    kind = PROFILE_KINDS[key]
    return Action(
        f"profile-{key}", "Analysis/Profile over the map", kind.label,
        lambda w: w.session.apply(f"Profile {kind.label.lower()}", edits.choose_profile, key), tip=kind.tip,
        group="profile", checked=lambda w: sky_commands.profile_kind(w) == key,
    )  # fmt: skip


def _in_own_workspace(window: MainWindow) -> bool:
    return window.workspaces.current.layout is None


def _panel(entry: PanelEntry) -> Action:
    return Action(
        f"panel-{entry.name}", "View/Panels", entry.title, lambda w: w.show_panel(entry.name),
        tip=f"Show the panel {entry.title} in the workspace that is there.",
    )  # fmt: skip


def workspace_action(workspace: Workspace, number: int) -> Action:
    """What shows a workspace, the `number`-th of all."""
    return Action(
        f"workspace-{workspace.name}", "View/Workspace", workspace.title,
        lambda w: w.workspaces.show(workspace.name), f"Ctrl+{number}" if number < 10 else "", workspace.tip,
        workspace.icon, group="workspace", checked=lambda w: w.workspaces.current.name == workspace.name,
    )  # fmt: skip


ACTIONS: tuple[Action, ...] = (
    Action("open-folder", "File", "Open data set…", commands.open_folder, "Ctrl+O",
           "Open a folder with DL3 data: with index tables, or just event files.", "open"),
    Action("open-file", "File", "Open file…", commands.open_file, "Ctrl+Shift+O",
           "Open a session, an index table or a single DL3 file."),
    Action("open-demo", "File", "Open demo data", commands.open_demo, "Ctrl+Shift+D",
           "Simulated observations with known truth; made at the first use, in a few seconds."),
    Action("open-remote", "File", "Open remote data set…", remote_commands.open_remote, "Ctrl+Shift+R",
           "Open a data set on a web or WebDAV server by its address; runs are fetched when they are chosen."),
    Action("public-data", "File", "Public data…", remote_commands.show_public_data, "",
           "Fetch data that observatories have made public, under their terms of use."),
    Action("data-cache", "File", "Data cache…", remote_commands.show_data_cache, "",
           "How much room fetched data take on this computer, and making room again."),
    Action("add-spectra", "File", "Add spectra (OGIP)…",
           lambda w: spectrum_commands.add_spectra(w.session, w), "Ctrl+Shift+A",
           "PHA files with background and responses, of any instrument, fitted together with the runs or alone."),
    Action("read-again", "File", "Read and compute what is missing", lambda w: w.session.read_again(), "Ctrl+R",
           "Read the chosen runs that could not be read, or whose reading was cancelled; compute what was cancelled.",
           enabled=lambda w: bool(w.session.unread or w.session.slow.stopped)),
    Action("save", "File", "Save session", commands.save_session, "Ctrl+S",
           "Write everything you decided (not the data) to a readable YAML file.", "save", separator=True),
    Action("save-as", "File", "Save session as…", commands.save_session_as, "Ctrl+Shift+S",
           "Write the session to another file."),
    Action("export", "File", "Export results…", export_commands.export_results, "Ctrl+E",
           "Write results.json, flux points, best-fit model, spectra and plots into a folder.",
           enabled=lambda w: w.session.results.current("counts_table") is not None),
    Action("save-map", "File", "Save map as FITS…", map_commands.save_map, "",
           "Write the map that is shown as an image with its coordinates and settings."),
    Action("quit", "File", "Quit", lambda w: w.close(), "Ctrl+Q", "Leave; an unsaved session can be recovered.",
           separator=True),
    Action("undo", "Edit", "Undo", lambda w: w.session.undo(), "Ctrl+Z", "Take the last edit back.", "undo",
           toolbar=True, separator=True, enabled=lambda w: w.session.history.undo_label is not None),
    Action("redo", "Edit", "Redo", lambda w: w.session.redo(), "Ctrl+Shift+Z", "Do again what was taken back.", "redo",
           toolbar=True, enabled=lambda w: w.session.history.redo_label is not None),
    Action("cancel-work", "Edit", "Cancel background work", lambda w: w.session.cancel_work(), "Ctrl+.",
           "Stop what is being read or computed; what was there before stays."),
    _tool("select", "Select", "V", "Select, move and resize regions.", separator=True),
    _tool("source", "Source region", "S", "Draw the source (ON) region: press at its centre and drag outwards."),
    _tool("exclusion", "Exclusion region", "X", "Draw a region that OFF regions keep out of."),
    _tool("off", "OFF circle", "O",
          "Draw where the background is measured: any number of circles, at the offset of the source if you can."),
    _tool("measure", "Measuring region", "E",
          "Draw a region that only measures: counts, excess and significance in it, and nothing else changes."),
    _tool("pan", "Pan", "H", "Move the map with the mouse."),
    _tool("zoom", "Zoom", "Z", "Zoom into a rectangle; the wheel zooms with every tool."),
    _tool("ruler", "Ruler", "R", "Drag on the map to measure a separation and its position angle; Esc takes it away."),
    replace(_tool("profile", "Profile", "P", "Drag a line on the map (rings or wedges, if the panel Profiles says so) "
                  "and see the excess along it; its ends, its width and its middle can be dragged."),
            run=sky_commands.draw_profile),
    *(_shape(name) for name in SHAPES),
    *(_region(command) for command in REGION_COMMANDS),
    Action("open-regions", "Regions", "Open regions…", region_files.open_regions,
           tip="Regions of a DS9 or FITS region file, as exclusions, as the ON region, or only to measure in them.",
           separator=True),
    Action("save-regions", "Regions", "Save regions…", region_files.save_regions,
           tip="All regions as a DS9 region file, or as a FITS region table.",
           enabled=lambda w: bool(listed_regions(w.session.analysis))),
    Action("fit", "Analysis", "Fit", lambda w: w.session.apply("Fit", edits.follow_fit), "F",
           "Fit the free parameters now, and again whenever the data change.", "fit", toolbar=True, separator=True),
    Action("follow", "Analysis", "Fit while data change", commands.toggle_follow, "Shift+F",
           "Off: the model stays as you type it, and only the statistic follows.",
           checked=lambda w: w.session.analysis.fit.follow),
    Action("stack", "Analysis", "Stack runs before the fit", commands.toggle_stack, "",
           "On: runs are added up first; off: fitted jointly, each with its own response.",
           checked=lambda w: w.session.analysis.fit.stack),
    *(_method(key) for key in METHODS),
    Action("draw-off", "Analysis/OFF regions", "Draw what is placed now", lambda w: commands.draw_placed(w, False),
           tip="The OFF regions of all runs become circles that you can move; every run uses all that it can.",
           separator=True),
    Action("draw-off-runs", "Analysis/OFF regions", "Draw what is placed now, run by run",
           lambda w: commands.draw_placed(w, True),
           tip="The same, but each circle is for the run that it was placed for: the counts stay as they are."),
    Action("off-file", "Analysis/OFF regions", "From a DS9 file…", commands.open_off_regions,
           tip="Circles that a region file marks as background become the OFF regions."),
    Action("find-sources", "Analysis", "Find sources on the map", sky_commands.find_sources, "",
           "Look for the peaks of the map of √TS: candidate sources, with their positions and fluxes.",
           enabled=lambda w: bool(w.session.analysis.dataset.runs)),
    *(_profile(key) for key in PROFILE_KINDS),
    Action("no-profile", "Analysis/Profile over the map", "No profile",
           lambda w: w.session.apply("Remove profile", edits.choose_profile, ""), "", "Take the profile off the map.",
           enabled=lambda w: w.session.analysis.sky_profile is not None),
    Action("gammapy_conventions", "Analysis", "Conventions of gammapy", commands.toggle_gammapy_conventions, "",
           "Place OFF regions where gammapy's search puts them and keep events outside the good time, to compare.",
           separator=True, checked=commands.has_gammapy_conventions),
    Action("mosaic", "Analysis", "Mosaic map", lambda w: w.session.apply("Mosaic map", edits.mosaic_map), "M",
           "501 × 501 pixels of 0.02 deg about the target, events above 0.1 TeV.", "mosaic"),
    *(workspace_action(workspace, number) for number, workspace in enumerate(WORKSPACES, 1)),
    Action("save-workspace", "View/Workspace", "Save workspace as…", workspace_commands.save_as, "",
           "Keep the panels as they are laid out now under a name of your own.", separator=True),
    Action("rename-workspace", "View/Workspace", "Rename workspace…", workspace_commands.rename, "",
           "Another name for this workspace of your own.", enabled=_in_own_workspace),
    Action("delete-workspace", "View/Workspace", "Delete workspace", lambda w: w.workspaces.remove(), "",
           "Take this workspace of your own away.", enabled=_in_own_workspace),
    Action("reset-layout", "View/Workspace", "Reset workspace", lambda w: w.workspaces.reset(), "Ctrl+0",
           "Put the panels of this workspace back where they were at first."),
    *(_map(key, number) for number, key in enumerate(MAP_KINDS, 1)),
    Action("map-contours", "View/Layers of the map", "Contours of the significance", map_commands.toggle_contours, "C",
           "Lines at 3, 5, 7 and 10 σ over whatever is shown; other maps and levels under Layers.",
           checked=map_commands.has_contours),
    Action("map-swipe", "View/Layers of the map", "Swipe between two maps",
           lambda w: map_commands.take_turns(w, "swipe"), "W",
           "The map that is shown left of a line to drag, the one that was shown before right of it.",
           checked=lambda w: w.session.analysis.map_layers.turns == "swipe"),
    Action("map-blink", "View/Layers of the map", "Blink between two maps",
           lambda w: map_commands.take_turns(w, "blink"), "B",
           "The map that is shown and the one that was shown before, in turns.",
           checked=lambda w: w.session.analysis.map_layers.turns == "blink"),
    Action("map-image", "View/Layers of the map", "Image over the map…", map_commands.open_image, "",
           "A FITS image of any instrument, in any projection and frame, over the map or as contours."),
    Action("map-catalogue", "View/Layers of the map", "Catalogue on the map…", map_commands.open_catalogue, "",
           "Sources of any table with RA and Dec: gamma-cat, FITS, ECSV, CSV, VOTable."),
    Action("map-layers", "View/Layers of the map", "All layers…", map_commands.show_layers, "L",
           "Contours, images, catalogues and the second map, each with an eye, its levels and its colour."),
    *(_panel(entry) for entry in PANELS),
    Action("maximise", "View", "Maximise panel", workspace_commands.maximise, "F11",
           "Fill the window with the panel that has the keyboard, and back again; so does a double click on its title.",
           checked=lambda w: bool(w.workspaces.maximised)),
    _theme("system", "As the desktop"),
    _theme("light", "Light"),
    _theme("dark", "Dark"),
    Action("palette", "Help", "Find a command…", commands.show_palette, "Ctrl+K",
           "Type a few letters of what you want to do.", "palette"),
    Action("shortcuts", "Help", "Keyboard shortcuts", commands.show_shortcuts, "F1", "All shortcuts on one sheet."),
    Action("about", "Help", "About vhegui", commands.show_about, "", "Version, licence, data terms."),
)  # fmt: skip
