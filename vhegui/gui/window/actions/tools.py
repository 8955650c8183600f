"""What is done by a button of the tool bar, beside files and help: tools of the mouse on the map, the fit.

Read before the window is shown: nothing here needs the analysis before it is used.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vhegui.gui.later import Later
from vhegui.gui.window.actions.entry import Action

if TYPE_CHECKING:
    from vhegui.analysis import edits
    from vhegui.gui.window import map_commands
else:
    edits, map_commands = Later("vhegui.analysis.edits"), Later("vhegui.gui.window.map_commands")


def _tool(name: str, text: str, shortcut: str, tip: str, separator: bool = False) -> Action:
    word = "OFF" if name == "off" else name.capitalize()
    return Action(
        f"tool-{name}", "Map/Mouse", text, lambda w: w.set_tool(name), shortcut, tip, name, group="tool", button=word,
        separator=separator, checked=lambda w: w.tool == name, words="tool",
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

FIT_NOW = Action(
    "fit", "Fit", "Fit", lambda w: w.session.apply("Fit", edits.follow_fit), "F",
    "Fit the free parameters now, and again whenever the data change.", "fit", button="Fit", separator=True,
)  # fmt: skip
