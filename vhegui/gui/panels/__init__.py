"""The panels of the window. To add one: a folder here, an entry in this list, a place in a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vhegui.gui.session.panel import Panel
    from vhegui.gui.session.session import Session


@dataclass(frozen=True)
class PanelEntry:
    """A panel: its name (also of its folder), class, title, and whether it makes do with a narrow column.

    Where it stands is said by the workspaces, in `vhegui/gui/window/workspaces/defaults.py`.
    """

    name: str
    presenter: str
    title: str
    narrow: bool = False


PANELS = (
    PanelEntry("observations", "ObservationsPanel", "Observations", narrow=True),
    PanelEntry("countmap", "CountMapPanel", "Map"),
    PanelEntry("spectrum", "SpectrumPanel", "Spectrum"),
    PanelEntry("response", "ResponsePanel", "Response"),
    PanelEntry("light_curve", "LightCurvePanel", "Light curve"),
    PanelEntry("fit", "FitPanel", "Fit quality"),
    PanelEntry("theta", "ThetaPanel", "θ²"),
    PanelEntry("regions", "RegionsPanel", "Regions"),
    PanelEntry("significances", "SignificancesPanel", "Significances"),
    PanelEntry("profiles", "ProfilesPanel", "Profiles"),
    PanelEntry("sources", "SourcesPanel", "Sources"),
    PanelEntry("candidates", "CandidatesPanel", "Candidates"),
    PanelEntry("optimise", "OptimisePanel", "Optimise"),
    PanelEntry("template", "TemplatePanel", "Background model"),
    PanelEntry("compare", "ComparePanel", "Compare analyses"),
    PanelEntry("backgrounds", "BackgroundsPanel", "Compare backgrounds"),
    PanelEntry("history", "HistoryPanel", "History", narrow=True),
    PanelEntry("settings", "SettingsPanel", "Settings"),
    PanelEntry("format", "FormatPanel", "Format"),
    PanelEntry("log", "LogPanel", "Log"),
    PanelEntry("console", "ConsolePanel", "Python"),
)


def module_of(entry: PanelEntry) -> str:
    """Where the code of a panel is."""
    return f"{__name__}.{entry.name}"


def load_panel(entry: PanelEntry, session: Session) -> Panel:
    """Make the panel; its code is read only now."""
    module = import_module(module_of(entry))
    return getattr(module, entry.presenter)(session)
