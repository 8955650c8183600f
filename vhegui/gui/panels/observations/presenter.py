"""Observation browser: shows the index of the data set; ticks, buttons and searches become edits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtGui import QAction

from vhegui.analysis import edits
from vhegui.analysis.brush import Brush
from vhegui.analysis.loading.first_view import choose_runs
from vhegui.analysis.runs import pointings as run_selection
from vhegui.analysis.runs.times import during
from vhegui.analysis.runs.trends import used_thresholds
from vhegui.analysis.state import Target
from vhegui.analysis.steps import energy_axis
from vhegui.core.catalogues.known_sources import all_sources
from vhegui.core.catalogues.user_tables import read_catalogue
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.errors import VheguiError
from vhegui.core.typing import Array
from vhegui.gui.panels.observations.queries import RunQueries
from vhegui.gui.panels.observations.sky_words import SkyRuns
from vhegui.gui.panels.observations.view import ObservationsView
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.theme import Theme

LAYOUT, CATALOGUE = "observations/layout", "observations/catalogue"


class ObservationsPanel(Panel):
    """The list of runs and where they point. What is analysed is `Analysis.dataset.runs`; the query and the
    highlighted rows belong to the panel alone."""

    name = "observations"
    every = 15
    title = "Observations"

    def __init__(self, session: Session) -> None:
        self.view = ObservationsView()
        super().__init__(session, self.view)
        self._results: Results | None = None
        self._known: ObservationIndex | None = None
        self._remembered = False
        self.queries = RunQueries(session, self.view.search, self._query_changed)
        self._fields: Array = np.zeros(0)
        self._brushed: Brush | None = None
        self._connect()
        self.view.show_empty()

    # --- results in ------------------------------------------------------------------------------------------

    def show(self, results: Results) -> None:
        """Bring what has changed up to date."""
        self._results = results
        analysis, store = results.analysis, results.store
        if store is None:
            self.seen.forget()
            self._show_empty()
            return
        if opened := self.seen.new("store", store):
            self._known = store.index
            self._open()
        if self.seen.new("target", analysis.target) or opened:
            self._refer()
        if self.seen.new("selections", analysis.selections) or opened:
            self.view.search.saved.set_selections(analysis.selections)
            self._filter()
        if self.seen.new("loaded", results.loaded) or opened:
            self._show_loaded(results)
        if self.seen.new("runs", analysis.dataset.runs, results.loaded, analysis.target) or opened:
            self._show_analysed()
        if self.seen.new("thresholds", results.get("safe_bins"), analysis.dataset.runs, analysis.reco) or opened:
            self._show_thresholds(results)

    def _show_empty(self) -> None:
        """Nothing is open; whether something will be soon is for the worker to say."""
        if not self._ready:
            dataset = self.session.analysis.dataset
            path = dataset.path if self.session.worker.busy else ""
            self.view.show_empty(Path(path).name, len(dataset.spectra))

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)

    def _open(self) -> None:
        """Another data set: the cone goes, the other conditions stay."""
        self.view.table.set_index(self._index, self._offset())
        self.queries.forget_place()
        self._remember_looks()
        self.view.table.set_problems(self._results.store.problems if self._results and self._results.store else {})
        self.view.runs.highlight(())
        self.view.show_content()
        self._filter()
        self.view.runs.fit_columns()

    def _show_loaded(self, results: Results) -> None:
        """Problems of runs, and the fields of view of those that are read."""
        assert results.store is not None
        known = run_selection.completed(results.store.index, results.loaded.observations)
        if known is not self._known:
            self._known = known
            self.view.table.set_index(known, self._offset())
            self._filter()
            self.view.runs.fit_columns()
        problems = {**results.store.problems, **results.loaded.problems}
        if dict(self.view.table.problems) != problems:
            self.view.table.set_problems(problems)
            self.view.runs.fit_columns()
        self._fields = run_selection.fields_of_view(self._index, results.loaded.observations)
        self._show_sky()

    def _show_analysed(self) -> None:
        """Ticks, totals and marks of the runs that are analysed."""
        chosen = self.session.analysis.dataset.runs
        self.view.table.set_ticked(chosen)
        rows = run_selection.is_among(self._index, chosen)
        self.view.sky.set_analysed(run_selection.pointings(self._index, rows), rows, self._fields)
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

    def _show_thresholds(self, results: Results) -> None:
        """Where the safe ranges of the analysed runs begin, as far as they are known."""
        safe = results.get("safe_bins") or {}
        masks = {run: safe[run].mask for run in results.analysis.dataset.runs if run in safe}
        edges = energy_axis(results.analysis.reco).edges
        masks = {run: mask for run, mask in masks.items() if len(mask) == len(edges) - 1}
        self.view.sky.trends.set_used(*used_thresholds(self._index, edges, masks))

    def show_run(self, run: int) -> None:
        """Select one run in the list, and scroll to it."""
        self._picked([run])

    # --- the query -------------------------------------------------------------------------------------------

    def _query_changed(self) -> None:
        if self._ready:
            self._filter()

    def _refer(self) -> None:
        """Offsets from the cone of the query, else from the target."""
        place = self.queries.place or self.session.analysis.target
        self.view.table.set_offsets(self._offset(), place.name if place else "the target")
        self.view.sky.set_places(self.session.analysis.target, self.queries.circle)
        self.view.runs.fit_columns()

    def _filter(self) -> None:
        before = self.queries.cone
        kept = self.queries.kept(self._index, self._offset(None))
        if kept is None:
            return
        if self.queries.cone != before:
            self._refer()
            self.view.sky.frame()
        self.view.table.set_kept(kept)
        count, total = int(kept.sum()), len(kept)
        self.view.count.setText(f"{count} of {total}" if count < total else "")
        self._show_sky()
        if self.queries.cone != before:
            self.view.sky.frame()
        self._show_totals()

    def _show_sky(self) -> None:
        index, kept = self._index, self.view.table.kept
        shown = run_selection.pointings(index, kept)
        fields = self._fields if len(self._fields) == len(index) else run_selection.fields_of_view(index, {})
        self.view.sky.set_runs(SkyRuns(index, kept, shown, fields))
        self._mark_highlighted()

    def _offset(self, place: Target | str | None = "query") -> Array:
        """Offsets (deg, one a run) from the cone of the query, else from the target; with None from the target only."""
        place = (self.queries.place if place == "query" else None) or self.session.analysis.target
        return run_selection.offsets(self._index, place.ra, place.dec) if place else np.full(len(self._index), np.nan)

    # --- looks that are remembered ---------------------------------------------------------------------------

    def _remember_looks(self) -> None:
        """Columns, order and catalogue of the last time; once."""
        settings = self.session.settings
        if not self._remembered:
            self._remembered = True
            self.view.search.complete([source.name for source in self.queries.sources.sources])
            if settings is not None:
                self.view.runs.restore_layout(str(settings.value(LAYOUT, "")))
                self.show_catalogue(str(settings.value(CATALOGUE, "")))
            self.view.runs.layout_changed.connect(lambda: self._remember(LAYOUT, self.view.runs.layout_state()))

    def _remember(self, key: str, value: str) -> None:
        if self.session.settings is not None:
            self.session.settings.setValue(key, value)

    def show_catalogue(self, path: str) -> None:
        """Show the sources of a file, and find names in it; an empty path: the embedded list."""
        try:
            sources = read_catalogue(Path(path)) if path else all_sources()
        except VheguiError as error:
            self.session.message.emit("warning", f"The source catalogue is left out. {error}")
            return
        self.queries.sources = sources
        self.view.sky.set_sources(sources, Path(path).name)
        self.view.search.complete(sorted({source.name for source in (*sources.sources, *all_sources().sources)}))
        self._remember(CATALOGUE, path)

    # --- gestures out ----------------------------------------------------------------------------------------

    def _use(self, runs: list[int]) -> None:
        ordered = run_selection.in_index_order(self._index, runs)
        self.session.apply("Choose runs", choose_runs, self._index, ordered, self._radius)

    def _toggle(self, runs: list[int]) -> None:
        chosen = run_selection.toggled(self._index, self.session.analysis.dataset.runs, runs)
        self.session.apply("Tick runs", choose_runs, self._index, chosen, self._radius)

    def _aim(self, place: Target | None) -> None:
        if place is not None:
            self.session.apply(f"Aim at {place.name}", edits.point_at, place, self._radius)

    def _aim_at_object(self, name: str) -> None:
        if source := self.queries.find(name):
            self.queries.look_for(name)
            self._aim(Target(source.name, source.ra, source.dec))
        elif middle := run_selection.middle_of_object(self._index, name):
            self._aim(Target(name, *middle))
            said = f"“{name}” is in no catalogue here: aimed at the middle of the pointings of its runs. Check the map."
            self.session.message.emit("information", said)

    def _mark_highlighted(self) -> None:
        rows = run_selection.is_among(self._index, self.view.runs.highlighted_runs())
        self.view.sky.set_highlighted(rows)

    def _highlighted(self, _: list[int]) -> None:
        self._mark_highlighted()
        self._show_totals()

    def _picked(self, runs: list[int]) -> None:
        self.view.runs.highlight(runs)
        self._highlighted(runs)

    def _show_brushed(self, brush: Brush | None) -> None:
        """Highlight the analysed runs in a stretch of time that another panel holds up."""
        if not self._ready or brush == self._brushed:
            return
        self._brushed, before = brush, self._brushed
        if brush is not None and brush.times is not None and brush.by != self.name:
            rows = during(self._index, *brush.times, partly=True)
            rows &= run_selection.is_among(self._index, self.session.analysis.dataset.runs)
            self._picked(self._index.obs_id[rows].tolist())
        elif before is not None and before.times is not None:
            self._picked([])

    def _trigger(self, name: str) -> None:
        action = self.widget.window().findChild(QAction, name)
        if isinstance(action, QAction):
            action.trigger()

    @property
    def _radius(self) -> float:
        """Of a new source region, deg."""
        return self.session.preferences.value.radius

    @property
    def _ready(self) -> bool:
        return self._results is not None and self._results.store is not None

    @property
    def _index(self) -> ObservationIndex:
        """The index of the data set, its gaps filled from the runs that are read."""
        assert self._known is not None
        return self._known

    def _connect(self) -> None:
        view = self.view
        self.session.idle.connect(self._show_empty)
        self.session.brush_changed.connect(self._show_brushed)
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
        view.search.aim_requested.connect(lambda: self._aim(self.queries.place))
        view.sky.catalogue_chosen.connect(self.show_catalogue)
