"""One source of a joint model, prepared for folding: its formula, and which of its parameters are fitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.models.spectral.registry import SpectralKind
from vhegui.core.spectra.folding import Group
from vhegui.core.typing import Array, IntArray

if TYPE_CHECKING:
    from vhegui.core.fitting.joint_data import JointObjective


@dataclass(frozen=True, eq=False)
class Source:
    """A spectrum in a likelihood.

    where : its parameters among all · wanted : those that are fitted, counted in the source · targets : (n_wanted,),
    their places among the free parameters · in_order : these are all free parameters one after the other
    amplitudes : positions, among all, of what scales it · row : of its only amplitude among the wanted, in which the
    signal is linear, or None · seen : for each group the bins that see it, 0 or 1, or None where all do.
    """

    formula: SpectralKind
    where: slice
    wanted: list[int]
    targets: IntArray
    in_order: bool
    amplitudes: tuple[int, ...]
    row: int | None
    seen: tuple[Array | None, ...] | None

    def evaluate(self, energy: Array, values: Array) -> Array:
        """dN/dE at `energy`, for all parameters of the joint model."""
        return self.formula.evaluate(energy, *values[self.where])

    def masked(self, k: int, per_bin: Array) -> Array:
        """Zero in the bins of group k that do not see the source."""
        seen = None if self.seen is None else self.seen[k]
        return per_bin if seen is None else per_bin * seen

    def fold(self, group: Group, energy: Array, values: Array) -> tuple[Array, Array]:
        """Signal (n_bins,) and its derivatives by the wanted parameters (n_wanted, n_bins)."""
        if not self.wanted:
            return group.fold(self.evaluate(energy, values)), np.empty((0, group.n_bins))
        own = values[self.where]
        rows = self.formula.gradient(energy, *own)[self.wanted]
        if self.row is None:
            both = group.fold(np.concatenate([self.formula.evaluate(energy, *own)[None], rows]))
            return both[0], both[1:]
        slopes = group.fold(rows)
        return own[self.wanted[self.row]] * slopes[self.row], slopes

    def bend(self, groups: Sequence[Group], pulls: Sequence[Array], values: Array, sizes: Array) -> Array:
        """Σ pull · second derivatives of dN/dE by the wanted parameters, (n_wanted, n_wanted), not symmetrised.

        sizes : curvature of the statistic by the free parameters, which sets the steps.
        """
        own, n = values[self.where], len(self.wanted)
        bend = np.zeros((n, n))
        for a, i in enumerate(self.wanted):
            if a == self.row:  # linear in the amplitude: its row comes from the others by symmetry
                continue
            error = np.sqrt(2.0 / max(sizes[self.targets[a]], 1e-300))
            step = min(1e-2 * error, 1e-4 * max(abs(own[i]), 0.1))
            up, down = own.copy(), own.copy()
            up[i] += step
            down[i] -= step
            for group, pull in zip(groups, pulls, strict=True):
                change = self.formula.gradient(group.energy, *up)[self.wanted]
                change -= self.formula.gradient(group.energy, *down)[self.wanted]
                bend[a] += change.reshape(n, -1) @ pull.ravel() / (2.0 * step)
        if self.row is not None:
            bend[self.row] = bend[:, self.row]
            bend[self.row, self.row] = 0.0
        return bend


def sources_of(data: JointObjective, model: JointModel, place: IntArray) -> tuple[Source, ...]:
    """The sources of a model, for parameters that have these places (n_par,) among the free ones."""
    n_free = int(place.max(initial=-1)) + 1
    return tuple(
        _prepared(data, formula_of(source.spectral), where, place, source.datasets, n_free)
        for source, where in zip(model.sources, model.slices, strict=True)
    )


def _prepared(
    data: JointObjective, formula: SpectralKind, where: slice, place: IntArray, datasets: Sequence[str], n_free: int
) -> Source:
    own = place[where]
    wanted = np.flatnonzero(own >= 0)
    positions, targets = wanted.tolist(), own[wanted]
    amplitudes = tuple(where.start + i for i in formula.amplitudes)
    alone = formula.amplitudes[0] if len(formula.amplitudes) == 1 else -1
    return Source(
        formula=formula,
        where=where,
        wanted=positions,
        targets=targets,
        in_order=len(targets) == n_free and bool(np.all(targets == np.arange(n_free))),
        amplitudes=amplitudes,
        row=positions.index(alone) if alone in positions else None,
        seen=_seen(data, datasets),
    )


def _seen(data: JointObjective, datasets: Sequence[str]) -> tuple[Array | None, ...] | None:
    if not datasets:
        return None
    mask = data.seen_by(datasets)
    if mask.all():
        return None
    parts = (mask[part] for part in data.slices)
    return tuple(None if part.all() else part.astype(np.float64) for part in parts)
