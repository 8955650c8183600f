"""Results → the response panel. Run and offset to look at are the panel's own: they change no result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from vhegui.core.errors import VheguiError
from vhegui.core.irf.inspect import ResponseAt, ResponseInspector
from vhegui.core.spectra.safe_range import used_range
from vhegui.gui.panel import Panel
from vhegui.gui.panels.irf.view import IrfView
from vhegui.gui.results import Results
from vhegui.gui.session import Session
from vhegui.gui.theme import LIGHT, Theme

FIRST_OFFSET = 0.5  # deg, before a source region or the user says otherwise
OPEN = (float("nan"), float("nan"))


class IrfPanel(Panel):
    """Effective area, PSF and energy dispersion of one run, at the source region's offset or at a fixed one."""

    name = "irf"
    title = "Response"
    needs = ("response_inspectors", "off_regions", "safe_bins", "reco_axis")

    def __init__(self, session: Session) -> None:
        self.view = IrfView(LIGHT)
        super().__init__(session, self.view)
        self.run: int | None = None
        self.follow = True
        self.offset = FIRST_OFFSET
        self._seen: dict[str, tuple[Any, ...]] = {}
        self._shown: ResponseAt | None = None
        self._psf_waits = False
        controls = self.view.controls
        controls.run_chosen.connect(self.choose_run)
        controls.follow_toggled.connect(self.set_follow)
        controls.offset_chosen.connect(self.choose_offset)
        self.view.failed.connect(lambda sentence: session.message.emit("error", sentence))
        self.view.table_wanted.connect(self._ask_and_save)

    # results → view

    def show(self, results: Results) -> None:
        inspectors: dict[int, ResponseInspector] = results.current("response_inspectors") or {}
        self.view.set_empty(not inspectors, _why_nothing(results))
        if not inspectors:
            self.run = None
            return
        if self.run not in inspectors:
            self.run = next(iter(inspectors))
        inspector = inspectors[self.run]
        self.view.controls.show_runs(list(inspectors), self.run)
        self.view.controls.show_follow(self.follow)
        if self._new("run", inspector):
            self.view.show_run(inspector)
        self._show_at(results, inspector, self.run)

    def _show_at(self, results: Results, inspector: ResponseInspector, run: int) -> None:
        regions = {} if "off_regions" in results.errors else results.get("off_regions") or {}
        followed = self.follow and run in regions
        if followed:
            self.offset = regions[run].offset
        source = results.analysis.source
        radius = float("nan") if source is None else source.radius
        bins, axis = results.current("safe_bins") or {}, results.current("reco_axis")
        used = used_range(axis, bins[run].mask) if axis is not None and run in bins else OPEN
        if self._new("used", *used):
            self.view.show_used(*used)
        self._follow_offset(inspector, radius, results.gesture)
        dimmed = followed and "off_regions" in results.stale
        if self._new("dimmed", dimmed):
            self.view.set_dimmed(dimmed)

    def _follow_offset(self, inspector: ResponseInspector, radius: float, gesture: bool) -> None:
        """Show the responses at the offset; in a drag half of them in this frame, the PSF in the next."""
        unfinished = self._psf_waits and gesture
        if not unfinished and self._new("at", inspector, self.offset, radius):
            self._shown, self._psf_waits = inspector.at(self.offset, radius), True
            self.view.show_at(inspector, self._shown)
            if gesture:
                self.session.request_pull()
                return
        if self._psf_waits and self._shown is not None:
            self._psf_waits = False
            self.view.show_psf(self._shown)
        if unfinished:
            self.session.request_pull()  # the mouse may have moved on meanwhile, and rest now

    def _new(self, part: str, *inputs: Any) -> bool:
        """Whether a part's inputs differ from when it was last shown; NaN equals NaN."""
        before = self._seen.get(part)
        self._seen[part] = inputs
        return before is None or not all(map(_same, before, inputs))

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)

    # gestures → what is looked at

    def choose_run(self, run: int) -> None:
        """Look at another run."""
        self.run = run
        self.show(self.session.results)

    def set_follow(self, follow: bool) -> None:
        """Let the source region decide about the offset, or keep the one that is shown."""
        self.follow = follow
        self.show(self.session.results)

    def choose_offset(self, offset: float) -> None:
        """Look at this offset (deg), wherever the source region is."""
        self.offset, self.follow = offset, False
        self.show(self.session.results)

    def save_table(self, path: Path) -> None:
        """Write the curves that are shown, with units. Raises VheguiError when that is not possible."""
        from vhegui.analysis.export.responses import response_table
        from vhegui.analysis.export.tables import write_table

        if self._shown is not None and self.run is not None:
            write_table(response_table(self._shown, self.run), path)

    def _ask_and_save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self.view, "Save curves", f"responses_{self.run}.ecsv", "Tables with units (*.ecsv)"
        )
        if not chosen:
            return
        path = Path(chosen)
        try:
            self.save_table(path if path.suffix else path.with_suffix(".ecsv"))
        except VheguiError as error:
            self.session.message.emit("error", str(error))


def _same(a: Any, b: Any) -> bool:
    return a is b or a == b or (a != a and b != b)


def _why_nothing(results: Results) -> str:
    """The first problem of the chosen runs; empty when none was chosen or they are still being read."""
    problems = results.loaded.problems
    return next((problems[run] for run in results.analysis.dataset.runs if run in problems), "")
