"""Pins an analysis and shows the current one beside it."""

from __future__ import annotations

from vhegui.analysis.compare.results import compared_counts, compared_parameters, flux_ratio
from vhegui.analysis.compare.settings import PINNED_STEPS, Pinned, differences, in_short, pin, take
from vhegui.analysis.state import Analysis
from vhegui.gui.panels.compare.columns import difference_columns, number_columns, ratio_rows
from vhegui.gui.panels.compare.side import Side, pinned_side, side_of
from vhegui.gui.panels.compare.view import CompareView
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.theme import Theme

NEEDS = (
    "summed_counts", "predicted_counts", "shown_model", "live_fit", "band", "counts_table", "fit_band",
)  # fmt: skip
WANTS = ("fit_result", "flux_points_result")
CURVE = "light_curve_result"
B_STEPS = (*PINNED_STEPS, "live_fit", "band")


class ComparePanel(Panel):
    """A, pinned, against B, the current analysis."""

    name = "compare"
    title = "Compare analyses"
    every = 2

    def __init__(self, session: Session) -> None:
        self.view = CompareView()
        super().__init__(session, self.view)
        self._a: tuple[Pinned, Side] | None = None
        self._swapped: tuple[Analysis, Pinned] | None = None
        self._connect()

    @property
    def needs(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The light curve is only pulled while one looks at it, or A has none yet: its bins change with all."""
        return (*NEEDS, CURVE) if self._curve_wanted else NEEDS

    @property
    def wants(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Slow steps."""
        return (*WANTS, CURVE) if self._curve_wanted else WANTS

    @property
    def _curve_wanted(self) -> bool:
        pinned = self.session.pinned
        if pinned is None or self.session.gesture:
            return False
        return self.view.tab == "Light curve" or (
            CURVE not in pinned.values and pinned.analysis == self.session.analysis
        )

    def show(self, results: Results) -> None:
        analysis, pinned = results.analysis, self.session.pinned
        placed = analysis.source is not None or analysis.fits_cubes  # cubes are of the whole field
        possible = bool(analysis.dataset.runs) and placed and bool(results.loaded.observations)
        self.view.set_empty(pinned is None, possible)
        if pinned is None:
            self._a = None
            return
        self._complete(pinned, results)
        if self._a is None or self._a[0] is not pinned:
            self._a = pinned, pinned_side(pinned)
        a, b = self._a[1], _current(results)
        if not results.gesture and self.seen.new("words", pinned, analysis):
            self._show_settings(a, b)
        self._show_tab(a, b, results)
        stale = any(step in results.stale for step in ("summed_counts", "live_fit", *self.wants))
        if self.seen.new("stale", stale):
            self.view.set_stale(stale)

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)

    def _show_tab(self, a: Side, b: Side, results: Results) -> None:
        """Only what is on top is brought up to date."""
        tab = self.view.tab
        if (tab == "Numbers" and not results.numbers) or not self.seen.new(tab, *a.parts, *b.parts):
            return
        if tab == "SED":
            self.view.sed.show_pair((a, b))
        elif tab == "Excess":
            self.view.counts.show_pair((a, b))
        elif tab == "Light curve":
            self.view.times.show_pair((a, b))
        elif tab == "Numbers":
            rows = (*compared_counts(a.total, b.total), *compared_parameters(a.fitted, b.fitted))
            self.view.numbers.set_columns(number_columns((*rows, *ratio_rows(flux_ratio(a.points, b.points)))))

    def _show_settings(self, a: Side, b: Side) -> None:
        found = differences(a.analysis, b.analysis)
        self.view.settings.set_columns(difference_columns(found))
        self.view.settings.setVisible(bool(found))
        self.view.same.setVisible(not found)
        words = in_short(a.analysis, b.analysis)
        self.view.title.setText(f"A pinned, B current: differ in {words}" if words else "A pinned, B current: the same")

    def _complete(self, pinned: Pinned, results: Results) -> None:
        """Results of A that were still being computed when it was pinned."""
        if results.gesture or pinned.analysis != results.analysis:
            return
        more = pin(pinned.analysis, results.values, results.stale)
        if more.values.keys() - pinned.values.keys():
            self.session.set_pinned(Pinned(pinned.analysis, {**pinned.values, **more.values}))

    # what the user does

    def _connect(self) -> None:
        view, session = self.view, self.session
        view.pin_wanted.connect(self.pin)
        view.swap_wanted.connect(self._swap)
        view.unpin_wanted.connect(lambda: session.set_pinned(None))
        view.tab_changed.connect(self._follow_tab)
        view.export_failed.connect(lambda sentence: session.message.emit("error", sentence))
        session.history_changed.connect(self._undone)

    def pin(self) -> None:
        """Keep the analysis as it is now with its results: it becomes A."""
        results = self.session.results
        self.session.set_pinned(pin(results.analysis, results.values, results.stale))

    def _swap(self) -> None:
        pinned, results = self.session.pinned, self.session.results
        if pinned is None:
            return
        now = pin(results.analysis, results.values, results.stale)
        if self.session.apply("Swap A and B", take, pinned.analysis):
            self._swapped = now.analysis, pinned
            self.session.set_pinned(now)

    def _undone(self) -> None:
        """Undoing a swap gives the pinned analysis back too, or both would be the same."""
        session = self.session
        if self._swapped is None or session.pinned is None:
            return
        before, pinned = self._swapped
        if session.analysis == before == session.pinned.analysis:
            self._swapped = None
            session.set_pinned(pinned)

    def _follow_tab(self, _: str) -> None:
        self.session.request_pull()


def _current(results: Results) -> Side:
    """B; results of an earlier state stand in while new ones are computed, but not the final fit in a drag."""
    values = {step: results.get(step) for step in B_STEPS}
    for final, quick in (("fit_result", "live_fit"), ("fit_band", "band")):
        if results.current(final) is None and results.current(quick) is not None:
            values[final] = None
    return side_of(results.analysis, values)
