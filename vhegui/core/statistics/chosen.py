"""Counts of some of the bins, and counts put together from parts with statistics of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol, TypeVar, cast

import numpy as np
from numpy.typing import ArrayLike

from vhegui.core.statistics.interface import CountsStatistic, StatTerms, joined
from vhegui.core.typing import Array, BoolArray, IntArray


class HasCounts(Protocol):
    """Counts that know their statistic: a dataclass whose array fields all have a value a bin, or `CountsOfParts`."""

    @property
    def n_on(self) -> Array:
        """Counts, (n_bins,)."""
        ...


SomeCounts = TypeVar("SomeCounts", bound=HasCounts)


def take(counts: SomeCounts, index: IntArray | BoolArray | slice) -> SomeCounts:
    """The same statistic for chosen bins: a mask, a slice, or indices, which may repeat.

    >>> from vhegui.core.statistics.known import CashCounts
    >>> take(CashCounts.of([3.0, 5.0], [10.0, 20.0], 0.1), slice(1, 2)).background.tolist()
    [2.0]
    """
    if isinstance(counts, CountsOfParts):
        return cast(SomeCounts, counts.take(index))
    whole: Any = counts
    values = {field.name: getattr(whole, field.name) for field in fields(whole)}
    return replace(whole, **{n: value[index] for n, value in values.items() if np.shape(value) == counts.n_on.shape})


@dataclass(frozen=True, eq=False)
class CountsOfParts:
    """The bins of some data and then those of others, each with its own statistic: a `CountsStatistic` as well.

    >>> from vhegui.core.statistics.known import CashCounts
    >>> from vhegui.core.statistics.wstat import WstatCounts
    >>> both = CountsOfParts((CashCounts.of([3.0], [20.0], 0.1), WstatCounts.of([3.0], [20.0], 0.1)))
    >>> both.at(np.array([1.0, 1.0])).stat.round(3).tolist()
    [-0.592, 0.0]
    """

    parts: tuple[CountsStatistic, ...]

    @property
    def n_on(self) -> Array:
        """Counts in ON, (n_bins,)."""
        return self._n_on

    @property
    def n_off(self) -> Array:
        """Counts in OFF, (n_bins,)."""
        return self._n_off

    @property
    def alpha(self) -> Array:
        """ON / OFF exposure, (n_bins,)."""
        return self._alpha

    @property
    def used(self) -> BoolArray:
        """Bins that the statistics say anything about: a mask (n_bins,)."""
        return np.concatenate([part.used for part in self.parts])

    def at(self, mu_sig: Array) -> StatTerms:
        """The statistics at an expected signal (..., n_bins)."""
        found = [part.at(mu_sig[..., where]) for part, where in self._placed()]
        return joined([_spread(terms, mu_sig.shape[:-1]) for terms in found])

    def stat_at(self, mu_sig: Array) -> Array:
        """The statistics alone."""
        found = [part.stat_at(mu_sig[..., where]) for part, where in self._placed()]
        return np.concatenate([np.broadcast_to(each, (*mu_sig.shape[:-1], each.shape[-1])) for each in found], axis=-1)

    def with_counts(self, n_on: ArrayLike, n_off: ArrayLike) -> CountsOfParts:
        """The same statistics of other counts."""
        on, off = np.asarray(n_on), np.asarray(n_off)
        return CountsOfParts(tuple(part.with_counts(on[where], off[where]) for part, where in self._placed()))

    def scaled_background(self, factor: ArrayLike) -> CountsOfParts:
        """The same data with `factor` (scalar or (n_bins,), > 0) times the background."""
        factors = np.broadcast_to(np.asarray(factor, dtype=np.float64), (self._stops[-1],))
        pairs = ((part, factors[where]) for part, where in self._placed())
        return CountsOfParts(tuple(p if np.all(own == 1.0) else p.scaled_background(own) for p, own in pairs))

    def take(self, index: IntArray | BoolArray | slice) -> CountsStatistic:
        """Chosen bins; see the function of this name."""
        bins = np.arange(self._stops[-1])[index]
        if len(bins) == 0:
            return take(self.parts[0], slice(0, 0))
        part = np.searchsorted(self._stops, bins, side="right") - 1
        cuts = [0, *(np.flatnonzero(np.diff(part)) + 1).tolist(), len(bins)]
        pieces = [take(self.parts[part[a]], _as_slice(bins[a:b] - self._stops[part[a]])) for a, b in pairwise(cuts)]
        return pieces[0] if len(pieces) == 1 else CountsOfParts(tuple(pieces))

    @cached_property
    def _n_on(self) -> Array:
        return np.concatenate([part.n_on for part in self.parts])

    @cached_property
    def _n_off(self) -> Array:
        return np.concatenate([part.n_off for part in self.parts])

    @cached_property
    def _alpha(self) -> Array:
        return np.concatenate([part.alpha for part in self.parts])

    @cached_property
    def _stops(self) -> IntArray:
        return np.cumsum([0, *(len(part.n_on) for part in self.parts)])

    def _placed(self) -> Iterator[tuple[CountsStatistic, slice]]:
        return zip(self.parts, (slice(int(a), int(b)) for a, b in pairwise(self._stops)), strict=True)


def put_together(parts: Sequence[CountsStatistic]) -> CountsStatistic:
    """The counts of all parts, one after the other."""
    return parts[0] if len(parts) == 1 else CountsOfParts(tuple(parts))


def _as_slice(bins: IntArray) -> IntArray | slice:
    """Bins one after the other as a slice, which copies nothing."""
    first, last = int(bins[0]), int(bins[-1])
    together = last - first + 1 == len(bins) and bool(np.all(np.diff(bins) == 1))
    return slice(first, last + 1) if together else bins


def _spread(terms: StatTerms, shape: tuple[int, ...]) -> StatTerms:
    """Terms of many signals, for those too that do not depend on the signal."""
    if not shape:
        return terms
    values = {field.name: getattr(terms, field.name) for field in fields(terms)}
    return StatTerms(**{name: np.broadcast_to(each, (*shape, each.shape[-1])) for name, each in values.items()})
