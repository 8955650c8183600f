"""Shows the settings of the Analysis; each change is one edit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from vhegui.analysis import edits
from vhegui.analysis.state import Analysis, LogAxis
from vhegui.core.background.registry import METHODS
from vhegui.core.settings import values_of
from vhegui.gui.panels.settings.view import SettingsView
from vhegui.gui.session.panel import Panel

if TYPE_CHECKING:
    from vhegui.gui.session.results import Results
    from vhegui.gui.session.session import Session


class SettingsPanel(Panel):
    """The form beside the data."""

    name = "settings"
    title = "Settings"

    def __init__(self, session: Session) -> None:
        self.view = SettingsView()
        super().__init__(session, self.view)
        self.view.changed.connect(self._edit)

    def show(self, results: Results) -> None:
        """Fill the form, unless nothing changed."""
        if self.seen.new("values", results.analysis):
            self.view.show_values(_values(results.analysis))

    def _edit(self, name: str, value: Any) -> None:
        self.seen.forget("values")  # a refused edit must be taken back on screen
        label, edit, *arguments = _edit_for(self.session.analysis, self.session.history.past, name, value)
        self.session.apply(label, edit, *arguments)


def _values(analysis: Analysis) -> dict[str, Any]:
    background, safe = analysis.background, analysis.safe
    return {
        **values_of(background),
        "keep_outside_gti": analysis.events.keep_outside_gti,
        "containment": analysis.containment,
        "aeff": safe.aeff_percent is not None,
        "aeff_percent": 10.0 if safe.aeff_percent is None else safe.aeff_percent,
        "safe_low": safe.low,
        "safe_high": safe.high,
        "header": safe.header,
        "bias_percent": safe.bias_percent,
        "bkg_peak": safe.bkg_peak,
        "offset_max": safe.offset_max,
        **_axis_values("reco", analysis.reco),
        **_axis_values("true", analysis.true),
    }


def _axis_values(name: str, axis: LogAxis) -> dict[str, Any]:
    return {f"{name}_low": axis.low, f"{name}_high": axis.high, f"{name}_bins": axis.bins}


def _edit_for(analysis: Analysis, past: Iterable[Analysis], name: str, value: Any) -> tuple[Any, ...]:
    """Label for undo, edit function and its arguments."""
    if name == "method":
        return f"Use {METHODS[value].label.lower()} regions", edits.use_method, value, past
    if name in values_of(analysis.background):
        return "Place OFF regions", edits.put, f"background.{name}", value
    if name == "keep_outside_gti":
        return "Choose events", edits.put, "events.keep_outside_gti", value
    if name == "containment":
        return "Correct for containment", edits.put, "containment", value
    if name in ("aeff", "aeff_percent", "safe_low", "safe_high", "header", "bias_percent", "bkg_peak", "offset_max"):
        if name == "aeff":
            name, value = "aeff_percent", 10.0 if value else None
        return "Change safe range", edits.put, f"safe.{name.removeprefix('safe_')}", value
    axis, key = name.split("_")
    return f"Rebin {'reconstructed' if axis == 'reco' else 'true'} energy", edits.put, f"{axis}.{key}", value
