"""The change of a source with time: a kind of factor with values for its parameters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from vhegui.core.errors import ConfigError
from vhegui.core.models.parameters import Parameterised
from vhegui.core.models.temporal.kind import TemporalKind
from vhegui.core.models.temporal.registry import KINDS
from vhegui.core.typing import Array

STEP = 1e-5  # of central differences, relative to a value


class TemporalForm(Protocol):
    """What makes a factor that is more than its parameters, such as a table. A frozen, hashable dataclass."""

    def formula(self) -> TemporalKind:
        """Its entry, like those of the registry."""
        ...


@dataclass(frozen=True)
class TemporalModel(Parameterised):
    """A factor on a spectrum that changes with time: `kind` names its formula in the registry, or that of its form.

    >>> flare = default_change("exp_decay").with_values((2.0, 59000.0))  # e-folding time (d) and reference (MJD)
    >>> night = np.array([[59000.0, 59000.1], [59000.2, 59000.3]])
    >>> round(flare.mean(night), 4), flare.factor(np.array([59002.0])).round(4).tolist()
    (0.929, [0.3679])
    """

    form: TemporalForm | None = None

    @property
    def formula(self) -> TemporalKind:
        """Its entry in the registry, or what its form says."""
        return change_kind(self.kind) if self.form is None else self.form.formula()

    def factor(self, time: Array) -> Array:
        """The factor at times (any shape, MJD TT)."""
        return self.formula.factor(time, *self.values)

    def mean(self, good_time: Array) -> float:
        """The factor averaged over intervals (n, 2), MJD (TT)."""
        return float(means(self.formula, [good_time], self.values)[0])


def means(formula: TemporalKind, good_times: Sequence[Array], values: Sequence[float]) -> Array:
    """The factor averaged over each of several good times (n_intervals, 2), MJD (TT): (n_good_times,)."""
    start, stop = np.concatenate(good_times).T
    member = np.repeat(np.arange(len(good_times)), [len(each) for each in good_times])
    total = np.bincount(member, formula.integral(start, stop, *values), len(good_times))
    return np.asarray(total / np.bincount(member, stop - start, len(good_times)))


def slopes_of_means(
    formula: TemporalKind, good_times: Sequence[Array], values: Sequence[float], positions: Iterable[int]
) -> Array:
    """Derivatives of `means` by the parameters at `positions`: (n_positions, n_good_times).

    A reference time moves the factor as a whole, so that its derivative is the difference at the ends of intervals;
    others are central differences.
    """
    rows = [
        _slope_by_reference(formula, good_times, values)
        if formula.names[i] == "t_ref"
        else _difference(formula, good_times, values, i)
        for i in positions
    ]
    return np.array(rows).reshape(-1, len(good_times))


def _slope_by_reference(formula: TemporalKind, good_times: Sequence[Array], values: Sequence[float]) -> Array:
    sums = [
        float(np.sum(formula.factor(each[:, 0], *values) - formula.factor(each[:, 1], *values))) for each in good_times
    ]
    return np.array(sums) / [float(np.sum(each[:, 1] - each[:, 0])) for each in good_times]


def _difference(formula: TemporalKind, good_times: Sequence[Array], values: Sequence[float], i: int) -> Array:
    step = STEP * max(abs(values[i]), 1e-3)
    if formula.step is not None:
        span = max(float(np.abs(each - values[formula.names.index("t_ref")]).max()) for each in good_times)
        step = max(formula.step(i, span), 8.0 * float(np.spacing(abs(values[i]))))
    ends = [(*values[:i], values[i] + change, *values[i + 1 :]) for change in (step, -step)]
    up, down = (means(formula, good_times, end) for end in ends)
    return (up - down) / (2.0 * step)


def change_kind(kind: str) -> TemporalKind:
    """The registry entry of a change with time; `ConfigError` names the kinds that exist."""
    if kind not in KINDS:
        raise ConfigError(f"temporal model {kind!r} is not known; use one of: {', '.join(KINDS)}")
    return KINDS[kind]


def default_change(kind: str) -> TemporalModel:
    """A change with time of this kind with the registry's default values."""
    return TemporalModel(kind, change_kind(kind).parameters)
