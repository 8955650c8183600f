"""Three things to try with the demo data: each opens it at a place where something is to be seen at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vhegui.analysis import edits
from vhegui.gui.window import opening

if TYPE_CHECKING:
    from vhegui.analysis.state import Analysis
    from vhegui.gui.window.main_window import MainWindow


@dataclass(frozen=True)
class Stop:
    """A thing to try: a title and what there is to see, the workspace, runs of which target, and which map.

    todo : said once it is open.
    """

    name: str
    title: str
    tip: str
    icon: str
    workspace: str
    target: str
    todo: str
    shown: str = "counts"


TOUR = (
    Stop("drag", "Drag a source region", "Counts, spectrum and fit follow the mouse", "source", "explore", "Crab-like",
         "Drag the circle on the map, or its edge: OFF regions, counts, spectrum and fit follow."),
    Stop("flare", "Watch a blazar flare", "Fluxes run by run, minute by minute; brush a time to see its events",
         "workspace-time", "time", "Blazar", "Drag over the light curve: the events of that time show on the map."),
    Stop("map", "Map the significance", "From counts and background to σ on the sky, growing run by run",
         "workspace-sky", "sky", "Crab-like", "Drag the sliders beside the map; press P and draw a profile.",
         "significance"),
)  # fmt: skip


def show_stop(window: MainWindow, stop: Stop) -> None:
    """Open the demo data there."""

    def view(analysis: Analysis) -> Analysis:
        return edits.show_map(analysis, stop.shown)

    def opened() -> None:
        window.workspaces.show(stop.workspace)
        window.show_message("information", stop.todo)

    opening.open_demo(window, stop.target, view, opened)
