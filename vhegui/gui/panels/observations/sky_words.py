"""What the sky plots say: modes, legend, tooltips, the words at the colour bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vhegui.analysis.runs.pointings import Pointings
from vhegui.analysis.runs.trends import Colouring
from vhegui.analysis.written_numbers import number
from vhegui.core.catalogues.known_sources import SourceTable
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.typing import Array, BoolArray
from vhegui.gui.panels.observations.columns import start_time

MODES = {
    "field": ("Field", "The pointings near the target, with fields of view, wobble pattern and known TeV sources."),
    "equatorial": ("Sky", "All pointings on the whole sky, equatorial coordinates; dashed: galactic plane."),
    "galactic": ("Galactic", "All pointings on the whole sky, galactic coordinates."),
    "plots": ("Plots", "Energy threshold and event rate against zenith angle, and livetime per night."),
}
SKY_TIP = (
    "Small filled dots: analysed. Rings: other runs of the list. Large dots: selected in the table. Crosses: sources.\n"
    "Dashed circles and lines from the target: the wobble pattern.\n"
    "Click or brush to select runs (Shift adds, Ctrl toggles); double-click a pointing to analyse only its runs."
)


@dataclass(frozen=True, eq=False)
class SkyRuns:
    """All runs, which of them are shown (n,), the directions of these, radius of the fields of view (n,), deg."""

    index: ObservationIndex
    kept: BoolArray
    shown: Pointings
    fields: Array


class DirectionTips:
    """A line for every direction, its object and its runs, written when it is asked for."""

    def __init__(self, runs: SkyRuns) -> None:
        self._runs = runs

    def __len__(self) -> int:
        return len(self._runs.shown)

    def __getitem__(self, direction: int) -> str:
        index, shown = self._runs.index, self._runs.shown
        rows = shown.rows[shown.of_row == direction]
        ids = ", ".join(str(run) for run in index.obs_id[rows[:4]])
        more = f" and {len(rows) - 4} more" if len(rows) > 4 else ""
        return f"{index.target[rows[0]] or 'Unnamed'}: {'run' if len(rows) == 1 else 'runs'} {ids}{more}"


class SourceTips:
    """A line for every source: name, class, flux."""

    def __init__(self, sources: SourceTable) -> None:
        self._sources = sources.sources

    def __len__(self) -> int:
        return len(self._sources)

    def __getitem__(self, which: int) -> str:
        source = self._sources[which]
        flux = f"{number(source.crab, 2)} Crab above 1 TeV" if np.isfinite(source.crab) else ""
        return " · ".join(part for part in (source.name, source.kind, flux) if part)


def limits(values: Array) -> tuple[float, float]:
    """Lowest and highest known value; 0 and 1 where there is none."""
    known = values[np.isfinite(values)]
    return (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)


def bar_words(colouring: Colouring, low: float, high: float) -> tuple[str, float, float, Callable[[float], str]]:
    """What the colour bar says."""
    if colouring.key == "date":
        return colouring.title, low, high, lambda mjd: start_time(mjd)[:10]
    if colouring.unit == "min" and high > 120.0:
        return f"{colouring.title} (h)", low, high, lambda minutes: number(minutes / 60.0, 2)
    return f"{colouring.title} ({colouring.unit})", low, high, lambda value: f"{value:.0f}"
