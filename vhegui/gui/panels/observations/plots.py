"""Zenith, threshold, rate and nights of the runs as linked plots: a brush in one selects in all, and in the table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Signal

from vhegui.analysis.runs.trends import Nights, by_group, nights, rates
from vhegui.analysis.written_numbers import number
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.typing import Array, BoolArray, IntArray
from vhegui.gui.panels.observations.columns import start_time
from vhegui.gui.plotting.axes.date_ticks import calendar, date_ticks
from vhegui.gui.plotting.brush_plots import BrushPlots, PlotLook
from vhegui.gui.plotting.curve_plot import Axis
from vhegui.gui.theme import LIGHT, Theme

TIP = (
    "Filled: analysed. Orange: selected. Click or brush to select runs (Shift adds, Ctrl toggles); double-click to "
    "analyse only these. The wheel zooms, a double click beside the points shows everything.\n"
    "Threshold: SAFE_ENERGY_LO of the index; squares: where the safe range of the analysed runs begins.\n"
    "Rate: events per livetime, with Poisson errors. Nights go from noon to noon."
)
ZENITH = Axis("Zenith", "deg")
ROWS = {
    "threshold": PlotLook("Energy threshold"),
    "rate": PlotLook("Event rate", at_bottom=True),
    "night": PlotLook("Livetime per night", stems=True, share=80),
}
NO_THRESHOLD = "No energy threshold in the index."
NO_RATE = "The index gives no event counts, livetimes or zenith angles."
NO_TIME = "The index gives no times."


class RunTips:
    """What the pointer is told about every point, written when it is asked for."""

    def __init__(self, index: ObservationIndex, rows: IntArray) -> None:
        self._index, self._rows = index, rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, point: int) -> str:
        i, row = self._index, int(self._rows[point])
        parts = [f"Run {i.obs_id[row]}", str(i.target[row])]
        parts += [f"{number(float(i.zenith[row]))}° zenith"] if np.isfinite(i.zenith[row]) else []
        parts += [f"{number(float(i.livetime[row]) / 60.0)} min"] if np.isfinite(i.livetime[row]) else []
        parts += [f"{start_time(float(i.tstart[row]))} TT"] if np.isfinite(i.tstart[row]) else []
        return " · ".join(part for part in parts if part)


class NightTips:
    """What the pointer is told about every night."""

    def __init__(self, found: Nights) -> None:
        self._nights, self._runs = found, np.bincount(found.of_row, minlength=len(found.start))

    def __len__(self) -> int:
        return len(self._runs)

    def __getitem__(self, night: int) -> str:
        start, runs = float(self._nights.start[night]), int(self._runs[night])
        date = f"{calendar(start):%Y-%m-%d}"
        return f"Night of {date}: {self._nights.livetime[night]:.2f} h in {runs} run{'' if runs == 1 else 's'}"


@dataclass(frozen=True, eq=False)
class Shown:
    """What the plots show: the runs (rows in the index) that are points, and the nights."""

    index: ObservationIndex
    rows: IntArray
    nights: Nights


class TrendPlots(BrushPlots):
    """picked(runs): chosen by click or brush · only_requested(runs): double-clicked."""

    picked = Signal(list)
    only_requested = Signal(list)

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(ROWS, theme, name="Runs as numbers")
        self.set_axes("threshold", ZENITH, Axis("TeV", log=True))
        self.set_axes("rate", ZENITH, Axis("Hz"))
        self.set_axes("night", Axis("", ticks=date_ticks), Axis("h"))
        self.link_x("threshold", "rate")
        self.used = self.plots["threshold"].add_points("threshold", "", symbol="square", size=3.0)
        self.setToolTip(TIP)
        self._shown: Shown | None = None
        self._has_used = False
        self._marks = np.zeros(0, bool), np.zeros(0, bool)
        self.selection_changed.connect(lambda name, points: self.picked.emit(self._runs_of(name, points)))
        self.activated.connect(lambda name, points: self.only_requested.emit(self._runs_of(name, points)))

    def set_runs(self, index: ObservationIndex, kept: BoolArray) -> None:
        """Other runs to show (mask over the index)."""
        shown = Shown(index, np.flatnonzero(kept), nights(index, kept))
        known = self._shown
        fresh = known is None or known.index is not index or not np.array_equal(known.rows, shown.rows)
        self._shown = shown
        rate, error = rates(index)
        tips = RunTips(index, shown.rows)
        zenith = index.zenith[shown.rows]
        self.set_points("threshold", zenith, index.threshold[shown.rows], tips, note=NO_THRESHOLD)
        self.set_points("rate", zenith, rate[shown.rows], tips, error[shown.rows], NO_RATE)
        self.set_points("night", shown.nights.start + 0.5, shown.nights.livetime, NightTips(shown.nights), note=NO_TIME)
        if self._has_used:
            self.plots["threshold"].note.say("")
        self._mark()
        if fresh:
            self.show_all()

    def set_used(self, zenith: Array, threshold: Array) -> None:
        """Lower ends of the safe ranges of analysed runs, TeV, shape (n,)."""
        self.used.set_data(zenith, threshold)
        if len(zenith):
            self.plots["threshold"].note.say("")
            self.show_all()
        self._has_used = bool(len(zenith))

    def set_analysed(self, analysed: BoolArray) -> None:
        """Runs that are analysed (mask over the index)."""
        self._marks = analysed, self._marks[1]
        self._mark()

    def set_highlighted(self, wanted: BoolArray) -> None:
        """Runs selected in the table (mask over the index)."""
        self._marks = self._marks[0], wanted
        self._mark()

    def set_colours(self, values: Array | None, low: float, high: float, summed: bool) -> None:
        """Colour runs by numbers (one a run of the index), nights by their sum or mean; None: one colour."""
        if self._shown is None:
            return
        rows, found = self._shown.rows, self._shown.nights
        own = None if values is None else values[rows]
        for name in ("threshold", "rate"):
            self.set_values(name, own, low, high)
        by_night = None if values is None else by_group(values, found, summed)
        if by_night is not None and summed and np.isfinite(by_night).any():
            low, high = float(np.nanmin(by_night)), float(np.nanmax(by_night))
        self.set_values("night", by_night, low, high)

    def _mark(self) -> None:
        if self._shown is None:
            return
        analysed, wanted = (
            mask if len(mask) == len(self._shown.index) else np.zeros(len(self._shown.index), bool)
            for mask in self._marks
        )
        rows, found = self._shown.rows, self._shown.nights
        for name in ("threshold", "rate"):
            self.set_marks(name, analysed[rows], wanted[rows])
        marks = (np.zeros(len(found.start), bool), np.zeros(len(found.start), bool))
        for mark, mask in zip(marks, (analysed, wanted), strict=True):
            mark[found.of_row[mask[found.rows]]] = True
        self.set_marks("night", *marks)

    def _runs_of(self, name: str, points: IntArray) -> list[int]:
        if self._shown is None:
            return []
        index, found = self._shown.index, self._shown.nights
        rows = found.rows[np.isin(found.of_row, points)] if name == "night" else self._shown.rows[points]
        return index.obs_id[rows].tolist()
