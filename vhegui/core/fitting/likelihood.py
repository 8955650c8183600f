"""A fit statistic as a function of the free parameters: what the sources predict, seen through nuisances and priors.

For one parameter vector x (n_free,) the signal s and its derivatives J (n_free, n_bins) are folded once; then

    gradient = J · dW/ds + priors,    expected Hessian = J (d²W/ds²) Jᵀ + priors.

A background nuisance β, which scales α, is a row of J like any other: W depends on ON through s + β α b, so at the
best b dW/dβ = α b dW/ds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.nuisances import Systematics
from vhegui.core.fitting.priors import allowed_range, prior_terms
from vhegui.core.fitting.source import Source, sources_of
from vhegui.core.models.parameters import Prior
from vhegui.core.statistics.interface import CountsStatistic, StatTerms
from vhegui.core.typing import Array, IntArray

if TYPE_CHECKING:
    from vhegui.core.fitting.joint_data import JointObjective


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The statistic with priors at one x, its gradient and expected Hessian (n_free, n_free); terms: per bin."""

    stat: float
    gradient: Array
    fisher: Array
    terms: StatTerms


@dataclass(frozen=True, eq=False)
class Likelihood:
    """Data and model, ready to be evaluated.

    free : positions of the free parameters · roots, place : (n_par,), whose value a parameter has, and its place among
    the free ones, −1 if it is fixed · low, high : limits of the free ones · priors : (position, prior).
    """

    data: JointObjective
    model: JointModel
    values: Array
    free: tuple[int, ...]
    roots: IntArray
    place: IntArray
    linked: bool
    low: Array
    high: Array
    sources: tuple[Source, ...]
    systematics: Systematics | None
    priors: tuple[tuple[int, Prior], ...]

    @classmethod
    def of(cls, data: JointObjective, model: JointModel, free: Sequence[int] | None = None) -> Likelihood:
        """The likelihood of `model`; `free`: positions, by default those of the model."""
        free = model.free if free is None else tuple(free)
        roots, parameters = np.array(model.roots, dtype=np.int64), model.parameters
        place = np.full(len(roots), -1, dtype=np.int64)
        place[list(free)] = np.arange(len(free))
        place = place[roots]
        limits = np.array([allowed_range(parameter) for parameter in parameters]).reshape(-1, 2)
        linked = bool(np.any(roots != np.arange(len(roots))))
        return cls(
            data=data,
            model=model,
            values=np.array(model.values, dtype=np.float64),
            free=free,
            roots=roots,
            place=place,
            linked=linked,
            low=np.array([limits[roots == i, 0].max() for i in free]) if linked else limits[list(free), 0],
            high=np.array([limits[roots == i, 1].min() for i in free]) if linked else limits[list(free), 1],
            sources=sources_of(data, model, place),
            systematics=Systematics.of(data, model, place) if model.nuisances else None,
            priors=tuple((i, p.prior) for i, p in enumerate(parameters) if p.prior is not None),
        )

    def with_free(self, free: Sequence[int], values: Array | None = None) -> Likelihood:
        """The same with other free parameters (positions), at other values (n_par,)."""
        return Likelihood.of(self.data, self.model, free).at(self.values if values is None else values)

    def at(self, values: Array) -> Likelihood:
        """The same with other values (n_par,) of what is fixed."""
        return replace(self, values=values)

    @property
    def start(self) -> Array:
        """The free parameters at the model's values."""
        return self.values[list(self.free)]

    @property
    def is_plain(self) -> bool:
        """Whether the sources are all there is, without nuisances."""
        return self.systematics is None

    def full(self, x: Array) -> Array:
        """All parameters (n_par,) for free ones at x; linked ones follow."""
        values = self.values.copy()
        values[list(self.free)] = x
        return values[self.roots] if self.linked else values

    def clipped(self, x: Array) -> Array:
        """x inside the limits."""
        return np.minimum(np.maximum(x, self.low), self.high)

    def spread(self, of_free: Array) -> Array:
        """A covariance of the free parameters as one of all (n_par, n_par): zero for fixed ones, shared by links."""
        rows = np.zeros((len(self.place), len(self.free)))
        fitted = self.place >= 0
        rows[fitted, self.place[fitted]] = 1.0
        return rows @ of_free @ rows.T

    @cached_property
    def sole_amplitude(self) -> int | None:
        """Place of the amplitude where there is one source with one, and it is free."""
        if len(self.sources) != 1 or len(self.sources[0].amplitudes) != 1:
            return None
        place = int(self.place[self.sources[0].amplitudes[0]])
        return place if place >= 0 else None

    def predicted(self, values: Array) -> Array:
        """Signal per bin (n_bins,) for all parameter values (n_par,)."""
        if len(self.sources) == 1:
            return self.by_source(values)[0]
        return self.by_source(values).sum(axis=0)

    def by_source(self, values: Array) -> Array:
        """Signal per bin of each source (n_sources, n_bins)."""
        parts = [
            np.stack([self._signal(source, k, values) for source in self.sources]) for k in range(len(self.data.groups))
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)

    def _signal(self, source: Source, k: int, values: Array) -> Array:
        group = self.data.groups[k]
        area, scale = (1.0, 1.0) if self.systematics is None else self.systematics.factors(k, values)
        return source.masked(k, (area / scale) * group.fold(source.evaluate(group.energy / scale, values)))

    def jacobian(self, x: Array) -> tuple[Array, Array]:
        """Signal (n_bins,) and its derivatives (n_free, n_bins); those by background nuisances are zero."""
        values = self.full(x)
        parts = [self._of_group(k, values) for k in range(len(self.data.groups))]
        if len(parts) == 1:
            return parts[0]
        return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts], axis=1)

    def _of_group(self, k: int, values: Array) -> tuple[Array, Array]:
        group = self.data.groups[k]
        if self.systematics is not None:
            return self.systematics.fold(k, group, self.sources, values, len(self.free))
        if len(self.sources) == 1 and self.sources[0].in_order:
            source = self.sources[0]
            signal, slopes = source.fold(group, group.energy, values)
            return (signal, slopes) if source.seen is None else (source.masked(k, signal), source.masked(k, slopes))
        signal, slopes = np.zeros(group.n_bins), np.zeros((len(self.free), group.n_bins))
        for source in self.sources:
            own, rows = source.fold(group, group.energy, values)
            signal += source.masked(k, own)
            np.add.at(slopes, source.targets, source.masked(k, rows))
        return signal, slopes

    def counts(self, values: Array) -> CountsStatistic:
        """The counts with their statistic, for the background these values expect."""
        return self.data.counts if self.systematics is None else self.systematics.counts(self.data, values)

    def prior_stat(self, values: Array) -> float:
        """−2 ln of all priors over their maxima; of fixed parameters too, so that profiles are right."""
        return sum((prior_terms(prior, float(values[i]))[0] for i, prior in self.priors), 0.0)

    def stat(self, x: Array) -> float:
        """The statistic with priors."""
        values = self.full(x)
        return float(self.counts(values).at(self.predicted(values)).stat.sum()) + self.prior_stat(values)

    def evaluate(self, x: Array) -> Evaluation:
        """The statistic with priors, its gradient and expected Hessian."""
        signal, slopes = self.jacobian(x)
        values = self.full(x) if self.systematics is not None or self.priors else self.values
        terms = self.counts(values).at(signal)
        if self.systematics is not None:
            self.systematics.add_background_rows(slopes, self.data, terms, values)
        gradient = slopes @ terms.gradient
        fisher = (slopes * terms.expected_curvature) @ slopes.T
        stat = float(terms.stat.sum())
        for i, prior in self.priors:
            value, slope, curvature = prior_terms(prior, float(values[i]))
            stat += value
            if (k := self.place[i]) >= 0:
                gradient[k] += slope
                fisher[k, k] += max(curvature, 0.0)
        return Evaluation(stat, gradient, fisher, terms)

    def hessian(self, x: Array) -> Array:
        """Exact second derivatives (n_free, n_free); covariance = 2 × the inverse.

        For sources alone J (d²W/ds²) Jᵀ is analytic, and the curvature of the model, contracted with dW/ds, is a
        central difference of the formula's gradient, which costs no folding. With nuisances it is a central difference
        of the whole gradient.
        """
        if self.systematics is not None:
            return self._difference_of_gradients(x)
        values = self.full(x)
        signal, slopes = self.jacobian(x)
        terms = self.data.counts.at(signal)
        hessian = (slopes * terms.curvature) @ slopes.T
        sizes = np.diag((slopes * terms.expected_curvature) @ slopes.T)
        for source in self.sources:
            pulls = [
                group.pull(source.masked(k, terms.gradient[part]))
                for k, (group, part) in enumerate(zip(self.data.groups, self.data.slices, strict=True))
            ]
            bend = source.bend(self.data.groups, pulls, values, sizes)
            np.add.at(hessian, (source.targets[:, None], source.targets[None, :]), bend)
        for i, prior in self.priors:
            if (k := self.place[i]) >= 0:
                hessian[k, k] += prior_terms(prior, float(values[i]))[2]
        return 0.5 * (hessian + hessian.T)

    def _difference_of_gradients(self, x: Array) -> Array:
        sizes = np.diag(self.evaluate(x).fisher)
        hessian = np.empty((len(x), len(x)))
        for k, step in enumerate(steps_of(x, sizes)):
            up, down = x.copy(), x.copy()
            up[k] += step
            down[k] -= step
            hessian[k] = (self.evaluate(up).gradient - self.evaluate(down).gradient) / (2.0 * step)
        return 0.5 * (hessian + hessian.T)


def steps_of(x: Array, curvature: Array) -> Array:
    """Steps for central differences: a hundredth of the error, but small against the value where that says little."""
    error = np.sqrt(2.0 / np.maximum(curvature, 1e-300))
    return np.minimum(1e-2 * error, 1e-4 * np.maximum(np.abs(x), 0.1))
