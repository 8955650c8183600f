"""The workspaces everybody has. To give a panel a place, name it in one of them."""

from __future__ import annotations

from dataclasses import dataclass

from vhegui.gui.window.workspaces.layout import Column, Layout, Row, Tabs, groups


@dataclass(frozen=True)
class Workspace:
    """What fills the window: an identifier, a title for the strip, what it is for, its layout.

    layout : None for one that a user has saved; then `saved` is the window's state at that time.
    """

    name: str
    title: str
    tip: str
    layout: Layout | None = None
    saved: bytes = b""

    @property
    def icon(self) -> str:
        """Of the strip."""
        return f"workspace-{self.name if self.layout else 'own'}"


WORKSPACES = (
    Workspace(
        "explore",
        "Explore",
        "Runs, map and spectrum: choose runs, put regions on the sky, watch the spectrum follow.",
        Row((Tabs(("observations",)), Tabs(("countmap",)), Tabs(("spectrum",))), (0.25, 0.42, 0.33)),
    ),
    Workspace(
        "sky",
        "Sky",
        "The map at its largest; beside it significances, a profile, θ², settings; the sources of the model, what "
        "regions hold, candidates.",
        Row(
            (
                Tabs(("countmap",)),
                Column(
                    (
                        Tabs(("significances", "profiles", "theta", "settings")),
                        Tabs(("sources", "regions", "candidates")),
                    ),
                    (0.62, 0.38),
                ),
            ),
            (0.66, 0.34),
        ),
    ),
    Workspace(
        "spectrum",
        "Spectrum",
        "Counts, SED and model; beside them how good the fit is, and what could be better.",
        Row((Tabs(("spectrum",)), Tabs(("fit", "sources", "optimise"))), (0.66, 0.34)),
    ),
    Workspace(
        "time",
        "Time",
        "The light curve, with the map and the spectrum of a time range that is brushed in it.",
        Row((Tabs(("light_curve",)), Tabs(("countmap", "spectrum"))), (0.6, 0.4)),
    ),
    Workspace(
        "response",
        "Response",
        "Responses at the source or where the mouse points on the map, the background of off runs, oddities of files.",
        Row((Tabs(("response", "template")), Tabs(("countmap", "format"))), (0.6, 0.4)),
    ),
    Workspace(
        "compare",
        "Compare",
        "A pinned analysis against the current one, or one background against another; settings, history, log.",
        Row(
            (Tabs(("compare", "backgrounds")), Tabs(("settings", "history", "countmap", "log", "console"))),
            (0.62, 0.38),
        ),
    ),
)


def home_of(panel: str) -> str:
    """The workspace where a panel has the most room: in front, with the fewest others in front beside it."""

    def rank(workspace: Workspace) -> tuple[bool, int]:
        tabs = list(groups(workspace.layout)) if workspace.layout else []
        return all(each.panels[0] != panel for each in tabs), len(tabs)

    holding = [w for w in WORKSPACES if w.layout and any(panel in tabs.panels for tabs in groups(w.layout))]
    return min(holding, key=rank).name
