"""The data sets of a joint fit, one row each, and their instruments: what a table of them shows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.analysis.edits.joint import delta_of
from vhegui.analysis.state import Analysis
from vhegui.core.cubes.cube import Cube
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.spectra_data import ranges_of
from vhegui.core.models.nuisances import NUISANCES
from vhegui.core.spectra.folding import bins_in_ranges
from vhegui.core.spectra.instruments import distinct_instruments, named_in, same_instrument
from vhegui.core.spectra.onoff import SpectrumOnOff


@dataclass(frozen=True)
class DatasetRow:
    """A run or a spectrum file (`path`, "" for runs).

    livetime : s · counts : ON in the bins that are fitted · low, high : energies that are fitted, TeV, NaN if none
    bins : how many bins · own : its range is its own ("own") or its instrument's ("instrument"), else ""
    stat : what it adds to the statistic, NaN where that is not known (before a fit, or of stacked runs)
    deltas : kind of systematic → fraction to which one of its own is known beforehand (0: none).
    """

    name: str
    instrument: str
    path: str
    livetime: float
    counts: float
    low: float
    high: float
    bins: int
    own: str
    stat: float
    deltas: Mapping[str, float]


@dataclass(frozen=True)
class InstrumentRow:
    """An instrument: how many data sets it has, its fit range (TeV, None: no limit); deltas : as of a data set."""

    name: str
    datasets: int
    low: float | None
    high: float | None
    deltas: Mapping[str, float]


def dataset_rows(
    analysis: Analysis,
    spectra: Sequence[SpectrumOnOff],
    files: Mapping[str, SpectrumOnOff],
    fitted: FitResult | None,
) -> tuple[DatasetRow, ...]:
    """One row for each spectrum, in order."""
    fit = analysis.fit
    ranges = ranges_of([(item.name, item.low, item.high) for item in fit.ranges])
    paths = {id(item): path for path, item in files.items()}
    stats = {} if fitted is None else dict(zip(fitted.dataset_names, fitted.stat_per_dataset, strict=True))
    rows = []
    for item in spectra:
        used = bins_in_ranges(item, fit.low or 0.0, fit.high or math.inf, ranges)
        low, high = _span(item, used)
        own = "own" if item.name in ranges else "instrument" if named_in(ranges, item.name, item.instrument) else ""
        rows.append(
            DatasetRow(
                name=item.name,
                instrument=item.instrument,
                path=paths.get(id(item), ""),
                livetime=item.livetime,
                counts=float(item.counts[used].sum()),
                low=low,
                high=high,
                bins=int(used.sum()),
                own=own,
                stat=float(stats.get(item.name, math.nan)) if used.any() else math.nan,
                deltas=_deltas(analysis, item.name),
            )
        )
    return tuple(rows)


def cube_rows(
    analysis: Analysis, cubes: Sequence[Cube], data: JointData, fitted: FitResult | None
) -> tuple[DatasetRow, ...]:
    """One row for each cube, and what is fitted of it; stat : of its pixels that any source may reach, and the sums of
    the others.
    """
    stats = {} if fitted is None else dict(zip(fitted.dataset_names, fitted.stat_per_dataset, strict=True))
    rows = []
    for index, cube in enumerate(cubes):
        used = data.run == index
        there = bool(used.any())
        low, high = (float(data.reco_min[used].min()), float(data.reco_max[used].max())) if there else (math.nan,) * 2
        counts, stat = float(data.counts.n_on[used].sum()), float(stats.get(cube.name, math.nan)) if there else math.nan
        known = _deltas(analysis, cube.name)
        rows.append(
            DatasetRow(cube.name, "", "", cube.livetime, counts, low, high, int(data.n_fitted[index]), "", stat, known)
        )
    return tuple(rows)


def instrument_rows(analysis: Analysis, spectra: Sequence[SpectrumOnOff]) -> tuple[InstrumentRow, ...]:
    """One row for each instrument that has data, or systematics left over from when it had some."""
    datasets = {item.name for item in spectra}
    of_spectra = (each.dataset for each in analysis.nuisances if each.kind in NUISANCES)
    left = (name for name in of_spectra if name not in datasets)
    names = distinct_instruments([*(item.instrument for item in spectra), *left])
    ranges = {item.name: item for item in analysis.fit.ranges}
    rows = []
    for name in names:
        own = named_in(ranges, name, name)
        count = sum(same_instrument(item.instrument, name) for item in spectra)
        low, high = (None, None) if own is None else (own.low, own.high)
        rows.append(InstrumentRow(name, count, low, high, _deltas(analysis, name)))
    return tuple(rows)


def _deltas(analysis: Analysis, name: str) -> dict[str, float]:
    return {kind: delta_of(analysis, kind, name) for kind in NUISANCES}


def _span(item: SpectrumOnOff, used: np.ndarray) -> tuple[float, float]:
    if not used.any():
        return math.nan, math.nan
    places = np.flatnonzero(used)
    return float(item.reco.edges[places[0]]), float(item.reco.edges[places[-1] + 1])
