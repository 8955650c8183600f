"""Shapes to draw, and what is done with regions."""

from __future__ import annotations

from vhegui.analysis.region_refs import listed_regions
from vhegui.gui.plotting.sky.drawing import SHAPES
from vhegui.gui.session.region_commands import COMMANDS as REGION_COMMANDS
from vhegui.gui.session.region_commands import RegionCommand
from vhegui.gui.window import region_files
from vhegui.gui.window.actions.entry import Action

SHAPE_TIPS = {
    "polygon": "Click its corners; a double click or Return closes it, Backspace takes a corner back.",
    "line": "Drag from end to end, with Shift in directions 15° apart; it has no area.",
    "point": "Click where it is; it has no area.",
}


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
