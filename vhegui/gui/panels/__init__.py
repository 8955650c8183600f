"""The panels of the window. To add one: a folder here, and an entry in this list."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vhegui.gui.session.panel import Panel
    from vhegui.gui.session.session import Session


@dataclass(frozen=True)
class PanelEntry:
    """A panel: its name (also of its folder), class, title, and place in the default layout."""

    name: str
    presenter: str
    title: str
    place: str


PANELS = (
    PanelEntry("observations", "ObservationsPanel", "Observations", "left"),
    PanelEntry("countmap", "CountMapPanel", "Counts map", "centre"),
    PanelEntry("spectrum", "SpectrumPanel", "Spectrum", "right"),
    PanelEntry("response", "ResponsePanel", "Response", "below"),
    PanelEntry("light_curve", "LightCurvePanel", "Light curve", "below"),
    PanelEntry("fit", "FitPanel", "Fit", "below"),
    PanelEntry("theta", "ThetaPanel", "θ²", "below"),
    PanelEntry("optimise", "OptimisePanel", "Optimise", "below"),
    PanelEntry("compare", "ComparePanel", "Compare", "below"),
    PanelEntry("settings", "SettingsPanel", "Settings", "below"),
    PanelEntry("format", "FormatPanel", "Format", "below"),
    PanelEntry("log", "LogPanel", "Log", "below"),
)


def load_panel(entry: PanelEntry, session: Session) -> Panel:
    """Make the panel; its code is read only now."""
    module = import_module(f"{__name__}.{entry.name}")
    return getattr(module, entry.presenter)(session)
