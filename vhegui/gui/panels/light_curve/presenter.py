"""Results → the light curve and what is read from it; clicks, brushes and options → the brush and edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from vhegui.analysis import edits
from vhegui.analysis.brush import Brush
from vhegui.analysis.steps.light_curve import NO_TIMES
from vhegui.core.errors import VheguiError
from vhegui.core.estimators.light_curve.result import LightCurve
from vhegui.gui.figures.looks import Looks
from vhegui.gui.figures.tips import band_text
from vhegui.gui.panels.light_curve.columns import light_curve_columns
from vhegui.gui.panels.light_curve.view import LightCurveView
from vhegui.gui.panels.light_curve.wording import (
    GROWTH,
    Statement,
    cut_words,
    held_words,
    phase_words,
    variability_words,
)
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.text.plain import sentence
from vhegui.gui.theme import Theme

LOOKS = "light_curve/looks"
CURVE, GROWTH_STEP, PHASE = "light_curve_result", "signal_growth", "phase_curve"
STEPS = {
    "flux": (CURVE, "variability"),
    "hardness": (CURVE, "hardness"),
    "growth": (GROWTH_STEP,),
    "phase": (PHASE,),
    "table": (CURVE, "variability"),
}
TIMELESS = "The spectra that are open do not say when they were taken; runs of a data set have fluxes against time."
WAITING = "The light curve is being computed."


class LightCurvePanel(Panel):
    """The flux against time."""

    name = "light_curve"
    title = "Light curve"
    every = 4

    def __init__(self, session: Session) -> None:
        self.view = LightCurveView()
        super().__init__(session, self.view)
        self._page = "flux"
        text = str(session.settings.value(LOOKS, "")) if session.settings is not None else ""
        self.looks = replace(Looks.from_text(text), unit=session.preferences.value.flux_unit)
        self.view.options.show_looks(self.looks)
        self._band = 0
        self._curve: LightCurve | None = None
        self._connect()

    @property
    def needs(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Nothing in a drag: a light curve waits until the region is where it should be."""
        return () if self.session.gesture else (*STEPS[self._page], "brushed_events", "summed_counts")

    @property
    def wants(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The slow ones among them, and the fit they need."""
        return ("fit_result", *(step for step in STEPS[self._page] if step in (CURVE, PHASE)))

    # --- results in ------------------------------------------------------------------------------------------

    def show(self, results: Results) -> None:
        """Bring what has changed up to date."""
        analysis, step = results.analysis, STEPS[self._page][0]
        if self.seen.new("settings", analysis.light_curve):
            self.view.controls.show_settings(analysis.light_curve)
            self.view.options.show_settings(analysis.light_curve)
        data = analysis.dataset
        empty = not data.spectra and (not data.runs or (analysis.source is None and not analysis.fits_cubes))
        timeless = not data.runs and results.errors.get(CURVE) == NO_TIMES
        empty = empty or timeless
        self.view.set_empty(empty, TIMELESS if timeless else "")
        if empty:
            return
        self._show_strips(results)
        self._curve = results.get(CURVE)
        {"growth": self._show_growth, "phase": self._show_phase}.get(self._page, self._show_curve)(results)
        dimmed = results.gesture or step in results.stale
        if self.seen.new("dimmed", dimmed, self._page):
            for plot in self.view.plots:
                plot.set_dimmed(dimmed)
            self.view.table.setEnabled(not dimmed)
        if not results.gesture:
            self.view.say_problem("" if self._says_why else results.errors.get(step, ""))

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)

    @property
    def _says_why(self) -> bool:
        """Whether a plot without a curve says itself why there is none."""
        return self._curve is None and self._page in ("flux", "hardness")

    def _show_curve(self, results: Results) -> None:
        """Flux, hardness or table."""
        curve = self._curve
        if curve is None:
            for plot in (self.view.flux, self.view.hardness):
                plot.note.say(sentence(results.errors.get(CURVE, WAITING)))
            self.view.numbers.say(())
            return
        found, hardness = results.get("variability") or (), results.get("hardness")
        if self._page == "flux" and self.seen.new("flux", curve, found, self.looks):
            self.view.flux.note.say("")
            self.view.flux.set_curve(curve, found, self.looks)
        if self._page == "hardness" and self.seen.new("hardness", curve, hardness, self.looks):
            self.view.hardness.set_hardness(curve, hardness, self.looks)
        if self.seen.new("bands", curve):
            names = [band_text(low, high) for low, high in zip(curve.e_min, curve.e_max, strict=True)]
            self.view.controls.show_bands(names)
        if self._page == "table":
            self._fill_table()
        if self.seen.new("numbers", curve, found, hardness, self._page, self._band):
            self._show_numbers(curve, found)

    def _show_numbers(self, curve: LightCurve, found: Any) -> None:
        numbers = self.view.numbers
        if self._page == "hardness":
            words = self.view.hardness.words
            self._say([Statement(words, self.view.hardness.header.toolTip())] if words else ())
            return
        numbers.set_bands([band_text(low, high) for low, high in zip(curve.e_min, curve.e_max, strict=True)])
        band = self._band if self._band < len(found) else 0
        numbers.say(variability_words(found[band]) if len(found) else ())

    def _show_growth(self, results: Results) -> None:
        growth = results.get(GROWTH_STEP)
        if growth is not None and self.seen.new("growth", growth):
            self.view.growth.set_growth(growth)
        if self.seen.new("numbers", growth, GROWTH_STEP):
            self._say([] if growth is None else [GROWTH])

    def _show_phase(self, results: Results) -> None:
        found, settings = results.get(PHASE), results.analysis.light_curve
        found = found if settings.period > 0 else None
        if self.seen.new("phase", found, self.looks, settings.period > 0):
            self.view.phase.set_phase(found, self.looks)
            if found is None and settings.period > 0:
                self.view.phase.note.say(WAITING)
        if self.seen.new("numbers", found, PHASE):
            self._say([] if found is None else phase_words(found))

    def _say(self, words: Sequence[Statement]) -> None:
        self.view.numbers.set_bands(())
        self.view.numbers.say(words)

    def _show_strips(self, results: Results) -> None:
        brush, times = self.session.brush, results.analysis.events.times
        held = brush.times if brush is not None else None
        for plot in (self.view.flux, self.view.hardness):
            plot.set_held(held)
        passing = results.current("brushed_events")
        count = len(passing) if passing is not None and passing.brush == brush else None
        if self.seen.new("held", held, count):
            self.view.strips.held.say(held_words(held, count) if held is not None else "")
        if self.seen.new("cut", times):
            self.view.strips.cut.say(cut_words(times))

    # --- gestures out ----------------------------------------------------------------------------------------

    def _connect(self) -> None:
        view = self.view
        view.controls.view_chosen.connect(self._choose_page)
        view.controls.changed.connect(self._change)
        view.options.changed.connect(self._change)
        view.options.bands_chosen.connect(self._choose_bands)
        view.options.looks_chosen.connect(self._choose_looks)
        self.session.preferences.changed.connect(self._prefer)
        view.numbers.band_chosen.connect(self._choose_band)
        for plot in (view.flux, view.hardness):
            plot.held.connect(self._hold)
        view.strips.only_requested.connect(self._use_only)
        view.strips.bin_requested.connect(self._add_bin)
        view.strips.let_go.connect(lambda: self.session.set_brush(None))
        view.strips.clear_requested.connect(lambda: self.session.apply("Use all times", edits.cut_times))
        view.save_requested.connect(self._save)
        view.table_wanted.connect(self._fill_table)
        view.export_failed.connect(lambda sentence: self.session.message.emit("error", sentence))

    def _choose_page(self, name: str) -> None:
        self._page = name
        self.seen.forget("numbers")
        self.view.show_page(name)
        self.session.request_pull()

    def _choose_band(self, band: int) -> None:
        self._band = band
        self.session.request_pull()

    def _change(self, label: str, changes: Mapping[str, Any]) -> None:
        """Of the analysis as it is now: two changes may come before the next frame."""
        self.seen.forget("settings")  # a refused edit must not stay in the fields
        self.session.apply(label, edits.change, "light_curve", **changes)

    def _choose_bands(self, count: int, equally: bool) -> None:
        if count == 1 or self._curve is None:
            self._change("Use one energy band", {"edges": ()})
            return
        low, high = float(self._curve.e_min[0]), float(self._curve.e_max[-1])
        if equally:
            self._choose_significant_bands(count, low, high)
            return
        self.session.apply(f"Use {count} energy bands", edits.set_light_curve_bands, low, high, count)

    def _choose_significant_bands(self, count: int, low: float, high: float) -> None:
        summed = self.session.results.current("summed_counts")
        if summed is None:
            self.session.message.emit("warning", "Bands cannot be chosen by significance yet: wait for the spectra.")
            return
        label = f"Use {count} equally significant bands"
        self.session.apply(label, edits.set_equally_significant_bands, summed, (low, high), count)

    def _prefer(self, name: str, value: object) -> None:
        """Another unit is preferred."""
        if name == "flux_unit" and value != self.looks.unit:
            self._choose_looks(replace(self.looks, unit=str(value)))

    def _choose_looks(self, looks: Looks) -> None:
        self.session.preferences.put("flux_unit", looks.unit)
        self.looks = looks
        self.view.options.show_looks(looks)
        if self.session.settings is not None:
            self.session.settings.setValue(LOOKS, looks.as_text())
        self.session.request_pull()

    def _hold(self, times: tuple[float, float] | None, finished: bool) -> None:
        for plot in (self.view.flux, self.view.hardness):
            plot.set_held(times)  # at once: the next key may come before the next frame
        self.session.set_brush(None if times is None else Brush(times=times, by=self.name))

    @property
    def _held(self) -> tuple[float, float] | None:
        brush = self.session.brush
        return brush.times if brush is not None else None

    def _use_only(self) -> None:
        held = self._held
        if held is not None and self.session.apply("Use only these times", edits.cut_times, (held,)):
            self.session.set_brush(None)

    def _add_bin(self) -> None:
        held, settings = self._held, self.session.analysis.light_curve
        if held is not None:
            intervals = tuple(sorted({*settings.intervals, held}))
            self._change("Add time bin", {"bins": "intervals", "intervals": intervals})

    def _fill_table(self) -> None:
        """The table is only filled while one looks at it, or now."""
        if self._curve is not None and self.seen.new("table", self._curve):
            self.view.table.set_columns(light_curve_columns(self._curve))

    def _save(self, path: Path) -> None:
        from vhegui.analysis.export.light_curve_table import light_curve_table
        from vhegui.analysis.export.tables import write_table

        if self._curve is None or self._curve is not self.session.results.current(CURVE):
            self.session.message.emit("warning", "The light curve is not up to date yet: save it when it is.")
            return
        try:
            write_table(light_curve_table(self._curve), path)
        except (VheguiError, OSError) as error:
            self.session.message.emit("error", f"{path.name}: the table could not be written: {error}")
