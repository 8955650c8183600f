"""Results → what is drawn beside the model on the SED; what is chosen in its menus → edits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vhegui.analysis.edits import flux_points as flux_point_edits
from vhegui.gui.file_questions import ask_open
from vhegui.gui.panels.spectrum.sed_files import TABLES, ask_source, with_catalogue
from vhegui.gui.panels.spectrum.view import SpectrumView
from vhegui.gui.session.results import Results
from vhegui.gui.session.seen import Seen
from vhegui.gui.session.session import Session

PROFILES = "spectrum/profiles"  # whether the likelihood of flux points is drawn
ESTIMATE = "quick_estimate"


class SedSide:
    """Published spectra, compared models, the quick estimate, units."""

    def __init__(self, session: Session, view: SpectrumView, seen: Seen) -> None:
        self.session, self.view, self._seen = session, view, seen
        self.menus = view.plots.sed_menus
        if session.settings is not None:
            self.menus.profiles.setChecked(str(session.settings.value(PROFILES, "")) == "1")
        self._prefer()
        session.preferences.changed.connect(self._prefer)
        self.menus.looks_changed.connect(self._remember)
        self.menus.overlay_toggled.connect(self._toggle)
        self.menus.quick_toggled.connect(lambda _: session.request_pull())
        self.menus.table_wanted.connect(self._add_table)
        self.menus.catalogue_wanted.connect(self._add_from_catalogue)
        session.curves_changed.connect(view.plots.sed.set_curves)

    @property
    def needs(self) -> tuple[str, ...]:
        """The estimate only while it is drawn."""
        return ("overlays", ESTIMATE) if self.menus.quick.isChecked() else ("overlays",)

    def show(self, results: Results) -> None:
        """Not in a drag: none of this depends on the region, or it is slow."""
        if results.gesture:
            return
        sed, overlays = self.view.plots.sed, results.get("overlays") or ()
        if [overlay.key for overlay in overlays] != [overlay.key for overlay in sed.overlays]:
            sed.set_overlays(overlays)
        if self._seen.new("overlay names", results.analysis.flux_points.overlays):
            self.menus.show_overlays(results.analysis.flux_points.overlays)
        rough = results.get(ESTIMATE) if self.menus.quick.isChecked() else None
        if self._seen.new("rough", rough):
            sed.set_quick_estimate(rough)

    def _toggle(self, key: str, on: bool) -> None:
        edit, text = (flux_point_edits.add_overlay, "Draw") if on else (flux_point_edits.remove_overlay, "Take away")
        self.session.apply(f"{text} published spectrum", edit, key)

    def _prefer(self, *_: object) -> None:
        """Draw in the units that are preferred."""
        wanted = self.session.preferences.value
        self.menus.choose_units(wanted.sed_unit, wanted.energy_unit)

    def _remember(self) -> None:
        sed = self.menus.plot
        self.session.preferences.put("sed_unit", sed.unit.key)
        self.session.preferences.put("energy_unit", sed.axis_unit)
        if self.session.settings is not None:
            self.session.settings.setValue(PROFILES, str(int(sed.profiles_shown)))

    def _add_table(self) -> None:
        ask_open(self.view, "Published spectrum", TABLES, lambda path: self._toggle(str(path), True))

    def _add_from_catalogue(self) -> None:
        with_catalogue(self.view, self.session.settings, self._ask_source)

    def _ask_source(self, path: Path) -> None:
        def work(progress: Any) -> Any:
            from vhegui.core.sed.gammacat import source_names

            progress(0.0, f"Reading {path.name}")
            return source_names(path)

        def done(names: Any) -> None:
            if isinstance(names, Exception):
                self.session.complain(names, f"{path.name} could not be read")
                return
            target = self.session.analysis.target
            near = target.name if target else ""
            ask_source(self.view, names, near, lambda source: self._toggle(f"{path}#{source}", True))

        self.session.worker.submit("catalogue", work, done)
