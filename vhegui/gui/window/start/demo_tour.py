"""Things to try with the demo data: each opens it at a place where something is to be seen at once.

To add one: an entry in THINGS; it is listed on the page Learn, and its memory follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vhegui.gui.later import Later

if TYPE_CHECKING:
    from vhegui.analysis import edits
    from vhegui.analysis.state import Analysis
    from vhegui.gui.window import opening
    from vhegui.gui.window.main_window import MainWindow
else:
    edits, opening = Later("vhegui.analysis.edits"), Later("vhegui.gui.window.opening")


@dataclass(frozen=True)
class Stop:
    """A thing to try: a title and what there is to see, the workspace, runs of which target, and which map.

    todo : said once it is open · minutes : how long it takes.
    """

    name: str
    title: str
    tip: str
    icon: str
    workspace: str
    target: str
    todo: str
    shown: str = "counts"
    minutes: int = 3


TOUR = (
    Stop("drag", "Drag a source region", "Counts, spectrum and fit follow the mouse", "source", "explore", "Crab-like",
         "Drag the circle on the map, or its edge: OFF regions, counts, spectrum and fit follow."),
    Stop("flare", "Watch a blazar flare", "Fluxes run by run, minute by minute; brush a time to see its events",
         "workspace-time", "time", "Blazar", "Drag over the light curve: the events of that time show on the map."),
    Stop("map", "Map the significance", "From counts and background to σ on the sky, growing run by run",
         "workspace-sky", "sky", "Crab-like", "Drag the sliders beside the map; press P and draw a profile.",
         "significance"),
)  # fmt: skip

THINGS = (
    *TOUR,
    Stop("models", "Choose between models", "Whether a power law is enough: profiles, ΔTS and AIC", "fit", "spectrum",
         "Crab-like", "Fit ▸ Compare models fits a power law, a cutoff and a log-parabola to the counts.", minutes=5),
    Stop("find", "Find your way", "Every command, panel, source and run by a few letters", "palette", "explore",
         "Crab-like", "Ctrl+K, then type: significance, log, Crab. F1 shows all keys, Shift+F1 the manual.", minutes=2),
    Stop("response", "Ask what a run can see", "Effective area, PSF and energy dispersion, with numbers explained",
         "workspace-response", "response", "Crab-like",
         "Choose another quantity or run above the plot; Explain puts the present numbers into the formula.",
         minutes=5),
    Stop("pin", "Compare two analyses", "What another choice changes, number by number", "workspace-compare", "compare",
         "Crab-like", "Pin the analysis as A, then change a number in Settings: the table says what follows.",
         minutes=5),
    Stop("keep", "Keep it and make it again", "Sessions as readable files, exports, runs without a window", "save",
         "explore", "Crab-like",
         "Ctrl+S saves the session, Ctrl+E writes all results; vhegui run makes them again from the saved file."),
)  # fmt: skip


def show_stop(window: MainWindow, stop: Stop) -> None:
    """Open the demo data there."""

    def view(analysis: Analysis) -> Analysis:
        return edits.show_map(analysis, stop.shown)

    def opened() -> None:
        window.workspaces.show(stop.workspace)
        window.show_message("information", stop.todo)

    opening.open_demo(window, stop.target, view, opened)
