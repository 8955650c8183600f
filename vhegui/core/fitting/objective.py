"""The joint likelihood of ON/OFF spectra: built once per data set, then evaluated in some 50 microseconds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.models.flux import log_energy_nodes
from vhegui.core.models.parameters import SpectralModel
from vhegui.core.models.spectral import kind_of
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.statistics.wstat import WstatCounts, WstatTerms
from vhegui.core.typing import Array, BoolArray, IntArray


@dataclass(frozen=True, eq=False)
class _Group:
    """Runs with the same true-energy axis: one set of quadrature nodes, one response matrix.

    energy, weight : shape (order, n_true), TeV · response : shape (n_true, n_bins), cm² s, all safe bins side by side.
    """

    energy: Array
    weight: Array
    response: Array

    def fold(self, rows: Array) -> Array:
        """Differential rows (..., order, n_true) at the nodes → expected counts (..., n_bins)."""
        return np.add.reduce(rows * self.weight, axis=-2) @ self.response


@dataclass(frozen=True, eq=False)
class Evaluation:
    """W at one set of parameters, its gradient and expected Hessian (n_free, n_free) for the free ones."""

    stat: float
    gradient: Array
    fisher: Array
    terms: WstatTerms


@dataclass(frozen=True, eq=False)
class JointObjective:
    """W summed over the safe bins of all runs. Bin arrays have shape (n_bins,), runs one after the other by `groups`.

    names : the runs · run : index of each bin's run · reco_min, reco_max : bin edges, TeV · counts : ON, OFF, α.
    """

    names: tuple[str, ...]
    groups: tuple[_Group, ...]
    run: IntArray
    reco_min: Array
    reco_max: Array
    counts: WstatCounts

    @classmethod
    def build(cls, spectra: Sequence[SpectrumOnOff], e_min: float = 0.0, e_max: float = math.inf) -> JointObjective:
        """Gather the bins that are safe and lie fully inside e_min to e_max (TeV).

        A bin without OFF exposure (alpha = 0) is fitted as if it had no background. `AnalysisError` if no bin is left.
        """
        masks = [usable_bins(spectrum, e_min, e_max) for spectrum in spectra]
        if not any(mask.any() for mask in masks):
            raise AnalysisError(_nothing_left(spectra, e_min, e_max))
        members = _group_by_true_axis(spectra, masks)
        groups = tuple(_build_group([spectra[i] for i in group], [masks[i] for i in group]) for group in members)
        order = [i for group in members for i in group]

        def bins(values: Sequence[Array]) -> Array:
            return np.concatenate([np.asarray(values[i], dtype=np.float64)[masks[i]] for i in order])

        return cls(
            names=tuple(spectrum.name for spectrum in spectra),
            groups=groups,
            run=np.repeat(np.array(order, dtype=np.int64), [int(masks[i].sum()) for i in order]),
            reco_min=bins([s.reco.edges[:-1] for s in spectra]),
            reco_max=bins([s.reco.edges[1:] for s in spectra]),
            counts=WstatCounts.of(
                bins([s.counts for s in spectra]),
                bins([s.counts_off for s in spectra]),
                bins([s.alpha for s in spectra]),
            ),
        )

    @property
    def n_bins(self) -> int:
        """Number of bins in the sum."""
        return len(self.run)

    @cached_property
    def excess(self) -> float:
        """Σ (ON − α OFF) over the bins."""
        return float(np.sum(self.counts.n_on - self.counts.alpha * self.counts.n_off))

    def subset(self, mask: BoolArray) -> JointObjective:
        """The same runs with fewer bins, mask (n_bins,); for fits in an energy band."""
        groups, start = [], 0
        for group in self.groups:
            stop = start + group.response.shape[1]
            groups.append(replace(group, response=group.response[:, mask[start:stop]]))
            start = stop
        counts = WstatCounts.of(self.counts.n_on[mask], self.counts.n_off[mask], self.counts.alpha[mask])
        return JointObjective(
            self.names, tuple(groups), self.run[mask], self.reco_min[mask], self.reco_max[mask], counts
        )

    def predicted(self, model: SpectralModel) -> Array:
        """Signal counts expected per bin, (n_bins,)."""
        kind = kind_of(model.kind)
        parts = [group.fold(kind.evaluate(group.energy, *model.values)) for group in self.groups]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def stat(self, model: SpectralModel) -> float:
        """Total W for a model."""
        return float(self.counts.at(self.predicted(model)).stat.sum())

    def per_run(self, per_bin: Array) -> Array:
        """Sum a quantity over the bins of each run: (n_runs,), in the order of `names`."""
        return np.asarray(np.bincount(self.run, weights=per_bin, minlength=len(self.names)), dtype=np.float64)

    def jacobian(self, kind: str, values: Array, free: Sequence[int]) -> tuple[Array, Array]:
        """Expected signal (n_bins,) and its derivatives by the free parameters (n_free, n_bins)."""
        entry = kind_of(kind)
        position, amplitude = entry.amplitude_index, values[entry.amplitude_index]
        rows = [position, *(i for i in free if i != position)]
        parts = []
        for group in self.groups:
            shape = entry.shape(group.energy, *values)
            parts.append(group.fold(entry.log_gradient(group.energy, *values)[rows] * shape))
        folded = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)
        unit = folded[0]
        derivatives = np.empty((len(free), unit.size))
        others = iter(folded[1:])
        for k, i in enumerate(free):
            derivatives[k] = unit if i == position else amplitude * next(others)
        return amplitude * unit, derivatives

    def evaluate(self, kind: str, values: Array, free: Sequence[int]) -> Evaluation:
        """Total W, gradient and expected Hessian at `values` (all parameters) for the free ones."""
        predicted, derivatives = self.jacobian(kind, values, free)
        terms = self.counts.at(predicted)
        gradient = derivatives @ terms.gradient
        fisher = (derivatives * terms.expected_curvature) @ derivatives.T
        return Evaluation(float(terms.stat.sum()), gradient, fisher, terms)

    def hessian(self, kind: str, values: Array, free: Sequence[int]) -> Array:
        """Exact second derivatives of W (n_free, n_free); covariance = 2 × its inverse.

        JᵀWJ is analytic; the curvature of the model, contracted with dW/dμ, is a central difference of the formula's
        analytic gradient, which costs no folding.
        """
        predicted, derivatives = self.jacobian(kind, values, free)
        terms = self.counts.at(predicted)
        hessian = (derivatives * terms.curvature) @ derivatives.T
        position = kind_of(kind).amplitude_index
        pulls, start = [], 0
        for group in self.groups:
            stop = start + group.response.shape[1]
            pulls.append(group.weight * (group.response @ terms.gradient[start:stop]))
            start = stop
        for k, i in enumerate(free):
            if i == position:  # linear in the amplitude: its row comes from the others by symmetry
                continue
            change = self._change_of_slopes(kind, values, i, free, pulls)
            hessian[k] += change
            if position in free:
                hessian[free.index(position), k] += change[free.index(position)]
        return 0.5 * (hessian + hessian.T)

    def _change_of_slopes(self, kind: str, values: Array, i: int, free: Sequence[int], pulls: Sequence[Array]) -> Array:
        """Σ pull · d²(dN/dE)/(d free d values[i]), (n_free,), by a central difference of the gradient."""
        gradient, step = kind_of(kind).gradient, 1e-4 * max(abs(values[i]), 0.1)
        up, down = np.array(values, dtype=np.float64), np.array(values, dtype=np.float64)
        up[i] += step
        down[i] -= step
        total = np.zeros(len(free))
        for group, pull in zip(self.groups, pulls, strict=True):
            change = gradient(group.energy, *up)[list(free)] - gradient(group.energy, *down)[list(free)]
            total += change.reshape(len(free), -1) @ pull.ravel()
        return total / (2.0 * step)


def usable_bins(spectrum: SpectrumOnOff, e_min: float = 0.0, e_max: float = math.inf) -> BoolArray:
    """Safe bins that lie fully between e_min and e_max (TeV); edges that agree to 10⁻⁶ count as equal. (n_reco,)."""
    edges = spectrum.reco.edges
    return spectrum.safe & (edges[:-1] >= e_min * (1 - 1e-6)) & (edges[1:] <= e_max * (1 + 1e-6))


def _group_by_true_axis(spectra: Sequence[SpectrumOnOff], masks: Sequence[BoolArray]) -> list[list[int]]:
    """Indices of the runs that have bins, grouped by equal true-energy edges."""
    groups: list[list[int]] = []
    for i, spectrum in enumerate(spectra):
        if not masks[i].any():
            continue
        for group in groups:
            edges = spectra[group[0]].true.edges
            if edges is spectrum.true.edges or np.array_equal(edges, spectrum.true.edges):
                group.append(i)
                break
        else:
            groups.append([i])
    return groups


def _build_group(spectra: Sequence[SpectrumOnOff], masks: Sequence[BoolArray]) -> _Group:
    """More nodes where bins are wide (3 on a twentieth of a decade); true bins that nothing comes from left out."""
    edges = spectra[0].true.edges
    response = np.concatenate(
        [s.exposure[:, None] * s.edisp[:, mask] for s, mask in zip(spectra, masks, strict=True)], axis=1
    )
    widest = float(np.max(np.diff(np.log(edges))))
    energy, weight = log_energy_nodes(edges, min(2 + math.ceil(widest / 0.12), 16))
    used = np.any(response > 0, axis=1)
    return _Group(
        np.ascontiguousarray(energy[used].T), np.ascontiguousarray(weight[used].T), np.ascontiguousarray(response[used])
    )


def _nothing_left(spectra: Sequence[SpectrumOnOff], e_min: float, e_max: float) -> str:
    if not spectra:
        return "there is no spectrum to fit; select at least one run"
    if not any(spectrum.safe.any() for spectrum in spectra):
        return "no energy bin of any run is inside its safe range; widen the safe energy range or the energy axis"
    return f"no safe energy bin of any run lies fully between {e_min:g} and {e_max:g} TeV; widen the fit range"
