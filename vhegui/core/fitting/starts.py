"""Where a fit starts: the model's values or one of its formula's shapes, with the amplitude that suits the data best.

All amplitudes of a source, scaled by one factor, scale what it predicts, and the statistic is convex in such a factor:
a start that is wrong by powers of ten costs some evaluations, without folding.

Why several starts: of weak data a cutoff has more than one minimum, and from far away scoring runs along a valley to a
limit. The factor of each is found first, because a shape can only be judged at the amplitude that suits it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.source import Source
from vhegui.core.statistics.interface import CountsStatistic
from vhegui.core.typing import Array, BoolArray

SCORING = 3  # steps with the expected curvature before the measured one is used


@dataclass(frozen=True, eq=False)
class Start:
    """Free parameters (n_free,), the statistic there without priors, and whether there is an excess to fit."""

    x: Array
    stat: float
    excess: bool


def all_starts(likelihood: Likelihood, quick: bool = False) -> list[Start]:
    """The model's own values and every shape its formulas know, each matched in amplitude, without the impossible."""
    x = likelihood.clipped(likelihood.start)
    shapes = max((len(source.formula.starts) for source in likelihood.sources), default=0)
    trials = [x, *(_with_shape(likelihood, x, k) for k in range(shapes))]
    distinct = [trial for i, trial in enumerate(trials) if not any(np.array_equal(trial, old) for old in trials[:i])]
    return [start for start in all_matched(likelihood, distinct, quick) if np.isfinite(start.stat)]


def best_start(likelihood: Likelihood) -> Start:
    """The best of all starts that have an excess; if none has, the model's own shape. For a drag."""
    found = all_starts(likelihood, quick=True)
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
            index = likelihood.index_free[source.slices["spectral"].start + source.formula.names.index(name)]
            if index >= 0:
                trial[index] = value
    return likelihood.clipped(trial)


def all_matched(likelihood: Likelihood, trials: list[Array], quick: bool = False) -> list[Start]:
    """Every trial with its amplitudes, all together and then source by source, scaled to the least statistic."""
    groups = scaled_together(likelihood)
    if not groups or likelihood.systematics is not None:
        return [_matched(likelihood, groups, trial, quick) for trial in trials]
    together = sorted({index for group in groups for index in group})
    counts = likelihood.counts(likelihood.values)
    xs = [_with_some_amplitude(likelihood, groups, trial) for trial in trials]
    scaled = _scaled(likelihood, counts, xs, together, quick)
    return [_source_by_source(likelihood, counts, groups, quick, *start) for start in scaled]


def _matched(likelihood: Likelihood, groups: list[list[int]], x: Array, quick: bool) -> Start:
    """One trial, for the background its own nuisances expect."""
    counts = likelihood.counts(likelihood.full(x))
    if not groups:
        return Start(x, float(counts.at(likelihood.predicted(likelihood.full(x))).stat.sum()), True)
    x = _with_some_amplitude(likelihood, groups, x)
    everything = sorted({index for group in groups for index in group})
    scaled = _scaled(likelihood, counts, [x], everything, quick)
    return _source_by_source(likelihood, counts, groups, quick, *scaled[0])


def _source_by_source(
    likelihood: Likelihood,
    counts: CountsStatistic,
    groups: list[list[int]],
    quick: bool,
    x: Array,
    excess: bool,
    stat: float,
) -> Start:
    # Twice around: the first group was scaled beside others that were wrong still.
    if len(groups) > 1 and excess:
        for group in groups * 2:
            ((x, _, stat),) = _scaled(likelihood, counts, [x], group, quick)
    return Start(likelihood.clipped(x), stat, excess)


def scaled_together(likelihood: Likelihood) -> list[list[int]]:
    """Groups of sources (by index) that share amplitudes by links; those with an amplitude that is fixed left out."""
    groups: list[tuple[set[int], list[int]]] = []
    for index, source in enumerate(likelihood.sources):
        indices = _amplitudes(likelihood, source)
        if not indices or min(indices) < 0:
            continue
        shared = [group for group in groups if group[0] & indices]
        for group in shared:
            groups.remove(group)
        groups.append(
            (indices.union(*(group[0] for group in shared)), [k for group in shared for k in group[1]] + [index])
        )
    return [sorted(members) for _, members in groups]


def _amplitudes(likelihood: Likelihood, source: Source) -> set[int]:
    return {int(likelihood.index_free[i]) for i in source.amplitudes}


def free_amplitudes(likelihood: Likelihood) -> list[int]:
    """Indices among the free parameters of all amplitudes that can be scaled."""
    members = [likelihood.sources[k] for group in scaled_together(likelihood) for k in group]
    return sorted({index for source in members for index in _amplitudes(likelihood, source)})


def _with_some_amplitude(likelihood: Likelihood, groups: list[list[int]], x: Array) -> Array:
    """Amplitudes that are all zero cannot be scaled: their formula's default instead."""
    x = x.copy()
    for source in (likelihood.sources[k] for group in groups for k in group):
        indices, start = [int(likelihood.index_free[i]) for i in source.amplitudes], source.slices["spectral"].start
        if not np.any(x[indices]):
            x[indices] = [source.formula.parameters[i - start].value for i in source.amplitudes]
    return x


def _scaled(
    likelihood: Likelihood, counts: CountsStatistic, xs: list[Array], members: list[int], quick: bool
) -> list[tuple[Array, bool, float]]:
    """Each x with the amplitudes of these sources times one factor, whether it is positive, and the statistic (or inf).

    All at once, a row each: in a drag without an excess this is most of the fit.
    """
    signals = np.stack([likelihood.by_source(likelihood.full(x)) for x in xs])
    unit = signals[:, members].sum(axis=1)
    rest = signals.sum(axis=1) - unit if signals.shape[1] > len(members) else np.zeros_like(unit)
    total = unit.sum(axis=1)
    usable = np.isfinite(unit).all(axis=1) & (total != 0)
    found = [(x, False, np.inf) for x in xs]
    rows = np.flatnonzero(usable)
    if len(rows) == 0:
        return found
    sign = np.sign(total[rows])
    unit, rest = unit[rows] * sign[:, None], rest[rows]
    positive = _dot(counts.at(rest).gradient, unit) < 0
    factors = _best_factors(counts, rest, unit, positive, quick)
    stats = counts.at(rest + factors[:, None] * unit).stat.sum(axis=1)
    indices = sorted({index for k in members for index in _amplitudes(likelihood, likelihood.sources[k])})
    for row, factor, stat, up in zip(rows.tolist(), factors * sign, stats, positive, strict=True):
        wanted = xs[row].copy()
        wanted[indices] *= factor
        new = likelihood.clipped(wanted)
        if not np.array_equal(new[indices], wanted[indices]):
            stat = counts.at(likelihood.predicted(likelihood.full(new))).stat.sum()
        found[row] = (new, bool(up), float(stat))
    return found


def _dot(a: Array, b: Array) -> Array:
    """Row by row: (n, n_bins) → (n,)."""
    return (a * b).sum(axis=-1)


def _best_factors(counts: CountsStatistic, rest: Array, unit: Array, positive: BoolArray, quick: bool) -> Array:
    """For every row the factor f of one sign of least statistic of rest + f unit: steps end below 1 %, or 10⁻¹⁰ if
    f is negative (nothing improves it later). rest, unit : (n, n_bins) · positive : (n,), the sign of f · quick : for a
    drag, where next to no excess must not take dozens of steps: 1 % for all, and the secant for all.
    """
    scale, factor = 1.0 / unit.sum(axis=1), np.where(positive, 1.0, 0.0)
    low, high = np.where(positive, 0.0, -np.inf), np.where(positive, np.inf, 0.0)
    tolerance = np.where(positive | quick, 1e-2, 1e-10)
    # Where the minimum is a kink, made by bins without any counts, the factor is 0.
    busy = positive | (_dot(counts.at(rest - (1e-12 * scale)[:, None] * unit).gradient, unit) > 0)
    before, slope_before = np.full_like(factor, np.nan), np.full_like(factor, np.nan)
    for k in range(100):
        terms = counts.at(rest + factor[:, None] * unit)
        slope, curvature = _dot(terms.gradient, unit), _dot(terms.expected_curvature, unit * unit)
        if k >= SCORING:  # where the data bend otherwise than expected, scoring takes dozens of steps, the secant a few
            secant = (slope - slope_before) / np.where(factor != before, factor - before, np.nan)
            curvature = np.where((secant > 0) & (quick | ~positive), secant, curvature)
        before, slope_before = factor, slope
        low, high = np.where(slope > 0, low, factor), np.where(slope > 0, factor, high)
        trial = factor - slope / np.where(curvature > 0, curvature, np.nan)
        outwards = factor - np.sign(slope) * (2.0 * np.abs(factor) + scale)
        halfway = np.where(np.isfinite(high - low), 0.5 * (low + high), outwards)
        trial = np.where((low < trial) & (trial < high), trial, halfway)
        small = np.abs(trial - factor) <= tolerance * np.maximum(np.abs(trial), 1e-6 * scale)
        factor = np.where(busy, trial, factor)
        busy &= ~small
        if not busy.any():
            break
    return factor
