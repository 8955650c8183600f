"""Linked brushing: a piece of the data held up in one panel is seen in all of them.

For panels
----------
- To brush: `session.set_brush(Brush(energy=(1.0, 3.0), by="spectrum"))`; `times=` in MJD (TT), `sky=` a Circle; several
  of them together mean events that pass all. `session.set_brush(None)` lets go. It may be called at every mouse move.
  To add to the brush of another panel instead of replacing it: `narrowed(session.brush, energy=…, by=…)`.
- To show: put `"brushed_events"` (and `"brushed_counts"`) into `needs`; in `show`, `results.get("brushed_events")` is a
  `BrushedEvents`, `results.get("brushed_counts")` a `BrushedCounts`, both None while nothing is brushed.
  `session.brush` (and `brushed_events.brush`) is the `Brush` itself; `session.brush_changed` says it is another one.
- `brush.words` says it in a few words for a label; Esc in any panel should let go.

The brush is no part of the analysis: no undo, not saved, no result depends on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vhegui.analysis.written_numbers import signed
from vhegui.core.axes import EnergyAxis
from vhegui.core.dl3.observation import Events, Observation
from vhegui.core.dl3.time import SECONDS_PER_DAY
from vhegui.core.regions.circle import Circle
from vhegui.core.spectra.region_counts import RegionCounts
from vhegui.core.typing import Array, BoolArray, IntArray


@dataclass(frozen=True)
class Brush:
    """What is held up; a part that is None does not matter.

    energy : reconstructed energy from, to (TeV) · times : MJD (TT) from, to; lower ends belong to it, upper ends do not
    sky : a circle, deg · by : name of the panel that set it.
    """

    energy: tuple[float, float] | None = None
    times: tuple[float, float] | None = None
    sky: Circle | None = None
    by: str = ""

    @property
    def words(self) -> str:
        """`1–3 TeV · MJD 53343.92–53343.95 · within 0.1° of (83.63°, 22.01°)`."""
        parts = []
        if self.energy is not None:
            parts.append(f"{self.energy[0]:.3g}–{self.energy[1]:.3g} TeV")
        if self.times is not None:
            digits = int(np.clip(np.ceil(1 - np.log10(max(self.times[1] - self.times[0], 1e-6))), 1, 6))
            parts.append(f"MJD {self.times[0]:.{digits}f}–{self.times[1]:.{digits}f}")
        if self.sky is not None:
            parts.append(f"within {self.sky.radius:.3g}° of ({self.sky.ra:.2f}°, {signed(self.sky.dec, 2)}°)")
        return " · ".join(parts)


def narrowed(brush: Brush | None, **parts: Any) -> Brush:
    """The brush with other parts: `narrowed(session.brush, energy=(1.0, 3.0), by="spectrum")`."""
    return replace(brush or Brush(), **parts)


def passing(brush: Brush, events: Events, time_ref: float) -> BoolArray:
    """Which events of a run pass, shape (n,). time_ref : MJD (TT) the times of the events count from."""
    mask = np.ones(len(events), dtype=np.bool_)
    if brush.energy is not None:
        mask &= (events.energy >= brush.energy[0]) & (events.energy < brush.energy[1])
    if brush.times is not None:
        start, stop = ((mjd - time_ref) * SECONDS_PER_DAY for mjd in brush.times)
        mask &= (events.time >= start) & (events.time < stop)
    if brush.sky is not None:
        left = np.flatnonzero(mask)
        mask[left] = brush.sky.contains(events.ra[left], events.dec[left])
    return mask


@dataclass(frozen=True, eq=False)
class BrushedEvents:
    """The events that pass a brush, all runs. Arrays of shape (n,).

    run : the run of each · ra, dec : deg · energy : TeV · mjd : MJD (TT) · total : events that could have passed.
    """

    brush: Brush
    run: IntArray
    ra: Array
    dec: Array
    energy: Array
    mjd: Array
    total: int

    def __len__(self) -> int:
        return len(self.energy)

    def per_energy(self, axis: EnergyAxis) -> Array:
        """Counts in the bins of an axis, shape (n,)."""
        bins = axis.bin_index(self.energy)
        return np.bincount(bins[(bins >= 0) & (bins < axis.n)], minlength=axis.n).astype(np.float64)

    def per_run(self, runs: tuple[int, ...]) -> Array:
        """Counts of each of these runs."""
        return np.array([np.count_nonzero(self.run == run) for run in runs], dtype=np.float64)


def brushed_events(
    brush: Brush, masks: Mapping[int, BoolArray], events: Mapping[int, Events], observations: Mapping[int, Observation]
) -> BrushedEvents:
    """Gather the events of the runs for which `masks` (of `passing`) are true."""
    chosen = [(run, events[run].where(mask), observations[run].time_ref) for run, mask in masks.items()]

    def together(values: list[Any]) -> Any:
        return np.concatenate([np.empty(0), *values])

    return BrushedEvents(
        brush=brush,
        run=np.repeat(np.array([run for run, *_ in chosen], dtype=np.int64), [len(part) for _, part, _ in chosen]),
        ra=together([part.ra for _, part, _ in chosen]),
        dec=together([part.dec for _, part, _ in chosen]),
        energy=together([part.energy for _, part, _ in chosen]),
        mjd=together([part.time / SECONDS_PER_DAY + reference for _, part, reference in chosen]),
        total=sum(len(mask) for mask in masks.values()),
    )


@dataclass(frozen=True, eq=False)
class BrushedCounts:
    """Brushed events per reconstructed-energy bin of the analysis, shape (n_reco,), all runs, safe or not.

    counts : events of the source region that pass; where a circle of the sky is brushed, all events in it that pass
    background : α × OFF of the events of the OFF regions that pass; 0 where a circle of the sky is brushed.
    """

    brush: Brush
    edges: Array
    counts: Array
    background: Array


def brushed_counts(brush: Brush, events: BrushedEvents, axis: EnergyAxis, regions: list[RegionCounts]) -> BrushedCounts:
    """Counts of brushed events for the counts plot. regions : ON and OFF counts of the events that pass, by run."""
    if brush.sky is not None:
        return BrushedCounts(brush, axis.edges, events.per_energy(axis), np.zeros(axis.n))
    on = np.sum([np.zeros(axis.n), *(each.on for each in regions)], axis=0)
    background = np.sum([np.zeros(axis.n), *(each.alpha * each.off for each in regions)], axis=0)
    return BrushedCounts(brush, axis.edges, on, background)
