"""Tools of the mouse on the map, shapes to draw, and what is done with regions."""

from __future__ import annotations

from dataclasses import replace

from vhegui.analysis.region_refs import listed_regions
from vhegui.gui.plotting.sky.drawing import SHAPES
from vhegui.gui.session.region_commands import COMMANDS as REGION_COMMANDS
from vhegui.gui.session.region_commands import RegionCommand
from vhegui.gui.window import map_commands, region_files
from vhegui.gui.window.actions.entry import Action

SHAPE_TIPS = {
    "polygon": "Click its corners; a double click or Return closes it, Backspace takes a corner back.",
    "line": "Drag from end to end, with Shift in directions 15° apart; it has no area.",
    "point": "Click where it is; it has no area.",
}


def _tool(name: str, text: str, shortcut: str, tip: str, separator: bool = False) -> Action:
    word = "OFF" if name == "off" else name.capitalize()
    return Action(
        f"tool-{name}", "Map/Mouse", text, lambda w: w.set_tool(name), shortcut, tip, name, group="tool", button=word,
        separator=separator, checked=lambda w: w.tool == name, words="tool",
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
        enabled=lambda w: bool(command.enabled(w.session)), words="regions",
    )  # fmt: skip


TOOLS: tuple[Action, ...] = (
    _tool("select", "Select", "V", "Select, move and resize regions.", separator=True),
    _tool("source", "Source region", "S", "Draw the source (ON) region: press at its centre and drag outwards."),
    _tool("exclusion", "Exclusion region", "X", "Draw a region that OFF regions keep out of."),
    _tool("off", "OFF circle", "O",
          "Draw where the background is measured: any number of circles, at the offset of the source if you can."),
    _tool("measure", "Measuring region", "E",
          "Draw a region that only measures: counts, excess and significance in it, and nothing else changes."),
    _tool("model", "Source of the model", "N",
          "Put a source of the model: click for a point, drag for a Gaussian as wide as you drag."),
    _tool("pan", "Pan", "H", "Move the map with the mouse."),
    _tool("zoom", "Zoom", "Z", "Zoom into a rectangle; the wheel zooms with every tool."),
    _tool("ruler", "Ruler", "R", "Drag on the map to measure a separation and its position angle; Esc takes it away."),
    replace(_tool("profile", "Profile", "P", "Drag a line on the map (rings or wedges, if the panel Profiles says so) "
                  "and see the excess along it; its ends, its width and its middle can be dragged."),
            run=map_commands.draw_profile),
)  # fmt: skip

REGIONS: tuple[Action, ...] = (
    *(_shape(name) for name in SHAPES),
    *(_region(command) for command in REGION_COMMANDS),
    Action("open-regions", "Regions", "Open regions…", region_files.open_regions,
           tip="Regions of a DS9 or FITS region file, as exclusions, as the ON region, or only to measure in them.",
           separator=True),
    Action("save-regions", "Regions", "Save regions…", region_files.save_regions,
           tip="All regions as a DS9 region file, or as a FITS region table.",
           enabled=lambda w: bool(listed_regions(w.session.analysis))),
)  # fmt: skip
