"""Systematics inside a likelihood: factors on signal and background, and on the energy scale.

With an area factor a, an energy scale f and a background factor β a bin expects

    μ = a ∫ R(E) φ(E/f)/f dE + β α b.

Each is a row of the Jacobian like any other parameter: dμ/da = μ_sig/a; dμ/df is the fold of dφ(E/f)/f by f; and
dμ/dβ = α b at the best b, see `vhegui.core.statistics.interface`. Kinds are in `vhegui.core.models.nuisances`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vhegui.core.fitting.folding import Folding, add_rows, masked
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.source import Source
from vhegui.core.models.nuisances import NUISANCES, NuisanceKind
from vhegui.core.spectra.instruments import goes_by
from vhegui.core.statistics.interface import CountsStatistic, StatTerms
from vhegui.core.typing import Array, BoolArray, IntArray

# Step in ln E of the derivative by the energy scale: spectra are smooth, 10⁻⁴ leaves an error of 10⁻⁸.
STEP = 1e-4


@dataclass(frozen=True, eq=False)
class Factor:
    """A nuisance on some bins of n: its position among all parameters, these bins, and the energies of all (TeV)."""

    position: int
    kind: NuisanceKind
    bins: BoolArray
    energy: Array

    def at(self, values: Array) -> Array:
        """The factor in every bin (n,): 1 in those it does not belong to."""
        return np.where(self.bins, self.kind.factor(values[self.position], self.energy), 1.0)

    def slope(self, values: Array, per_bin: Array) -> Array:
        """The derivative of factor · per_bin (n,) by the value."""
        return np.where(self.bins, self.kind.slope(values[self.position], self.energy) * per_bin, 0.0)


def product(factors: Iterable[Factor], values: Array) -> Array | float:
    """All factors in every bin (n,), or 1 where there are none."""
    found: Array | float = 1.0
    for factor in factors:
        found = factor.at(values) * found
    return found


@dataclass(frozen=True, eq=False)
class EnergyCell:
    """Bins of a folding with the same energy scale, the product of the values at `positions`; mask : None for all."""

    positions: tuple[int, ...]
    mask: Array | None

    def scale(self, values: Array) -> float:
        """The factor on the energy scale."""
        return float(np.prod(values[list(self.positions)])) if self.positions else 1.0


@dataclass(frozen=True, eq=False)
class Systematics:
    """For each folding its factors on the signal and its energy cells; and factors on the background, of all bins.

    index_free : (n_par,), indices among the free parameters, −1 if fixed.

    >>> from vhegui.core.fitting.spectra_data import data_of_spectra
    >>> from vhegui.core.models.nuisances import systematic
    >>> from vhegui.core.models.spectral.evaluate import default_model
    >>> from vhegui.core.simulation.counts import demo_spectrum
    >>> run = demo_spectrum()
    >>> model = JointModel((default_model("power_law", "crab"),), (systematic("background", run.name, 0.1),))
    >>> data, index_free = data_of_spectra([run]), np.array([0, 1, -1, 2])
    >>> counts = Systematics.of(data, model, index_free).counts(data, np.array([2.5, 3e-11, 1.0, 1.2]))
    >>> (counts.alpha / data.counts.alpha).round(6).tolist()[:3]
    [1.2, 1.2, 1.2]
    """

    signal: tuple[tuple[Factor, ...], ...]
    cells: tuple[tuple[EnergyCell, ...], ...]
    background: tuple[Factor, ...]
    index_free: IntArray

    @classmethod
    def of(cls, data: JointData, model: JointModel, index_free: IntArray) -> Systematics:
        """Those of `model`; one of data that are not there has no effect (see `unused_nuisances`)."""
        energy = np.sqrt(data.reco_min * data.reco_max)
        first = model.slices[-1].stop
        factors = [
            Factor(first + i, NUISANCES[nuisance.kind], data.bins_of((nuisance.dataset,)), energy)
            for i, nuisance in enumerate(model.nuisances)
        ]
        parts = [_in_part(factors, part) for part in data.slices]
        return cls(
            signal=tuple(tuple(f for f in part if f.kind.acts_on == "signal") for part in parts),
            cells=tuple(_cells([f for f in part if f.kind.acts_on == "energy"]) for part in parts),
            background=tuple(f for f in factors if f.kind.acts_on == "background"),
            index_free=index_free,
        )

    def expected(self, k: int, folding: Folding, source: Source, values: Array) -> Array:
        """Signal (n_bins,) of one source in folding k."""
        area = product(self.signal[k], values)
        total = np.zeros((1, folding.n_bins))
        for cell in self.cells[k]:
            scale = cell.scale(values)
            signal, where = folding.signal(_at_scale(source, scale), values)
            signal = masked((_in(area, where) / scale) * signal, where, source.mask(k), cell.mask)
            add_rows(total, (0,), signal[None], where)
        return total[0]

    def fold(
        self, k: int, folding: Folding, sources: Sequence[Source], values: Array, n_free: int
    ) -> tuple[Array, Array]:
        """Signal (n_bins,) of all sources in folding k and its derivatives (n_free, n_bins)."""
        area = product(self.signal[k], values)
        signal, slopes = np.zeros((1, folding.n_bins)), np.zeros((n_free, folding.n_bins))
        for cell in self.cells[k]:
            scale = cell.scale(values)
            for source in sources:
                own, rows, where = folding.fold(_at_scale(source, scale), values)
                masks = source.mask(k), cell.mask
                add_rows(signal, (0,), masked(own / scale, where, *masks)[None], where)
                add_rows(slopes, source.targets, masked(rows * (_in(area, where) / scale), where, *masks), where)
                for position in filter(self._is_free, cell.positions):
                    change, where = folding.signal(_by_scale(source, scale), values)
                    row = masked(_in(area, where) * change * (scale / values[position]), where, *masks)
                    add_rows(slopes, (self.index_free[position],), row[None], where)
        for factor in filter(lambda factor: self._is_free(factor.position), self.signal[k]):
            others = product((each for each in self.signal[k] if each is not factor), values)
            slopes[self.index_free[factor.position]] += factor.slope(values, others * signal[0])
        return area * signal[0], slopes

    def _is_free(self, position: int) -> bool:
        return self.index_free[position] >= 0

    def counts(self, data: JointData, values: Array) -> CountsStatistic:
        """The counts with the background these values expect."""
        factor = product(self.background, values)
        if isinstance(factor, float) or np.all(factor == 1.0):
            return data.counts
        return data.counts.scaled_background(np.maximum(factor, 1e-6))

    def add_background_rows(self, slopes: Array, data: JointData, terms: StatTerms, values: Array) -> None:
        """d ON/d value at the best background, α × expected OFF counts for a factor, in the rows of slopes."""
        for factor in filter(lambda factor: self._is_free(factor.position), self.background):
            others = product((each for each in self.background if each is not factor), values)
            row = factor.slope(values, others * (data.counts.alpha * terms.mu_bkg))
            slopes[self.index_free[factor.position]] += row


def _in_part(factors: list[Factor], part: slice) -> list[Factor]:
    """The factors that bins of one folding have."""
    return [Factor(f.position, f.kind, f.bins[part], f.energy[part]) for f in factors if f.bins[part].any()]


def _cells(factors: list[Factor]) -> tuple[EnergyCell, ...]:
    """Bins that share all their energy factors are folded at once: most often all, of one instrument."""
    if all(factor.bins.all() for factor in factors):
        return (EnergyCell(tuple(factor.position for factor in factors), None),)
    patterns, cell = np.unique([factor.bins for factor in factors], axis=1, return_inverse=True)
    found = []
    for c, pattern in enumerate(patterns.T):
        bins = cell.ravel() == c
        positions = tuple(factor.position for factor, there in zip(factors, pattern, strict=True) if there)
        found.append(EnergyCell(positions, None if bins.all() else bins.astype(np.float64)))
    return tuple(found)


def _in(per_bin: Array | float, where: slice | IntArray) -> Array | float:
    return per_bin if isinstance(per_bin, float) else per_bin[where]


def _at_scale(source: Source, scale: float) -> Source:
    """The source with φ(E/f) for φ(E)."""
    if scale == 1.0:
        return source
    formula = source.formula
    return replace(
        source,
        formula=replace(
            formula,
            function=lambda energy, *values: formula.evaluate(energy / scale, *values),
            derivatives=lambda energy, *values: formula.gradient(energy / scale, *values),
        ),
    )


def _by_scale(source: Source, scale: float) -> Source:
    """The source with d/df of φ(E/f)/f for φ(E)."""
    formula, up, down = source.formula, scale * np.exp(STEP), scale * np.exp(-STEP)

    def slope(energy: Array, *values: float) -> Array:
        change = formula.evaluate(energy / up, *values) / up - formula.evaluate(energy / down, *values) / down
        return change / (2.0 * STEP * scale)

    return replace(source, formula=replace(formula, function=slope))


def unused_nuisances(data: JointData, model: JointModel) -> tuple[str, ...]:
    """Names of instruments and data sets that systematics are of but no data."""
    there = list(zip(data.names, data.instruments, strict=True))
    return tuple(sorted({n.dataset for n in model.nuisances if not any(goes_by(n.dataset, *names) for names in there)}))
