"""Systematics inside a likelihood: factors on signal and background, and on the energy scale.

With an area factor a, an energy scale f and a background factor β a bin expects

    μ = a ∫ R(E) φ(E/f)/f dE + β α b.

Each is a row of the Jacobian like any other parameter: dμ/da = μ_sig/a; dμ/df is the fold of dφ(E/f)/f by f; and
dμ/dβ = α b at the best b, see `vhegui.core.statistics.interface`. Kinds are in `vhegui.core.models.nuisances`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from vhegui.core.fitting.energy_scale import ByScale, Rescaled, energy_scale
from vhegui.core.fitting.folding import Folding, add_rows, masked
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.source import Source
from vhegui.core.lately import kept
from vhegui.core.models.nuisances import FIELD_OF_VIEW, Nuisance, NuisanceKind, nuisance_kind
from vhegui.core.spectra.instruments import goes_by
from vhegui.core.statistics.interface import CountsStatistic
from vhegui.core.typing import Array, BoolArray, IntArray

SCALED = 2  # backgrounds that counts are kept with


@dataclass(frozen=True, eq=False)
class Factor:
    """A nuisance on some bins of n: its position among all parameters, the data set it is of, these bins, the energies
    that occur (TeV), and which of them each bin has, see `JointData.energies`.
    """

    position: int
    kind: NuisanceKind
    dataset: str
    bins: BoolArray
    energies: Array
    level: IntArray

    @cached_property
    def everywhere(self) -> bool:
        """Whether these are all bins."""
        return bool(self.bins.all())

    def at(self, values: Array) -> Array | float:
        """The factor in every bin (n,), or one for all: 1 in those it does not belong to."""
        factor = self._in_bins(self.kind.factor, values)
        return factor if self.everywhere else np.where(self.bins, factor, 1.0)

    def slope(self, values: Array, per_bin: Array) -> Array:
        """The derivative of factor · per_bin (n,) by the value."""
        slope = self._in_bins(self.kind.slope, values) * per_bin
        return slope if self.everywhere else np.where(self.bins, slope, 0.0)

    def _in_bins(self, function: Callable[[float, Array], Array | float], values: Array) -> Array | float:
        found = function(values[self.position], self.energies)
        return found[self.level] if isinstance(found, np.ndarray) else found


def product(factors: Iterable[Factor], values: Array) -> Array | float:
    """All factors in every bin (n,), or one for all bins."""
    found: Array | float = 1.0
    for factor in factors:
        found = factor.at(values) * found
    return found


@dataclass(frozen=True, eq=False)
class EnergyCell:
    """Bins of a folding with the same energy scale, the product of the values at `positions`.

    mask : of these bins, 0 or 1, None for all · sources : all of the likelihood, on this scale · by_scale : their
    derivatives by it · fitted : those of `positions` that are fitted, each with its index among the free parameters.
    """

    positions: tuple[int, ...]
    mask: Array | None
    sources: tuple[Source, ...]
    fitted: tuple[tuple[int, int], ...]
    by_scale: tuple[Source, ...]

    @classmethod
    def of(
        cls, positions: tuple[int, ...], mask: Array | None, sources: Sequence[Source], index_free: IntArray
    ) -> EnergyCell:
        """Bins `mask` on the scale of `positions`."""
        return cls(
            positions=positions,
            mask=mask,
            sources=tuple(Rescaled.of(source, positions) if positions else source for source in sources),
            fitted=tuple((i, int(index_free[i])) for i in positions if index_free[i] >= 0),
            by_scale=tuple(ByScale.of(source, positions) for source in sources),
        )

    def scale(self, values: Array) -> float:
        """The factor on the energy scale."""
        return energy_scale(self.positions, values)


@dataclass(frozen=True, eq=False)
class Systematics:
    """For each folding its factors on the signal, its energy cells, and its factors on the background.

    A factor that is of one data set alone so costs only the bins of that.

    index_free : (n_par,), indices among the free parameters, −1 if fixed.

    >>> from vhegui.core.fitting.spectra_data import data_of_spectra
    >>> from vhegui.core.models.nuisances import systematic
    >>> from vhegui.core.models.spectral.evaluate import default_model
    >>> from vhegui.core.simulation.counts import demo_spectrum
    >>> run = demo_spectrum()
    >>> model = JointModel((default_model("power_law", "crab"),), (systematic("background", run.name, 0.1),))
    >>> data, index_free = data_of_spectra([run]), np.array([0, 1, -1, 2])
    >>> counts = Systematics.of(data, model, index_free, ()).counts(data, np.array([2.5, 3e-11, 1.0, 1.2]))
    >>> (counts.alpha / data.counts.alpha).round(6).tolist()[:3]
    [1.2, 1.2, 1.2]
    """

    signal: tuple[tuple[Factor, ...], ...]
    cells: tuple[tuple[EnergyCell, ...], ...]
    background: tuple[tuple[Factor, ...], ...]
    index_free: IntArray

    @classmethod
    def of(cls, data: JointData, model: JointModel, index_free: IntArray, sources: Sequence[Source]) -> Systematics:
        """Those of `model` on its `sources`; one of data that are not there has no effect (see `unused_nuisances`)."""
        first = model.slices[-1].stop
        factors = [
            Factor(first + i, nuisance_kind(nuisance.kind), nuisance.dataset, _bins_of(nuisance, data), *data.energies)
            for i, nuisance in enumerate(model.nuisances)
        ]
        parts = [_in_part(factors, part) for part in data.slices]
        return cls(
            signal=tuple(tuple(f for f in part if f.kind.acts_on == "signal") for part in parts),
            cells=tuple(
                tuple(EnergyCell.of(*cell, sources, index_free) for cell in _cells(part_factors))
                for part_factors in ([f for f in part if f.kind.acts_on == "energy"] for part in parts)
            ),
            background=tuple(tuple(f for f in part if f.kind.acts_on == "background") for part in parts),
            index_free=index_free,
        )

    def expected(self, k: int, folding: Folding, s: int, values: Array) -> Array:
        """Signal (n_bins,) of source s in folding k."""
        area = product(self.signal[k], values)
        total = np.zeros(folding.n_bins)
        for n, cell in enumerate(self.cells[k]):
            source = cell.sources[s]
            signal, where = folding.signal(source, values)
            factor = _in(area, where) / cell.scale(values)
            if isinstance(factor, np.ndarray) or factor != 1.0:
                signal = factor * signal
            signal = masked(signal, where, source.mask(k), cell.mask)
            total[where] = total[where] + signal if n else signal
        return total

    def positions(self, k: int) -> tuple[int, ...]:
        """Positions of the nuisances of folding k."""
        of_energy = (position for cell in self.cells[k] for position in cell.positions)
        factors = (*self.signal[k], *self.background[k])
        return tuple(dict.fromkeys((*(factor.position for factor in factors), *of_energy)))

    def fold(self, k: int, folding: Folding, values: Array, rows: IntArray, n_rows: int) -> tuple[Array, Array]:
        """Signal (n_bins,) of all sources in folding k and its derivatives (n_rows, n_bins).

        rows : (n_free,), the row of each free parameter that the folding depends on.
        """
        area = product(self.signal[k], values)
        signal, slopes = np.zeros(folding.n_bins), np.zeros((n_rows, folding.n_bins))
        for cell in self.cells[k]:
            scale = cell.scale(values)
            for source, by_scale in zip(cell.sources, cell.by_scale, strict=True):
                if not source.is_seen_in(k):
                    continue
                own, found, where = folding.fold(source, values)
                masks = source.mask(k), cell.mask
                signal[where] += masked(own / scale, where, *masks)
                found = masked(found * (_in(area, where) / scale), where, *masks)
                add_rows(slopes, rows[source.targets], found, where)
                if cell.fitted:
                    change, where = folding.signal(by_scale, values)
                    row = masked(_in(area, where) * change, where, *masks)
                    for position, index in cell.fitted:
                        slopes[rows[index], where] += row * (scale / values[position])
        for factor in filter(self._is_free, self.signal[k]):
            others = product((each for each in self.signal[k] if each is not factor), values)
            slopes[rows[self.index_free[factor.position]]] += factor.slope(values, others * signal)
        return area * signal, slopes

    def _is_free(self, factor: Factor) -> bool:
        return bool(self.index_free[factor.position] >= 0)

    def counts(self, data: JointData, values: Array) -> CountsStatistic:
        """The counts with the background these values expect: kept, as they stay the same while a source is moved."""
        if not any(self.background):
            return data.counts
        key = tuple((f.kind.kind, f.dataset, float(values[f.position])) for part in self.background for f in part)
        return kept(data.scaled, key, lambda: self._counts(data, values), SCALED)

    def _counts(self, data: JointData, values: Array) -> CountsStatistic:
        parts = zip(self.background, data.foldings, strict=True)
        factors = [np.broadcast_to(product(each, values), folding.n_bins) for each, folding in parts]
        return _scaled(data.counts, factors[0] if len(factors) == 1 else np.concatenate(factors))

    def counts_in(self, k: int, data: JointData, values: Array) -> CountsStatistic:
        """The same for the bins of folding k alone."""
        return _scaled(data.counts_in(k), product(self.background[k], values))

    def add_background_rows(self, k: int, slopes: Array, expected: Array, values: Array, rows: IntArray) -> None:
        """d ON/d value in the rows of slopes (n_rows, n_bins of folding k).

        expected : α × expected OFF counts for a factor of 1, at the best background.
        """
        for factor in filter(self._is_free, self.background[k]):
            slopes[rows[self.index_free[factor.position]]] += self._slope_of_background(k, factor, values, expected)

    @cached_property
    def only_of_fields(self) -> bool:
        """Whether all are factors on the background of a field of view, which counts as known."""
        on_spectra = any(f.kind.kind not in FIELD_OF_VIEW for part in self.background for f in part)
        return not (any(self.signal) or any(cell.positions for part in self.cells for cell in part) or on_spectra)

    def add_background_curvature(self, k: int, hessian: Array, weights: Array, values: Array, steps: Array) -> None:
        """Σ weights · second derivatives of the factors on the background of folding k, by central differences.

        hessian : (n_free, n_free) · weights : d stat/d ON × background expected for factors of 1, (n_bins of folding k)
        steps : (n_free,).
        """
        free = [factor for factor in self.background[k] if self._is_free(factor)]
        indices = [self.index_free[factor.position] for factor in free]
        for factor, a in zip(free, indices, strict=True):
            sums = []
            for moved in (steps[a], -steps[a]):
                x = values.copy()
                x[factor.position] += moved
                sums.append([self._slope_of_background(k, each, x, weights).sum() for each in free])
            np.add.at(hessian[a], indices, (np.array(sums[0]) - np.array(sums[1])) / (2.0 * steps[a]))

    def _slope_of_background(self, k: int, factor: Factor, values: Array, per_bin: Array) -> Array:
        """The derivative of all factors on the background, times per_bin, by the value of one."""
        others = product((each for each in self.background[k] if each is not factor), values)
        return factor.slope(values, others * per_bin)


def _bins_of(nuisance: Nuisance, data: JointData) -> BoolArray:
    """Bins (n_bins,) that a nuisance is of: norm and tilt of a field of view are of cubes alone."""
    own = data.bins_of((nuisance.dataset,))
    return own & data.in_fields if nuisance.kind in FIELD_OF_VIEW else own


def _scaled(counts: CountsStatistic, factor: Array | float) -> CountsStatistic:
    return counts if np.all(factor == 1.0) else counts.scaled_background(np.maximum(factor, 1e-6))


def _in_part(factors: list[Factor], part: slice) -> list[Factor]:
    """The factors that bins of one folding have."""
    return [replace(f, bins=f.bins[part], level=f.level[part]) for f in factors if f.bins[part].any()]


def _cells(factors: list[Factor]) -> Iterator[tuple[tuple[int, ...], Array | None]]:
    """Positions and mask of bins that share all their energy factors: they are folded at once. Most often these are
    all, of one instrument.
    """
    if all(factor.everywhere for factor in factors):
        yield tuple(factor.position for factor in factors), None
        return
    patterns, cell = np.unique(np.array([factor.bins for factor in factors]), axis=1, return_inverse=True)
    for c, pattern in enumerate(patterns.T):
        bins = cell.ravel() == c
        positions = tuple(factor.position for factor, there in zip(factors, pattern, strict=True) if there)
        yield positions, None if bins.all() else bins.astype(np.float64)


def _in(per_bin: Array | float, where: slice | IntArray) -> Array | float:
    return per_bin[where] if isinstance(per_bin, np.ndarray) else per_bin


def unused_nuisances(data: JointData, model: JointModel) -> tuple[str, ...]:
    """Names of instruments and data sets that systematics are of but no data."""
    there = list(zip(data.names, data.instruments, strict=True))
    return tuple(sorted({n.dataset for n in model.nuisances if not any(goes_by(n.dataset, *names) for names in there)}))


def background_factor(model: JointModel, name: str, energy: Array) -> Array:
    """What the background of a cube, by its name, is multiplied by in bins with these centres (TeV): shape (n,)."""
    factor = np.ones(len(energy))
    for nuisance, value in zip(model.nuisances, model.values[model.slices[-1].stop :], strict=True):
        kind = nuisance_kind(nuisance.kind)
        if kind.acts_on == "background" and nuisance.dataset == name:
            factor = factor * kind.factor(value, energy)
    return factor
