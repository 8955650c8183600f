"""The spectral panel: what it needs, and the two sides of it: the model (`model_side`) and the plots (`plot_side`)."""

from __future__ import annotations

from collections.abc import Callable

from vhegui.gui.panels.spectrum.dataset_side import DatasetSide
from vhegui.gui.panels.spectrum.model_side import ModelSide
from vhegui.gui.panels.spectrum.plot_side import PlotSide
from vhegui.gui.panels.spectrum.view import SpectrumView
from vhegui.gui.panels.spectrum.wording import cubes_under_way, verdict
from vhegui.gui.session.advice import advice_in, take_advice
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.theme import Theme

NEEDS = (
    "summed_counts", "live_fit", "shown_model", "predicted_counts", "band", "joint_data", "fit_advice", "fit_band",
    "spectrum_files",
)  # fmt: skip
OF_SPECTRA, OF_CUBES = ("counts_table", "all_spectra"), ("skies_to_fit",)
WANTS = ("fit_result", "flux_points_result")
ADVICE = ("advice_on_fit", "advice_on_extension")


class SpectrumPanel(Panel):
    """Counts, residuals, SED, parameters, tables."""

    name = "spectrum"
    title = "Spectrum"
    yields = True

    def __init__(self, session: Session) -> None:
        self.view = SpectrumView()
        super().__init__(session, self.view)
        self.plots = PlotSide(session, self.view, self.seen)
        self.model = ModelSide(session, self.view, self.seen)
        self.datasets = DatasetSide(session, self.view, self.seen)
        self.view.advice.taken.connect(lambda advice: take_advice(session, advice))
        self.view.export_failed.connect(lambda sentence: self.session.message.emit("error", sentence))

    @property
    def needs(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """What is always shown, and what is chosen."""
        more = OF_CUBES if self.session.analysis.fits_cubes else OF_SPECTRA
        return (*NEEDS, *more, *self.plots.needs)

    @property
    def wants(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The slow ones. Asymmetric errors of cubes would take as long as many fits: those are made on request."""
        analysis = self.session.analysis
        if analysis.fits_cubes:
            return (*WANTS, "summed_counts", "cubes_ts", ADVICE[0])
        has_region = analysis.source is not None and bool(analysis.dataset.runs)
        return (*WANTS, "minos_errors", *(ADVICE if has_region else ADVICE[:1]))

    @property
    def parts(self) -> tuple[Callable[[Results], None], ...]:
        """The counts, made ready and painted, and what is known of the spectrum: together they are a late frame."""
        return self._show_counts, self._paint_counts, self._show_spectrum

    def show(self, results: Results) -> None:
        for part in self.parts:
            part(results)

    def _show_counts(self, results: Results) -> None:
        dataset = results.analysis.dataset
        empty = results.get("summed_counts") is None or not (dataset.runs or dataset.spectra)
        problem = self._problem(results) if dataset.runs or dataset.spectra else ""
        self.view.set_empty(empty, problem or (cubes_under_way(results) if empty else ""))
        if not results.gesture:  # a line that comes and goes would make the plots jump in a drag
            self.view.problem.say(problem)
        self.view.plots.counts.hold(results.gesture)
        self.plots.show_counts(results)

    def _paint_counts(self, results: Results) -> None:
        self.view.plots.counts.hold(False)

    def _show_spectrum(self, results: Results) -> None:
        self.plots.show_spectrum(results)
        self.model.show(results)
        self.datasets.show(results)
        if not results.gesture:
            self.view.advice.show_advice(advice_in(results, ADVICE))

    def _problem(self, results: Results) -> str:
        """The first thing that is wrong, in the order of the chain."""
        for step in (*self.needs, *self.wants):
            if step in results.errors and step not in ADVICE:  # which is given where it can be
                return results.errors[step]
        live, follow = results.current("live_fit"), results.analysis.fit.follow
        final = results.current("fit_result") if follow else None
        return verdict(live if follow else None, final) or results.current("fit_advice") or ""

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)
