"""Where a fit starts: the model's values or one of its formula's shapes, with the amplitude that suits the data best.

All amplitudes of a source, scaled by one factor, scale what it predicts, and the statistic is convex in such a factor:
a start that is wrong by powers of ten costs some evaluations, without folding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.source import Source
from vhegui.core.statistics.interface import CountsStatistic
from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class Start:
    """Free parameters (n_free,), the statistic there without priors, and whether there is an excess to fit."""

    x: Array
    stat: float
    excess: bool


def all_starts(likelihood: Likelihood) -> list[Start]:
    """The model's own values and every shape its formulas know, each matched in amplitude, without the impossible."""
    x = likelihood.clipped(likelihood.start)
    shapes = max((len(source.formula.starts) for source in likelihood.sources), default=0)
    trials = [x, *(_with_shape(likelihood, x, k) for k in range(shapes))]
    distinct = [trial for i, trial in enumerate(trials) if not any(np.array_equal(trial, old) for old in trials[:i])]
    return [start for start in (matched(likelihood, trial) for trial in distinct) if np.isfinite(start.stat)]


def best_start(likelihood: Likelihood) -> Start:
    """The best of all starts that have an excess; if none has, the model's own shape."""
    found = all_starts(likelihood)
    if not found:
        raise AnalysisError(
            "the model predicts no finite counts from any start; check its frozen parameters and limits"
        )
    return min((start for start in found if start.excess), key=lambda start: start.stat, default=found[0])


def _with_shape(likelihood: Likelihood, x: Array, k: int) -> Array:
    """x with the k-th shape of every formula, where its parameters are free."""
    trial = x.copy()
    for source in likelihood.sources:
        starts = source.formula.starts
        for name, value in (starts[k % len(starts)] if starts else {}).items():
            place = likelihood.place[source.where.start + source.formula.names.index(name)]
            if place >= 0:
                trial[place] = value
    return likelihood.clipped(trial)


def matched(likelihood: Likelihood, x: Array) -> Start:
    """x with the amplitudes, all together and then source by source, scaled to the least statistic."""
    groups = scaled_together(likelihood)
    counts = likelihood.counts(likelihood.full(x))
    if not groups:
        return Start(x, float(counts.at(likelihood.predicted(likelihood.full(x))).stat.sum()), True)
    x = _with_some_amplitude(likelihood, groups, x)
    everything = sorted({index for group in groups for index in group})
    x, excess, stat = _scaled(likelihood, counts, x, everything)
    if len(groups) > 1 and excess:
        for group in groups * 2:
            x, _, stat = _scaled(likelihood, counts, x, group)
    return Start(likelihood.clipped(x), stat, excess)


def scaled_together(likelihood: Likelihood) -> list[list[int]]:
    """Groups of sources (by index) that share amplitudes by links; those with an amplitude that is fixed left out."""
    groups: list[tuple[set[int], list[int]]] = []
    for index, source in enumerate(likelihood.sources):
        places = _places(likelihood, source)
        if not places or min(places) < 0:
            continue
        shared = [group for group in groups if group[0] & places]
        for group in shared:
            groups.remove(group)
        groups.append(
            (places.union(*(group[0] for group in shared)), [k for group in shared for k in group[1]] + [index])
        )
    return [sorted(members) for _, members in groups]


def _places(likelihood: Likelihood, source: Source) -> set[int]:
    return {int(likelihood.place[i]) for i in source.amplitudes}


def amplitude_places(likelihood: Likelihood) -> list[int]:
    """Places among the free parameters of all amplitudes that can be scaled."""
    members = [likelihood.sources[k] for group in scaled_together(likelihood) for k in group]
    return sorted({place for source in members for place in _places(likelihood, source)})


def _with_some_amplitude(likelihood: Likelihood, groups: list[list[int]], x: Array) -> Array:
    """Amplitudes that are all zero cannot be scaled: their formula's default instead."""
    x = x.copy()
    for source in (likelihood.sources[k] for group in groups for k in group):
        places = [int(likelihood.place[i]) for i in source.amplitudes]
        if not np.any(x[places]):
            x[places] = [source.formula.parameters[i - source.where.start].value for i in source.amplitudes]
    return x


def _scaled(likelihood: Likelihood, counts: CountsStatistic, x: Array, members: list[int]) -> tuple[Array, bool, float]:
    """x with the amplitudes of these sources times one factor, whether it is positive, and the statistic (or inf)."""
    signals = likelihood.by_source(likelihood.full(x))
    unit = signals[members].sum(axis=0)
    rest = signals.sum(axis=0) - unit if len(signals) > len(members) else np.zeros_like(unit)
    total = float(unit.sum())
    if not np.all(np.isfinite(unit)) or total == 0:
        return x, False, np.inf
    unit = unit if total > 0 else -unit
    positive = bool(counts.at(rest).gradient @ unit < 0)
    factor = _best_factor(counts, rest, unit, positive) * np.sign(total)
    places = sorted({place for k in members for place in _places(likelihood, likelihood.sources[k])})
    new = x.copy()
    new[places] *= factor
    new = likelihood.clipped(new)
    if not np.array_equal(new[places], x[places] * factor):
        return new, positive, float(counts.at(likelihood.predicted(likelihood.full(new))).stat.sum())
    return new, positive, float(counts.at(rest + factor * np.sign(total) * unit).stat.sum())


def _best_factor(counts: CountsStatistic, rest: Array, unit: Array, positive: bool) -> float:
    """Factor f of one sign with the least statistic of rest + f unit: to 1 %, or to 10⁻¹⁰ if negative (nothing
    improves it later).
    """
    factor, scale = (1.0 if positive else 0.0), 1.0 / float(unit.sum())
    low, high = (0.0, np.inf) if positive else (-np.inf, 0.0)
    if not positive and counts.at(rest - 1e-12 * scale * unit).gradient @ unit <= 0:
        return 0.0  # the minimum is a kink, made by bins without any counts
    for _ in range(100):
        terms = counts.at(rest + factor * unit)
        slope, curvature = float(terms.gradient @ unit), float(terms.expected_curvature @ (unit * unit))
        low, high = (low, factor) if slope > 0 else (factor, high)
        trial = factor - slope / curvature if curvature > 0 else np.nan
        if not low < trial < high:
            outwards = factor - np.sign(slope) * (2.0 * abs(factor) + scale)
            trial = 0.5 * (low + high) if np.isfinite(high - low) else outwards
        if abs(trial - factor) <= (1e-2 if positive else 1e-10) * max(abs(trial), 1e-6 * scale):
            return float(trial)
        factor = float(trial)
    return factor
