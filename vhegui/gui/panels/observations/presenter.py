"""Observation browser: shows the index of the data set; ticks, buttons and searches become edits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtGui import QAction

from vhegui.analysis import edits, run_selection
from vhegui.analysis.run_filter import matches
from vhegui.analysis.opening import choose_runs
from vhegui.analysis.state import Target
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.circle import Circle
from vhegui.core.sources import all_sources, find_source
from vhegui.core.typing import Array, BoolArray
from vhegui.gui.panel import Panel
from vhegui.gui.panels.observations.place import Unresolved, position_name, read_place, resolve_online
from vhegui.gui.panels.observations.sky import SkyRuns
from vhegui.gui.panels.observations.view import ObservationsView
from vhegui.gui.results import Results
from vhegui.gui.session import Session
from vhegui.gui.theme import Theme


class ObservationsPanel(Panel):
    """The list of runs and where they point. What is analysed is `Analysis.dataset.runs`; filter, cone and
    highlighted rows belong to the panel alone."""

    name = "observations"
    title = "Observations"

    def __init__(self, session: Session) -> None:
        self.view = ObservationsView()
        super().__init__(session, self.view)
        self._results: Results | None = None
        self._place: Target | None = None
        self._fields: Array = np.zeros(0)
        self._shown: dict[str, Any] = {}
        self._connect()
        self.view.show_empty()

    # --- results in ------------------------------------------------------------------------------------------

    def show(self, results: Results) -> None:
        """Bring what has changed up to date."""
        self._results = results
        analysis, store = results.analysis, results.store
        if store is None:
            self._shown = {}
            self._show_empty()
            return
        if opened := self._is_new("store", store):
            self._shown = {"store": (store,)}
            self._open()
        if self._is_new("target", analysis.target) or opened:
            self._refer()
        if self._is_new("loaded", results.loaded) or opened:
            self._show_loaded(results)
        if self._is_new("runs", analysis.dataset.runs, results.loaded, analysis.target) or opened:
            self._show_analysed()

    def _show_empty(self) -> None:
        """Nothing is open; whether something will be soon is for the worker to say."""
        if not self._ready:
            path = self.session.analysis.dataset.path if self.session.worker.busy else ""
            self.view.show_empty(Path(path).name)

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)

    def _is_new(self, part: str, *inputs: Any) -> bool:
        known = self._shown.get(part, ())
        self._shown[part] = inputs
        return len(known) != len(inputs) or any(a is not b for a, b in zip(known, inputs, strict=True))

    def _open(self) -> None:
        """Another data set: the search goes, the filter stays."""
        self._place = None
        self.view.table.set_index(self._index, self._offset())
        self.view.search.forget_place()
        self.view.search.complete([source.name for source in all_sources().sources])
        self.view.table.set_problems(self._results.store.problems if self._results and self._results.store else {})
        self.view.runs.highlight(())
        self.view.show_content()
        self._filter()
        self.view.runs.fit_columns()

    def _show_loaded(self, results: Results) -> None:
        """Problems of runs, and the fields of view of those that are read."""
        assert results.store is not None
        problems = {**results.store.problems, **results.loaded.problems}
        if dict(self.view.table.problems) != problems:
            self.view.table.set_problems(problems)
        self._fields = run_selection.fields_of_view(self._index, results.loaded.observations)
        self._show_sky()

    def _show_analysed(self) -> None:
        """Ticks, totals and marks of the runs that are analysed."""
        chosen = self.session.analysis.dataset.runs
        self.view.table.set_ticked(chosen)
        rows = run_selection.is_among(self._index, chosen)
        self.view.sky.set_analysed(run_selection.pointings(self._index, rows), self._fields)
        self.view.sky.frame()
        if chosen and not self.view.runs.hasFocus():
            self.view.runs.show_run(chosen[0])
        self._show_totals()
        failed = [self.view.table.problems[run] for run in chosen if run in self.view.table.problems]
        self.view.show_note(f"{len(failed)} of the ticked runs left out: {failed[0]}" if failed else "")

    def _show_totals(self) -> None:
        index, chosen = self._index, self.session.analysis.dataset.runs
        highlighted = self.view.runs.highlighted_runs()
        total = run_selection.totals(index, chosen)
        text = str(total) if chosen else f"None of {len(index)} runs ticked: tick runs to analyse them"
        several = f"Selected: {run_selection.totals(index, highlighted)}" if len(highlighted) > 1 else ""
        self.view.show_totals(text, several)
        self.view.use.setEnabled(bool(highlighted))
        self.view.none.setEnabled(bool(chosen))

    # --- filter and cone -------------------------------------------------------------------------------------

    def _refer(self) -> None:
        """Offsets from the place of the search, else from the target."""
        place = self._place or self.session.analysis.target
        self.view.table.set_offsets(self._offset(), place.name if place else "the target")
        self.view.sky.set_places(self.session.analysis.target, self._cone)
        self._filter()
        self.view.runs.fit_columns()

    def _filter(self) -> None:
        index = self._index
        try:
            kept = matches(index, self.view.search.filter.text(), self._offset())
        except AnalysisError as error:
            self.view.search.complain(str(error))
            return
        self.view.search.complain("")
        if self._cone is not None:
            inside = run_selection.in_cone(index, self._cone)
            kept &= inside
            self._show_found(inside)
        self.view.table.set_kept(kept)
        self._show_sky()
        self._show_totals()

    def _show_sky(self) -> None:
        index = self._index
        shown = run_selection.pointings(index, self.view.table.kept)
        fields = self._fields if len(self._fields) == len(index) else run_selection.fields_of_view(index, {})
        self.view.sky.set_runs(SkyRuns(index.obs_id, index.target, shown, fields))
        self._mark_highlighted()

    def _show_found(self, inside: BoolArray) -> None:
        assert self._place is not None
        place, count, radius = self._place, int(inside.sum()), self.view.search.radius.value
        text = f"{count} run{'' if count == 1 else 's'} within {radius:g}° of {place.name}"
        self.view.search.show_result(text, f"RA Dec {position_name(place.ra, place.dec)}", found=True)

    def _find(self, text: str, galactic: bool) -> None:
        try:
            place = read_place(text, galactic)
        except ValueError as error:
            self._not_found(str(error))
            return
        if not isinstance(place, Unresolved):
            self._set_place(place)
            return
        name = place.name
        self._set_place(None)
        self.view.search.show_result(f"Asking the online name service for {name} …")
        self.session.worker.submit("resolve", lambda progress: resolve_online(name), self._resolved)

    def _resolved(self, result: Any) -> None:
        if isinstance(result, Target):
            self._set_place(result)
        else:
            self._not_found(str(result))

    def _not_found(self, why: str) -> None:
        self._set_place(None)
        self.view.search.show_failure(why)

    def _set_place(self, place: Target | None) -> None:
        self._place = place
        if place is None:
            self.session.worker.cancel("resolve")
            self.view.search.show_result("")
        if self._ready:
            self._refer()
            self.view.sky.frame()

    @property
    def _cone(self) -> Circle | None:
        if self._place is None:
            return None
        return Circle(self._place.ra, self._place.dec, self.view.search.radius.value or 2.0)

    def _offset(self) -> Array:
        place = self._place or self.session.analysis.target
        return run_selection.offsets(self._index, place.ra, place.dec) if place else np.full(len(self._index), np.nan)

    # --- gestures out ----------------------------------------------------------------------------------------

    def _use(self, runs: list[int]) -> None:
        self.session.apply("Choose runs", choose_runs, self._index, run_selection.in_index_order(self._index, runs))

    def _toggle(self, runs: list[int]) -> None:
        chosen = run_selection.toggled(self._index, self.session.analysis.dataset.runs, runs)
        self.session.apply("Tick runs", choose_runs, self._index, chosen)

    def _aim(self, place: Target | None) -> None:
        if place is not None:
            self.session.apply(f"Aim at {place.name}", edits.point_at, place)

    def _aim_at_object(self, name: str) -> None:
        self.view.search.place.setText(name)
        self._find(name, False)
        if source := find_source(name):
            self._aim(Target(source.name, source.ra, source.dec))

    def _mark_highlighted(self) -> None:
        rows = run_selection.is_among(self._index, self.view.runs.highlighted_runs())
        self.view.sky.set_highlighted(rows)

    def _highlighted(self, _: list[int]) -> None:
        self._mark_highlighted()
        self._show_totals()

    def _picked(self, runs: list[int]) -> None:
        self.view.runs.highlight(runs)
        self._highlighted(runs)

    def _trigger(self, name: str) -> None:
        action = self.widget.window().findChild(QAction, name)
        if isinstance(action, QAction):
            action.trigger()

    @property
    def _ready(self) -> bool:
        return "store" in self._shown

    @property
    def _index(self) -> Any:
        assert self._results is not None
        assert self._results.store is not None
        return self._results.store.index

    def _connect(self) -> None:
        view = self.view
        self.session.idle.connect(self._show_empty)
        view.runs.highlighted.connect(self._highlighted)
        view.runs.toggle_requested.connect(self._toggle)
        view.runs.only_requested.connect(self._use)
        view.runs.aim_requested.connect(self._aim_at_object)
        view.sky.picked.connect(self._picked)
        view.sky.only_requested.connect(self._use)
        view.use_requested.connect(lambda: self._use(view.runs.highlighted_runs()))
        view.all_requested.connect(lambda: self._use(view.table.all_runs()))
        view.none_requested.connect(lambda: self._use([]))
        view.action_requested.connect(self._trigger)
        view.failed.connect(lambda why: self.session.message.emit("error", why))
        view.search.filter_changed.connect(lambda _: self._filter() if self._ready else None)
        view.search.place_entered.connect(lambda text, galactic: self._find(text, galactic) if self._ready else None)
        view.search.radius_changed.connect(lambda _: self._set_place(self._place))
        view.search.cleared.connect(lambda: self._set_place(None))
        view.search.aim_requested.connect(lambda: self._aim(self._place))
