"""Many one-dimensional fits at once: in every group of bins the factor (norm) on a known signal.

A group is whatever shares one norm: the bins of an energy band, of a run, of a night in a band. The expected signal of
bin i is offset_i + norm × unit_i, where unit is the model's signal and offset what other sources add. The fit statistic
summed over a group is convex in its norm, also for negative values, which are allowed: a flux below zero is an unbiased
measurement where one forced to zero is not. W has kinks where neither ON nor OFF has counts; a norm of exactly 0 is
then often the answer. Where the statistic falls without end towards negative norms (no ON counts, no background) the
norm is 0, with no error downwards. All groups are solved together, as one vector of problems.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.statistics.roots import solve_rising
from vhegui.core.typing import Array, BoolArray, IntArray

SELECTIONS = ("errn-errp", "ul", "scan")
EVERYTHING = frozenset(SELECTIONS)
DOUBLINGS = 60


class Terms(Protocol):
    """The fit statistic per bin, its slope and curvature by the signal, and the expected ON counts."""

    @property
    def stat(self) -> Array: ...
    @property
    def gradient(self) -> Array: ...
    @property
    def curvature(self) -> Array: ...
    @property
    def mu_on(self) -> Array: ...


class Counts(Protocol):
    """Counts of some bins that know their fit statistic: `WstatCounts`, or any other convex one.

    A dataclass whose array fields all have a value a bin.
    """

    @property
    def n_on(self) -> Array: ...
    def at(self, mu_sig: Array, /) -> Terms:
        """For signals (n_bins,), or many of them: (…, n_bins)."""
        ...


@dataclass(frozen=True, eq=False)
class NormProblem:
    """The statistic of each group as a function of its norm.

    unit : signal of each bin for norm 1, (n_bins,) · group : index of each bin's group · n : number of groups
    offset : signal of each bin that is there whatever the norm, (n_bins,) or 0.
    """

    counts: Counts
    unit: Array
    group: IntArray
    n: int
    offset: Array | float = 0.0

    def total(self, per_bin: Array) -> Array:
        """Sums over the groups, (n,)."""
        return np.asarray(np.bincount(self.group, weights=per_bin, minlength=self.n), dtype=np.float64)

    def signal(self, norm: Array) -> Array:
        """Expected signal per bin, (n_bins,), for norms (n,)."""
        return self.offset + norm[self.group] * self.unit

    def expected(self, norm: Array) -> Array:
        """ON counts expected in each group, (n,)."""
        return self.total(self.counts.at(self.signal(norm)).mu_on)

    def at(self, norm: Array) -> tuple[Array, Array, Array]:
        """The statistic, its slope and curvature by the norm, each (n,)."""
        terms = self.counts.at(self.signal(norm))
        return (
            self.total(terms.stat),
            self.total(terms.gradient * self.unit),
            self.total(terms.curvature * self.unit**2),
        )

    def scan(self, norm_scan: Array) -> Array:
        """The statistic at every norm of a scan: norms (n_scan,) for all groups or (n, n_scan) → (n, n_scan)."""
        grid = np.broadcast_to(norm_scan, (self.n, np.shape(norm_scan)[-1]))
        stat = self.counts.at(self.offset + grid.T[:, self.group] * self.unit).stat
        return np.stack([self.total(row) for row in stat], axis=1) if len(stat) else np.empty((self.n, 0))


@dataclass(frozen=True, eq=False)
class Norms:
    """Best norms; arrays (n,), NaN where not asked for or not found.

    err : from the curvature of the statistic (1 σ) · errn, errp : distances to where it has risen by n_sigma²
    ul : norm where it has risen by sigma_ul² above its value at the best possible norm, which is 0 after a deficit:
    limits from a negative minimum hold too seldom (simulated: 95 % instead of 97.7 % in weak bands)
    ts : statistic at norm 0 minus that at the best norm · sqrt_ts : its root with the sign of the norm
    stat, stat_null : at the best norm and at 0 · success : False where something that was asked for was not found.
    """

    norm: Array
    err: Array
    errn: Array
    errp: Array
    ul: Array
    ts: Array
    sqrt_ts: Array
    stat: Array
    stat_null: Array
    success: BoolArray


def solve_norms(
    counts: Counts,
    unit: Array,
    group: IntArray,
    n_groups: int,
    offset: Array | float = 0.0,
    n_sigma: float = 1.0,
    sigma_ul: float = 2.0,
    selection: Collection[str] = EVERYTHING,
) -> Norms:
    """Best norm, errors and limits of every group of bins; see `NormProblem` for the arguments.

    selection : "errn-errp" (asymmetric errors), "ul" (upper limits); value, symmetric error and TS always.
    """
    return measure(NormProblem(counts, unit, group, n_groups, offset), n_sigma, sigma_ul, selection)


def measure(
    problem: NormProblem, n_sigma: float = 1.0, sigma_ul: float = 2.0, selection: Collection[str] = EVERYTHING
) -> Norms:
    """See `solve_norms`. `AnalysisError` where a group has no response: nothing can be said about its norm."""
    check_selection(selection)
    if not np.all(problem.total(problem.unit) > 0):
        raise AnalysisError("the model expects no signal in a group of bins; leave out bins without response")
    norm, endless = _best_norms(problem)
    stat, slope, curvature = problem.at(norm)
    stat_null = problem.at(np.zeros_like(norm))[0]
    # A kink has no curvature, and without ON counts the curvature is that of the background alone: half the interval is
    # then the only sensible symmetric error.
    smooth = slope**2 < 1e-6 * curvature
    trusted = smooth & (problem.total(problem.counts.n_on) > 0)
    error = np.where(smooth, np.sqrt(2.0 / np.where(smooth, curvature, 1.0)), 0.0)
    unknown = np.full_like(norm, np.nan)
    errn, errp = unknown, unknown
    if "errn-errp" in selection or not trusted.all():
        errn = np.where(endless, 0.0, _rise(problem, norm, stat, error, n_sigma, -1.0))
        errp = _rise(problem, norm, stat, error, n_sigma, 1.0)
        trusted = trusted & ~(curvature * (errn + errp) ** 2 <= 1e-3)
    limit = unknown
    if "ul" in selection:
        possible, start = np.maximum(norm, 0.0), np.where(norm < 0.0, stat_null, stat)
        limit = possible + _rise(problem, possible, start, error, sigma_ul, 1.0)
    error = np.where(trusted, error, 0.5 * (errn + errp) / n_sigma)
    ts = np.maximum(stat_null - stat, 0.0)
    asked = [norm, error, *((errn, errp) if "errn-errp" in selection else ()), *((limit,) if "ul" in selection else ())]
    return Norms(
        norm=norm,
        err=error,
        errn=errn if "errn-errp" in selection else unknown,
        errp=errp if "errn-errp" in selection else unknown,
        ul=limit,
        ts=ts,
        sqrt_ts=np.sign(norm) * np.sqrt(ts),
        stat=stat,
        stat_null=stat_null,
        success=np.all(np.isfinite(asked), axis=0),
    )


def check_selection(selection: Collection[str]) -> None:
    """`AnalysisError` for a name that is not in `SELECTIONS`."""
    unknown = sorted(set(selection) - EVERYTHING)
    if unknown:
        raise AnalysisError(f"selection {', '.join(map(repr, unknown))} is not known; use {', '.join(SELECTIONS)}")


def _best_norms(problem: NormProblem) -> tuple[Array, BoolArray]:
    """Norm of the least statistic in each group, and where there is none because it falls without end below zero."""
    step = 1.0 / problem.total(problem.unit)
    zero = np.zeros(problem.n)
    right = problem.at(zero)[1]
    # The slope jumps at 0 where W has a kink there.
    left = problem.at(zero - 1e-9 * step)[1]
    positive, negative = right < 0, left > 0
    low = _expand(problem, np.where(negative, -step, 0.0), lambda slope: negative & (slope > 0))
    high = _expand(problem, np.where(positive, step, 0.0), lambda slope: positive & (slope < 0))
    endless = negative & (problem.at(low)[1] > 0)
    root = solve_rising(lambda norm: problem.at(norm)[1:], np.where(endless, 0.0, low), high)
    return np.where((positive | negative) & ~endless, root, 0.0), endless


def _expand(problem: NormProblem, edge: Array, short: Callable[[Array], BoolArray]) -> Array:
    """Double `edge` where the slope there is `short` of what it must be to enclose the minimum."""
    for _ in range(DOUBLINGS):
        again = short(problem.at(edge)[1])
        if not again.any():
            break
        edge = np.where(again, 2.0 * edge, edge)
    return edge


def _rise(problem: NormProblem, norm: Array, stat: Array, error: Array, n_sigma: float, sign: float) -> Array:
    """Distance from the best norm, on one side, at which the statistic has risen by n_sigma²; `error` is a guess."""
    target = stat + n_sigma**2

    def value(distance: Array) -> tuple[Array, Array]:
        total, slope, _ = problem.at(norm + sign * distance)
        return total - target, sign * slope

    reach = n_sigma * np.maximum(1.0 / problem.total(problem.unit), 1.2 * error)
    for _ in range(DOUBLINGS):
        short = value(reach)[0] < 0
        if not short.any():
            break
        reach = np.where(short, 2.0 * reach, reach)
    return solve_rising(value, np.zeros_like(norm), reach)
