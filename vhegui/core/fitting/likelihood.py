"""A fit statistic as a function of the free parameters: what the sources predict, seen through nuisances and priors.

For one parameter vector x (n_free,) the signal s and its derivatives J (n_free, n_bins) are folded once; then

    gradient = J · dW/ds + priors,    expected Hessian = J (d²W/ds²) Jᵀ + priors.

A background nuisance β, which scales α, is a row of J like any other: W depends on ON through s + β α b, so at the
best b dW/dβ = α b dW/ds.

This is what is evaluated in every frame of a drag, some 50 µs for four runs: what does not depend on x is made once,
in `Likelihood.of`, and the common case, one source that all data see, adds nothing up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce

import numpy as np

from vhegui.core.fitting.folding import ALL_BINS, add_rows, masked
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.priors import allowed_range, prior_terms
from vhegui.core.fitting.source import Source, prepared
from vhegui.core.fitting.systematics import Systematics
from vhegui.core.fitting.timing import timed
from vhegui.core.models.parameters import Parameter, Prior
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.statistics.interface import CountsStatistic, StatTerms
from vhegui.core.typing import Array, BoolArray, IntArray

POSITION_ANGLE = "phi"  # of every shape that has one
LARGE = 1 << 19  # numbers in a Jacobian; below, one product of it is quicker than many of its parts


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The statistic with priors at one x, its gradient and expected Hessian (n_free, n_free)."""

    stat: float
    gradient: Array
    fisher: Array


@dataclass(frozen=True, eq=False)
class Likelihood:
    """Data and model, ready to be evaluated.

    values : (n_par,), of all parameters · free : positions of the free ones · linked_to : (n_par,), position of the
    parameter whose value each has, its own unless it is linked · index_free : (n_par,), index of that one among the
    free, −1 if it is fixed: a linked parameter has the index of the other, so that derivatives by both add up
    linked : whether any is · low, high : limits of the free ones · turning : which of those are position angles without
    limits, (n_free,) · priors : (position, prior).

    >>> from vhegui.core.fitting.spectra_data import data_of_spectra
    >>> from vhegui.core.models.spectral.evaluate import default_spectrum
    >>> from vhegui.core.simulation.counts import demo_spectrum
    >>> crab = default_spectrum("power_law").with_values((2.6, 3.5e-11, 1.0))
    >>> likelihood = Likelihood.of(data_of_spectra([demo_spectrum()]), crab)
    >>> likelihood.predicted().shape, likelihood.evaluate().gradient.shape  # free: index and amplitude
    ((11,), (2,))
    >>> likelihood.stat() < likelihood.stat(np.array([2.4, 3.5e-11]))
    True
    """

    data: JointData
    model: JointModel
    values: Array
    free: tuple[int, ...]
    linked_to: IntArray
    index_free: IntArray
    linked: bool
    low: Array
    high: Array
    turning: BoolArray
    sources: tuple[Source, ...]
    systematics: Systematics | None
    priors: tuple[tuple[int, Prior], ...]

    @classmethod
    def of(cls, data: JointData, model: SpectralModel | JointModel, free: Sequence[int] | None = None) -> Likelihood:
        """The likelihood of `model`; `free`: positions, by default those of the model."""
        model = JointModel.of(model)
        data = timed(data, model.sources)
        free = model.free if free is None else tuple(free)
        linked_to, parameters = np.array(model.linked_to, dtype=np.int64), model.parameters
        index_free = np.full(len(linked_to), -1, dtype=np.int64)
        index_free[list(free)] = np.arange(len(free))
        index_free = index_free[linked_to]
        limits = np.array([allowed_range(parameter) for parameter in parameters]).reshape(-1, 2)
        turning = np.array([_turns(parameters[i]) for i in free], dtype=np.bool_)
        linked = bool(np.any(linked_to != np.arange(len(linked_to))))
        sources = tuple(
            prepared(source, where.start, index_free, data.masks_of(source.datasets))
            for source, where in zip(model.sources, model.slices, strict=True)
        )
        return cls(
            data=data,
            model=model,
            values=np.array(model.values, dtype=np.float64),
            free=free,
            linked_to=linked_to,
            index_free=index_free,
            linked=linked,
            low=np.array([limits[linked_to == i, 0].max() for i in free]) if linked else limits[list(free), 0],
            high=np.array([limits[linked_to == i, 1].min() for i in free]) if linked else limits[list(free), 1],
            turning=turning,
            sources=sources,
            systematics=Systematics.of(data, model, index_free, sources) if model.nuisances else None,
            priors=tuple((i, p.prior) for i, p in enumerate(parameters) if p.prior is not None),
        )

    def with_free(self, free: Sequence[int], values: Array | None = None) -> Likelihood:
        """The same with other free parameters (positions), at other values (n_par,)."""
        return Likelihood.of(self.data, self.model, free).at(self.values if values is None else values)

    def at(self, values: Array) -> Likelihood:
        """The same with other values (n_par,) of what is fixed."""
        return replace(self, values=values)

    @property
    def in_place(self) -> Likelihood:
        """The same with places and shapes of all sources held; itself where none is free, or nothing else, and where
        several places may seem best (kinks).
        """
        if not all(folding.is_smooth for folding in self.data.foldings):
            return self
        shapes = [source.slices[name] for source in self.sources for name in source.slices if name == "spatial"]
        others = [i for i in self.free if not any(shape.start <= i < shape.stop for shape in shapes)]
        return self if len(others) in (0, len(self.free)) else self.with_free(others)

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
        return values[self.linked_to] if self.linked else values

    def clipped(self, x: Array) -> Array:
        """x inside the limits."""
        return np.minimum(np.maximum(x, self.low), self.high)

    def spread(self, of_free: Array) -> Array:
        """A covariance of the free parameters as one of all (n_par, n_par): zero for fixed ones, shared by links."""
        rows = np.zeros((len(self.index_free), len(self.free)))
        fitted = self.index_free >= 0
        rows[fitted, self.index_free[fitted]] = 1.0
        return rows @ of_free @ rows.T

    @cached_property
    def sole_amplitude(self) -> int | None:
        """Index among the free parameters of the amplitude, where there is one source with one, and it is free."""
        if len(self.sources) != 1 or len(self.sources[0].amplitudes) != 1:
            return None
        index = int(self.index_free[self.sources[0].amplitudes[0]])
        return index if index >= 0 else None

    def predicted(self, values: Array | None = None) -> Array:
        """Signal per bin (n_bins,) for all parameter values (n_par,), by default those of the model."""
        values = self.values if values is None else values
        parts = [
            reduce(np.add, (self._signal(s, k, values) for s in range(len(self.sources))))
            for k in range(len(self.data.foldings))
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def by_source(self, values: Array) -> Array:
        """Signal per bin of each source (n_sources, n_bins)."""
        parts = [
            np.stack([self._signal(s, k, values) for s in range(len(self.sources))])
            for k in range(len(self.data.foldings))
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)

    def _signal(self, s: int, k: int, values: Array) -> Array:
        folding = self.data.foldings[k]
        if not self.sources[s].is_seen_in(k):
            return np.zeros(folding.n_bins)
        if self.systematics is not None:
            return self.systematics.expected(k, folding, s, values)
        source, mask = self.sources[s], self.sources[s].mask(k)
        signal, where = folding.signal(source, values)
        if where is ALL_BINS and mask is None:
            return signal
        total = np.zeros((1, folding.n_bins))
        add_rows(total, (0,), masked(signal, where, mask)[None], where)
        return total[0]

    @cached_property
    def blocks(self) -> tuple[IntArray, ...]:
        """For each folding the free parameters (by index) that what it expects depends on: nothing else has a row in
        its part of the Jacobian.
        """
        return tuple(self._depends_on(k) for k in range(len(self.data.foldings)))

    @cached_property
    def _rows(self) -> tuple[IntArray, ...]:
        """For each folding the row (n_free,) that each free parameter of its block has there, 0 for others."""
        found = []
        for own in self.blocks:
            rows = np.zeros(len(self.free), dtype=np.int64)
            rows[own] = np.arange(len(own))
            found.append(rows)
        return tuple(found)

    def _depends_on(self, k: int) -> IntArray:
        found = {int(index) for source in self.sources if source.is_seen_in(k) for index in source.targets}
        if self.systematics is not None:
            found |= {int(self.index_free[position]) for position in self.systematics.positions(k)} - {-1}
        return np.array(sorted(found), dtype=np.int64)

    @property
    def _is_large(self) -> bool:
        """Whether a whole Jacobian would be, so that the parts of foldings are better summed one by one."""
        return len(self.data.foldings) > 1 and self.data.n_bins * len(self.free) > LARGE

    def jacobian(self, x: Array) -> tuple[Array, Array]:
        """Signal (n_bins,) and its derivatives (n_free, n_bins); those by background nuisances are zero."""
        values = self.full(x)
        parts = [self._of_folding(k, values) for k in range(len(self.data.foldings))]
        if len(parts) == 1 and len(self.blocks[0]) == len(self.free):
            return parts[0]
        slopes = np.zeros((len(self.free), self.data.n_bins))
        for own, part, (_, found) in zip(self.blocks, self.data.slices, parts, strict=True):
            slopes[own, part] = found
        return np.concatenate([signal for signal, _ in parts]), slopes

    def _of_folding(self, k: int, values: Array) -> tuple[Array, Array]:
        """Signal (n_bins,) and its derivatives by the parameters of its block (n_own, n_bins)."""
        folding, own, rows = self.data.foldings[k], self.blocks[k], self._rows[k]
        if self.systematics is not None:
            return self.systematics.fold(k, folding, values, rows, len(own))
        signal, slopes = np.zeros((1, folding.n_bins)), np.zeros((len(own), folding.n_bins))
        for source in (each for each in self.sources if each.is_seen_in(k)):
            total, found, where = folding.fold(source, values)
            mask = source.mask(k)
            if where is ALL_BINS and mask is None and source.in_order and len(self.sources) == 1:
                return total, found  # as they are: the common case
            add_rows(signal, (0,), masked(total, where, mask)[None], where)
            add_rows(slopes, rows[source.targets], masked(found, where, mask), where)
        return signal[0], slopes

    def counts(self, values: Array) -> CountsStatistic:
        """The counts with their statistic, for the background these values expect."""
        return self.data.counts if self.systematics is None else self.systematics.counts(self.data, values)

    def prior_stat(self, values: Array) -> float:
        """−2 ln of all priors over their maxima; of fixed parameters too, so that profiles are right."""
        return sum((prior_terms(prior, float(values[i]))[0] for i, prior in self.priors), 0.0)

    def stat(self, x: Array | None = None) -> float:
        """The statistic with priors: what a fit makes small. x : by default that of the model."""
        values = self.values if x is None else self.full(x)
        return float(self.counts(values).stat_at(self.predicted(values)).sum()) + self.prior_stat(values)

    def evaluate(self, x: Array | None = None) -> Evaluation:
        """The statistic with priors, its gradient and expected Hessian. x : by default that of the model."""
        x = self.start if x is None else x
        values = self.full(x) if self.systematics is not None or self.priors else self.values
        if self._is_large:
            return self._with_priors(self._in_blocks(values, range(len(self.data.foldings))), values)
        signal, slopes = self.jacobian(x)
        counts = self.counts(values)
        terms = counts.at(signal)
        if self.systematics is not None:
            expected = self.data.counts.alpha * terms.mu_bkg
            rows = np.arange(len(self.free))
            for k, part in enumerate(self.data.slices):
                self.systematics.add_background_rows(k, slopes[:, part], expected[part], values, rows)
        gradient = slopes @ terms.gradient
        fisher = (slopes * terms.expected_curvature) @ slopes.T
        return self._with_priors(Evaluation(float(terms.stat.sum()), gradient, fisher), values)

    def _in_blocks(self, values: Array, chosen: Iterable[int]) -> Evaluation:
        """The same without priors, over chosen foldings: each adds what its own parameters make."""
        n = len(self.free)
        stat, gradient, fisher = 0.0, np.zeros(n), np.zeros((n, n))
        for k in chosen:
            own = self.blocks[k]
            terms, slopes = self._terms_of_folding(k, values)
            gradient[own] += slopes @ terms.gradient
            fisher[np.ix_(own, own)] += (slopes * terms.expected_curvature) @ slopes.T
            stat += float(terms.stat.sum())
        return Evaluation(stat, gradient, fisher)

    def _terms_of_folding(self, k: int, values: Array) -> tuple[StatTerms, Array]:
        """The statistic in the bins of folding k, and derivatives of what is expected there (n_own, n_bins), those by
        background nuisances included.
        """
        signal, slopes = self._of_folding(k, values)
        counts = self.data.counts_in(k)
        if self.systematics is None:
            return counts.at(signal), slopes
        terms = self.systematics.counts_in(k, self.data, values).at(signal)
        self.systematics.add_background_rows(k, slopes, counts.alpha * terms.mu_bkg, values, self._rows[k])
        return terms, slopes

    def _with_priors(self, found: Evaluation, values: Array) -> Evaluation:
        stat, gradient, fisher = found.stat, found.gradient, found.fisher
        for i, prior in self.priors:
            value, slope, curvature = prior_terms(prior, float(values[i]))
            stat += value
            if (k := self.index_free[i]) >= 0:
                gradient[k] += slope
                fisher[k, k] += max(curvature, 0.0)
        return replace(found, stat=stat)

    def hessian(self, x: Array | None = None) -> Array:
        """Exact second derivatives (n_free, n_free); covariance = 2 × the inverse.

        For sources alone J (d²W/ds²) Jᵀ is analytic, and the curvature of the model, contracted with dW/ds, is a
        central difference of the formula's gradient, which costs no folding; so it is beside backgrounds of fields of
        view. With other nuisances it is a central difference of the whole gradient.
        """
        x = self.start if x is None else x
        if self.systematics is not None:
            return self._hessian_of_fields(x) if self.systematics.only_of_fields else self._difference_of_gradients(x)
        values = self.full(x)
        signal, slopes = self.jacobian(x)
        terms = self.data.counts.at(signal)
        hessian = (slopes * terms.curvature) @ slopes.T
        sizes = np.diag((slopes * terms.expected_curvature) @ slopes.T)
        for source in self.sources:
            bending = self._second_derivatives(source, values, terms.gradient, sizes)
            np.add.at(hessian, (source.targets[:, None], source.targets[None, :]), bending)
        return self._with_curvature_of_priors(hessian, values)

    def _hessian_of_fields(self, x: Array) -> Array:
        """Where the expected background of cubes, which is known but for its factors, is all that nuisances act on: it
        then has rows in J and a curvature like a source. Summed folding by folding.
        """
        assert self.systematics is not None
        values, n, per_bin = self.full(x), len(x), []
        hessian, sizes = np.zeros((n, n)), np.zeros(n)
        for k, own in enumerate(self.blocks):
            terms, slopes = self._terms_of_folding(k, values)
            hessian[np.ix_(own, own)] += (slopes * terms.curvature) @ slopes.T
            sizes[own] += (slopes * slopes) @ terms.expected_curvature
            per_bin.append(terms.gradient)
        steps = steps_of(x, sizes)
        for k, weights in enumerate(per_bin):
            weights = weights * self.data.counts_in(k).alpha * self.data.counts_in(k).n_off
            self.systematics.add_background_curvature(k, hessian, weights, values, steps)
        weights = np.concatenate(per_bin)
        for source in self.sources:
            bending = self._second_derivatives(source, values, weights, sizes)
            np.add.at(hessian, (source.targets[:, None], source.targets[None, :]), bending)
        return self._with_curvature_of_priors(hessian, values)

    def _with_curvature_of_priors(self, hessian: Array, values: Array) -> Array:
        for i, prior in self.priors:
            if (k := self.index_free[i]) >= 0:
                hessian[k, k] += prior_terms(prior, float(values[i]))[2]
        return 0.5 * (hessian + hessian.T)

    def _second_derivatives(self, source: Source, values: Array, per_bin: Array, sizes: Array) -> Array:
        """Σ per_bin · second derivatives of the signal of a source, by its fitted parameters; not symmetrised."""
        steps = steps_of(values[list(source.positions)], sizes[source.targets])
        total = np.zeros((len(steps), len(steps)))
        for k, (folding, part) in enumerate(zip(self.data.foldings, self.data.slices, strict=True)):
            if not source.is_seen_in(k):
                continue
            weights = masked(per_bin[part], ALL_BINS, source.mask(k))
            total += folding.second_derivatives(source, values, weights, steps)
        return total

    def _difference_of_gradients(self, x: Array) -> Array:
        sizes = np.diag(self.evaluate(x).fisher)
        hessian = np.empty((len(x), len(x)))
        for k, step in enumerate(steps_of(x, sizes)):
            up, down = x.copy(), x.copy()
            up[k] += step
            down[k] -= step
            hessian[k] = (self._gradient_along(k, up) - self._gradient_along(k, down)) / (2.0 * step)
        return 0.5 * (hessian + hessian.T)

    def _gradient_along(self, k: int, x: Array) -> Array:
        """The gradient, but for what does not change with free parameter k."""
        if not self._is_large:
            return self.evaluate(x).gradient
        values = self.full(x)
        chosen = (i for i, own in enumerate(self.blocks) if k in own)
        return self._with_priors(self._in_blocks(values, chosen), values).gradient


def steps_of(x: Array, curvature: Array) -> Array:
    """Steps for central differences: a hundredth of the error, but small against the value where that says little."""
    error = np.sqrt(2.0 / np.maximum(curvature, 1e-300))
    return np.minimum(1e-2 * error, 1e-4 * np.maximum(np.abs(x), 0.1))


def _turns(parameter: Parameter) -> bool:
    """Whether it is the position angle of a shape, and nothing tells half a turn more from what it is."""
    low, high = allowed_range(parameter)
    return (
        parameter.name.rpartition(".")[2] == POSITION_ANGLE
        and low == -np.inf
        and high == np.inf
        and not parameter.prior
    )
