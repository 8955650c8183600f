"""The query of the browser. Its text is the one truth: the form, the place line and the menu show it and rewrite it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from vhegui.analysis import edits
from vhegui.analysis.runs import pointings as run_selection
from vhegui.analysis.runs.cones import Cone, written_cone
from vhegui.analysis.runs.filter import matches
from vhegui.analysis.runs.form import with_cone
from vhegui.analysis.runs.query import cones, read_query
from vhegui.analysis.runs.saved import inverse, list_of_runs, read_run_list, reference_to
from vhegui.analysis.state import SavedSelection, Target
from vhegui.core.catalogues.known_sources import Source, SourceTable, all_sources
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.errors import AnalysisError, VheguiError
from vhegui.core.regions.circle import Circle
from vhegui.core.typing import Array, BoolArray
from vhegui.gui.panels.observations import place as places
from vhegui.gui.panels.observations.place import Unresolved, position_name, read_place
from vhegui.gui.panels.observations.search import Search
from vhegui.gui.session.session import Session


class RunQueries:
    """Reads the line, keeps place line and messages up to date, and turns what is clicked into text.

    changed : called when other runs may be selected.
    """

    def __init__(self, session: Session, search: Search, changed: Callable[[], None]) -> None:
        self.session, self.search, self._changed = session, search, changed
        self.sources: SourceTable = all_sources()
        self.cone: Cone | None = None
        self._resolved: dict[tuple[float, float], str] = {}
        search.filter_changed.connect(lambda _: changed())
        search.place_entered.connect(self._find)
        search.radius_changed.connect(self._set_radius)
        search.cleared.connect(lambda: self.look_near(None))
        search.saved.save_requested.connect(self._save)
        search.saved.remove_requested.connect(self._remove)
        search.saved.list_chosen.connect(self.read_list)
        search.saved.inverted.connect(self._invert)

    # --- what the query says ---------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The query."""
        return self.search.filter.text()

    @property
    def place(self) -> Target | None:
        """Where the query looks: the axis of its first cone."""
        return None if self.cone is None else Target(self._name(self.cone), self.cone.lon, self.cone.lat)

    @property
    def circle(self) -> Circle | None:
        """The first cone of the query."""
        return None if self.cone is None else self.cone.circle

    def find(self, name: str) -> Source | None:
        """A source of the catalogue that is shown, or of the embedded list."""
        return self.sources.find(name) or all_sources().find(name)

    def kept(self, index: ObservationIndex, offset: Array) -> BoolArray | None:
        """Runs that the query selects (mask over the index), or None with the reason in view.

        offset : from the target, deg, shape (n,), for queries without a cone.
        """
        named = {each.name: each.query for each in self.session.analysis.selections}
        try:
            kept = matches(index, self.text, offset, named, self.find)
            cone = next(cones(read_query(self.text, self.find)), None)
        except AnalysisError as error:
            self.search.complain(str(error))
            return None
        self.search.complain("")
        self.search.show_found(f"{int(kept.sum())} of {len(index)} runs")
        self._show_cone(index, cone)
        return kept

    def _show_cone(self, index: ObservationIndex, cone: Cone | None) -> None:
        if cone != self.cone:
            self.cone = cone
            self.search.show_place(self._name(cone) if cone else "", cone.radius if cone else None)
        if cone is not None:
            count = int(run_selection.in_cone(index, cone.circle).sum())
            text = f"{count} run{'' if count == 1 else 's'} within {cone.radius + cone.border:g}° of {self._name(cone)}"
            self.search.show_result(text, f"RA Dec {position_name(cone.lon, cone.lat)}", found=True)

    def _name(self, cone: Cone) -> str:
        return cone.name or self._resolved.get(_key(cone.lon, cone.lat)) or position_name(cone.lon, cone.lat)

    # --- the place line --------------------------------------------------------------------------------------

    def forget_place(self) -> None:
        """Take the cone out of the query."""
        if self.cone is not None:
            self.look_near(None)

    def look_near(self, place: Target | None) -> None:
        """Put a cone about a place into the query, in place of the one it has; None: take that one out."""
        self.session.worker.cancel("resolve")
        radius = self.search.radius.value or 2.0
        try:
            text = with_cone(self.text, "" if place is None else self._cone_text(place, radius), self.find)
        except AnalysisError:
            self.search.show_failure("Mend the line above first, or empty it.")
            return
        if place is None:
            self.search.show_result("")
        if text != self.text:
            self.search.filter.setText(text)
        else:
            self._changed()

    def _cone_text(self, place: Target, radius: float) -> str:
        source = self.find(place.name)
        known = source is not None and _key(source.ra, source.dec) == _key(place.ra, place.dec)
        if not known:
            self._resolved[_key(place.ra, place.dec)] = place.name
        return written_cone(Cone(place.name if known else "", place.ra, place.dec, radius))

    def _set_radius(self, radius: float) -> None:
        if self.cone is not None:
            cone = replace(self.cone, radius=radius)
            self.search.filter.setText(with_cone(self.text, written_cone(cone), self.find))

    def look_for(self, name: str) -> None:
        """As if a name had been typed into the place line."""
        self.search.show_place(name)
        self._find(name, False)

    def _find(self, text: str, galactic: bool) -> None:
        try:
            place = read_place(text, galactic, self.find)
        except ValueError as error:
            self._not_found(text, str(error))
            return
        if not isinstance(place, Unresolved):
            self.look_near(place)
            return
        name = place.name
        if not self.session.preferences.value.name_service:
            self._not_found(text, f"“{name}” is in no list here, and asking a name service is off (Preferences).")
            return
        self.look_near(None)
        self.search.show_place(text)
        self.search.show_result(f"Asking the online name service for {name} …")
        self.session.worker.submit(
            "resolve", lambda progress: places.resolve_online(name), lambda result: self._answered(name, result)
        )

    def _answered(self, name: str, result: Any) -> None:
        if isinstance(result, Target):
            self.look_near(result)
        else:
            self._not_found(name, str(result))

    def _not_found(self, text: str, why: str) -> None:
        self.look_near(None)
        self.search.show_place(text)
        self.search.show_failure(why)

    # --- saved selections ------------------------------------------------------------------------------------

    def _save(self, name: str) -> None:
        self.session.apply(f"Save selection “{name}”", edits.save_selection, SavedSelection(name, self.text))

    def _remove(self, name: str) -> None:
        self.session.apply(f"Forget selection “{name}”", edits.remove_selection, name)

    def _invert(self) -> None:
        try:
            self.search.filter.setText(inverse(self.text))
        except AnalysisError as error:
            self.search.complain(str(error))

    def read_list(self, path: str) -> None:
        """Save the run numbers of a file as a selection, named like the file, and show it."""
        try:
            runs = read_run_list(Path(path))
        except VheguiError as error:
            self.session.message.emit("error", str(error))
            return
        name = Path(path).name.split(".")[0].replace("@", "").replace('"', "") or "list"
        saved = SavedSelection(name, list_of_runs(runs))
        if not self.session.apply(f"Read run list “{name}”", edits.save_selection, saved):
            return
        self.search.filter.setText(reference_to(name))
        missing = (
            len(runs) - (self.session.store.index.obs_id[:, None] == runs).any(0).sum() if self.session.store else 0
        )
        if missing:
            self.session.message.emit(
                "information", f"{name}: {missing} of its {len(runs)} runs are not in this data set."
            )


def _key(ra: float, dec: float) -> tuple[float, float]:
    return round(ra, 4), round(dec, 4)
