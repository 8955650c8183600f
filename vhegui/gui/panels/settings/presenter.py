"""Shows the settings of the Analysis; each change is one edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vhegui.analysis import edits
from vhegui.analysis.state import PARTS
from vhegui.core.background.registry import METHODS
from vhegui.core.background.sky_registry import SKY_METHODS
from vhegui.gui.panels.settings.view import SettingsView
from vhegui.gui.session.fit_commands import choose_data
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
        self.view.changed.connect(self._put)
        self.view.method_chosen.connect(self._use_method)

    def show(self, results: Results) -> None:
        """Fill the form, unless nothing changed."""
        if self.seen.new("values", results.analysis):
            self.view.show_settings(results.analysis)

    def show_setting(self, part: str, name: str) -> None:
        """Bring the row of a setting into view, and give it the keyboard."""
        self.view.show_settings(self.session.analysis)  # which rows there are depends on the methods
        self.view.show_row(part, name)

    def _put(self, path: str, value: Any) -> None:
        self.seen.forget("values")  # a refused edit must be taken back on screen
        if path == "fit.data":
            choose_data(self.session, value)
            return
        part = PARTS[path.partition(".")[0]]
        self.session.apply(part.undo.format(part.word), edits.put, path, value)

    def _use_method(self, part: str, method: str) -> None:
        self.seen.forget("values")
        if part == "background":
            label, edit = f"Use {METHODS[method].label.lower()} regions", edits.use_method
        else:
            label, edit = f"Use {SKY_METHODS[method].label.lower()} background", edits.use_sky_method
        self.session.apply(label, edit, method, self.session.history.past)
