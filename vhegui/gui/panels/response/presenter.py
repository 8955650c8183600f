"""Results → the response panel. What is looked at, and where, is the panel's own: it changes no result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QTimer

from vhegui.core import sphere
from vhegui.core.errors import VheguiError
from vhegui.core.irf.inspect import ResponseAt, ResponseInspector
from vhegui.core.regions.circle import Circle
from vhegui.gui.file_questions import ask_open, ask_save
from vhegui.gui.panels.response import explain, wording
from vhegui.gui.panels.response.comparison import Comparison, fill_menu, named_run, read_named
from vhegui.gui.panels.response.controls import FIXED, MOUSE, SOURCE
from vhegui.gui.panels.response.figures import Lines, Picture
from vhegui.gui.panels.response.look import ENERGY, IMAGE, NAN, OFFSET, OVERVIEW, VIEWS, Look, Shown, Surroundings
from vhegui.gui.panels.response.other_figures import camera, dispersion, dispersion_profile, psf_profile, threshold
from vhegui.gui.panels.response.quantity_figures import against_energy, against_offset, over_both
from vhegui.gui.panels.response.surroundings import Thresholds, surroundings, used
from vhegui.gui.panels.response.view import ResponseView
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.theme import LIGHT, Theme

FIRST_OFFSET = 0.5  # deg, before a source region or the user says otherwise
TEXT_EVERY_MS = 100
BUILDERS = {
    "dispersion": dispersion, "psf": psf_profile, "threshold": threshold, ENERGY: against_energy,
    OFFSET: against_offset, IMAGE: over_both, "camera": camera,
}  # fmt: skip


class ResponsePanel(Panel):
    """The responses of one run, alone or beside others: at the source region, under the mouse, or at a fixed offset."""

    name = "response"
    every = 10
    title = "Response"
    needs = ("response_inspectors", "off_regions", "safe_bins", "reco_axis", "true_axis")

    def __init__(self, session: Session) -> None:
        self.view = ResponseView(LIGHT)
        super().__init__(session, self.view)
        self.run: int | None = None
        self.where = SOURCE
        self.look = Look(offset=FIRST_OFFSET)
        self.explained = False
        self.comparison = Comparison()
        self._views: dict[str, str] = {}
        self._known: dict[int, Shown] = {}
        self._shown: ResponseAt | None = None
        self.items: list[Shown] = []
        self.around = Surroundings()
        self._thresholds = Thresholds()
        self._psf_waits = False
        self._hurried = False
        self._frame, self._text = QTimer(self.view), QTimer(self.view)
        for timer, wait, what in ((self._frame, 0, self._next_frame), (self._text, TEXT_EVERY_MS, self._again)):
            timer.setSingleShot(True)
            timer.setInterval(wait)
            timer.timeout.connect(what)
        self._connect()

    @property
    def busy(self) -> bool:
        """Whether a frame is still to be shown."""
        return self._frame.isActive()

    @property
    def offset(self) -> float:
        """The offset that is shown, deg."""
        return self.look.offset

    # results → view

    def show(self, results: Results) -> None:
        catalogue = self._catalogue(results)
        self.view.set_empty(not catalogue, _why_nothing(results))
        if not catalogue:
            self._let_go()
            return
        if self.run not in catalogue:
            self.run = next(iter(catalogue))
        self._show_choices(catalogue)
        place = self._place(results)
        self._aim(results, place)
        inspector = catalogue[self.run].inspector
        self.items = self.comparison.shown(self.run, catalogue)
        numbers = results.numbers if results.gesture else self._text_is_due()
        controls = self.view.controls
        controls.show_offset(self.look.offset, inspector.field_of_view, numbers)
        if self.look.quantity == OVERVIEW:
            self._show_overview(results, inspector)
        else:
            self._show_detail(results, place)
        if numbers:
            self._say(results, place)

    def _let_go(self) -> None:
        """There is nothing to look at: the responses of a data set that was closed do not stay in memory."""
        self.run, self.items, self._shown = None, [], None
        self.seen.forget()

    def _catalogue(self, results: Results) -> dict[int, Shown]:
        """Everything that can be looked at: the runs' responses, then those of files (with negative numbers)."""
        inspectors: dict[int, ResponseInspector] = results.current("response_inspectors") or {}
        if self.seen.new("catalogue", inspectors, len(self.comparison.files)):
            loaded = results.loaded.observations
            names = {run: named_run(run, loaded[run].telescope if run in loaded else "") for run in inspectors}
            self._known = self.comparison.catalogue(inspectors, names)
        return self._known

    def _show_choices(self, catalogue: Mapping[int, Shown]) -> None:
        assert self.run is not None
        controls, row = self.view.controls, self.view.detail_row
        controls.show_runs({key: str(key) if key >= 0 else item.name for key, item in catalogue.items()}, self.run)
        controls.show_where(self.where)
        controls.show_quantity(self.look.quantity)
        row.show_views(VIEWS[self.look.quantity], self.look.view)
        row.show_energy(self.look.energy, self.look.needs_energy)
        row.show_compared(len(self.comparison.shown(self.run, catalogue)) - 1)
        self.view.set_detailed(self.look.quantity != OVERVIEW)

    def _place(self, results: Results) -> tuple[float, float] | None:
        """The direction that is looked at (deg): the source region's, or the mouse's; None for a fixed offset."""
        source, cursor = results.analysis.source, self.session.cursor
        if self.where == MOUSE and cursor is not None and not results.gesture:
            return cursor
        return None if self.where == FIXED or source is None else (source.ra, source.dec)

    def _aim(self, results: Results, place: tuple[float, float] | None) -> None:
        """The offset of that direction in the chosen run, and the radius of the source region."""
        source, observation = results.analysis.source, results.loaded.observations.get(self.run or 0)
        offset = self.look.offset
        if place is not None and observation is not None and "off_regions" not in results.errors:
            offset = float(sphere.separation(observation.pointing.ra, observation.pointing.dec, *place))
        self.look = replace(self.look, offset=offset, radius=source.radius if isinstance(source, Circle) else NAN)

    def _show_overview(self, results: Results, inspector: ResponseInspector) -> None:
        assert self.run is not None
        if self.seen.new("run", inspector):
            self.view.show_run(inspector)
        limits = used(results, self.run)
        if self.seen.new("used", *limits):
            self.view.show_used(*limits)
        self._follow_offset(inspector, results.gesture)
        dimmed = self.where != FIXED and results.analysis.source is not None and "off_regions" in results.stale
        if self.seen.new("dimmed", dimmed):
            self.view.set_dimmed(dimmed)

    def _follow_offset(self, inspector: ResponseInspector, gesture: bool) -> None:
        """Show the responses at the offset; in a drag half of them in this frame, the PSF in the next."""
        hurried = gesture or self._hurried
        unfinished = self._psf_waits and hurried
        if not unfinished and self.seen.new("at", inspector, self.look.offset, self.look.radius):
            self._shown, self._psf_waits = inspector.at(self.look.offset, self.look.radius), True
            self.view.show_at(self._shown)
            if hurried:
                self._request(gesture)
                return
        if self._psf_waits and self._shown is not None:
            self._psf_waits = False
            self.view.show_psf(self._shown)
        if unfinished:
            self._request(gesture)  # the mouse may have moved on meanwhile, and rest now

    def _request(self, gesture: bool) -> None:
        if gesture:
            self.session.request_pull()
        else:
            self._frame.start()

    def _show_detail(self, results: Results, place: tuple[float, float] | None) -> None:
        assert self.run is not None
        inputs = (self.look, results.get("safe_bins"), place, *(item.inspector for item in self.items))
        if not self.seen.new("detail", len(self.items), *inputs):
            return
        self.around = surroundings(results, self.run, self.look, self.items, place, self._thresholds)
        build = BUILDERS.get(self.look.quantity) or BUILDERS[self.look.view]
        self.view.show_figure(build(self.look, self.items, self.around))

    def _say(self, results: Results, place: tuple[float, float] | None) -> None:
        """The line below the plots, and the card."""
        assert self.run is not None
        if self.look.quantity == OVERVIEW and (self.explained or self.seen.new("words", self.look, self.run)):
            self.around = surroundings(results, self.run, self.look, self.items, place, self._thresholds)
        if self.look.quantity == OVERVIEW:
            line = wording.summary(self.items[0].inspector, self._shown) if self._shown else ""
        else:
            line = explain.line(self.look, self.items, self.around)
        self.view.say(line, explain.card(self.look, self.items[0], self.around) if self.explained else "")

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)

    # frames without a gesture of the session: the mouse on the map, a handle in a plot

    def _hurry(self) -> None:
        """Show at the next frame; texts ten times a second."""
        if self.visible:
            self._frame.start()

    def _follow_mouse(self) -> None:
        if self.where == MOUSE:
            self._hurry()

    def _next_frame(self) -> None:
        self._hurried = True
        self.show(self.session.results)
        self._hurried = False

    def _again(self) -> None:
        self.show(self.session.results)

    def _text_is_due(self) -> bool:
        """While the mouse moves, texts come between frames, ten times a second: laying them out takes as long.
        The long card of the overview waits until it rests."""
        waits = self.explained and self.look.quantity == OVERVIEW
        if self._hurried and (waits or not self._text.isActive()):
            self._text.start()
        return not self._hurried

    # gestures → what is looked at

    def _connect(self) -> None:
        controls, row, view = self.view.controls, self.view.detail_row, self.view
        controls.quantity_chosen.connect(self.choose_quantity)
        controls.run_chosen.connect(self.choose_run)
        controls.where_chosen.connect(self.choose_where)
        controls.offset_chosen.connect(self.choose_offset)
        controls.explain_toggled.connect(self.set_explained)
        row.view_chosen.connect(self.choose_view)
        row.energy_chosen.connect(self.choose_energy)
        row.compare.aboutToShow.connect(self.fill_comparison)
        view.failed.connect(lambda sentence: self.session.message.emit("error", sentence))
        view.empty.triggered.connect(self.ask_for_file)
        view.table_wanted.connect(self._ask_and_save)
        view.place_moved.connect(self._drag)
        view.pointed.connect(self._point)
        self.session.cursor_moved.connect(self._follow_mouse)

    def choose_quantity(self, key: str) -> None:
        """Look at one response in detail, or at the overview; each remembers how it was drawn."""
        choices = [view for view, _ in VIEWS[key]]
        view = self._views.get(key, choices[0] if choices else "")
        if key not in self._views and self.look.view in choices:
            view = self.look.view
        self.look = replace(self.look, quantity=key, view=view)
        self._again()

    def choose_view(self, key: str) -> None:
        """Draw it in another way."""
        self._views[self.look.quantity] = key
        self.look = replace(self.look, view=key)
        self._again()

    def choose_run(self, run: int) -> None:
        """Look at another run."""
        self.run = run
        self._again()

    def choose_where(self, where: str) -> None:
        """Let the source region, the mouse on the map, or nothing decide about the offset."""
        self.where = where
        self._again()

    def choose_offset(self, offset: float) -> None:
        """Look at this offset (deg), wherever the source region is."""
        self.where, self.look = FIXED, replace(self.look, offset=offset)
        self._again()

    def choose_energy(self, energy: float) -> None:
        """Look at this energy (TeV)."""
        self.look = replace(self.look, energy=energy)
        self._again()

    def set_explained(self, explained: bool) -> None:
        """Show the card that explains the plot, or hide it."""
        self.explained = explained
        self.view.set_explained(explained)
        self._again()

    def _drag(self, what: str, value: float) -> None:
        if what == "energy":
            self.look = replace(self.look, energy=float(10.0 ** np.clip(round(20 * np.log10(value)) / 20, -3, 4)))
        else:
            self.where, self.look = FIXED, replace(self.look, offset=max(0.0, round(value, 2)))
        self._hurry()

    def _point(self, energy: float) -> None:
        """The profile of the column under the mouse."""
        if self.look.quantity == "dispersion" and self.items:
            look = self.look if np.isnan(energy) else replace(self.look, energy=energy)
            self.view.show_profile(dispersion_profile(look, self.items))

    # comparison

    def fill_comparison(self) -> None:
        """Bring the menu of runs and files up to date."""
        menu = self.view.detail_row.compare
        fill_menu(menu, self.comparison, self.run or 0, self._known, self._again, self.ask_for_file)

    def compare_file(self, path: Path) -> None:
        """Show the responses of a file beside the run's; read in the background."""

        def done(result: Any) -> None:
            if isinstance(result, Exception):
                self.session.complain(result, f"{path.name} could not be read")
                return
            self.comparison.add_file(*result)
            self._again()

        self.session.worker.submit("compare", lambda progress: read_named(path), done)

    def open_files(self, paths: Sequence[Path]) -> None:
        """Look at the responses of files, the first of them in front; read in the background."""

        def done(result: Any) -> None:
            if isinstance(result, Exception):
                self.session.complain(result, "the responses could not be read")
                return
            keys = [self.comparison.add_file(*named) for named in result]
            self.choose_run(keys[0])

        what = paths[0].name if len(paths) == 1 else f"{len(paths)} files"
        self.session.worker.submit(f"responses of {what}", lambda progress: [*map(read_named, paths)], done)

    def ask_for_file(self) -> None:
        """Ask for a file whose responses are shown beside the run's."""
        ask_open(self.view, "Responses to compare", "FITS (*.fits *.fits.gz *.fit)", self.compare_file)

    # tables

    def save_table(self, path: Path) -> None:
        """Write the numbers behind what is shown, with units. Raises VheguiError when that is not possible."""
        _write(self._table(), path)

    def _table(self) -> Any:
        from vhegui.analysis.export.responses import curves_table, image_table, response_table

        look = self.look
        if look.quantity == OVERVIEW:
            return response_table(self._shown, self.run) if self._shown and self.run is not None else None
        figure = self.view.detail.figure
        meta = {"OBS_ID": self.run, "offset_deg": look.offset, "energy_TeV": look.energy}
        if isinstance(figure, Lines):
            curves = [(c.name or "beyond the table", c.x, c.y) for c in figure.curves]
            return curves_table(curves, (figure.x.name, figure.x.unit), (figure.y.name, figure.y.unit), meta)
        if isinstance(figure, Picture):
            centres = [0.5 * (edges[:-1] + edges[1:]) for edges in (figure.x_edges, figure.y_edges)]
            axes = ((figure.x.name, figure.x.unit), (figure.y.name, figure.y.unit), (figure.name, figure.unit))
            return image_table(centres[0], centres[1], figure.values, axes, meta)
        return None

    def _ask_and_save(self) -> None:
        table = self._table()  # of what is shown now, not when a file is chosen

        def save(path: Path) -> None:
            try:
                _write(table, path)
            except VheguiError as error:
                self.session.message.emit("error", str(error))

        ask_save(self.view, "Save curves", f"responses_{self.run}.ecsv", "Tables with units (*.ecsv)", save)


def _write(table: Any, path: Path) -> None:
    from vhegui.analysis.export.tables import write_table

    if table is not None:
        write_table(table, path)


def _why_nothing(results: Results) -> str:
    """The first problem of the chosen runs; empty when none was chosen or they are still being read."""
    problems = results.loaded.problems
    return next((problems[run] for run in results.analysis.dataset.runs if run in problems), "")
